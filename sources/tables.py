"""Writing rows into tables: by COPY where the database has it, by executemany elsewhere."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.db import connection, models

Model = type[models.Model]


class Format(Protocol):
    """How one database takes rows. A cell is a prepared value, a packed row is many cells put together once."""

    def cell(self, value: Any) -> Any: ...
    def packed(self, cells: Sequence[Any]) -> Any: ...
    def row(self, cells: Sequence[Any], packed: Any) -> Any: ...
    def write(self, table: str, columns: Sequence[str], rows: Sequence[Any]) -> None: ...
    def reserve(self, model: Model, number: int) -> Sequence[int]: ...
    def settle(self) -> None: ...


def format_of_database() -> Format:
    return CopyFormat() if connection.vendor == "postgresql" else TupleFormat()


class CopyFormat:
    """PostgreSQL: the text format of COPY."""

    def cell(self, value: Any) -> str:
        if value is None:
            return "\\N"
        if value is True or value is False:
            return "t" if value else "f"
        if isinstance(value, str):
            return _escaped(value)
        if isinstance(value, datetime.date):  # and a moment
            return value.isoformat()
        return str(value)

    def packed(self, cells: Sequence[str]) -> str:
        return "\t".join(cells)

    def row(self, cells: Sequence[Any], packed: str) -> str:
        return "\t".join(["\\N" if cell is None else str(cell) for cell in cells]) + f"\t{packed}\n"

    def write(self, table: str, columns: Sequence[str], rows: Sequence[str]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        statement = f'COPY "{table}" ({names}) FROM STDIN'
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write("".join(rows).encode())

    def reserve(self, model: Model, number: int) -> Sequence[int]:
        """Return primary keys that nobody else gets."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [f'"{model._meta.db_table}"', number],
            )
            return [key for (key,) in cursor.fetchall()]

    def settle(self) -> None:
        """Check the references of what was written now: the list of those still to check would grow without end."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class TupleFormat:
    """SQLite: tuples of what Django would store."""

    def cell(self, value: Any) -> Any:
        if isinstance(value, datetime.datetime):
            return connection.ops.adapt_datetimefield_value(value)
        if isinstance(value, (str, decimal.Decimal)):
            return str(value)  # of a vocabulary's member the text
        return value.isoformat() if isinstance(value, datetime.date) else value

    def packed(self, cells: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(cells)

    def row(self, cells: Sequence[Any], packed: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*cells, *packed)

    def write(self, table: str, columns: Sequence[str], rows: Sequence[Any]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608  # names of the models

    def reserve(self, model: Model, number: int) -> Sequence[int]:
        """Return the next primary keys: nobody else writes while we hold the file."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            last = (cursor.fetchone() or (0,))[0]
        return range(last + 1, last + 1 + number)

    def settle(self) -> None:
        """Nothing: SQLite counts what is still to check."""


def _escaped(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text


def write_rows(model: Model, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows of plain values to a model's table; what is not named must have a default in the database."""
    format_ = format_of_database()
    fields = [model._meta.get_field(name) for name in names]
    cells = [[format_.cell(value) for value in row] for row in rows]
    packed = [format_.row(row[:1], format_.packed(row[1:])) for row in cells]
    format_.write(model._meta.db_table, [str(one.column) for one in fields], packed)  # type: ignore[union-attr]


def columns_of(model: Model, names: Iterable[str]) -> list[str]:
    """Return the database's names of a model's columns."""
    return [str(model._meta.get_field(name).column) for name in names]  # type: ignore[union-attr]  # concrete ones
