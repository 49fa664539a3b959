"""Places in a statement that are filled when it is run."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.db.models.expressions import Expression
from psycopg.types.numeric import Int8

from config.graphql.planning.refusing import Unplanned

#: What stands open in a statement, by the type of the value; anything else decides the statement itself.
FIELD_OF: dict[type, models.Field[Any, Any]] = {
    str: models.TextField(),
    int: models.BigIntegerField(),
    datetime.datetime: models.DateTimeField(),
}


class Slot(Expression):
    """A value that is not known yet. It stands among a statement's parameters until the statement is run."""

    def __init__(self, number: int, kind: type) -> None:
        super().__init__(output_field=FIELD_OF[kind])
        self.number = number

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def __lt__(self, other: object) -> bool:
        raise Unplanned("a predicate looks at its value")

    __gt__ = __le__ = __ge__ = __lt__


class Opened:
    """Values, and the same values with slots in their place."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def slot(self, value: Any) -> Any:
        """Return what stands for a value: slots for texts, numbers and moments, in lists too; itself otherwise."""
        if isinstance(value, list):
            return [self.slot(one) for one in value]
        if isinstance(value, tuple):
            return tuple(self.slot(one) for one in value)
        if type(value) not in FIELD_OF:
            return value
        self.values.append(value)
        return Slot(len(self.values) - 1, type(value))


def shape_of(value: Any) -> Any:
    """Return what a statement with slots for a value depends on."""
    if isinstance(value, list | tuple):
        return (type(value), *(shape_of(one) for one in value))
    return type(value) if type(value) in FIELD_OF else ("is", value)


def leaves_of(value: Any) -> Iterator[Any]:
    """Yield the values that slots stand for, in their order."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from leaves_of(one)
    elif type(value) in FIELD_OF:
        yield value


def filled(slot: Slot, values: Sequence[Any], connection: Any) -> Any:
    """Return the value of a slot as the database takes it, of the same type whatever the value."""
    value = values[slot.number]
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, int) and connection.vendor == "postgresql":  # whose types psycopg chooses by the number
        return Int8(value)
    return value
