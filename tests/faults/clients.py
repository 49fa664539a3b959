"""Clients that write over REST and give no write up before it is acknowledged."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import pairwise
from threading import Event, Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

JSON = "application/json"
PAUSE = 0.05


@dataclass
class Site:
    """Where the server is just now, and what its clients were told."""

    token: str
    address: str = ""
    acknowledged: list[str] = field(default_factory=list)
    #: When each of these was, in seconds.
    moments: list[float] = field(default_factory=list)
    refused: list[tuple[int, str, str | None]] = field(default_factory=list)
    raised: list[Exception] = field(default_factory=list)

    def write(self, client: int, number: int) -> None:
        """Make topics one after another, each under a key of its own, which it repeats until it has an answer."""
        try:
            for one in range(number):
                label = f"topic-{client}-{one}"
                while not self._ask("/api/v1/topics/", {"label": label}, label):
                    time.sleep(PAUSE)
                self.acknowledged.append(label)
                self.moments.append(time.monotonic())
        except Exception as error:
            self.raised.append(error)

    def read(self, done: Event) -> None:
        """Ask by GraphQL again and again."""
        try:
            while not done.is_set():
                self._ask("/graphql/", {"query": "{ topics(first: 1) { totalCount } }"})
                time.sleep(PAUSE)
        except Exception as error:
            self.raised.append(error)

    @property
    def longest_pause(self) -> float:
        """Seconds during which no write was acknowledged, at most."""
        moments = sorted(self.moments)
        return max(later - earlier for earlier, later in pairwise(moments))

    def _ask(self, path: str, body: Any, key: str = "") -> bool:
        """Return whether it was done; what the server cannot do just now is noted."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": JSON}
        headers |= {"Idempotency-Key": f'"{key}"'} if key else {}
        try:
            with urlopen(Request(self.address + path, json.dumps(body).encode(), headers), timeout=60) as answer:
                answer.read()
        except HTTPError as error:
            told = json.loads(error.read())
            code = told["errors"][0]["extensions"]["code"] if path == "/graphql/" else told["code"]
            self.refused.append((error.code, code, error.headers["Retry-After"]))
            return False
        except (OSError, HTTPException, ValueError):  # there is no server just now, or it broke off
            return False
        return True


def started(*threads: Thread) -> None:
    for thread in threads:
        thread.start()


def wait_until(fulfilled: Any, seconds: float = 120) -> None:
    """Wait until something is so. :raises TimeoutError:"""
    ends = time.monotonic() + seconds
    while not fulfilled():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(PAUSE)
