"""Readers of the feed whose connections are kept open: by a stream of events, or until there is something to tell.

They come by REST or by a GraphQL subscription over server-sent events; what they are sent is theirs to say.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from django.core.exceptions import ValidationError

from config.graphql.limits import limits
from config.live.exchanges import Answer, ClientGone, Receive, Scope, Send, gone, send_whole
from config.live.gate import Gate
from config.live.heads import Heads
from config.live.openings import Opening
from config.live.pages import Pages, Question
from config.live.threads import Threads
from sources.visibility import Viewer

logger = logging.getLogger(__name__)

#: Seconds after which a silent stream says that it is there, and for which one waits for a reader to take anything.
HEARTBEAT = 15
PATIENCE = 30
#: Seconds that open connections have to end when the server stops.
LAST_WORDS = 3
UNSENT = (b"content-length", b"etag")


class Barred(Exception):
    """A reader may no longer see what it was let in for."""


class Readers:
    """Every reader whose connection is open."""

    def __init__(self, threads: Threads, gate: Gate, heads: Heads, pages: Pages) -> None:
        self._threads = threads
        self._gate = gate
        self._heads = heads
        self._pages = pages
        self._open: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Django look at a request first: it answers what it refuses, and what needs no waiting."""
        opening = Opening(self._gate)
        try:
            body = await body_of(scope, receive)
            answer = await opening.answer(self._threads, scope, body)
            if opening.asked is None or answer.status != 200:
                await send_whole(send, answer)
                return
            reader = _Reader(scope, send, answer, opening.asked, self)
            await self._until_gone(reader.streamed if opening.asked.streams else reader.answered, receive)
        except ClientGone:
            logger.info("A reader went away before its request was whole")
        except TimeoutError:
            logger.info("A reader of the feed took nothing for %s seconds and was dropped: SLOW_CONSUMER", PATIENCE)
        finally:
            opening.leave()

    async def page(self, scope: Scope, asked: Question) -> Any:
        """Return a page for a reader. :raises Barred: when it may no longer see it."""
        if asked.viewer is not Viewer.PUBLIC:
            again = Opening(None)
            answer = await again.answer(self._threads, scope)
            if answer.status != 200 or again.viewer is not asked.viewer:
                raise Barred
        return await self._pages.page(asked)

    async def past(self, asked: Question, seconds: float) -> bool:
        """Wait for some seconds until there may be something for a reader; return whether that is so."""
        return await self._heads.past(asked.viewer, asked.since, seconds)

    @property
    def stops(self) -> bool:
        return self._stopping.is_set()

    async def stopped(self) -> None:
        """Wait until the server stops."""
        await self._stopping.wait()

    def end(self) -> None:
        """Let every reader end soon."""
        self._stopping.set()

    async def stop(self) -> None:
        """Let every reader end, and wait for it."""
        self.end()
        if self._open:
            await asyncio.wait(self._open, timeout=LAST_WORDS)
        await self._pages.stop()

    async def _until_gone(self, serve: Callable[[], Coroutine[Any, Any, None]], receive: Receive) -> None:
        serving: asyncio.Task[Any] = asyncio.ensure_future(serve())
        ends = [asyncio.ensure_future(gone(receive)), asyncio.ensure_future(self._stopped())]
        self._open.add(serving)
        try:
            await asyncio.wait({serving, *ends}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
        finally:
            for task in (serving, *ends):
                task.cancel()
            self._open.discard(serving)

    async def _stopped(self) -> None:
        """Return when the server stops and there was time to end well."""
        await self._stopping.wait()
        await asyncio.sleep(LAST_WORDS)


class _Reader:
    """One reader, from where it asked to begin."""

    def __init__(self, scope: Scope, send: Send, answer: Answer, asked: Question, readers: Readers) -> None:
        self._scope = scope
        self._send = send
        self._answer = answer
        self._asked = asked
        self._readers = readers

    async def streamed(self) -> None:
        """Send changes as they come, each page when the one before was taken."""
        headers = [(name, value) for name, value in self._answer.headers if name not in UNSENT]
        await self._within({"type": "http.response.start", "status": 200, "headers": headers})
        await self._more(b": from %d\n\n" % self._asked.since)
        try:
            while not self._readers.stops:
                page = await self._readers.page(self._scope, self._asked)
                self._asked = self._asked.after(page.next)
                if page.body:
                    await self._more(page.body)
                if not page.has_more and not await self._readers.past(self._asked, HEARTBEAT):
                    await self._more(b": still here\n\n")
        except (Barred, ValidationError):
            pass  # the reader comes back, and is told
        await self._within({"type": "http.response.body", "body": b""})

    async def answered(self) -> None:
        """Answer when there is something to tell, or when the time is up."""
        ends = asyncio.get_running_loop().time() + self._asked.wait
        page = await self._readers.page(self._scope, self._asked)
        while page.is_empty and (left := ends - asyncio.get_running_loop().time()) > 0:
            self._asked = self._asked.after(page.next)
            if not await self._readers.past(self._asked, left):
                break
            page = await self._readers.page(self._scope, self._asked)
        headers = [(name, value) for name, value in self._answer.headers if name not in UNSENT]
        headers.append((b"content-length", str(len(page.body)).encode()))
        await send_whole(self._send, Answer(200, headers, page.body))

    async def _more(self, body: bytes) -> None:
        await self._within({"type": "http.response.body", "body": body, "more_body": True})

    async def _within(self, message: dict[str, Any]) -> None:
        """Send one message. :raises TimeoutError: when the reader takes nothing for too long."""
        async with asyncio.timeout(PATIENCE):
            await self._send(message)


async def body_of(scope: Scope, receive: Receive) -> bytes:
    """Return the body of a request, no more than a GraphQL request may have: Django refuses the rest by its length.

    :raises ClientGone: when it breaks off.
    :raises TimeoutError: when it does not come.
    """
    most = limits().body_bytes
    body, more = b"", scope["method"] == "POST"
    async with asyncio.timeout(PATIENCE):
        while more and len(body) <= most:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone("The client went away before its body was whole.")
            body += message.get("body", b"")
            more = message.get("more_body", False)
    return body
