"""Which requests may be answered from a replica, and what they must see there (decision 0033)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.failures import told
from config.operations.metrics import count_read, road_of
from config.operations.notes import note_codes, notes_of
from sources.journal import noting_writes
from sources.replicas import Reader, primary, read_by

#: The number of the journal that a write came to, and that who sends it back sees in what is answered.
HEADER = "Journal-Number"
LONGEST = 18
READING = {"rest": ("GET", "HEAD"), "graphql": ("GET", "HEAD", "POST"), "pages": ("GET", "HEAD")}

Answering = Callable[[HttpRequest], HttpResponseBase]


def replicated(get_response: Answering) -> Answering:
    """Middleware around the views alone: let them read from replicas, and tell writers to which number they came."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        road = road_of(request.path_info)
        number = request.headers.get(HEADER, "0")
        if not (number.isascii() and number.isdigit() and len(number) <= LONGEST):
            return refused(request)
        if request.method not in READING.get(road, ()):
            return written(request, get_response)
        if not settings.REPLICAS:
            return get_response(request)
        return read(request, Reader(int(number), lambda: signed_in(request)), get_response)

    return middleware


def read(request: HttpRequest, reader: Reader, get_response: Answering) -> HttpResponseBase:
    """Answer for a reader; from the primary where the replica fails before the answer has begun."""
    with read_by(reader):
        response = get_response(request)
    if reader.has_failed and not response.streaming:
        notes_of(request).codes.clear()
        with primary():
            response = get_response(request)
        reader.replica = None
    if reader.is_settled:
        count_read(reader.replica.name if reader.replica else "primary")
    return response


def written(request: HttpRequest, get_response: Answering) -> HttpResponseBase:
    with noting_writes() as numbers:
        response = get_response(request)
    if numbers and road_of(request.path_info) == "rest":
        response[HEADER] = str(max(numbers))
    return response


def signed_in(request: HttpRequest) -> set[int]:
    """Return the user of a request, by its session or its token, if there is one; and look what that user may do.

    Users keep what they may do: it is asked of the primary here, not of the replica that is read from hereafter.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return set()
    user.get_all_permissions()
    return {user.pk}


def refused(request: HttpRequest) -> HttpResponseBase:
    message = f"{HEADER} is a whole number, as an answer had it."
    note_codes(request, ["BAD_USER_INPUT"])
    fault = {"code": "BAD_USER_INPUT", "detail": message, "parameter": HEADER}
    more: dict[str, Any] = {"errors": [fault]} if road_of(request.path_info) == "rest" else {}
    return told(request.path_info, 400, "BAD_USER_INPUT", message, **more)
