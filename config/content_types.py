"""What the server reads: UTF-8 alone.

Django decodes an address with whatever codec the request's Content-Type names, before any middleware runs, and fails
with one that is no text (``hex``), that refuses (``undefined``) or when the header is too long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters

from config.operations.notes import note_codes
from config.refusals import refused

CHARSETS = {"utf-8", "utf8", "us-ascii", "ascii"}

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def is_readable(content_type: str) -> bool:
    """Return whether a Content-Type can be parsed and names no charset but UTF-8 or its part, ASCII."""
    try:
        parameters = parse_header_parameters(content_type)[1]
    except ValueError:
        return False
    return str(parameters.get("charset", "utf-8")).lower() in CHARSETS


def wsgi_guarded(application: Wsgi) -> Wsgi:
    """Return a WSGI application that answers 415 to what Django cannot read."""

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if is_readable(environ.get("CONTENT_TYPE", "")):
            return application(environ, start_response)
        response = refused(environ, _refuse)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]

    return guarded


def _refuse(request: HttpRequest) -> HttpResponse:
    from config.failures import told  # which Django must be ready for

    code, detail = "UNSUPPORTED_MEDIA_TYPE", "The Content-Type cannot be read, or names another charset than UTF-8."
    note_codes(request, [code])
    return told(request.path_info, 415, code, detail)
