"""Requests that no thread has time for."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from prometheus_client import REGISTRY

from config.live.threads import Threads
from tests.live import run

SECONDS = 20


def scope_of(path: str) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}


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
    assert headers[b"content-length"] == b"%d" % len(shed.body)
    assert application.asked == ["/first", "/later"]
    assert refusals() == before + 1
    if path.startswith("/api/"):
        assert (headers[b"content-type"], json.loads(shed.body)["code"]) == (b"application/problem+json", "OVERLOADED")
    elif path.startswith("/graphql/"):
        assert json.loads(shed.body)["errors"][0]["extensions"] == {"code": "OVERLOADED"}
    else:
        assert headers[b"content-type"].startswith(b"text/html")
