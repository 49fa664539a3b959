"""The WSGI application served over ASGI by a fixed number of threads, which keep their database connections.

Most requests are answered in one hop to a thread and back: those with a body of known, moderate length and a moderate
answer. So a client that sends or takes a byte a second holds no thread. Everything else is streamed: a thread waits for
its client only so long as that keeps up, and one thread never sends, so that others are answered.
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from itertools import chain
from threading import Semaphore
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings

from config.failures import unavailable
from config.live.pools import Pool
from config.operations.metrics import count_shed
from sources.outages import OVERLOADED

logger = logging.getLogger(__name__)

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Coroutine[Any, Any, Message]]
Send = Callable[[Message], Coroutine[Any, Any, None]]
Environ = dict[str, Any]
Headers = list[tuple[bytes, bytes]]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

#: Bytes of a body that are read, or of an answer that are sent, in one piece.
WHOLE = 262_144
#: Seconds for which one waits for a client, and how many bytes it must have sent or taken in each second beyond.
PATIENCE = 30
SLOWEST = 16_384


@dataclass
class Answer:
    """What an application answered, whole."""

    status: int = 0
    headers: Headers = field(default_factory=list)
    body: bytes = b""


class Threads:
    """Runs a WSGI application in threads of its own.

    A request for which no thread was free within ``queue_seconds`` is refused and never run, so that who asks too much
    waits no longer than that; 0 lets it wait on.
    """

    def __init__(self, application: Wsgi, number: int, queue_seconds: float = 0) -> None:
        self._application = application
        self._pool = Pool(number, "wsgi")
        self._streaming = Semaphore(max(1, number - 1))
        self._queue_seconds = queue_seconds
        self._hops: set[Future[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        loop = asyncio.get_running_loop()
        client = _Client(loop, receive, send, self._hops)
        try:
            body = await client.input(scope)
        except TimeoutError:
            await send_whole(send, TOO_SLOW)
            return
        except ClientGone:
            return
        environ = environ_of(scope, body)
        answer = await self._in_time(scope, self._pool.submit(self._run, environ, client))
        if answer is not None:
            await send_whole(send, answer)

    async def answer(self, scope: Scope, body: bytes = b"", **told: Any) -> Answer:
        """Return the whole answer to a request whose body is at hand; ``told`` goes to the application beside it."""
        environ = environ_of(scope, io.BytesIO(body)) | told
        answer = await self._in_time(scope, self._pool.submit(self._whole, environ))
        assert answer is not None
        return answer

    async def _in_time(self, scope: Scope, work: Future[Any]) -> Answer | None:
        """Return what a thread answers, or that none was free in time."""
        if not self._queue_seconds:
            return await asyncio.wrap_future(work)
        given_up: list[bool] = []
        watch = asyncio.get_running_loop().call_later(self._queue_seconds, lambda: given_up.append(work.cancel()))
        try:
            return await asyncio.wrap_future(work)
        except asyncio.CancelledError:
            if given_up == [True]:  # it was not begun, nor will it be
                return shed(scope["method"], scope["path"])
            raise
        finally:
            watch.cancel()

    async def stop(self) -> None:
        """Let no thread wait for its client any longer, and wait until what runs has ended."""
        for hop in list(self._hops):
            hop.cancel()
        await asyncio.to_thread(self._pool.close)

    def _whole(self, environ: Environ) -> Answer:
        answer = Answer()
        chunks = self._application(environ, _starter(answer))
        try:
            answer.body = b"".join(chunks)
        finally:
            _close(chunks)
        return answer

    def _run(self, environ: Environ, client: _Client) -> Answer | None:
        """Return the answer when it is to be sent whole; a longer one is sent from here."""
        answer = Answer()
        chunks: Iterable[bytes] = ()
        try:
            chunks = self._application(environ, _starter(answer))
            pieces = iter(chunks)
            answer.body = _beginning(pieces)
            if len(answer.body) <= WHOLE:
                return answer
            if not self._streaming.acquire(blocking=False):
                return BUSY
            try:
                client.send_each(answer, chain([answer.body], pieces))
            finally:
                self._streaming.release()
        except ClientGone:
            return None
        except Exception:
            logger.exception("The application failed before Django could answer for it")
            return None if client.started else Answer(500, [(b"content-type", b"text/plain")], b"Server error\n")
        finally:
            client.leave()
            _close(chunks)
        return None


TOO_SLOW = Answer(408, [(b"connection", b"close"), (b"content-type", b"text/plain")], b"The body came too slowly.\n")
BUSY = Answer(
    503,
    [(b"retry-after", b"5"), (b"content-type", b"application/problem+json")],
    b'{"type": "about:blank", "title": "Service Unavailable", "status": 503, "code": "BUSY",'
    b' "detail": "As many long answers are sent as can be at once. Try again."}',
)


class ClientGone(OSError):
    """The client went away; Django knows it as a body that cannot be read."""


class _Client:
    """One client, as a thread talks to it through the event loop."""

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


async def gone(receive: Receive) -> None:
    """Return when a client goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass


