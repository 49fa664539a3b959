"""The ASGI application: connections that stay open are kept by the event loop, all others answered by threads."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import parse_qs

from config.live.environs import environ_of
from config.live.exchanges import Receive, Scope, Send, send_whole
from config.live.gate import Gate
from config.live.heads import Heads
from config.live.pages import Pages
from config.live.readers import Readers
from config.live.shedding import alive
from config.live.signals import when_told_to_stop
from config.live.sockets import Sockets
from config.live.threads import Threads, Wsgi
from sources.rest.changes import EVENT_STREAM

FEED = "/api/v1/changes/"
GRAPHQL = "/graphql/"
ALIVE = "/healthz"
METRICS = "/metrics"


class Server:
    """Django's WSGI application over ASGI, and the feed of changes for those who wait.

    One poller asks for all of them. Pages of the feed and of subscriptions, which may ask for much more, have threads
    of their own; so has whoever measures, above all while the others are busy.
    """

    def __init__(
        self,
        application: Wsgi,
        *,
        threads: int,
        streams: int,
        streams_of_one: int,
        operations: int,
        queue_seconds: float = 0,
    ) -> None:
        self._threads = Threads(application, threads, queue_seconds)
        self._measuring = Threads(application, 1)
        self._heads = Heads()
        gate = Gate(streams, streams_of_one)
        self._readers = Readers(self._threads, gate, self._heads, Pages(self._heads))
        self._subscribers = Readers(self._threads, gate, self._heads, Pages(self._heads, "subscriptions"))
        self._sockets = Sockets(self._threads, gate, self._subscribers, operations)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["path"] == ALIVE:
            await send_whole(send, alive(environ_of(scope, io.BytesIO())))
        elif scope["path"] == METRICS:
            await self._measuring(scope, receive, send)
        elif waits(scope):
            await self._readers(scope, receive, send)
        elif subscribes(scope):
            await self._subscribers(scope, receive, send)
        else:
            await self._threads(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == GRAPHQL:
            await self._sockets(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        when_told_to_stop(self._end)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._end()
        await self._sockets.stop()
        await self._readers.stop()
        await self._subscribers.stop()
        await self._heads.stop()
        await self._measuring.stop()
        await self._threads.stop()
        await send({"type": "lifespan.shutdown.complete"})

    def _end(self) -> None:
        """Let every connection that is kept open end soon."""
        self._readers.end()
        self._subscribers.end()
        self._heads.end()


def waits(scope: dict[str, Any]) -> bool:
    """Return whether a request may want its connection kept open; Django decides whether it really does."""
    if scope["path"] != FEED or scope["method"] != "GET":
        return False
    return _accepts_events(scope) or b"wait" in parse_qs(scope["query_string"])


def subscribes(scope: dict[str, Any]) -> bool:
    """Return whether a request may be a GraphQL subscription over server-sent events."""
    return scope["path"] == GRAPHQL and scope["method"] in ("GET", "POST") and _accepts_events(scope)


def _accepts_events(scope: dict[str, Any]) -> bool:
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept")
    return EVENT_STREAM.encode() in accepted.lower()
