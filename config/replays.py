"""The same answer to the same request, while the store stands where it stood (decision 0039).

An answer that is kept (``config.graphql.kept``) would pass Django's layers and our view again, and these would find the
same status, headers and body: they go by the request and the settings. So all of it is kept, by every byte of the
request that any of them reads. What is told of each request anew is in ``ANEW``; whether anything is left of its rate,
and where the store stands, is asked each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_started
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from config.graphql.kept import OVERHEAD, Memory
from config.layers import layered
from config.operations.metrics import count_answer
from config.operations.notes import come, notes_of
from config.rates import RateLimited, spend
from sources.states import State, public_state

#: The layers that each request passes all the same.
ANEW = {
    "config.operations.middleware.noted": "names each request, counts it and tells of it",
    "config.rates.rate_headers": "tells who asks what is left",
}
#: The headers that nothing else reads than these layers, and who counts rates.
READ_ANEW = {"HTTP_X_REQUEST_ID", "HTTP_TRACEPARENT", "HTTP_TRACESTATE", "HTTP_X_FORWARDED_FOR"}
#: A longer body is not read ahead of Django.
MOST_BODY = 20_000
_KEY, _REPLAY = "sequitur.replay_key", "sequitur.replay"


@dataclass(frozen=True, slots=True)
class Replay:
    """An answer as it was sent, and the state of the store that all of it is of."""

    state: State
    status: int
    #: As an answer holds them.
    headers: Mapping[str, tuple[str, str]]
    text: bytes
    operation: str
    match: ResolverMatch | None
    size: int


class Replays:
    """The answers that one process may give again."""

    def __init__(self) -> None:
        self._held: Memory[Any, Replay] = Memory()
        self._noted = layered(_given, lambda name: name in ANEW)

    def answer(self, environ: dict[str, Any]) -> HttpResponseBase | None:
        """Return the answer to a request that may come by the short road; None where it has to be found."""
        key = environ[_KEY] = _key_of(environ)
        held = self._held.get(key) if key is not None else None
        if held is None:
            return None
        environ |= come()
        request_started.send(sender=WSGIHandler, environ=environ)
        request = WSGIRequest({**environ, _REPLAY: held})
        try:
            if public_state() != held.state:
                return None
            spend(request, None)
        except (DatabaseError, RateLimited):  # which the whole road words
            return None
        response = self._noted(request)
        response._handler_class = WSGIHandler  # type: ignore[attr-defined]  # tells that the request is over when it is closed
        return response

    def keep(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Keep an answer that is to be given again, as the view noted."""
        key, notes = request.META.get(_KEY), notes_of(request)
        if key is None or notes.holds_at is None or not isinstance(response, HttpResponse):
            return
        headers, match = dict(response.headers._store), request.resolver_match
        size = OVERHEAD + len(response.content) + sum(map(len, key))
        replay = Replay(notes.holds_at, response.status_code, headers, response.content, notes.operation, match, size)
        self._held.set(key, replay)


def _key_of(environ: dict[str, Any]) -> tuple[str | bytes, ...] | None:
    """Return all that an answer goes by beside the store; None for a request that is not answered again."""
    if not settings.ANSWER_CACHE_BYTES or settings.REPLICAS or "HTTP_AUTHORIZATION" in environ:
        return None
    told = (part for name, value in environ.items() if _is_read(name) for part in (name, value))
    parts = (environ["REQUEST_METHOD"], environ["wsgi.url_scheme"], environ["PATH_INFO"], environ["QUERY_STRING"])
    body = _body_of(environ)
    return None if body is None else (*parts, body, *told)


def _is_read(name: str) -> bool:
    return name.startswith(("HTTP_", "CONTENT_")) and name not in READ_ANEW


def _body_of(environ: dict[str, Any]) -> bytes | None:
    """Return the body of a request, which can be read again; None for one that is long, or of unknown length."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if "HTTP_TRANSFER_ENCODING" in environ or not (length.isascii() and length.isdigit() and len(length) < 8):
        return None
    if int(length) > MOST_BODY:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return body


def _given(request: HttpRequest) -> HttpResponse:
    """Return an answer as it was."""
    held: Replay = request.META[_REPLAY]
    request.resolver_match = held.match
    notes_of(request).operation = held.operation
    count_answer("kept")
    response = HttpResponse(held.text, status=held.status)
    response.headers._store = dict(held.headers)
    return response
