"""The WSGI application served over ASGI by a fixed number of threads, which keep their database connections.

Most requests are answered in one hop to a thread and back: what has no body to read and a body of known, moderate
length to send. Everything else is streamed, and a thread waits for its client only so long as there is one.
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from config.live.pools import Pool

logger = logging.getLogger(__name__)

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Coroutine[Any, Any, Message]]
Send = Callable[[Message], Coroutine[Any, Any, None]]
Environ = dict[str, Any]
Headers = list[tuple[bytes, bytes]]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

#: Bytes of an answer that are sent in one piece.
WHOLE = 262_144
#: Answers that never have a body, so say no length.
BODILESS = (204, 304)
#: Seconds for which a thread waits until its client takes or sends the next piece.
PATIENCE = 60


@dataclass
class Answer:
    """What an application answered, whole."""

    status: int = 0
    headers: Headers = field(default_factory=list)
    body: bytes = b""


class Threads:
    """Runs a WSGI application in threads of its own."""

    def __init__(self, application: Wsgi, number: int) -> None:
        self._application = application
        self._pool = Pool(number, "wsgi")
        self._hops: set[Future[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        loop = asyncio.get_running_loop()
        client = _Client(loop, receive, send, self._hops)
        environ = environ_of(scope, client.input(scope))
        answer = await loop.run_in_executor(self._pool, self._run, environ, client)
        if answer is not None:
            await send_whole(send, answer)

    async def answer(self, scope: Scope, body: bytes = b"", **told: Any) -> Answer:
        """Return the whole answer to a request whose body is at hand; ``told`` goes to the application beside it."""
        environ = environ_of(scope, io.BytesIO(body)) | told
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._whole, environ)

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
            if answer.status in BODILESS or _length(answer.headers) <= WHOLE:
                answer.body = b"".join(chunks)
                return answer
            client.send_each(answer, chunks)
        except ClientGone:
            return None
        except Exception:
            logger.exception("The application failed before Django could answer for it")
            return None if client.started else Answer(500, [(b"content-type", b"text/plain")], b"Server error\n")
        finally:
            client.leave()
            _close(chunks)
        return None


class ClientGone(OSError):
    """The client went away; Django knows it as a body that cannot be read."""


class _Client:
    """One client, as a thread talks to it through the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, receive: Receive, send: Send, hops: set[Future[Any]]) -> None:
        self._loop = loop
        self._receive = receive
        self._send = send
        self._hops = hops
        self._body_is_read = True
        self._leaving: asyncio.Task[None] | None = None
        self.started = False

    def input(self, scope: Scope) -> Any:
        """Return the body as a file that a thread can read."""
        names = {name for name, _ in scope["headers"]}
        if not names & {b"content-length", b"transfer-encoding"}:
            return io.BytesIO()
        self._body_is_read = False
        return io.BufferedReader(_Body(self), 65_536)

    def receive(self) -> Message:
        """Return the next piece of the body. :raises ClientGone: when there is none and there should be."""
        message: Message = self._hop(self._next())
        if message["type"] == "http.disconnect":
            raise ClientGone("The client went away before its body was whole.")
        self._body_is_read = not message.get("more_body", False)
        return message

    def send_each(self, answer: Answer, chunks: Iterable[bytes]) -> None:
        """Send an answer piece by piece, each when the one before was taken. :raises ClientGone:"""
        self.started = True
        self._hop(self._pass({"type": "http.response.start", "status": answer.status, "headers": answer.headers}))
        for chunk in chunks:
            if chunk:
                self._hop(self._pass({"type": "http.response.body", "body": chunk, "more_body": True}))
        self._hop(self._pass({"type": "http.response.body", "body": b""}))

    def _hop(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Let the event loop do something, and wait for it. :raises ClientGone: when it takes too long."""
        hop = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._hops.add(hop)
        try:
            return hop.result(PATIENCE)
        except (TimeoutError, CancelledError) as error:
            hop.cancel()
            raise ClientGone("The client neither takes nor sends.") from error
        finally:
            self._hops.discard(hop)

    async def _next(self) -> Message:
        """Take the next message in the loop itself: what granian gives to be awaited is no coroutine."""
        return await self._receive()

    async def _pass(self, message: Message) -> None:
        """Send one message, unless the client goes away meanwhile. :raises ClientGone:"""
        if self._body_is_read and self._leaving is None:
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
        self._more = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left and self._more:
            message = self._client.receive()
            self._left = message.get("body", b"")
            self._more = message.get("more_body", False)
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


def _close(chunks: Any) -> None:
    close = getattr(chunks, "close", None)
    if close is not None:
        close()


async def send_whole(send: Send, answer: Answer) -> None:
    """Send an answer in one piece."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
