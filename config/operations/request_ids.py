"""A name for each request, in its answer and in every line of the log that it causes."""

from __future__ import annotations

import logging
import re
import secrets
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

HEADER = "X-Request-ID"
NONE = "-"
_WRITTEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default=NONE)


def begin(request: HttpRequest) -> str:
    """Name a request, as a proxy of ours named it already or anew; all that the thread does until the next has it.

    Without a proxy the header is the client's own word, and could pose as another request.
    """
    given = request.headers.get(HEADER, "") if settings.NUM_PROXIES else ""
    name = given if _WRITTEN.fullmatch(given) else secrets.token_hex(8)
    _current.set(name)
    return name


class RequestId(logging.Filter):
    """Puts the name of the request into each record of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True
