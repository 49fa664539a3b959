"""The ASGI application: connections that stay open are kept by the event loop, all others answered by threads."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from config.live.gate import Gate
from config.live.readers import Readers
from config.live.signals import when_told_to_stop
from config.live.threads import Receive, Scope, Send, Threads, Wsgi
from sources.rest.changes import EVENT_STREAM

FEED = "/api/v1/changes/"


class Server:
    """Django's WSGI application over ASGI, and the feed of changes for those who wait."""

    def __init__(self, application: Wsgi, *, threads: int, streams: int, streams_of_one: int) -> None:
        self._threads = Threads(application, threads)
        self._readers = Readers(self._threads, Gate(streams, streams_of_one))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif waits(scope):
            await self._readers(scope, receive, send)
        else:
            await self._threads(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        when_told_to_stop(self._readers.end)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._readers.stop()
        await self._threads.stop()
        await send({"type": "lifespan.shutdown.complete"})


def waits(scope: dict[str, Any]) -> bool:
    """Return whether a request may want its connection kept open; Django decides whether it really does."""
    if scope["path"] != FEED or scope["method"] != "GET":
        return False
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept")
    return EVENT_STREAM.encode() in accepted.lower() or b"wait" in parse_qs(scope["query_string"])
