"""Pages of the feed, computed in few threads and shared by all who ask for the same one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import close_old_connections

from config.live.heads import Heads
from config.live.pools import Pool
from sources.rest.changes import Asked, events, written

#: For how many seconds a page is kept: those who waited stand at one place, and go on from it together.
SECONDS = 1.0
AT_ONCE = 2


@dataclass(frozen=True)
class Written:
    """A page ready to be sent."""

    body: bytes
    next: int
    has_more: bool
    is_empty: bool


class Pages:
    """What readers of the feed are sent."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads
        self._kept: dict[Any, asyncio.Future[Written]] = {}
        self._threads = Pool(AT_ONCE, "pages")

    async def page(self, asked: Asked) -> Written:
        """Return the page that was asked for, as it was at the feed's present head or is since."""
        key = (self._heads.number(asked.viewer), asked.viewer, asked.since, asked.kinds, asked.limit, asked.streams)
        if key not in self._kept:
            self._kept[key] = asyncio.ensure_future(self._computed(asked))
            self._kept[key].add_done_callback(lambda done: self._keep_or_forget(key, done))
        return await asyncio.shield(self._kept[key])

    async def stop(self) -> None:
        """Compute no more."""
        await asyncio.to_thread(self._threads.close)

    async def _computed(self, asked: Asked) -> Written:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _compute, asked)

    def _keep_or_forget(self, key: Any, done: asyncio.Future[Written]) -> None:
        """Keep for a moment what others may ask for; one who reads the feed from its beginning is alone with a page."""
        shared = not done.cancelled() and done.exception() is None and not done.result().has_more
        if shared:
            asyncio.get_running_loop().call_later(SECONDS, self._kept.pop, key, None)
        else:
            self._kept.pop(key, None)


def _compute(asked: Asked) -> Written:
    close_old_connections()
    try:
        page = asked.page()
        write: Callable[..., bytes] = events if asked.streams else written
        return Written(write(page), page.next, page.has_more, not page.changes)
    finally:
        close_old_connections()
