"""A kind of record, compiled: from a valid new record to its rows, with slugs where they refer to others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import orjson
from django.db import connection, models

from sources.ingest.columns import IN_DOUBT, Cells, Doubt, NotCompiled, Places, Setter, is_required, setter_of
from sources.models.records import Timed
from sources.records import Column, Field, Json, Kind, Reference, References, Rows, Voice, kind_named
from sources.records.references import MOST_ROWS
from sources.tables import Format, columns_of, format_of_database

#: Columns of a record that are known only when it is written; they come before the packed ones.
STAMPS = ("created_at", "updated_at", "published_at", "retracted_at")
Slugs = list[str | None]


#: One owned row: the slugs it names, and its other cells.
Owned = tuple[Slugs, Any]


class Prepared(NamedTuple):
    """A valid new record: what its rows will hold, and what it will be read back as.

    ``slugs`` are those of its foreign keys, ``lists`` those of its lists, ``owned`` its rows by field. ``emptied``
    names the lists that were given empty: that matters only where the record is not new after all. ``raw`` is the line
    itself where the exact way would need it to name the place of a fault.
    """

    line: int
    slug: str
    state: bytes
    status: str
    slugs: Slugs
    packed: Any
    lists: list[list[str]]
    owned: list[list[Owned]]
    external_ids: dict[str, str]
    emptied: list[str]
    raw: bytes | None


@dataclass
class Part:
    """The compiled columns of one model: a record's own, or those of its owned rows.

    Of its cells the first are slugs, one for each of ``keys``: the columns that refer to others, with their kinds.
    """

    model: type[models.Model]
    keys: list[tuple[str, str]]
    packed: list[str]
    blank: Cells
    setters: dict[str, Setter]
    required: frozenset[str]

    @classmethod
    def of(cls, model: type[models.Model], fields: Sequence[Field], format_: Format, without: set[str]) -> Part:
        """Compile fields. ``without`` names the columns that are written otherwise. :raises NotCompiled: for others."""
        if model.clean not in (models.Model.clean, Timed.clean):
            raise NotCompiled(model.__name__)
        keys = [key for one in fields for key in _keys(one)]
        named = {column for column, _ in keys}
        rest = [one for one in model._meta.concrete_fields if one.name not in named | without]
        names = [*(column for column, _ in keys), *(one.name for one in rest)]
        blank = [*([None] * len(keys)), *(format_.cell(_blank(one)) for one in rest)]
        places = Places({name: at for at, name in enumerate(names)}, format_)
        setters = {one.name: setter_of(one, places) for one in fields if not isinstance(one, (References, Rows))}
        return cls(model, keys, names[len(keys) :], blank, setters, frozenset(_required(fields)))


def _keys(field: Field) -> Iterator[tuple[str, str]]:
    """Yield the columns of a field that refer to others, with their kinds."""
    if isinstance(field, Voice):
        yield from ((column, kind) for kind, column in field.columns.items())
    elif isinstance(field, Reference):
        yield field.name, field.kind


def _blank(column: models.Field[Any, Any]) -> Any:
    """Return what the database holds where nothing is given."""
    if isinstance(column, models.ForeignKey):
        return None
    if isinstance(column, models.JSONField):
        return "[]" if column.get_default() == [] else "{}"
    value = 1 if column.name == "version" else column.get_default()
    return column.get_db_prep_save(value, connection)


def _required(fields: Sequence[Field]) -> list[str]:
    columns = [one for one in fields if isinstance(one, Column) and is_required(one.column)]
    references = [one for one in fields if isinstance(one, Reference) and is_required(one.column)]  # type: ignore[arg-type]  # foreign keys
    return [one.name for one in [*columns, *references]]


class Shape:
    """One kind, compiled for one database."""

    def __init__(self, kind: Kind, format_: Format) -> None:
        self.kind = kind
        self.format = format_
        self.lists = [one for one in kind.fields if isinstance(one, References)]
        self.rows = [one for one in kind.fields if isinstance(one, Rows)]
        stamps = {name for name in STAMPS if _has(kind.model, name)}
        self.stamps = [name for name in STAMPS if name in stamps]
        self.part = Part.of(kind.model, kind.fields, format_, {"id", "slug", *stamps})
        self.parts = [self._owned_part(one) for one in self.rows]
        self.names = kind.names
        self.names_of_rows = [[part.name for part in one.fields] for one in self.rows]
        self._list_at = {one.name: at for at, one in enumerate(self.lists)}
        self._rows_at = {one.name: at for at, one in enumerate(self.rows)}
        self.own = [at for at, (_, other) in enumerate(self.part.keys) if other == kind.name]

    def _owned_part(self, rows: Rows) -> Part:
        if any(isinstance(one, (References, Voice)) for one in rows.fields):
            raise NotCompiled(rows.name)
        return Part.of(rows.model, rows.fields, self.format, {"id", "position", rows.owner})

    @property
    def columns(self) -> list[str]:
        names = ["id", "slug", *(name for name, _ in self.part.keys), *self.stamps, *self.part.packed]
        return columns_of(self.kind.model, names)

    def owned_columns(self, at: int) -> list[str]:
        part, rows = self.parts[at], self.rows[at]
        return columns_of(part.model, [rows.owner, "position", *(name for name, _ in part.keys), *part.packed])

    def prepare(self, record: dict[str, Json], line: int, raw: bytes) -> Prepared | None:
        """Return a record prepared; None where the exact way has to look at it."""
        try:
            return self._prepare(record, line, raw)
        except IN_DOUBT:
            return None

    def _prepare(self, record: dict[str, Json], line: int, raw: bytes) -> Prepared:
        part = self.part
        if not part.required <= record.keys() or len(record["slug"]) > 100:
            raise Doubt
        cells, known = part.blank.copy(), len(part.keys)
        lists: list[list[str]] = [[] for _ in self.lists]
        owned: list[list[Owned]] = [[] for _ in self.rows]
        values: dict[str, Json] = {}
        raw_needed = False
        for name, value in record.items():
            setter = part.setters.get(name)
            if setter is not None:
                values[name] = setter(cells, value)
            elif name in self._list_at:
                values[name] = lists[self._list_at[name]] = _sorted_slugs(value)
                raw_needed |= values[name] != value
            elif name in self._rows_at:
                at = self._rows_at[name]
                owned[at], values[name] = _owned(self.parts[at], self.names_of_rows[at], self.format, value)
            elif name not in ("record", "slug"):
                raise Doubt
        kept = {name: values[name] for name in self.names if values.get(name) not in (None, [])}
        return Prepared(
            line,
            record["slug"],
            orjson.dumps({"record": self.kind.name, "slug": record["slug"], **kept}),
            kept.get("status", "DRAFT") if self.kind.has_status else "",
            cells[:known],
            self.format.packed(cells[known:]),
            lists,
            owned,
            kept.get("external_ids", {}),
            [name for name, value in values.items() if value == []],
            raw if raw_needed else None,
        )


def _owned(part: Part, names: list[str], format_: Format, value: Json) -> tuple[list[Owned], list[Json]]:
    """Return the owned rows of a list, and the list as it will be read back."""
    if type(value) is not list or len(value) > MOST_ROWS:
        raise Doubt
    owned, states = [], []
    known = len(part.keys)
    for item in value:
        if type(item) is not dict or not part.required <= item.keys() <= part.setters.keys():
            raise Doubt
        cells = part.blank.copy()
        values = {name: part.setters[name](cells, given) for name, given in item.items()}
        owned.append((cells[:known], format_.packed(cells[known:])))
        states.append({name: values[name] for name in names if values.get(name) is not None})
    return owned, states


def _has(model: type[models.Model], name: str) -> bool:
    return any(one.name == name for one in model._meta.concrete_fields)


def _sorted_slugs(value: Json) -> list[str]:
    if type(value) is not list or len(value) > MOST_ROWS or not all(type(slug) is str for slug in value):
        raise Doubt
    return sorted(set(value))


@cache
def _compiled(kind: str, vendor: str) -> Shape | None:
    try:
        return Shape(kind_named(kind), format_of_database())
    except NotCompiled:
        return None


def shape_of(kind: str) -> Shape | None:
    """Return a compiled kind; None where only the exact way knows all of its fields."""
    return _compiled(kind, connection.vendor)
