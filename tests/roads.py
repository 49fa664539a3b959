"""Requests as a server hands them to one of the roads to Django."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

QUESTION = {"query": "query Named { actors { edges { node { name } } } }"}
BODY = json.dumps(QUESTION).encode()
ADDRESS = "query=%7Bactors%7BtotalCount%7D%7D"
#: Requests: what differs from a good POST in its environ, its body, and how often it is sent.
REQUESTS: dict[str, tuple[dict[str, str], bytes, int]] = {
    "good": ({}, BODY, 1),
    "good over https": ({"wsgi.url_scheme": "https"}, BODY, 1),
    "to another host": ({"HTTP_HOST": "evil.example"}, BODY, 1),
    "to no host": ({"HTTP_HOST": "no host"}, BODY, 1),
    "of another page": ({"HTTP_ORIGIN": "https://page.example"}, BODY, 1),
    "of a page that asks first": (
        {
            "REQUEST_METHOD": "OPTIONS",
            "HTTP_ORIGIN": "https://page.example",
            "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST",
        },
        b"",
        1,
    ),
    "options": ({"REQUEST_METHOD": "OPTIONS"}, b"", 1),
    "get": ({"REQUEST_METHOD": "GET", "QUERY_STRING": ADDRESS}, b"", 1),
    "head": ({"REQUEST_METHOD": "HEAD", "QUERY_STRING": ADDRESS}, b"", 1),
    "get of nothing": ({"REQUEST_METHOD": "GET"}, b"", 1),
    "not acceptable": ({"HTTP_ACCEPT": "image/png"}, BODY, 1),
    "for a stream": ({"HTTP_ACCEPT": "text/event-stream"}, BODY, 1),
    "graphql-response": ({"HTTP_ACCEPT": "application/graphql-response+json"}, BODY, 1),
    "no JSON": ({}, b"{", 1),
    "no query": ({}, b"{}", 1),
    "a form": ({"CONTENT_TYPE": "application/x-www-form-urlencoded"}, b"query=x", 1),
    "packed": ({"HTTP_ACCEPT_ENCODING": "gzip", "HTTP_CONTENT_ENCODING": "gzip"}, BODY, 1),
    "no such field": ({}, b'{"query": "{ nothing }"}', 1),
    "too deep": ({}, json.dumps({"query": "{a" * 30 + "}" * 30}).encode(), 1),
    "too large": ({}, b" " * 200_001, 1),
    "unknown hash": ({}, json.dumps({"documentId": "0" * 64}).encode(), 1),
    "bad token": ({"HTTP_AUTHORIZATION": "Bearer sequitur_" + "0" * 64}, BODY, 1),
    "bad tokens": ({"HTTP_AUTHORIZATION": "Bearer nothing"}, BODY, 4),
    "too often": ({}, BODY, 4),
    "bad journal number": ({"HTTP_JOURNAL_NUMBER": "x"}, BODY, 1),
    "behind a proxy": ({"HTTP_X_FORWARDED_FOR": "192.0.2.1", "HTTP_X_REQUEST_ID": "a-name-of-ours"}, BODY, 1),
}
REST: dict[str, tuple[dict[str, str], bytes, int]] = {
    "list": ({"PATH_INFO": "/api/v1/actors/", "QUERY_STRING": "limit=1"}, b"", 1),
    "head of a list": ({"PATH_INFO": "/api/v1/actors/", "REQUEST_METHOD": "HEAD"}, b"", 1),
    "the first page": ({"PATH_INFO": "/api/v1/"}, b"", 1),
    "nothing here": ({"PATH_INFO": "/api/v1/nothing/"}, b"", 1),
    "no record": ({"PATH_INFO": "/api/v1/actors/nobody/"}, b"", 1),
    "no slash": ({"PATH_INFO": "/api/v1/actors"}, b"", 1),
    "a mistaken filter": ({"PATH_INFO": "/api/v1/actors/", "QUERY_STRING": "nothing=1"}, b"", 1),
    "an export": ({"PATH_INFO": "/api/v1/events/", "HTTP_ACCEPT": "text/csv"}, b"", 1),
    "the schema": ({"PATH_INFO": "/api/v1/schema/"}, b"", 1),
    "list of another page": ({"PATH_INFO": "/api/v1/actors/", "HTTP_ORIGIN": "https://page.example"}, b"", 1),
    "list by a bad token": ({"PATH_INFO": "/api/v1/actors/", "HTTP_AUTHORIZATION": "Bearer nothing"}, b"", 4),
    "list too often": ({"PATH_INFO": "/api/v1/actors/"}, b"", 4),
}
REQUESTS |= {name: ({"REQUEST_METHOD": "GET", **changes}, body, times) for name, (changes, body, times) in REST.items()}
#: Settings that change what a middleware does.
SITES: dict[str, dict[str, Any]] = {
    "usual": {},
    "https only": {"SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 60},
    "named origins": {"CORS_ALLOW_ALL_ORIGINS": False, "CORS_ALLOWED_ORIGINS": ["https://page.example"]},
}


@contextmanager
def kept_connection() -> Iterator[None]:
    """Keep the connection of the test open, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def environ(changes: dict[str, str], body: bytes) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/graphql/",
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.9",
        "HTTP_HOST": "testserver",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        **changes,
    }


def sent(road: Any, asked: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    told: list[Any] = []
    chunks = road(asked, lambda *some: told.extend(some))
    content = b"".join(chunks)
    chunks.close()
    return told[0], told[1], content


def answered(road: Any, name: str, more: dict[str, str] | None = None) -> tuple[Any, ...]:
    """Return the last answer to a request by a road: status, headers and body, but for ids and seconds."""
    changes, body, times = REQUESTS[name]
    caches["rates"].clear()
    for _ in range(times):
        status, headers, content = sent(road, environ({**changes, **(more or {})}, body))
    shown = {name: re.sub(r"(?<=t=)\d+|^[0-9a-f]{16}$", "…", value) for name, value in headers}
    shown.pop("Retry-After", None)
    return status, sorted(shown.items()), re.sub(rb"back in \d+", b"back in ...", content)
