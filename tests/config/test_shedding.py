"""Requests that no thread has time for."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from prometheus_client import REGISTRY

from config.live.server import Server
from config.live.threads import Threads
from tests.live import Serving, run

SECONDS = 20


def scope_of(path: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "query_string": b"", "headers": named}


class Slow:
    """An application that answers when it is let go; it notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.begun, self.lets_go = threading.Event(), threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        self.begun.set()
        self.lets_go.wait(SECONDS)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]


def refusals() -> float:
    return REGISTRY.get_sample_value("sequitur_refusals_total", {"code": "OVERLOADED"}) or 0.0


@pytest.mark.parametrize("path", ["/api/v1/events/", "/graphql/", "/events/attack/"])
def test_a_request_that_waited_too_long_is_refused_and_never_run(path: str) -> None:
    application, before = Slow(), refusals()

    async def ask() -> Any:
        threads = Threads(application, 1, queue_seconds=0.05)
        running = asyncio.ensure_future(threads.answer(scope_of("/first")))
        await asyncio.to_thread(application.begun.wait, SECONDS)
        shed = await threads.answer(scope_of(path))
        application.lets_go.set()
        first, later = await running, await threads.answer(scope_of("/later"))
        await threads.stop()
        return first, shed, later

    first, shed, later = run(ask)

    headers = dict(shed.headers)
    assert (first.status, first.body, later.status) == (200, b"ok", 200)
    assert (shed.status, headers[b"retry-after"], headers[b"cache-control"]) == (503, b"2", b"no-store")
    assert (len(headers[b"x-request-id"]), headers[b"x-content-type-options"]) == (16, b"nosniff")
    assert headers[b"content-length"] == b"%d" % len(shed.body)
    assert application.asked == ["/first", "/later"]
    assert refusals() == before + 1
    if path.startswith("/api/"):
        assert (headers[b"content-type"], json.loads(shed.body)["code"]) == (b"application/problem+json", "OVERLOADED")
    elif path.startswith("/graphql/"):
        assert json.loads(shed.body)["errors"][0]["extensions"] == {"code": "OVERLOADED"}
    else:
        assert headers[b"content-type"].startswith(b"text/html")


def shed_now(*scopes: dict[str, Any]) -> list[tuple[int, dict[str, str], bytes]]:
    """Return how requests are answered while the only thread is busy."""

    async def ask() -> Any:
        application = Slow()
        threads = Threads(application, 1, queue_seconds=0.05)
        running = asyncio.ensure_future(threads.answer(scope_of("/first")))
        await asyncio.to_thread(application.begun.wait, SECONDS)
        found = [await threads.answer(scope) for scope in scopes]
        application.lets_go.set()
        await running
        await threads.stop()
        return found

    answers = run(ask)
    return [(one.status, {n.decode(): v.decode() for n, v in one.headers}, one.body) for one in answers]


def test_a_page_of_a_named_origin_can_read_that_it_shall_come_again(settings: Any) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS, settings.CORS_ALLOWED_ORIGINS = False, ["https://news.example"]
    path, ours = "/api/v1/events/", "https://news.example"

    friend, stranger, preflight = shed_now(
        scope_of(path, origin=ours),
        scope_of(path, origin="https://other.example"),
        scope_of(path, "OPTIONS", origin=ours, access_control_request_method="GET"),
    )

    assert (friend[0], friend[1]["access-control-allow-origin"]) == (503, ours)
    assert {"retry-after", "x-request-id"} <= set(friend[1]["access-control-expose-headers"].split(", "))
    assert (stranger[0], "access-control-allow-origin" in stranger[1]) == (503, False)
    assert (preflight[0], preflight[1]["access-control-allow-origin"]) == (200, ours)  # or the page learns nothing


def test_what_was_shed_is_told_in_the_log_with_the_time_it_waited(settings: Any, caplog: Any) -> None:
    settings.LOG_REQUESTS = True

    with caplog.at_level("INFO", "sequitur.requests"):
        [(status, headers, _)] = shed_now(scope_of("/api/v1/events/", content_type="text/plain; charset=hex"))

    [record] = caplog.records
    assert (status, record.status, record.codes, record.path) == (503, 503, "OVERLOADED", "/api/v1/events/")
    assert record.milliseconds >= 50
    assert headers["x-request-id"]


def test_a_probe_that_was_shed_looks_at_nothing() -> None:
    [(status, _, _)] = shed_now(scope_of("/readyz"))

    assert status == 503


def test_a_server_of_which_every_thread_is_busy_says_that_it_is_alive() -> None:
    async def ask() -> Any:
        application = Slow()
        server = Server(application, threads=1, streams=1, streams_of_one=1, operations=1)
        running = Serving(server).ask("/first")
        await asyncio.to_thread(application.begun.wait, SECONDS)
        found = await Serving(server).ask("/healthz", content_type="text/plain; charset=hex").whole()
        application.lets_go.set()
        await running.rest()
        await server._threads.stop()
        return found, application.asked

    (status, headers, said), asked = run(ask)

    assert (status, said, asked) == (200, {"status": "alive"}, ["/first"])
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_a_server_of_which_every_thread_is_busy_is_measured() -> None:
    async def ask() -> Any:
        application = Slow()
        server = Server(application, threads=1, streams=1, streams_of_one=1, operations=1)
        running = [Serving(server).ask(path) for path in ("/first", "/second", "/metrics")]
        while "/metrics" not in application.asked:
            await asyncio.sleep(0.01)
        asked = set(application.asked)
        application.lets_go.set()
        for reply in running:
            await reply.rest()
        await server._measuring.stop()
        await server._threads.stop()
        return asked

    assert run(ask) == {"/first", "/metrics"}
