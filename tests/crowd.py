"""Very many records, copied from one by the database itself in a moment."""

from __future__ import annotations

import re

from django.core.management.color import no_style
from django.db import connection, models

from sources import search
from sources.models import Record, SearchDocument
from sources.records import kind_of
from sources.search.documents import index


def copied(row: models.Model, number: int, **columns: str) -> int:
    """Copy a row so many times, with some columns as SQL says, and return a number to add to get a copy's key.

    SQL reads the row as ``old`` and the number of the copy, from 1, as ``n``.
    """
    table = row._meta.db_table
    base = type(row)._default_manager.aggregate(last=models.Max("pk"))["last"]
    given = {"id": f"{base} + n", **columns}
    names = [field.column for field in row._meta.concrete_fields]
    values = ", ".join(given.get(name, f'old."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({quoted}) "
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s) "
            f"SELECT {values} FROM {table} old CROSS JOIN numbers WHERE old.id = %s",
            [number, row.pk],
        )
        for statement in connection.ops.sequence_reset_sql(no_style(), [type(row)]):
            cursor.execute(statement)
    return int(base)


def copied_record(row: Record, number: int, **columns: str) -> int:
    """Copy a record and what is searched of it; the copies have its slug with a number behind."""
    base = copied(row, number, slug="old.slug || '-' || CAST(n AS TEXT)", **columns)
    kind = kind_of(row).name
    if searched := search.searched(kind):
        index(searched, [row.pk])
    document = SearchDocument.objects.filter(kind=kind, record=row.pk).first()
    if document:
        newline = "CHAR(10)" if connection.vendor == "sqlite" else "CHR(10)"
        copied(
            document,
            number,
            record=f"{base} + n",
            slug="old.slug || '-' || CAST(n AS TEXT)",
            names=f"old.names || ' ' || CAST(n AS TEXT) || ' ' || {newline}",
            words="old.words || ' ' || CAST(n AS TEXT)",
        )
    return base


def analyzed() -> None:
    """Have the database look at what it holds, as it would by and by."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def whole_reads(sql: str, tables: set[str]) -> list[str]:
    """Return the lines of a statement's plan that read one of some tables row by row, not by an index.

    The first rows by the primary key, newest first, are read by it, which SQLite calls a scan. PostgreSQL is asked
    whether there is an index: of rows that were copied from one it thinks that most are alike, and may do without.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN QUERY PLAN {_named(sql)}" if connection.vendor == "sqlite" else f"EXPLAIN {sql}")
        plan = [str(row[-1]) for row in cursor.fetchall()]
    if connection.vendor != "sqlite":
        return [line for line in plan if "Seq Scan" in line and set(line.split()) & tables]
    newest = re.search(r'ORDER BY "(\w+)"\."id" DESC LIMIT', sql)
    in_order = {newest[1]} if newest and not any("TEMP B-TREE" in line for line in plan) else set()
    scans = (line for line in plan if line.startswith("SCAN") and "INDEX" not in line)
    return [line for line in scans if set(line.split()) & (tables - in_order)]


def _named(sql: str) -> str:
    """Return a statement of Django's in which each alias tells its table, for a plan of SQLite names no other."""
    tables: dict[str, str] = {}
    parts = re.split(r"(?=\bSELECT )", sql)
    for place, part in enumerate(parts):
        tables |= {alias: table for table, alias in re.findall(r'"(\w+)" "?([T-W]\d+)"?', part)}
        for alias, table in tables.items():
            part = re.sub(rf'"?\b{alias}\b"?', f'"{table} {alias}"', part)
        parts[place] = part
    return "".join(parts)
