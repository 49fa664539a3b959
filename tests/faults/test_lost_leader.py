"""The primary of three PostgreSQL servers is lost while clients write and read."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from threading import Event, Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.failover import IS_INSTALLED, nodes
from tests.faults.clients import Site, started, wait_until
from tests.faults.stores import a_token, manage
from tests.serving import served

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not IS_INSTALLED, reason="needs PostgreSQL, Patroni and etcd"),
]
CLIENTS, FIRST, WRITES = 4, 20, 25


def look(address: str, done: Event, found: list[int]) -> None:
    """Read a list again and again, as a stranger, and note with which status it is answered."""
    while not done.is_set():
        try:
            with urlopen(f"{address}/api/v1/topics/?limit=1", timeout=30) as answer:
                found.append(answer.status)
        except HTTPError as error:
            found.append(error.code)
        time.sleep(0.05)


def test_no_acknowledged_write_is_lost_and_reads_go_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done, statuses = Event(), list[int]()
    with nodes(folder) as cluster:
        manage(cluster.url(), "migrate", "-v0")
        site = Site(a_token(cluster.url()))
        writers = [Thread(target=site.write, args=(client, WRITES)) for client in range(CLIENTS)]
        settings = {"DATABASE_URL": cluster.url(), "DATABASE_REPLICA_URLS": cluster.urls(), "RATE_WRITES": "0"}
        with served(**settings) as server:
            site.address, processes = server.address, server.workers()
            stranger = Thread(target=look, args=(server.address, done, statuses))
            started(*writers, stranger)
            wait_until(lambda: len(site.acknowledged) >= FIRST)
            lost = cluster.leader()
            assert lost is not None
            lost.kill()
            for writer in writers:
                writer.join(120)
            done.set()
            stranger.join(60)
            assert server.workers() == processes
        leader = cluster.leader()
        records = [json.loads(line) for line in manage(cluster.url(), "dump").splitlines()]
        checked = manage(cluster.url(), "check_journal")
    with capsys.disabled():
        told = f"{site.longest_pause:.1f} s without a write, {len(statuses)} reads meanwhile"
        sys.stdout.write(f"\nThe leader was killed: {told}.\n")

    expected = sorted(f"topic-{client}-{one}" for client in range(CLIENTS) for one in range(WRITES))
    kept = sorted(one["label"] for one in records if str(one.get("label")).startswith("topic-"))
    assert site.raised == []
    assert leader is not None
    assert leader is not lost
    assert (sorted(site.acknowledged), kept) == (expected, expected)
    assert set(site.refused) <= {(503, "DATABASE_UNAVAILABLE", "5"), (503, "BUSY", "1")}
    assert set(statuses) == {200}
    assert checked == "Every record is as the journal says.\n"
