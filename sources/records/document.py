"""The record format written down: one chapter a kind, one line a field, from the kinds themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from sources.records.fields import Column, ExternalIds, Field, TextList, to_json
from sources.records.references import MOST_ROWS, Reference, References, Voice
from sources.records.registry import Kind, all_kinds
from sources.records.rows import Rows
from sources.records.times import Time

MARK = "<!-- What follows is written by `manage.py document_records`. -->"
HEADINGS = "| field | value | meaning |\n|---|---|---|"
WORDS_OF_COLUMNS = {
    models.BooleanField: "true or false",
    models.DateField: "a day: `2021-09-15`",
    models.DateTimeField: "a moment: `2021-09-15T08:00:00Z`",
    models.DecimalField: "a number",
    models.FloatField: "a number",
    models.PositiveIntegerField: "a whole number",
    models.PositiveSmallIntegerField: "a whole number",
    models.URLField: "an address",
}

WORDS_OF_FIELDS = {
    ExternalIds: "an object `{scheme: identifier}`",
    Rows: "a list of objects",
    TextList: "a list of texts",
    Time: "a time",
    Voice: "a voice",
}


def documented(text: str) -> str:
    """Return a text with everything after its mark replaced by what the kinds say of themselves."""
    introduction = text.partition(MARK)[0]
    return f"{introduction}{MARK}\n\n" + "\n".join(_chapter(kind) for kind in all_kinds())


def _chapter(kind: Kind) -> str:
    required = ", ".join(f"`{name}`" for name in kind.required)
    parts = [
        f"## {kind.name}",
        _prose(kind.model),
        f"In REST: `/api/v1/{kind.collection}/`. Required: {required}.",
        _table(kind.fields),
        *(_owned(field) for field in kind.fields if isinstance(field, Rows)),
    ]
    return "\n\n".join(parts) + "\n"


def _prose(model: type[models.Model]) -> str:
    return " ".join((model.__doc__ or "").split())


def _owned(field: Rows) -> str:
    return f"### {field.name}\n\n{_prose(field.model)}\n\n{_table(field.fields)}"


def _table(fields: list[Field]) -> str:
    return "\n".join([HEADINGS, *(_line(field) for field in fields)])


def _line(field: Field) -> str:
    meaning = " ".join([*_meaning(field)]).replace("|", "\\|")
    return f"| `{field.name}` | {_value(field)} | {meaning} |"


def _meaning(field: Field) -> Iterator[str]:
    if not isinstance(field, Rows) and field.help:
        yield field.help
    if isinstance(field, Rows):
        yield f"See below; at most {MOST_ROWS}, in order."
    if type(field) is Column:
        yield from _bounds(field.column)
        default = to_json(field.column.get_default())
        if default not in (None, ""):
            yield f"Default: `{default}`."


def _bounds(column: models.Field[Any, Any]) -> Iterator[str]:
    if column.max_length and not column.choices:
        yield f"At most {column.max_length} characters."
    given: list[Any] = column._validators  # type: ignore[attr-defined]  # with those of the engine they differ
    limits = [one for one in given if isinstance(one, (MinValueValidator, MaxValueValidator))]
    if limits:
        yield f"From {' to '.join(str(one.limit_value) for one in limits)}."


def _value(field: Field) -> str:
    if isinstance(field, Reference):
        return f"a slug: [{field.kind}](#{field.kind})"
    if isinstance(field, References):
        return f"a list of slugs: [{field.kind}](#{field.kind})"
    if type(field) is Column:
        return _column(field.column)
    return WORDS_OF_FIELDS[type(field)]


def _column(column: models.Field[Any, Any]) -> str:
    if column.choices:
        return ", ".join(f"`{key}`" for key, _ in column.flatchoices if key)
    return WORDS_OF_COLUMNS.get(type(column), "text")
