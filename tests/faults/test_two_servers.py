"""Two servers on one store and one Redis are one to their clients."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.clusters import cluster, free_port, programs
from tests.faults.clients import Site, started
from tests.faults.stores import a_token, manage
from tests.serving import served

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(programs() is None, reason="needs the programs of a PostgreSQL server"),
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs Redis"),
]
STREAM = "text/event-stream"
SUBSCRIPTION = "subscription { changes { kind slug } }"


@contextmanager
def redis() -> Iterator[str]:
    """Start a Redis that keeps nothing on disk; give its URL."""
    port = free_port()
    process = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(15)


class Pair:
    """Two servers, and a client of both."""

    def __init__(self, one: str, other: str, token: str) -> None:
        self.one = one
        self.other = other
        self.token = token

    def ask(self, address: str, path: str, body: Any = None, **headers: str) -> HTTPResponse:
        """Return an answer that is still to be read; the names of headers with underscores for hyphens."""
        told = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        found: HTTPResponse = urlopen(
            Request(address + path, None if body is None else json.dumps(body).encode(), told), timeout=30
        )
        return found

    def rate(self, address: str) -> tuple[int, int]:
        """Ask something; return how many requests are left, and for how many seconds."""
        with self.ask(address, "/api/v1/topics/?limit=1") as answer:
            found = re.fullmatch(r'"reads";r=(\d+);t=(\d+)', answer.headers["RateLimit"])
        assert found is not None
        return int(found[1]), int(found[2])


@pytest.fixture(scope="module")
def pair(lasting_folder: Path) -> Iterator[Pair]:
    with cluster(lasting_folder / "database", fsync="off") as database, redis() as cache:
        manage(database.url(), "migrate", "-v0")
        token = a_token(database.url())
        settings = {"DATABASE_URL": database.url(), "CACHE_URL": cache, "RATE_WRITES": "0", "RATE_READS": "5000"}
        with served(**settings) as one, served(**settings) as other:
            yield Pair(one.address, other.address, token)


def test_a_request_to_one_server_is_counted_by_the_other(pair: Pair) -> None:
    for _ in range(2):
        at_one, at_other = pair.rate(pair.one), pair.rate(pair.other)
        if at_other[1] <= at_one[1]:  # else a new minute began in between
            break

    assert at_other[0] == at_one[0] - 1


def test_a_request_that_is_repeated_at_the_other_server_is_done_once(pair: Pair) -> None:
    def make(address: str) -> tuple[int, str | None, Any]:
        with pair.ask(address, "/api/v1/topics/", {"label": "Once"}, Idempotency_Key='"once"') as answer:
            return answer.status, answer.headers["Idempotent-Replayed"], json.load(answer)["slug"]

    first, again = make(pair.one), make(pair.other)
    sites = [Site(pair.token, address) for address in (pair.one, pair.other)]
    together = [Thread(target=site.write, args=(7, 10)) for site in sites]  # the same topics under the same keys
    started(*together)
    for one in together:
        one.join(60)
    with pair.ask(pair.one, "/api/v1/topics/?limit=100") as answer:
        labels = [topic["label"] for topic in json.load(answer)["results"]]

    assert (first[:2], again[:2]) == ((201, None), (201, "true"))
    assert first[2] == again[2]
    assert labels.count("Once") == 1
    assert [site.raised for site in sites] == [[], []]
    assert sorted(label for label in labels if label.startswith("topic-7-")) == [f"topic-7-{one}" for one in range(10)]


def test_who_listens_at_one_server_hears_what_is_written_at_the_other(pair: Pair) -> None:
    stream = pair.ask(pair.one, "/api/v1/changes/?types=topic", Accept=STREAM)
    subscription = pair.ask(pair.one, "/graphql/", {"query": SUBSCRIPTION}, Accept=STREAM)
    with stream, subscription:
        with pair.ask(pair.other, "/api/v1/topics/", {"slug": "heard", "label": "Heard"}) as answer:
            written = answer.status
        streamed = next(data for data in told(stream) if data["slug"] == "heard")
        subscribed = next(told(subscription))

    assert written == 201
    assert streamed["record"]["label"] == "Heard"
    assert subscribed == {"data": {"changes": {"kind": "TOPIC", "slug": "heard"}}}


def told(stream: HTTPResponse) -> Iterator[Any]:
    """Yield the data of each event of a stream."""
    for line in stream:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))
