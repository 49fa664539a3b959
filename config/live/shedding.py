"""What is answered to a request that no view answers: for want of time, or of room, or of its body.

It passes the layers that every answer passes and that need neither thread nor database: it has a request id, stands in
the log and in the metrics, and can be read by pages of other origins wherever they may ask.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from functools import cache

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from config.failures import unavailable
from config.layers import Answering, layered
from config.live.environs import Environ
from config.live.exchanges import Answer
from config.operations.notes import note_codes
from sources.outages import Outage

#: The layers of the setting MIDDLEWARE that stand around a refusal.
NEEDED = {
    "config.headers.hardened",
    "config.operations.middleware.noted",
    "corsheaders.middleware.CorsMiddleware",
}
Refuse = Callable[[HttpRequest], HttpResponse]
#: Where a request has what refuses it.
_KEY = "sequitur.refuse"


def shed(environ: Environ, why: Outage) -> Answer:
    """Return the answer to a request that there is no time or no room for."""

    def refuse(request: HttpRequest) -> HttpResponse:
        note_codes(request, [why.code])
        return unavailable(request.path_info, why)

    return _answered(environ, refuse)


def too_slow(environ: Environ) -> Answer:
    """Return the answer to a request whose body did not come in time."""

    def refuse(request: HttpRequest) -> HttpResponse:
        text = "The body came too slowly.\n"
        return HttpResponse(text, status=408, content_type="text/plain", headers={"Connection": "close"})

    return _answered(environ, refuse)


def _answered(environ: Environ, refuse: Refuse) -> Answer:
    """Answer in the event loop, without a thread and without the database."""
    request = WSGIRequest(environ | {"CONTENT_TYPE": "", _KEY: refuse})  # whose type Django may not be able to read
    return _answer_of(copy_context().run(_refusing(), request))  # the request's name is no other's


@cache
def _refusing() -> Answering:
    return layered(lambda request: request.META[_KEY](request), NEEDED.__contains__)


def _answer_of(response: HttpResponseBase) -> Answer:
    assert isinstance(response, HttpResponse)
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    if "Content-Length" not in response:
        headers.append((b"content-length", b"%d" % len(response.content)))
    return Answer(response.status_code, headers, response.content)
