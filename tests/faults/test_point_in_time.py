"""docs/backup.md tried: a PostgreSQL store brought back to a moment, by its own tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clusters import at, cluster, end, own, programs
from tests.faults.stores import manage
from tests.serving import ROOT

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(programs() is None, reason="needs the programs of a PostgreSQL server"),
]
SAMPLE = str(ROOT / "events" / "sample" / "article.jsonl")


def test_store_is_brought_back_to_the_moment_before_a_mistake(folder: Path) -> None:
    archive, base = folder / "archive", folder / "again" / "data"
    other = at(folder / "again")
    own(archive)
    with cluster(
        folder / "first", wal_level="replica", archive_mode="on", archive_command=f"cp %p {archive}/%f"
    ) as first:
        manage(first.url(), "migrate", "-v0")
        other.run("pg_basebackup", f"--dbname={first.url()}", f"--pgdata={base}", "--checkpoint=fast")
        manage(first.url(), "load", SAMPLE)
        before = manage(first.url(), "dump")
        moment = first.sql("SELECT clock_timestamp()")
        first.sql("DROP TABLE events_event CASCADE")
        first.sql("SELECT pg_switch_wal()")
        first.stop()

    (base / "recovery.signal").touch()
    try:
        other.start(
            restore_command=f"cp {archive}/%f %p", recovery_target_time=moment, recovery_target_action="promote"
        )
        again = manage(other.url(), "dump")
        checked = manage(other.url(), "check_journal")
    finally:
        end(other)

    assert before.count("\n") > 50
    assert again == before
    assert checked == "Every record is as the journal says.\n"
