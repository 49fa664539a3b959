"""What is answered to a request that no view answers: for want of time, or of room, or of its body.

It passes the layers that every answer passes: it has a request id, stands in the log and in the metrics, and can be
read by pages of other origins wherever they may ask.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context

from corsheaders.middleware import CorsMiddleware
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from config.failures import unavailable
from config.headers import hardened
from config.live.environs import Environ
from config.live.exchanges import Answer
from config.operations.middleware import noted
from config.operations.notes import note_codes
from sources.outages import Outage


def shed(environ: Environ, why: Outage) -> Answer:
    """Return the answer to a request that there is no time or no room for."""

    def refuse(request: HttpRequest) -> HttpResponse:
        note_codes(request, [why.code])
        return unavailable(request.path_info, why)

    return _layered(environ, refuse)


def too_slow(environ: Environ) -> Answer:
    """Return the answer to a request whose body did not come in time."""

    def refuse(request: HttpRequest) -> HttpResponse:
        text = "The body came too slowly.\n"
        return HttpResponse(text, status=408, content_type="text/plain", headers={"Connection": "close"})

    return _layered(environ, refuse)


def _layered(environ: Environ, view: Callable[[HttpRequest], HttpResponse]) -> Answer:
    """Answer in the event loop, without a thread and without the database."""
    request = WSGIRequest(environ | {"CONTENT_TYPE": ""})  # which Django may not be able to read
    layered = hardened(noted(CorsMiddleware(view)))  # type: ignore[arg-type]  # synchronous: the view is
    response = copy_context().run(layered, request)  # the request's name is no other's
    return _answer_of(response)


def _answer_of(response: HttpResponseBase) -> Answer:
    assert isinstance(response, HttpResponse)
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    if "Content-Length" not in response:
        headers.append((b"content-length", b"%d" % len(response.content)))
    return Answer(response.status_code, headers, response.content)
