"""Stores that are asked while they are measured: dropped afterwards, or kept by a name and used again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from events.management.bench.questions import Variables
from events.management.bench.scratch import Scratch, address_of, manage

#: What the database says of one that was made here: no other is filled, or written to.
MARK = "Made by manage.py bench"


@contextmanager
def stored(url: str, events: int, keep: str = "") -> Iterator[tuple[str, dict[str, list[Variables]]]]:
    """Give the address of a store of so many events, and what may be asked of it.

    With ``keep`` it is the database of this name and the number of events, ``name_100000``: it is made and filled
    where it is not there, and stays.

    :raises OSError: where it cannot be made, or a database of that name was not made here.
    """
    if keep:
        address = kept(url, f"{keep}_{events}")
        yield address, filled(address, events)
        return
    with tempfile.TemporaryDirectory() as folder, Scratch(url, Path(folder)).opened() as scratch:
        address = scratch.address(scratch.copy())
        yield address, filled(address, events)


def kept(url: str, name: str) -> str:
    """Return the address of a database that stays, migrated. :raises OSError: where it is another's."""
    if not url.startswith("postgres"):
        raise OSError("Stores are kept on PostgreSQL: name a server by --database-url postgres://…")
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if found is None:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
            connection.execute(SQL("COMMENT ON DATABASE {} IS {}").format(Identifier(name), Literal(MARK)))
        elif found[0] != MARK:
            raise OSError(f"The database {name} was not made by bench; it is left alone.")
    address = address_of(url, name)
    if manage(address, "migrate", "--verbosity", "0").wait():
        raise OSError(f"The database {name} cannot be migrated.")
    return address


def filled(url: str, events: int) -> dict[str, list[Variables]]:
    """Fill a database that is empty in a process of its own, and return what may be asked of it."""
    process = manage(url, "bench", "filled", str(events))
    assert process.stdout is not None
    told = process.stdout.read()
    if process.wait():
        raise OSError("bench filled failed.")
    found: dict[str, list[Variables]] = json.loads(told)
    return found


def make_searchable(url: str) -> None:
    """Write what is searched of a store, unless it is there. :raises OSError:"""
    process = manage(url, "bench", "searchable")
    assert process.stdout is not None
    process.stdout.read()
    if process.wait():
        raise OSError("bench searchable failed.")
