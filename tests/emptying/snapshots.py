"""What a database held when its migrations had run, kept in memory, so that it is put back without running them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from sources import protection

#: By the name of the database: a copy of SQLite's file, or what COPY says of each table of PostgreSQL.
_kept: dict[str, Any] = {}


def remember(connection: BaseDatabaseWrapper) -> None:
    """Keep what a database holds now."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        _kept[name] = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(name)) as file:
            file.backup(_kept[name])
    else:
        with transaction.atomic(using=connection.alias):
            _kept[name] = dict(_tables(connection))


def put_back(connection: BaseDatabaseWrapper) -> None:
    """Let a database hold again what was kept of it. :raises KeyError: if nothing was"""
    name = str(connection.settings_dict["NAME"])
    kept = _kept[name]
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(name, timeout=20)) as file:
            kept.backup(file)
        return
    with transaction.atomic(using=connection.alias):
        differing = [table for table, rows in _tables(connection) if rows != kept.get(table, b"")]
        protection.unprotect(connection)
        _fill(connection, {table: kept.get(table, b"") for table in differing})
        protection.protect(connection)


def _tables(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, bytes]]:
    """Yield each table with its rows. Some belong to no model, as knox's own tokens, which others stand in for."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
            yield table, b"".join(map(bytes, copy))


def _fill(connection: BaseDatabaseWrapper, wanted: dict[str, bytes]) -> None:
    """Replace the rows of tables; what refers to them is looked at when all is there."""
    with connection.cursor() as cursor:
        for table in wanted:
            cursor.execute(f'DELETE FROM "{table}"')
        for table, rows in wanted.items():
            if rows:
                with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(rows)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
