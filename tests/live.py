"""The ASGI application as a server runs it, in the event loop of a test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from config.live.server import Server
from config.wsgi import application

SECONDS = 20
MOST_SECONDS = 120
FEED = "/api/v1/changes/"


class Reply:
    """One request that was sent, and what comes back for it."""

    def __init__(self, server: Server, scope: dict[str, Any], body: list[dict[str, Any]]) -> None:
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._got: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.takes = asyncio.Event()
        self.takes.set()
        for message in body:
            self._sent.put_nowait(message)
        self.task = asyncio.ensure_future(server(scope, self._sent.get, self._send))
        self._unread = b""

    def breaks_off(self) -> None:
        """Let the client go away instead of sending the last piece of its body."""
        pieces = [self._sent.get_nowait() for _ in range(self._sent.qsize())]
        for piece in pieces[:-1]:
            self._sent.put_nowait(piece)
        self._sent.put_nowait({"type": "http.disconnect"})

    async def _send(self, message: dict[str, Any]) -> None:
        await self.takes.wait()
        self._got.put_nowait(message)

    async def start(self) -> tuple[int, dict[str, str]]:
        """Return status and headers."""
        message = await self._next()
        return message["status"], {name.decode(): value.decode() for name, value in message["headers"]}

    async def rest(self) -> bytes:
        """Return the body up to its end."""
        body, more = self._unread, True
        while more:
            message = await self._next()
            body += message.get("body", b"")
            more = message["type"] == "http.response.start" or message.get("more_body", False)
        return body

    async def whole(self) -> tuple[int, dict[str, str], Any]:
        """Return status, headers and the JSON of the body."""
        status, headers = await self.start()
        return status, headers, json.loads(await self.rest())

    async def event(self) -> dict[str, Any]:
        """Return the next event of a stream: its id, name and data; comments are passed over."""
        while True:
            while b"\n\n" not in self._unread:
                self._unread += (await self._next()).get("body", b"")
            block, _, self._unread = self._unread.partition(b"\n\n")
            if not block.startswith(b":"):
                parts = (line.partition(":") for line in block.decode().split("\n"))
                fields = {name: value.removeprefix(" ") for name, _, value in parts}
                return fields | {"data": json.loads(fields["data"] or "null")}

    async def silent(self, seconds: float = 0.8) -> bool:
        """Return whether nothing but comments comes for a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.event()
                return False
        return True

    async def leave(self) -> None:
        """Go away, and wait until the server has noticed."""
        self._sent.put_nowait({"type": "http.disconnect"})
        await asyncio.wait_for(self.task, SECONDS)

    async def _next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self._got.get(), SECONDS)


class Socket:
    """One socket to the server, which speaks JSON."""

    def __init__(self, server: Server, scope: dict[str, Any]) -> None:
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._got: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.takes = asyncio.Event()
        self.takes.set()
        self.answers_pings = True
        self._sent.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.ensure_future(server(scope, self._sent.get, self._send))

    async def _send(self, message: dict[str, Any]) -> None:
        await self.takes.wait()
        if self.answers_pings and message.get("text") == '{"type":"ping"}':
            self.say("pong")
        self._got.put_nowait(message)

    def say(self, kind: str, **rest: Any) -> None:
        self.say_raw(json.dumps({"type": kind, **rest}))

    def say_raw(self, text: str | bytes) -> None:
        part = {"bytes": text} if isinstance(text, bytes) else {"text": text}
        self._sent.put_nowait({"type": "websocket.receive", **part})

    async def next(self) -> dict[str, Any]:
        """Return the next message of the server, or how it closed; its pings are passed over."""
        while True:
            message = await asyncio.wait_for(self._got.get(), SECONDS)
            if message["type"] != "websocket.send":
                return message
            said = json.loads(message["text"])
            if said != {"type": "ping"}:
                return said

    async def closed(self) -> tuple[int, str]:
        """Return the code and the reason with which the server closes next."""
        message = await self.next()
        assert message["type"] == "websocket.close", message
        await asyncio.wait_for(self.task, SECONDS)
        return message["code"], message.get("reason", "")

    async def silent(self, seconds: float = 0.8) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.next()
                return False
        return True

    async def begin(self, **payload: Any) -> None:
        """Introduce oneself."""
        assert (await self.next())["type"] == "websocket.accept"
        self.say("connection_init", payload=payload)
        assert await self.next() == {"type": "connection_ack"}

    def subscribe(self, query: str, name: str = "1", **variables: Any) -> None:
        self.say("subscribe", id=name, payload={"query": query, "variables": variables})

    async def change(self) -> dict[str, Any]:
        """Return the change that is told next."""
        message = await self.next()
        assert message["type"] == "next", message
        found: dict[str, Any] = message["payload"]["data"]["changes"]
        return found

    async def leave(self) -> None:
        """Go away, and wait until the server has noticed."""
        self._sent.put_nowait({"type": "websocket.disconnect", "code": 1005})
        await asyncio.wait_for(self.task, SECONDS)


