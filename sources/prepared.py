"""Statements that many requests ask: compiled by Django once, and kept prepared by PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Compiled:
    """The statement of a queryset in which some texts stand for others: no filter may have looked at them."""

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
