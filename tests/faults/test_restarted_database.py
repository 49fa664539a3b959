"""A PostgreSQL server that goes away and comes back while the server of ours is used."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import pytest

from tests.clusters import cluster, programs
from tests.faults.clients import Site, started, wait_until
from tests.faults.stores import a_token, manage
from tests.serving import served

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(programs() is None, reason="needs the programs of a PostgreSQL server"),
]
CLIENTS, WRITES = 4, 25


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_clients_are_told_and_go_on_with_the_same_server(folder: Path, mode: str) -> None:
    done = Event()
    with cluster(folder / "database") as database:
        manage(database.url(), "migrate", "-v0")
        site = Site(a_token(database.url()))
        writers = [Thread(target=site.write, args=(client, WRITES)) for client in range(CLIENTS)]
        readers = [Thread(target=site.read, args=(done,)) for _ in range(2)]
        with served(DATABASE_URL=database.url(), RATE_WRITES="0", RATE_READS="0") as server:
            site.address, process = server.address, server.workers()
            started(*writers, *readers)
            wait_until(lambda: len(site.acknowledged) > 10)
            database.stop(mode)
            wait_until(lambda: len(site.refused) > 10)
            database.start()
            for writer in writers:
                writer.join(180)
            done.set()
            for reader in readers:
                reader.join(60)
            assert server.workers() == process
        topics = manage(database.url(), "dump").count('"label": "topic-')
        checked = manage(database.url(), "check_journal")

    assert site.raised == []
    assert set(site.refused) <= {(503, "DATABASE_UNAVAILABLE", "5"), (503, "BUSY", "1")}
    assert len(site.acknowledged) == topics == CLIENTS * WRITES
    assert checked == "Every record is as the journal says.\n"
