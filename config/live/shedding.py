"""What is answered in the event loop, without a thread and without the database.

Requests that there is no time or no room for, or whose body does not come; and the probe that asks for nothing but
whether this process answers.
"""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from config.failures import unavailable
from config.layers import Answering, layered
from config.live.environs import Environ
from config.live.exchanges import Answer
from config.operations import probes
from config.operations.notes import note_codes
from config.refusals import refused, request_of
from sources.outages import Outage


def shed(environ: Environ, why: Outage) -> Answer:
    """Return the answer to a request that there is no time or no room for."""

    def refuse(request: HttpRequest) -> HttpResponse:
        note_codes(request, [why.code])
        return unavailable(request.path_info, why)

    return _answer_of(refused(environ, refuse))


def too_slow(environ: Environ) -> Answer:
    """Return the answer to a request whose body did not come in time."""

    def refuse(request: HttpRequest) -> HttpResponse:
        text = "The body came too slowly.\n"
        return HttpResponse(text, status=408, content_type="text/plain", headers={"Connection": "close"})

    return _answer_of(refused(environ, refuse))


def alive(environ: Environ) -> Answer:
    """Return the answer of ``/healthz``, also while every thread is busy: else a busy server would be restarted."""
    return _answer_of(_probing()(request_of(environ)))


@cache
def _probing() -> Answering:
    return layered(probes.alive, {"config.headers.hardened"}.__contains__)


def _answer_of(response: HttpResponseBase) -> Answer:
    assert isinstance(response, HttpResponse)
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    return Answer(response.status_code, headers, response.content)
