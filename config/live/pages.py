"""Pages of the feed, computed in few threads and shared by all who ask for the same one."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol, Self

from django.db import close_old_connections

from config.live.heads import Heads
from config.live.pools import Pool
from sources.visibility import Viewer

#: For how many seconds a page is kept: those who waited stand at one place, and go on from it together.
SECONDS = 1.0
AT_ONCE = 2


class Page(Protocol):
    """Some of the feed, ready to be sent; ``next`` is the place to go on from."""

    @property
    def body(self) -> bytes: ...
    @property
    def next(self) -> Any: ...
    @property
    def has_more(self) -> bool: ...
    @property
    def is_empty(self) -> bool: ...


class Question(Protocol):
    """What one reader asks of the feed; equal ones have equal answers at one head."""

    @property
    def viewer(self) -> Viewer: ...
    @property
    def since(self) -> int: ...

    #: Whether it is answered as a stream of events.
    @property
    def streams(self) -> bool: ...
    #: Seconds for which an answer may wait that is none.
    @property
    def wait(self) -> int: ...

    def written(self) -> Page:
        """Return the page that was asked for."""

    def after(self, place: Any) -> Self:
        """Return what is asked next, behind the ``next`` of a page."""


class Pages:
    """What readers of the feed are sent."""

    def __init__(self, heads: Heads, name: str = "pages") -> None:
        self._heads = heads
        self._kept: dict[Any, asyncio.Future[Any]] = {}
        self._threads = Pool(AT_ONCE, name)

    async def page(self, asked: Question) -> Any:
        """Return the page that was asked for, as it was at the feed's present head or is since."""
        key = (self._heads.number(asked.viewer), asked)
        if key not in self._kept:
            self._kept[key] = asyncio.ensure_future(self._computed(asked))
            self._kept[key].add_done_callback(lambda done: self._keep_or_forget(key, done))
        return await asyncio.shield(self._kept[key])

    async def stop(self) -> None:
        """Compute no more."""
        await asyncio.to_thread(self._threads.close)

    async def _computed(self, asked: Question) -> Page:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _compute, asked)

    def _keep_or_forget(self, key: Any, done: asyncio.Future[Any]) -> None:
        """Keep for a moment what others may ask for; one who reads the feed from its beginning is alone with a page."""
        shared = not done.cancelled() and done.exception() is None and not done.result().has_more
        if shared:
            asyncio.get_running_loop().call_later(SECONDS, self._kept.pop, key, None)
        else:
            self._kept.pop(key, None)


def _compute(asked: Question) -> Page:
    close_old_connections()
    try:
        return asked.written()
    finally:
        close_old_connections()
