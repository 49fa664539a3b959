"""A Content-Type that Django cannot read is refused before Django reads it, at every address."""

import json
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator

from config import asgi, wsgi

# Django looks after its connections at the begin of every request, also where the view needs none.
pytestmark = pytest.mark.django_db

READ = [
    "",
    "application/json",
    "text/plain; charset=UTF-8",
    "text/plain; charset=us-ascii",
    'text/plain; charset="utf-8"',
]
REFUSED = [
    "text/plain; charset=hex",
    "text/plain; charset=undefined",
    "text/plain; charset=utf-16",
    "text/plain; charset=nonsense",
    "text/plain; charset*=utf-8''hex",
    "text/plain; long=" + "x" * 20_000,
]


def by_wsgi(content_type: str, path: str = "/no-such-page") -> tuple[int, dict[str, str], bytes]:
    """Ask for an address that needs no database."""
    environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": "a=b..c", "CONTENT_TYPE": content_type}
    setup_testing_defaults(environ)
    environ["HTTP_HOST"] = "testserver"
    told: list[Any] = []

    body = b"".join(wsgi.application(environ, lambda status, headers: told.extend((status, dict(headers)))))

    status, headers = told
    return int(status.partition(" ")[0]), {name.lower(): value for name, value in headers.items()}, body


async def by_asgi(content_type: str) -> tuple[int, dict[bytes, bytes], bytes]:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/no-such-page",
        "query_string": b"limit=1",
        "headers": [(b"host", b"testserver"), (b"content-type", content_type.encode())],
    }
    server = ApplicationCommunicator(asgi.application, scope)
    await server.send_input({"type": "http.request", "body": b""})
    start, body = await server.receive_output(5), await server.receive_output(5)
    return start["status"], dict(start["headers"]), body["body"]


@pytest.mark.parametrize("content_type", READ)
def test_utf_8_is_read(content_type: str) -> None:
    status, headers, _ = by_wsgi(content_type)

    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("content_type", REFUSED, ids=lambda text: text[:40])
def test_what_django_cannot_read_is_refused(content_type: str) -> None:
    status, headers, body = by_wsgi(content_type)

    assert (status, headers["content-type"]) == (415, "application/problem+json")
    assert (json.loads(body)["status"], json.loads(body)["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_the_refusal_is_in_the_form_of_graphql_there() -> None:
    status, headers, body = by_wsgi("text/plain; charset=hex", "/graphql/")

    assert (status, headers["content-type"]) == (415, "application/json")
    assert json.loads(body)["errors"][0]["extensions"] == {"code": "UNSUPPORTED_MEDIA_TYPE"}


def test_the_refusal_has_a_name_and_the_headers_of_every_answer(settings: Any, caplog: Any) -> None:
    settings.LOG_REQUESTS = True

    with caplog.at_level("INFO", "sequitur.requests"):
        _, headers, body = by_wsgi("text/plain; charset=hex", "/api/v1/events/")

    [told] = caplog.records
    assert (told.path, told.status, told.codes) == ("/api/v1/events/", 415, "UNSUPPORTED_MEDIA_TYPE")
    assert (len(headers["x-request-id"]), headers["server"], headers["cache-control"]) == (16, "Sequitur", "no-store")
    assert headers["content-length"] == str(len(body))


def test_the_asynchronous_entry_refuses_the_same() -> None:
    status, headers, body = async_to_sync(by_asgi)("text/plain; charset=hex")

    assert (status, headers[b"content-type"]) == (415, b"application/problem+json")
    assert json.loads(body)["code"] == "UNSUPPORTED_MEDIA_TYPE"
    assert async_to_sync(by_asgi)("application/json")[0] == 404