class Serving:
    """A server that is up."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def ask(self, address: str, method: str = "GET", body: list[bytes] | None = None, **headers: str) -> Reply:
        """Send a request; ``body`` in pieces, the names of headers with underscores for hyphens."""
        parts = urlsplit(address)
        named = {"host": "testserver"} | {name.replace("_", "-").lower(): value for name, value in headers.items()}
        pieces = body if body is not None else [b""]
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "client": ("192.0.2.7", 4711),
            "scheme": "http",
        }
        messages = [
            {"type": "http.request", "body": piece, "more_body": number < len(pieces) - 1}
            for number, piece in enumerate(pieces)
        ]
        return Reply(self._server, scope, messages)

    def socket(self, *protocols: str, path: str = "/graphql/", **headers: str) -> Socket:
        """Open a socket, which speaks the protocol of GraphQL unless others are named."""
        named = {"host": "testserver"} | {name.replace("_", "-").lower(): value for name, value in headers.items()}
        scope = {
            "type": "websocket",
            "http_version": "1.1",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "client": ("192.0.2.7", 4711),
            "scheme": "ws",
            "subprotocols": list(protocols or ("graphql-transport-ws",)),
        }
        return Socket(self._server, scope)

    def subscribe(self, query: str, headers: dict[str, str] | None = None, **variables: Any) -> Reply:
        """Subscribe over server-sent events."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        told = {"content_type": "application/json", "content_length": str(len(body)), "accept": "text/event-stream"}
        return self.ask("/graphql/", "POST", [body], **told | (headers or {}))

    def feed(self, query: str = "", **headers: str) -> Reply:
        return self.ask(f"{FEED}{query}", **headers)

    def stream(self, query: str = "", **headers: str) -> Reply:
        return self.feed(query, accept="text/event-stream", **headers)


@asynccontextmanager
async def serving(*, streams: int = 50, streams_of_one: int = 50, operations: int = 10) -> AsyncIterator[Serving]:
    """Start a server and stop it at the end."""
    limits = {"streams": streams, "streams_of_one": streams_of_one, "operations": operations}
    server = Server(application, threads=2, **limits)
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    life = asyncio.ensure_future(server({"type": "lifespan"}, told.get, said.put))
    told.put_nowait({"type": "lifespan.startup"})
    assert (await asyncio.wait_for(said.get(), SECONDS))["type"] == "lifespan.startup.complete"
    try:
        yield Serving(server)
    finally:
        told.put_nowait({"type": "lifespan.shutdown"})
        assert (await asyncio.wait_for(said.get(), SECONDS))["type"] == "lifespan.shutdown.complete"
        await life


def run(test: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run a test's coroutine in a loop of its own, and let its threads end. :raises TimeoutError: after a while"""

    async def run_to_its_end() -> Any:
        async with asyncio.timeout(MOST_SECONDS):
            found = await test()
        await asyncio.get_running_loop().shutdown_default_executor()
        return found

    return asyncio.run(run_to_its_end())


async def meanwhile(work: Callable[[], Any]) -> Any:
    """Do something with the database in another thread, on a connection of its own."""

    def do() -> Any:
        try:
            return work()
        finally:
            connection.close()

    return await asyncio.to_thread(do)