class _Body(io.RawIOBase):
    """A request's body, read as it comes. A body that breaks off is an error, never a short body."""

    def __init__(self, client: _Client) -> None:
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


def environ_of(scope: Scope, body: Any) -> Environ:
    """Return a request as PEP 3333 has it. A header whose name has an underscore could pose as another: left out."""
    path = unquote_to_bytes(scope["raw_path"]) if scope.get("raw_path") else scope["path"].encode()
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", "").encode().decode("latin-1"),
        "PATH_INFO": path.decode("latin-1").removeprefix(scope.get("root_path", "")),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **_headers(scope["headers"]),
    }


_UNPREFIXED = {"content-length": "CONTENT_LENGTH", "content-type": "CONTENT_TYPE"}


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> Environ:
    found: dict[str, str] = {}
    for raw, value in pairs:
        name = raw.decode("latin-1").lower()
        if "_" in name:
            continue
        key = _UNPREFIXED.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        parted = "; " if name == "cookie" else ","
        found[key] = f"{found[key]}{parted}{value.decode('latin-1')}" if key in found else value.decode("latin-1")
    return found


def _starter(answer: Answer) -> Callable[..., Any]:
    def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
        answer.status = int(status.partition(" ")[0])
        answer.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    return start_response


def _length(headers: Headers) -> float:
    """Return how long an answer says it is, without end where it does not say."""
    return next((int(value) for name, value in headers if name == b"content-length"), float("inf"))


def _beginning(chunks: Iterator[bytes]) -> bytes:
    """Take so much of an answer as is sent in one piece, and what shows that there is more."""
    taken = bytearray()
    for chunk in chunks:
        taken += chunk
        if len(taken) > WHOLE:
            break
    return bytes(taken)


def _pieces(chunk: bytes) -> Iterator[bytes]:
    """Yield a part of an answer in pieces that a slow client takes in time."""
    for begin in range(0, len(chunk), WHOLE):
        yield chunk[begin : begin + WHOLE]


def _close(chunks: Any) -> None:
    close = getattr(chunks, "close", None)
    if close is not None:
        close()


def shed(method: str, path: str) -> Answer:
    """Return and count the answer to a request that there is no time for."""
    response = unavailable(path, OVERLOADED)
    count_shed(method, path, OVERLOADED.code)
    response["Cache-Control"] = "no-store"
    if settings.CORS_ALLOW_ALL_ORIGINS:
        response["Access-Control-Allow-Origin"] = "*"
    headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
    return Answer(
        response.status_code, [*headers, (b"content-length", b"%d" % len(response.content))], response.content
    )


async def send_whole(send: Send, answer: Answer) -> None:
    """Send an answer in one piece."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
