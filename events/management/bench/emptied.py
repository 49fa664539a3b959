"""Tables that are filled without their indexes and references, which are made when the rows are there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

#: Bytes of memory in which an index is sorted, of a session that fills tables.
SORTING = "512MB"
#: What is taken off: references and unique constraints first, then the indexes that belong to no constraint.
CONSTRAINTS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
      format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype, conname
"""
INDEXES = """
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = ANY(%s::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY indexrelid
"""


@contextmanager
def unindexed(tables: list[str]) -> Iterator[None]:
    """Take indexes, unique constraints and references off some tables of PostgreSQL, and put them back.

    Within a transaction: where it fails, they are there as before. Elsewhere than on PostgreSQL nothing is done.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{SORTING}'")
        taken: list[tuple[str, str]] = []
        for kept in (CONSTRAINTS, INDEXES):
            cursor.execute(kept, [tables])
            some = cursor.fetchall()
            for off, _ in some:
                cursor.execute(off)
            taken += some
    yield
    with connection.cursor() as cursor:
        for _, on in reversed(taken):
            cursor.execute(on)
