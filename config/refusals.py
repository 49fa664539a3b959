"""Answers of no view: to what came too late or too slowly, and to what Django cannot read.

They pass the layers that every answer passes and that need neither thread nor database: each has a request id, stands
in the log and in the metrics, and can be read by pages of other origins wherever they may ask.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from functools import cache
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from config.layers import Answering, layered

#: The layers of the setting MIDDLEWARE that stand around a refusal.
NEEDED = {
    "config.headers.hardened",
    "config.operations.middleware.noted",
    "corsheaders.middleware.CorsMiddleware",
}
Refuse = Callable[[HttpRequest], HttpResponse]
#: Where a request has what refuses it.
_KEY = "sequitur.refuse"


def refused(environ: dict[str, Any], refuse: Refuse) -> HttpResponse:
    """Return the answer to a request that goes no further."""
    request = request_of(environ | {_KEY: refuse})
    response = copy_context().run(_refusing(), request)  # the request's name is no other's
    assert isinstance(response, HttpResponse)
    response.headers.setdefault("Content-Length", str(len(response.content)))
    return response


def request_of(environ: dict[str, Any]) -> HttpRequest:
    """Return a request whatever its type is, which Django may not be able to read."""
    return WSGIRequest(environ | {"CONTENT_TYPE": ""})


@cache
def _refusing() -> Answering:
    return layered(lambda request: request.META[_KEY](request), NEEDED.__contains__)
