"""Backups of both databases: taken while others write, put back all or nothing, equal to the byte."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from sources import protection
from sources.models import JournalHead
from tests.serving import ROOT, bare, database_url
from tests.storing import put, record, stored, takeover_and_attack

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "postgresql" and not shutil.which("pg_dump"), reason="needs PostgreSQL's client programs"
    ),
]


@contextmanager
def another_database(tmp_path: Path) -> Iterator[str]:
    """Make an empty database beside that of the test, and yield its address."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'another.sqlite3'}"
        return
    name = f"{connection.settings_dict['NAME']}_another"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield database_url().rpartition("/")[0] + f"/{name}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = bare() | {"LOCAL_PROFILE": "1", "DATABASE_URL": database}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@contextmanager
def someone_writes() -> Iterator[None]:
    """Write topic after topic, until the end of what is within."""
    done, begun = Event(), Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            put(record("topic", f"topic-{number:05}", label="A topic"))
            begun.set()
            number += 1
        connection.close()

    writer = Thread(target=write)
    writer.start()
    assert begun.wait(60)
    yield
    done.set()
    writer.join(60)


def test_what_is_put_back_is_dumped_as_the_same_bytes(tmp_path: Path) -> None:
    put(*takeover_and_attack())
    dump, backup = stored(), tmp_path / "store.backup"
    call_command("backup", str(backup))

    with another_database(tmp_path) as database:
        restored = manage(database, "restore", str(backup))
        again = manage(database, "dump")

    assert (restored.returncode, restored.stderr.splitlines()[1:]) == (0, [])
    assert restored.stdout.splitlines() == ["Every record is as the journal says.", "Put back."]
    assert again.stdout.splitlines(keepends=True) == dump
    assert [path.name for path in tmp_path.glob("store*")] == ["store.backup"]
    assert backup.stat().st_mode & 0o777 == 0o600


def test_backup_is_of_one_moment_while_others_write(tmp_path: Path) -> None:
    backup = tmp_path / "store.backup"

    with someone_writes():
        call_command("backup", str(backup))
    written = [line for line in stored() if '"topic-0' in line]
    call_command("restore", str(backup), "--replace")

    kept = [line for line in stored() if '"topic-0' in line]
    assert 0 < len(kept) <= len(written)
    assert kept == written[: len(kept)]
    assert protection.missing(connection) == []


def test_store_that_is_not_empty_is_replaced_only_when_told(tmp_path: Path) -> None:
    backup = tmp_path / "store.backup"
    put(record("topic", "peace", label="Peace"))
    call_command("backup", str(backup))
    put(record("topic", "war", label="War"))
    before = stored()

    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(backup))
    kept = stored()
    call_command("restore", str(backup), "--replace")

    assert kept == before
    assert stored() == [line for line in before if '"war"' not in line]
    number = JournalHead.objects.get().last_number
    put(record("topic", "war", label="War"))
    assert JournalHead.objects.get().last_number == number + 1


@pytest.mark.parametrize("damage", ["cut off", "no backup", "of the other engine"])
def test_damaged_file_changes_nothing(tmp_path: Path, damage: str) -> None:
    backup = tmp_path / "store.backup"
    put(*takeover_and_attack())
    call_command("backup", str(backup))
    whole = backup.read_bytes()
    other = b"PGDMP" if connection.vendor == "sqlite" else b"SQLite format 3\0"
    backup.write_bytes({"cut off": whole[: len(whole) // 2], "no backup": b"x" * 99}.get(damage, other + whole[16:]))
    before = stored()

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", str(backup), "--replace")

    assert stored() == before


@pytest.mark.postgresql
def test_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CommandError, match="pg_dump is not installed here"):
        call_command("backup", str(tmp_path / "store.backup"))

    assert list(tmp_path.iterdir()) == []
