"""How a record names other records."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from django.db.models import Count

from sources.records.fields import Field, Json, Pointer, Resolver
from sources.refusals import refuse

#: How many rows or slugs a list of a record holds at most, so that answers can give it whole.
MOST_ROWS = 100


class Reference(Field):
    """The slug of one other record.

    Where it ``cascades``, this record rests on that one: it is retracted with it. Otherwise answers leave it out
    once the other is hidden. An owned row is left out with what it names, unless that is ``optional``.
    """

    def __init__(self, name: str, kind: str, *, cascades: bool = True, optional: bool = False) -> None:
        super().__init__(name)
        self.kind = kind
        self.cascades = cascades
        self.optional = optional

    def bind(self, model: type[models.Model]) -> None:
        self.column = model._meta.get_field(self.name)

    @property
    def help(self) -> str:
        return str(getattr(self.column, "help_text", ""))

    def read(self, row: Any) -> Json:
        target = getattr(row, self.name)
        return None if target is None else target.slug

    def clear(self, row: Any) -> None:
        setattr(row, self.name, None)

    def write(self, row: Any, value: Json, resolve: Resolver) -> None:
        if value is None:
            self.clear(row)
            return
        setattr(row, self.name, resolve(self.kind, _slug(value, self.name), self.name))

    def pointers(self, value: Json) -> Iterator[Pointer]:
        if isinstance(value, str):
            yield Pointer(self.kind, value, (self.name,))

    def joins(self) -> list[str]:
        return [self.name]

    def schema(self) -> dict[str, Json]:
        return {"type": "string"}


def _slug(value: Json, *path: str | int) -> str:
    if not isinstance(value, str):
        raise refuse("BAD_USER_INPUT", f"Expected a slug, found {type(value).__name__}.", *path)
    return value


class Voice(Field):
    """Who speaks: ``{"actor": slug}`` or ``{"publisher": slug}``; absent means the editors."""

    KINDS = ("actor", "publisher")
    cascades = True

    def bind(self, model: type[models.Model]) -> None:
        self.columns = {kind: f"{self.name}_{kind}" for kind in self.KINDS}

    @property
    def help(self) -> str:
        return "Who says so: {“actor”: slug} or {“publisher”: slug}; absent means the editors."

    def read(self, row: Any) -> Json:
        for kind, column in self.columns.items():
            target = getattr(row, column)
            if target is not None:
                return {kind: target.slug}
        return None

    def clear(self, row: Any) -> None:
        for column in self.columns.values():
            setattr(row, column, None)

    def write(self, row: Any, value: Json, resolve: Resolver) -> None:
        self.clear(row)
        if value is None:
            return
        if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= set(self.KINDS):
            raise refuse("BAD_USER_INPUT", 'Expected {"actor": slug} or {"publisher": slug}.', self.name)
        [(kind, slug)] = value.items()
        setattr(row, self.columns[kind], resolve(kind, _slug(slug, self.name, kind), self.name, kind))

    def pointers(self, value: Json) -> Iterator[Pointer]:
        if isinstance(value, dict):
            for kind, slug in value.items():
                if kind in self.KINDS and isinstance(slug, str):
                    yield Pointer(kind, slug, (self.name, kind))

    def joins(self) -> list[str]:
        return list(self.columns.values())

    def schema(self) -> dict[str, Json]:
        return {
            "type": "object",
            "properties": {kind: {"type": "string"} for kind in self.KINDS},
            "minProperties": 1,
            "maxProperties": 1,
        }


class References(Field):
    """The slugs of other records, without an order of their own: kept sorted."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(name)
        self.kind = kind

    def bind(self, model: type[models.Model]) -> None:
        self.column: Any = model._meta.get_field(self.name)

    @property
    def help(self) -> str:
        return str(getattr(self.column, "help_text", "")) or f"Slugs of {self.kind} records."

    def read(self, row: Any) -> Json:
        return sorted(target.slug for target in getattr(row, self.name).all())

    def write(self, row: Any, value: Json, resolve: Resolver) -> None:
        """Nothing: rows of a relation are written once their record is saved, by :meth:`attach`."""
        self.targets(value, resolve)

    def normalise(self, value: Json) -> Json:
        return sorted(set(value))

    def targets(self, value: Json, resolve: Resolver) -> list[models.Model]:
        if not isinstance(value, list):
            raise refuse("BAD_USER_INPUT", "Expected a list of slugs.", self.name)
        if len(value) > MOST_ROWS:
            raise refuse("TOO_MANY_ROWS", f"At most {MOST_ROWS}, found {len(value)}.", self.name)
        return [resolve(self.kind, _slug(slug, self.name, place), self.name, place) for place, slug in enumerate(value)]

    def attach(self, row: Any, value: Json, resolve: Resolver) -> None:
        getattr(row, self.name).set(self.targets(value, resolve))

    def attach_new(self, items: list[tuple[Any, dict[str, Json]]], resolve: Resolver) -> None:
        """Write the lists of rows that were just made, all in one statement."""
        through: Any = self.column.remote_field.through
        owner, target = self.column.m2m_field_name(), self.column.m2m_reverse_field_name()
        through._default_manager.bulk_create(
            through(**{owner: row, target: one})
            for row, item in items
            for one in dict.fromkeys(self.targets(item.get(self.name, []), resolve))
        )

    def extend(self, rows: Collection[Any], targets: Collection[models.Model]) -> None:
        """Add records to the lists of saved rows, all in one statement; those that have them keep them.

        :raises Refusal: TOO_MANY_ROWS, where a list becomes longer than it may be.
        """
        through: Any = self.column.remote_field.through
        owner, target = self.column.m2m_field_name(), self.column.m2m_reverse_field_name()
        pairs = (through(**{owner: row, target: one}) for row in rows for one in targets)
        through._default_manager.bulk_create(pairs, ignore_conflicts=True)
        lengths = through._default_manager.filter(**{f"{owner}__in": rows}).values(owner).annotate(length=Count("pk"))
        longest = lengths.order_by("-length").values_list("length", flat=True).first() or 0
        if longest > MOST_ROWS:
            raise refuse("TOO_MANY_ROWS", f"At most {MOST_ROWS}; one would have {longest}.", self.name)

    def pointers(self, value: Json) -> Iterator[Pointer]:
        for place, slug in enumerate(value if isinstance(value, list) else ()):
            if isinstance(slug, str):
                yield Pointer(self.kind, slug, (self.name, place))

    def prefetches(self) -> list[Any]:
        return [self.name]

    def schema(self) -> dict[str, Json]:
        return {"type": "array", "maxItems": MOST_ROWS, "items": {"type": "string"}}
