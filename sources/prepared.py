"""Statements that many requests ask: compiled by Django once, and kept prepared by PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Compiled:
    """The statement of a queryset with its parameters, to stand in another or to be run.

    Some texts may stand for others: then no filter may have looked at them.
    """

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Compiled:
        sql, params = rows.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS]).as_sql()
        return cls(sql, tuple(params))

    def rows(self, texts: Mapping[Any, str]) -> list[Any]:
        """Return what is read with the texts that are meant, within whatever snapshot is open."""
        return rows_of(self.sql, [texts.get(param, param) for param in self.params])


def rows_of(sql: str, params: Sequence[Any] = ()) -> list[Any]:
    """Return the rows of a statement, within whatever snapshot is open."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if getattr(connection, "prepares", False):
        rows: list[Any] = connection.read([(sql, params)])[0]
        return rows
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[Any] = cursor.fetchall()
    return found


#: For how many keys a statement is compiled; of fewer the last is asked for again.
SIZES = (1, 10, 100, 1000)


class Keyed:
    """What ``values_list`` gives of the rows with some keys, by a statement that is compiled once for each size.

    ``rows`` makes the queryset of some keys, which may hold no other parameter.
    """

    def __init__(self, rows: Callable[[Sequence[int]], QuerySet[Any, Any]]) -> None:
        self._rows = rows
        self._compiled: dict[tuple[str, int], tuple[str, dict[int, Any]]] = {}

    def statement(self, size: int) -> tuple[str, dict[int, Any]]:
        """Return the statement for so many keys, and by their place what turns values of the database into Python's."""
        connection: Any = connections[DEFAULT_DB_ALIAS]
        found = self._compiled.get((connection.vendor, size))
        if found is None:
            compiler = self._rows(range(1, size + 1)).query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            assert sorted(params) == [*range(1, size + 1)], "only keys may be asked for"
            found = sql, compiler.get_converters([one for one, *_ in compiler.select])
            self._compiled[connection.vendor, size] = found
        return found


def keyed_rows(statements: Sequence[Keyed], keys: Collection[int]) -> list[list[list[Any]]]:
    """Return the rows of each statement for at most a thousand keys; PostgreSQL is sent those of one key at once."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    size = next(size for size in SIZES if len(keys) <= size)
    asked = [*keys]
    asked += asked[-1:] * (size - len(asked))
    compiled = [one.statement(size) for one in statements]
    if size == 1 and getattr(connection, "prepares", False):
        told = connection.read([(sql, asked) for sql, _ in compiled])
    else:
        with connection.cursor() as cursor:
            told = [_fetched(cursor, sql, asked) for sql, _ in compiled]
    return [_converted(rows, one[1], connection) for rows, one in zip(told, compiled, strict=True)]


def _fetched(cursor: Any, sql: str, params: Sequence[Any]) -> list[Any]:
    cursor.execute(sql, params)
    rows: list[Any] = cursor.fetchall()
    return rows


def _converted(rows: list[Any], converters: dict[int, Any], connection: Any) -> list[list[Any]]:
    """Return rows as Django's compilers give them."""
    found = [list(row) for row in rows]
    for place, (convert, expression) in converters.items():
        for row in found:
            for one in convert:
                row[place] = one(row[place], expression, connection)
    return found
