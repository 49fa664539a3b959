"""Where the feed stands, asked of the database once for everyone who waits for it to go on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from django.db import close_old_connections, connection

from config.live.pools import Pool
from sources import feed
from sources.visibility import Viewer

logger = logging.getLogger(__name__)

#: Seconds between two questions, and after one that failed.
EVERY = 0.25
AFTER_FAILURE = 2.0


class Heads:
    """The last number of each view, kept fresh while anyone waits. One view's writes wake no reader of the other."""

    def __init__(self, read: Callable[[], dict[Viewer, int]] = feed.heads, every: float = EVERY) -> None:
        self._read = read
        self._every = every
        self._numbers = dict.fromkeys(Viewer, 0)
        self._turns: dict[Viewer, set[asyncio.Future[None]]] = {viewer: set() for viewer in Viewer}
        self._is_over = False
        self._asking: asyncio.Task[None] | None = None
        self._thread = Pool(1, "heads")

    def number(self, viewer: Viewer) -> int:
        """Return where a viewer's feed stood when it was last asked about."""
        return self._numbers[viewer]

    async def past(self, viewer: Viewer, number: int, seconds: float) -> bool:
        """Wait until a viewer's feed is past a number; return whether that came within some seconds.

        Each who waits costs the same however many wait.
        """
        try:
            async with asyncio.timeout(seconds):
                while self._numbers[viewer] <= number and not self._is_over:
                    await self._turn(viewer)
        except TimeoutError:
            return False
        return self._numbers[viewer] > number

    def end(self) -> None:
        """Let nobody wait any more: the server stops."""
        self._is_over = True
        for viewer in Viewer:
            self._wake(viewer)

    async def stop(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
        await asyncio.to_thread(self._thread.close)

    async def _turn(self, viewer: Viewer) -> None:
        """Wait until a viewer's number turns."""
        turn = asyncio.get_running_loop().create_future()
        self._turns[viewer].add(turn)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._ask())
        try:
            await turn
        finally:
            self._turns[viewer].discard(turn)

    def _wake(self, viewer: Viewer) -> None:
        for turn in self._turns[viewer]:
            if not turn.done():
                turn.set_result(None)

    async def _ask(self) -> None:
        loop = asyncio.get_running_loop()
        while any(self._turns.values()):
            pause = self._every
            try:
                self._take(await loop.run_in_executor(self._thread, self._fresh))
            except Exception:
                logger.exception("The feed's head could not be read; those who wait for it go on waiting")
                pause = AFTER_FAILURE
            await asyncio.sleep(pause)

    def _fresh(self) -> dict[Viewer, int]:
        close_old_connections()
        try:
            return self._read()
        except Exception:
            connection.close()
            raise

    def _take(self, numbers: dict[Viewer, int]) -> None:
        for viewer, number in numbers.items():
            if number != self._numbers[viewer]:
                self._numbers[viewer] = number
                self._wake(viewer)
