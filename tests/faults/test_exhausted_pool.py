"""All connections of the pool taken by writers who wait for a lock: readers are told soon, and so are the writers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests.clusters import cluster, programs
from tests.faults.clients import JSON, wait_until
from tests.faults.stores import a_token, manage
from tests.serving import served

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(programs() is None, reason="needs the programs of a PostgreSQL server"),
]
POOL, POOL_SECONDS, LOCK_SECONDS = 4, 1, 12
LOCKED = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
BUSY = (503, "BUSY", "1")


@dataclass
class Asking:
    """A client that tells status, code and Retry-After of an answer, and how many seconds it waited."""

    address: str
    token: str

    def __call__(self, path: str, body: Any = None, **headers: str) -> tuple[tuple[int, str, str | None], float]:
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": JSON} | headers
        data = None if body is None else json.dumps(body).encode()
        began = time.monotonic()
        try:
            with urlopen(Request(self.address + path, data, sent), timeout=60) as answer:
                found = answer.status, "", None
        except HTTPError as error:
            found = error.code, code_of(json.loads(error.read())), error.headers["Retry-After"]
        return found, time.monotonic() - began

    def write(self, number: int) -> tuple[tuple[int, str, str | None], float]:
        return self("/api/v1/topics/", {"label": f"topic-{number}"}, **{"Idempotency-Key": f'"{number}"'})


def code_of(told: Any) -> str:
    if "checks" in told:
        return str(told["checks"]["database"])
    return str(told["errors"][0]["extensions"]["code"] if "extensions" in told.get("errors", [{}])[0] else told["code"])


READS: dict[str, Callable[[Asking], tuple[tuple[int, str, str | None], float]]] = {
    "REST": lambda ask: ask("/api/v1/topics/"),
    "GraphQL": lambda ask: ask("/graphql/", {"query": "{ topics(first: 1) { totalCount } }"}),
}


def test_readers_are_told_soon_and_everyone_is_answered_afterwards(folder: Path) -> None:
    with cluster(folder / "database") as database, ThreadPoolExecutor(POOL) as writers:
        manage(database.url(), "migrate", "-v0")
        token = a_token(database.url())
        address = f"{database.url()}?options=-c%20lock_timeout%3D{LOCK_SECONDS}s"
        pool = {"DATABASE_POOL": "1", "DATABASE_POOL_SECONDS": str(POOL_SECONDS), "THREADS": str(2 * POOL)}
        with served(DATABASE_URL=address, RATE_WRITES="0", **pool) as server, psycopg.connect(database.url()) as holder:
            ask = Asking(server.address, token)
            holder.execute("SELECT * FROM sources_journalhead FOR UPDATE")
            writing = [writers.submit(ask.write, number) for number in range(POOL)]
            wait_until(lambda: int(database.sql(LOCKED)) == POOL)

            reading = {name: read(ask) for name, read in READS.items()}
            alive, ready = ask("/healthz"), ask("/readyz")
            gave_up = [one.result(60) for one in writing]
            afterwards = {name: read(ask)[0] for name, read in READS.items()}
            holder.rollback()
            again = [ask.write(number)[0] for number in range(POOL)]
            ready_again = ask("/readyz")[0]
        topics = manage(database.url(), "dump").count('"label": "topic-')

    assert {name: told for name, (told, _) in reading.items()} == dict.fromkeys(READS, BUSY)
    assert min(seconds for _, seconds in reading.values()) >= POOL_SECONDS  # it waited in case one came free
    assert (alive[0], ready[0]) == ((200, "", None), (503, "failed", None))
    assert [told for told, _ in gave_up] == [BUSY] * POOL
    assert min(seconds for _, seconds in gave_up) >= LOCK_SECONDS
    assert afterwards == dict.fromkeys(READS, (200, "", None))
    assert again == [(201, "", None)] * POOL
    assert ready_again == (200, "", None)
    assert topics == POOL
