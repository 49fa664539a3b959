"""How often one may ask: counted in the cache alone, told as the IETF draft ratelimit-headers says.

Both APIs spend from the same budgets. A budget is for a fixed window, which begins at another second for each client,
so that not all who wait come back at once.
"""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from config.caches import CacheLost
from config.clients import client_address, network_of
from sources.models import Token

logger = logging.getLogger(__name__)
#: Seconds for which a budget is given.
WINDOW = 60
ANONYMOUS, READS, WRITES, BAD_TOKENS = "anonymous", "reads", "writes", "bad-tokens"


@dataclass(frozen=True)
class Rate:
    """What was spent of a budget, and how many seconds the rest of it must last."""

    budget: str
    quota: int
    spent: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        left = max(0, self.quota - self.spent)
        return {
            "RateLimit-Policy": f'"{self.budget}";q={self.quota};w={WINDOW}',
            "RateLimit": f'"{self.budget}";r={left};t={self.reset}',
        }


class RateLimited(Exception):
    """The one who asks has no budget left."""

    def __init__(self, rate: Rate) -> None:
        super().__init__(f"Too many requests; come back in {rate.reset} seconds.")
        self.wait = rate.reset


def spend(request: HttpRequest, asker: Any, *, writes: bool = False) -> None:
    """Count a request of a token, a user, or (None) an address. :raises RateLimited: when nothing is left.

    One that is tried anew, since its replica failed, was counted.
    """
    if getattr(request, "was_counted", False):
        return
    request.was_counted = True  # type: ignore[attr-defined]  # read above
    budget = WRITES if writes else ANONYMOUS if asker is None else READS
    _use(request, budget, _name_of(request, asker), 1)


def spend_on_bad_token(request: HttpRequest) -> None:
    """Count a token that was refused against the address it came from. :raises RateLimited:"""
    _use(request, BAD_TOKENS, _name_of(request, None), 1)


def refuse_guessing(request: HttpRequest) -> None:
    """Refuse to look for a token where an address has shown too many bad ones. :raises RateLimited:"""
    _use(request, BAD_TOKENS, _name_of(request, None), 0)


def _name_of(request: HttpRequest, asker: Any) -> str:
    if isinstance(asker, Token):
        return f"token:{asker.pk}"
    return f"user:{asker.pk}" if asker is not None else f"address:{network_of(client_address(request))}"


def _use(request: HttpRequest, budget: str, name: str, cost: int) -> None:
    """Spend from a budget, or with no cost only look whether there is something to spend."""
    quota = settings.RATE_LIMITS[budget]
    if not quota:
        return
    now = int(now_in_seconds()) + zlib.crc32(name.encode()) % WINDOW
    key = f"{budget}:{name}:{now // WINDOW}"
    spent = _counted(key) if cost else _count(key)
    rate = Rate(budget, quota, spent, WINDOW - now % WINDOW)
    if cost or spent >= quota:
        request.rate = rate  # type: ignore[attr-defined]  # told by the middleware below
    if spent + 1 - cost > quota:
        raise RateLimited(rate)


def now_in_seconds() -> float:
    return time.time()


def _count(key: str) -> int:
    try:
        return int(caches["rates"].get(key, 0))
    except CacheLost as error:
        return _uncounted(error)


def _counted(key: str) -> int:
    """Return a count with one more added."""
    count = caches["rates"]
    try:
        try:
            return count.incr(key)
        except ValueError:
            return 1 if count.add(key, 1, timeout=2 * WINDOW) else count.incr(key)
    except CacheLost as error:
        return _uncounted(error)


def _uncounted(error: Exception) -> int:
    """Let everyone in where nobody can be counted: to be asked too much is better than to answer nothing."""
    logger.warning("Requests are not counted: %s", error)
    return 0


def rate_headers(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that tells clients of the APIs what is left to them, and caches that a token changes the answer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        rate = getattr(request, "rate", None)
        if rate is not None:
            for name, value in rate.headers.items():
                response[name] = value
        if request.path_info.startswith("/api/"):
            patch_vary_headers(response, ["Authorization"])
        return response

    return middleware
