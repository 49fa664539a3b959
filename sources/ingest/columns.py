"""The fields of a record, compiled: each writes its value into a row's cells and returns it as it will be read back.

Only what is plainly right passes. Whatever is in doubt is left to the exact way, which finds the same fault in the same
words or finds it right after all.
"""

from __future__ import annotations

import decimal
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import connection, models

from sources import dates
from sources.models.time import BOUNDS
from sources.records import Column, ExternalIds, Field, Json, Reference, TextList, Time, Voice
from sources.records.fields import to_json
from sources.refusals import Refusal
from sources.tables import Format

#: What follows from a time's text, in the order of its cells.
FOLLOWING = (*BOUNDS, "sort_day", "coverage", "uncertain", "approximate")
TIMES_KEPT = 20_000


class Doubt(Exception):
    """The exact way has to look at this."""


class NotCompiled(Exception):
    """A field of a sort that only the exact way knows."""


Cells = list[Any]
#: Writes a value into cells and returns it as it will be read back.
Setter = Callable[[Cells, Json], Json]


@dataclass(frozen=True)
class Places:
    """Where each column's cell stands, and how the database takes values."""

    at: Mapping[str, int]
    format: Format


def setter_of(field: Field, places: Places) -> Setter:
    """Return what sets a field. :raises NotCompiled: for one that is not known here."""
    match field:
        case Time():
            return _time(field, places)
        case Voice():
            return _voice(field, places)
        case Reference():
            return _reference(field, places)
        case Column():
            return _column(field, places)
    raise NotCompiled(field.name)


def _column(field: Column, places: Places) -> Setter:
    column = field.column
    if isinstance(field, ExternalIds):
        return _document(field, places, lambda value: dict(sorted(value.items())))
    if isinstance(field, TextList):
        return _document(field, places, lambda value: value)
    if type(column) in (models.CharField, models.TextField, models.URLField):
        return _optional(_text(column, places), column)
    if type(column) is models.DecimalField:
        return _optional(_decimal(field, places), column)
    if type(column) in _PLAIN:
        return _optional(_plain(field, places), column)
    raise NotCompiled(field.name)


_PLAIN = (
    models.BooleanField,
    models.DateField,
    models.DateTimeField,
    models.FloatField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
)


def is_required(column: models.Field[Any, Any]) -> bool:
    """Return whether a column needs a value to be given."""
    return not column.blank and not isinstance(column, models.BooleanField) and column.get_default() in (None, "")


def _reference(field: Reference, places: Places) -> Setter:
    at, required = places.at[field.name], not field.column.blank  # type: ignore[union-attr]  # a foreign key

    def setting(cells: Cells, value: Json) -> Json:
        if type(value) is not str and (value is not None or required):
            raise Doubt
        cells[at] = value
        return value

    return setting


def _voice(field: Voice, places: Places) -> Setter:
    at = {kind: places.at[column] for kind, column in field.columns.items()}

    def setting(cells: Cells, value: Json) -> Json:
        if value is None:
            return None
        if type(value) is not dict or len(value) != 1:
            raise Doubt
        [(kind, slug)] = value.items()
        if kind not in at or type(slug) is not str:
            raise Doubt
        cells[at[kind]] = slug
        return value

    return setting


def _optional(setter: Setter, column: models.Field[Any, Any]) -> Setter:
    """Let null and the default stand for what the cells hold already."""
    default = to_json(column.get_default())
    default = str(default) if isinstance(default, str) else default  # of a vocabulary's member the text
    sort, required = type(default), is_required(column)

    def setting(cells: Cells, value: Json) -> Json:
        if value is None or (type(value) is sort and value == default):
            if required:
                raise Doubt
            return None
        return setter(cells, value)

    return setting


def _text(column: models.Field[Any, Any], places: Places) -> Setter:
    at, cell = places.at[column.name], places.format.cell
    most = column.max_length or 1 << 30
    words = frozenset(key for key, _ in column.flatchoices) if column.choices else None
    checks = [one for one in column.validators if not isinstance(one, MaxLengthValidator)]

    def setting(cells: Cells, value: Json) -> Json:
        if type(value) is not str or not value or len(value) > most or (words is not None and value not in words):
            raise Doubt
        for check in checks:
            check(value)
        cells[at] = cell(value)
        return value

    return setting


def _plain(field: Column, places: Places) -> Setter:
    column, cell = field.column, places.format.cell
    at = places.at[field.name]

    def setting(cells: Cells, value: Json) -> Json:
        python = column.clean(field._python(value), None)
        cells[at] = cell(column.get_db_prep_save(python, connection))
        return to_json(python)

    return setting


def _decimal(field: Column, places: Places) -> Setter:
    slow, at, cell = _plain(field, places), places.at[field.name], places.format.cell
    least = 10 ** (field.column.max_digits - field.column.decimal_places)  # type: ignore[attr-defined]  # a decimal

    def setting(cells: Cells, value: Json) -> Json:
        if type(value) is not int or not -least < value < least:
            normal = slow(cells, value)
            cells[at] = cell(str(decimal.Decimal(str(normal))))
            return normal
        cells[at] = cell(value)
        return value

    return setting


def _document(field: Column, places: Places, order: Callable[[Any], Json]) -> Setter:
    at, cell = places.at[field.name], places.format.cell

    def setting(cells: Cells, value: Json) -> Json:
        if value is None:
            return None
        normal = order(field._python(value))
        cells[at] = cell(json.dumps(field._python(value)))
        return normal or None

    return setting


def _time(field: Time, places: Places) -> Setter:
    edtf = _edtf(field, places)
    details = {name: setter_of(column, places) for name, column in zip(Time.DETAILS, field.details, strict=True)}

    def setting(cells: Cells, value: Json) -> Json:
        if value is None:
            return None
        if type(value) is not dict:
            return edtf(cells, value) or None
        if not value.keys() <= {"edtf", *details}:
            raise Doubt
        text = edtf(cells, value["edtf"]) if value.get("edtf") is not None else ""
        set_details = ((name, setter(cells, value.get(name))) for name, setter in details.items())
        known = {name: normal for name, normal in set_details if normal is not None}
        if not known:
            return text or None
        return {"edtf": text, **known} if text else known

    return setting


def _edtf(field: Time, places: Places) -> Callable[[Cells, Json], str]:
    """Return what sets a time's text and all that follows from it."""
    following = [places.at[f"{field.name}_{name}"] for name in ("edtf", *FOLLOWING)]
    most = field.text.column.max_length or 0
    cells_of = _time_cells(places.format)

    def setting(cells: Cells, text: Json) -> str:
        if type(text) is not str or len(text) > most:
            raise Doubt
        for at, cell in zip(following, cells_of(text), strict=True):
            cells[at] = cell
        return text.strip()

    return setting


def _time_cells(format_: Format) -> Callable[[str], tuple[Any, ...]]:
    cell = format_.cell

    @lru_cache(TIMES_KEPT)
    def cells_of(text: str) -> tuple[Any, ...]:
        if not text.strip():
            return tuple(map(cell, ("", None, None, None, None, dates.MAX_DAY, "", False, False)))
        parsed = dates.parse(text)
        return tuple(cell(getattr(parsed, name)) for name in ("edtf", *FOLLOWING))

    return cells_of


#: What a setter may raise where a value is in doubt.
IN_DOUBT = (Doubt, Refusal, ValidationError, dates.BadEdtf)
