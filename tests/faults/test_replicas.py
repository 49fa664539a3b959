"""A server that reads from a standby which falls behind, goes away and comes back."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.clusters import Cluster, cluster, programs, standby
from tests.faults.clients import wait_until
from tests.faults.stores import a_token, manage
from tests.serving import served

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(programs() is None, reason="needs the programs of a PostgreSQL server"),
]
SCRAPES = "the machine that scrapes"
COUNT = "{ topics(first: 1) { totalCount } }"


class Reading:
    """A server that reads from a standby."""

    def __init__(self, address: str, token: str, follower: Cluster) -> None:
        self.address = address
        self.token = token
        self.follower = follower
        self.name = f"127.0.0.1:{follower.port}"

    def ask(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
        """Return status, headers and what is told; the names of headers with underscores for hyphens."""
        told = {name.replace("_", "-"): value for name, value in headers.items()} | {"Content-Type": "application/json"}
        request = Request(self.address + path, None if body is None else json.dumps(body).encode(), told)
        try:
            with urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except HTTPError as error:
            return error.code, error.headers, error.read()

    def write(self, slug: str) -> str:
        """Make a topic; return the number that the answer tells."""
        bearer = {"Authorization": f"Bearer {self.token}"}
        status, headers, told = self.ask("/api/v1/topics/", {"slug": slug, "label": slug}, **bearer)
        assert status == 201, told
        return str(headers["Journal-Number"])

    def topic(self, slug: str, **headers: str) -> int:
        """Return with which status a topic is answered."""
        return self.ask(f"/api/v1/topics/{slug}/", **headers)[0]

    def count(self, **headers: str) -> int:
        """Return how many topics GraphQL counts."""
        found = json.loads(self.ask("/graphql/", {"query": COUNT}, **headers)[2])
        return int(found["data"]["topics"]["totalCount"])

    def metric(self, name: str, label: str) -> float:
        text = self.ask("/metrics", Authorization=f"Bearer {SCRAPES}")[2].decode()
        found = re.search(rf'^{name}{{[a-z]+="{re.escape(label)}"}} (\S+)$', text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    def readiness(self) -> tuple[int, Any]:
        status, _, told = self.ask("/readyz")
        return status, json.loads(told)["checks"]["replicas"]


@pytest.fixture(scope="module")
def site(lasting_folder: Path) -> Iterator[Reading]:
    with (
        cluster(lasting_folder / "primary", fsync="off") as first,
        standby(lasting_folder / "standby", first) as follower,
    ):
        manage(first.url(), "migrate", "-v0")
        token = a_token(first.url())
        wait_until(lambda: follower.sql("SELECT count(*) FROM pg_class WHERE relname = 'sources_token'") == "1")
        settings = {
            "DATABASE_URL": first.url(),
            "DATABASE_REPLICA_URLS": follower.url(),
            "REPLICA_LAG_SECONDS": "0",
            "METRICS_TOKEN": SCRAPES,
            "RATE_READS": "0",
        }
        with served(**settings) as server:
            yield Reading(server.address, token, follower)


def test_who_wrote_is_never_answered_from_before_by_a_replica_that_lags(site: Reading) -> None:
    writer = {"Authorization": f"Bearer {site.token}"}
    site.write("first")
    wait_until(lambda: site.topic("first") == 200)
    from_replica = site.metric("sequitur_reads_total", site.name)

    site.follower.sql("SELECT pg_wal_replay_pause()")
    before = site.count()
    number = site.write("second")
    time.sleep(0.5)
    writers = [site.topic("second", **writer), site.topic("second", Journal_Number=number)]
    counts = [site.count(**writer), site.count(Journal_Number=number), site.count(), site.count(Journal_Number=number)]
    strangers = site.topic("second")
    lag = site.metric("sequitur_replica_lag_seconds", site.name)
    site.follower.sql("SELECT pg_wal_replay_resume()")
    wait_until(lambda: site.topic("second") == 200)

    assert from_replica > 0
    assert writers == [200, 200]
    assert counts == [before + 1, before + 1, before, before + 1]
    assert strangers == 404  # so it was the replica that was asked
    assert 0.5 <= lag < 60
    assert site.metric("sequitur_replica_lag_seconds", site.name) == 0
    assert site.metric("sequitur_reads_total", site.name) > from_replica


def test_the_primary_answers_while_a_replica_is_away(site: Reading) -> None:
    site.write("third")
    wait_until(lambda: site.topic("third") == 200)
    ready = site.readiness()

    site.follower.stop("immediate")
    answers = {site.topic("third") for _ in range(20)}
    away = site.readiness(), site.metric("sequitur_replica_up", site.name)
    from_primary = site.metric("sequitur_reads_total", "primary")
    site.follower.start()
    wait_until(lambda: site.metric("sequitur_replica_up", site.name) == 1)
    from_replica = site.metric("sequitur_reads_total", site.name)
    wait_until(lambda: site.topic("third") == 200 and site.metric("sequitur_reads_total", site.name) > from_replica)

    assert ready == (200, "ok")
    assert answers == {200}
    assert away == ((200, "failed"), 0)
    assert from_primary >= 20
