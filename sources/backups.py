"""The whole database as one file, taken while others write, and put back all or nothing.

SQLite is copied by its online backup, in one read transaction; PostgreSQL by its own client programs.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from django.db.backends.base.base import BaseDatabaseWrapper

#: How the file of each engine begins.
MAGIC = {"sqlite": b"SQLite format 3\0", "postgresql": b"PGDMP"}
#: Pages that are copied between two words about how far it is.
PAGES = 4096
Told = Callable[[str], object]


class BackupFailed(Exception):
    """A backup could not be taken or put back; nothing was changed."""


def take(connection: BaseDatabaseWrapper, file: Path, told: Told) -> None:
    """Write the database as it stands at one moment; the file is there when it is whole, for its owner alone.

    :raises BackupFailed: :raises OSError:
    """
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
        if connection.vendor == "sqlite":
            _copy(_path(connection), unfinished, told)
            with closing(sqlite3.connect(unfinished)) as copy:
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        else:
            arguments, environment = _client(connection, "pg_dump")
            _run([*arguments, "--format=custom", "--no-owner", "--no-acl", f"--file={unfinished}"], environment)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def put_back(connection: BaseDatabaseWrapper, file: Path, told: Told) -> None:
    """Make the database what it was when the file was taken, in one transaction.

    :raises BackupFailed: when the file is none, or of the other engine, or breaks off. :raises OSError:
    """
    _check_engine(connection, file)
    connection.close()
    if connection.vendor == "sqlite":
        _check(file)
        _copy(file, _path(connection), told)
    else:
        _replay(connection, file)


def _check_engine(connection: BaseDatabaseWrapper, file: Path) -> None:
    with file.open("rb") as opened:
        begins = opened.read(16)
    found = next((engine for engine, magic in MAGIC.items() if begins.startswith(magic)), None)
    if found is None:
        raise BackupFailed(f"{file} is no backup.")
    if found != connection.vendor:
        raise BackupFailed(
            f"{file} is of {found}, this store is on {connection.vendor}. From one to the other: dump and load."
        )


def _path(connection: BaseDatabaseWrapper) -> Path:
    return Path(connection.settings_dict["NAME"])


def _copy(origin: Path, copy: Path, told: Told) -> None:
    """Copy a SQLite database by its online backup: one state of it, readers and writers go on."""

    def progress(_: int, left: int, total: int) -> None:
        told(f"{total - left:,} of {total:,} pages")

    try:
        with (
            closing(sqlite3.connect(f"{origin.resolve().as_uri()}?mode=ro", uri=True, timeout=60)) as source,
            closing(sqlite3.connect(copy, timeout=60)) as target,
        ):
            source.execute("BEGIN")
            source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()  # from here on it sees no other's writes
            source.backup(target, pages=PAGES, progress=progress)
    except sqlite3.Error as error:
        raise BackupFailed(f"{origin} could not be copied to {copy}: {error}.") from error


def _check(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as opened:
            [found] = opened.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        raise BackupFailed(f"{file} is damaged: {found}.")


def _client(connection: BaseDatabaseWrapper, program: str) -> tuple[list[str], dict[str, str]]:
    """Return how a program of PostgreSQL is called for a database, and with which environment."""
    found = shutil.which(program)
    if found is None:
        raise BackupFailed(f"{program} is not installed here; on Debian it comes with postgresql-client.")
    client: Any = connection.client_class
    arguments, environment = client.settings_to_cmd_args_env(connection.settings_dict, [])
    return [found, *arguments[1:]], os.environ | (environment or {})


def _run(arguments: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(arguments, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise BackupFailed(done.stderr.strip())


def _replay(connection: BaseDatabaseWrapper, file: Path) -> None:
    """Let psql run what pg_restore writes; it is told to commit only when that was whole."""
    psql, environment = _client(connection, "psql")
    [restore, *_], _ = _client(connection, "pg_restore")
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    with (
        subprocess.Popen([restore, "--no-owner", "--no-acl", "--file=-", str(file)], **_PIPES) as origin,
        subprocess.Popen([*psql, *options], env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as target,
    ):
        assert origin.stdout is not None
        assert origin.stderr is not None
        assert target.stdin is not None
        assert target.stderr is not None
        try:
            target.stdin.write(b"BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")
            shutil.copyfileobj(origin.stdout, target.stdin)
            if origin.wait() == 0:
                target.stdin.write(b"COMMIT;\n")
            target.stdin.close()
        except BrokenPipeError:  # psql stopped at an error, which it tells
            origin.kill()
        faults = _text(target.stderr) or (_text(origin.stderr) if origin.wait() else "")
    if origin.returncode or target.returncode:
        raise BackupFailed(f"{file} could not be put back: {faults}")


_PIPES: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


def _text(stream: IO[bytes]) -> str:
    return stream.read().decode(errors="replace").strip()
