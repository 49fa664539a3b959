"""Whose turn it is to write next on SQLite.

SQLite lets those who wait for its lock look again in pauses of up to a tenth of a second, and whoever just wrote and
wants to write again is quicker: under writers without pause some wait until their time is over. So only one at a time
may wait for the lock, and the others wait for that place: those of one process in the order in which they came, and
processes by a lock on a file, for which they try at random moments. Where a process dies, the system frees its lock.
"""

from __future__ import annotations

import fcntl
import os
import random
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

#: The longest time between two tries for the file, in seconds: less than most writings take.
PAUSE = 0.005


class Turns:
    """The turns of the writers of one database, whose file is beside it."""

    def __init__(self, path: str) -> None:
        self._path = f"{path}-turn"
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def next(self, seconds: float) -> Iterator[None]:
        """Be the one who waits for the database's lock. :raises TimeoutError: when that takes too long."""
        ends = time.monotonic() + seconds
        with ExitStack() as left:
            if not self._enter(seconds):
                raise TimeoutError
            left.callback(self._leave)
            place = os.open(self._path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
            left.callback(os.close, place)
            while not _is_locked(place):
                if time.monotonic() >= ends:
                    raise TimeoutError
                time.sleep(random.uniform(0, PAUSE))  # noqa: S311  # nobody is to guess it, only to differ
            yield

    def _enter(self, seconds: float) -> bool:
        """Stand in line behind the other threads; return whether it came to the front in time."""
        mine = Lock()
        mine.acquire()
        with self._guard:
            self._waiting.append(mine)
            if self._waiting[0] is mine:
                return True
        if mine.acquire(timeout=max(seconds, 0)):
            return True
        with self._guard:
            if self._waiting[0] is mine:  # it came in this very moment
                return True
            self._waiting.remove(mine)
        return False

    def _leave(self) -> None:
        with self._guard:
            self._waiting.popleft()
            if self._waiting:
                self._waiting[0].release()


def _is_locked(place: int) -> bool:
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
