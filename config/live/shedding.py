"""What is answered in the event loop, without a thread and without the database.

A request that no view answers, for want of time, or of room, or of its body. It passes the layers that every answer
passes and that need neither: it has a request id, stands in the log and in the metrics, and can be read by pages of
other origins wherever they may ask. And the probe that asks for nothing else than whether this process answers.
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
from config.operations import probes
from config.operations.notes import note_codes
from sources.outages import Outage

#: The layers of the setting MIDDLEWARE that stand around the probe, and those around a refusal.
PROBED = {"config.headers.hardened"}
NEEDED = PROBED | {"config.operations.middleware.noted", "corsheaders.middleware.CorsMiddleware"}
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


def alive(environ: Environ) -> Answer:
    """Return the answer of ``/healthz``, also while every thread is busy: else a busy server would be restarted."""
    return _answer_of(_probing()(_request_of(environ)))


@cache
def _probing() -> Answering:
    return layered(probes.alive, PROBED.__contains__)


def _answered(environ: Environ, refuse: Refuse) -> Answer:
    request = _request_of(environ | {_KEY: refuse})
    return _answer_of(copy_context().run(_refusing(), request))  # the request's name is no other's


@cache
def _refusing() -> Answering:
    return layered(lambda request: request.META[_KEY](request), NEEDED.__contains__)


def _request_of(environ: Environ) -> HttpRequest:
    return WSGIRequest(environ | {"CONTENT_TYPE": ""})  # it may be one that Django cannot read


def _answer_of(response: HttpResponseBase) -> Answer:
    assert isinstance(response, HttpResponse)
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    if "Content-Length" not in response:
        headers.append((b"content-length", b"%d" % len(response.content)))
    return Answer(response.status_code, headers, response.content)
