"""What the server reads: UTF-8 alone.

Django decodes an address with whatever codec the request's Content-Type names, before any middleware runs, and fails
with one that is no text (``hex``), that refuses (``undefined``) or when the header is too long.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

CHARSETS = {"utf-8", "utf8", "us-ascii", "ascii"}
STATUS = 415

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
        body, headers = _refusal()
        start_response(f"{STATUS} Unsupported Media Type", headers)
        return [body]

    return guarded


def _refusal() -> tuple[bytes, list[tuple[str, str]]]:
    from sources.rest.problems import CONTENT_TYPE, problem

    detail = "The Content-Type cannot be read, or names another charset than UTF-8."
    body = json.dumps(problem(STATUS, "UNSUPPORTED_MEDIA_TYPE", detail)).encode()
    return body, [("content-type", CONTENT_TYPE), ("content-length", str(len(body)))]
