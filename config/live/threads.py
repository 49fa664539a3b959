"""The WSGI application served over ASGI by a fixed number of threads, which keep their database connections.

Most requests are answered in one hop to a thread and back: those with a body of known, moderate length and a moderate
answer. So a client that sends or takes a byte a second holds no thread. Everything else is streamed: a thread waits for
its client only so long as that keeps up, and one thread never sends, so that others are answered.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from itertools import chain
from threading import Semaphore
from typing import Any

from config.live.clients import Client
from config.live.environs import Environ, environ_of
from config.live.exchanges import WHOLE, Answer, ClientGone, Receive, Scope, Send, send_whole
from config.live.pools import Pool
from config.live.shedding import shed, too_slow
from config.operations.notes import come
from sources.outages import OVERLOADED, SENDING

logger = logging.getLogger(__name__)

Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


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
        client = Client(loop, receive, send, self._hops)
        try:
            body = await client.input(scope)
        except TimeoutError:
            await send_whole(send, too_slow(environ_of(scope, io.BytesIO()) | come()))
            return
        except ClientGone:
            return
        environ = environ_of(scope, body) | come()
        answer = await self._in_time(environ, self._pool.submit(self._run, environ, client))
        if answer is not None:
            await send_whole(send, answer)

    async def answer(self, scope: Scope, body: bytes = b"", **told: Any) -> Answer:
        """Return the whole answer to a request whose body is at hand; ``told`` goes to the application beside it."""
        environ = environ_of(scope, io.BytesIO(body)) | come() | told
        answer = await self._in_time(environ, self._pool.submit(self._whole, environ))
        assert answer is not None
        return answer

    async def _in_time(self, environ: Environ, work: Future[Any]) -> Answer | None:
        """Return what a thread answers, or that none was free in time."""
        if not self._queue_seconds:
            return await asyncio.wrap_future(work)
        given_up: list[bool] = []
        watch = asyncio.get_running_loop().call_later(self._queue_seconds, lambda: given_up.append(work.cancel()))
        try:
            return await asyncio.wrap_future(work)
        except asyncio.CancelledError:
            if given_up == [True]:  # it was not begun, nor will it be
                return shed(environ, OVERLOADED)
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

    def _run(self, environ: Environ, client: Client) -> Answer | None:
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
                return shed(environ, SENDING)
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


def _starter(answer: Answer) -> Callable[..., Any]:
    def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
        answer.status = int(status.partition(" ")[0])
        answer.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    return start_response


def _beginning(chunks: Iterator[bytes]) -> bytes:
    """Take so much of an answer as is sent in one piece, and what shows that there is more."""
    taken = bytearray()
    for chunk in chunks:
        taken += chunk
        if len(taken) > WHOLE:
            break
    return bytes(taken)


def _close(chunks: Any) -> None:
    close = getattr(chunks, "close", None)
    if close is not None:
        close()
