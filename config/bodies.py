"""How much one may send to the pages: the APIs say it themselves, by the address that is asked."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

#: Bytes of a form beside its file.
FORM = 1_000_000


def bounded(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that refuses a form by its length before anything is read: the check against forgery, which comes
    before any login, would keep files of any size.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        most = settings.UPLOAD_MAX_BYTES + FORM
        if _length(request) > most and not request.path_info.startswith(("/api/", "/graphql/")):
            text = f"A form has at most {most:,} bytes, its file among them.\n"
            return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdigit() else 0
