"""How many connections may be open at once."""

from __future__ import annotations

import threading
from collections import Counter

from rest_framework.exceptions import APIException

from config.operations.metrics import STREAMS


class TooMany(APIException):
    """As many connections are open in this process as it holds."""

    status_code = 503
    default_detail = "This server keeps no more connections open at once. Try again later, or poll."
    wait = 5


class TooManyOfOne(TooMany):
    """As many connections are open from one address as it may have."""

    status_code = 429
    default_detail = "Too many connections are open from your address. Close one, or poll."


class Gate:
    """Counts who is in; asked by threads, told by the event loop."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()

    def enter(self, address: str) -> None:
        """Let one in. :raises TooMany: :raises TooManyOfOne:"""
        with self._lock:
            if self._inside.total() >= self._most:
                raise TooMany
            if self._inside[address] >= self._most_of_one:
                raise TooManyOfOne
            self._inside[address] += 1
        STREAMS.inc()

    def leave(self, address: str) -> None:
        with self._lock:
            self._inside[address] -= 1
            if not self._inside[address]:
                del self._inside[address]
        STREAMS.dec()
