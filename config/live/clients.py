"""A client as a thread talks to it, through the event loop."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Coroutine, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from typing import Any

from config.live.exchanges import WHOLE, Answer, ClientGone, Headers, Message, Receive, Scope, Send, gone

#: Seconds for which one waits for a client, and how many bytes it must have sent or taken in each second beyond.
PATIENCE = 30
SLOWEST = 16_384


class Client:
    """One client, as long as its request is answered."""

    def __init__(self, loop: asyncio.AbstractEventLoop, receive: Receive, send: Send, hops: set[Future[Any]]) -> None:
        self._loop = loop
        self._receive = receive
        self._send = send
        self._hops = hops
        self.body_is_read = True
        self._leaving: asyncio.Task[None] | None = None
        self._waited = 0.0
        self._moved = 0
        self.started = False

    async def input(self, scope: Scope) -> Any:
        """Return the body as a file that a thread can read: a moderate one is read before it gets to one.

        :raises TimeoutError: when a moderate one does not come in time.
        :raises ClientGone: when it breaks off.
        """
        names = {name for name, _ in scope["headers"]}
        if not names & {b"content-length", b"transfer-encoding"}:
            return io.BytesIO()
        self.body_is_read = False
        if b"transfer-encoding" in names or _length(scope["headers"]) > WHOLE:
            return io.BufferedReader(_Body(self), 65_536)
        body = bytearray()
        async with asyncio.timeout(PATIENCE):
            while not self.body_is_read:
                body += self._taken(await self._next())
        return io.BytesIO(body)

    def receive(self) -> bytes:
        """Return the next piece of the body. :raises ClientGone: when there is none and there should be."""
        return self._taken(self._hop(self._next()))

    def _taken(self, message: Message) -> bytes:
        if message["type"] == "http.disconnect":
            raise ClientGone("The client went away before its body was whole.")
        self.body_is_read = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        self._moved += len(piece)
        return piece

    def send_each(self, answer: Answer, chunks: Iterable[bytes]) -> None:
        """Send an answer piece by piece, each when the one before was taken. :raises ClientGone:"""
        self.started = True
        self._hop(self._pass({"type": "http.response.start", "status": answer.status, "headers": answer.headers}))
        for chunk in chunks:
            for piece in _pieces(chunk):
                self._hop(self._pass({"type": "http.response.body", "body": piece, "more_body": True}))
                self._moved += len(piece)
        self._hop(self._pass({"type": "http.response.body", "body": b""}))

    def _hop(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Let the event loop do something, and wait for it. :raises ClientGone: when all of it takes too long."""
        hop = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._hops.add(hop)
        began = time.monotonic()
        try:
            return hop.result(max(0, PATIENCE + self._moved / SLOWEST - self._waited))
        except (TimeoutError, CancelledError) as error:
            hop.cancel()
            raise ClientGone("The client neither takes nor sends.") from error
        finally:
            self._hops.discard(hop)
            self._waited += time.monotonic() - began

    async def _next(self) -> Message:
        """Take the next message in the loop itself: what granian gives to be awaited is no coroutine."""
        return await self._receive()

    async def _pass(self, message: Message) -> None:
        """Send one message, unless the client goes away meanwhile. :raises ClientGone:"""
        if self.body_is_read and self._leaving is None:
            self._leaving = asyncio.ensure_future(gone(self._receive))
        await self._send(message)
        if self._leaving is not None and self._leaving.done():
            raise ClientGone("The client went away.")

    def leave(self) -> None:
        """Watch the client no longer."""
        if self._leaving is not None:
            self._loop.call_soon_threadsafe(self._leaving.cancel)


class _Body(io.RawIOBase):
    """A request's body, read as it comes. A body that breaks off is an error, never a short body."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left and not self._client.body_is_read:
            self._left = self._client.receive()
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def _length(headers: Headers) -> float:
    """Return how long an answer says it is, without end where it does not say."""
    return next((int(value) for name, value in headers if name == b"content-length"), float("inf"))


def _pieces(chunk: bytes) -> Iterator[bytes]:
    """Yield a part of an answer in pieces that a slow client takes in time."""
    for begin in range(0, len(chunk), WHOLE):
        yield chunk[begin : begin + WHOLE]
