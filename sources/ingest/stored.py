"""Reading many stored records at once: values instead of models' instances, the same records as ``Kind.dump``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import models

from sources.records import Column, Field, Json, Kind, Reference, References, Rows, Time, Voice
from sources.records.fields import to_json

Values = Sequence[Any]
#: Reads one field from the values of its lookups.
Read = Callable[[Values], Json]


def stored_records(kind: Kind, pks: Collection[int]) -> dict[int, dict[str, Json]]:
    """Return the records of rows by primary key, as ``records_of``; a statement and one more for each list."""
    reader = _Reader(kind.fields)
    columns = [lookup for lookups, _ in reader.plain.values() for lookup in lookups]
    rows = kind.objects.filter(pk__in=pks).values_list("pk", "slug", *columns)
    lists = {field.name: _list_of(field, pks) for field in kind.fields if isinstance(field, (References, Rows))}
    found = {}
    for pk, slug, *values in rows:
        body = reader.read(values)
        body |= {name: some[pk] for name, some in lists.items() if pk in some}
        ordered = {name: body[name] for name in kind.names if name in body}
        found[pk] = {"record": kind.name, "slug": slug, **ordered}
    return found


def _list_of(field: References | Rows, pks: Collection[int]) -> dict[int, list[Json]]:
    if isinstance(field, References):
        return _slugs_of(field, pks)
    reader = _Reader(field.fields)
    columns = [lookup for lookups, _ in reader.plain.values() for lookup in lookups]
    rows = field.model._default_manager.filter(**{f"{field.owner}__in": pks}).order_by(field.owner, "position", "pk")
    nested = [one for one in field.fields if isinstance(one, References)]
    found: dict[int, list[Json]] = defaultdict(list)
    read = list(rows.values_list("pk", f"{field.owner}_id", *columns))
    lists = {one.name: _slugs_of(one, [pk for pk, *_ in read]) for one in nested}
    for pk, owner, *values in read:
        body = reader.read(values) | {name: some[pk] for name, some in lists.items() if pk in some}
        found[owner].append({one.name: body[one.name] for one in field.fields if one.name in body})
    return found


def _slugs_of(field: References, owners: Collection[int]) -> dict[int, list[str]]:
    """Return the slugs of a list by their owner, sorted by code point as the fields sort them."""
    column: Any = field.column
    through: type[models.Model] = column.remote_field.through
    owner, target = column.m2m_field_name(), column.m2m_reverse_field_name()
    rows = through._default_manager.filter(**{f"{owner}__in": owners}).values_list(f"{owner}_id", f"{target}__slug")
    found: dict[int, list[str]] = defaultdict(list)
    for pk, slug in rows:
        found[pk].append(slug)
    return {pk: sorted(slugs) for pk, slugs in found.items()}


class _Reader:
    """Reads the plain fields of a row from values, defaults omitted."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.plain = {one: _plain(one) for one in fields if not isinstance(one, (References, Rows))}

    def read(self, values: Values) -> dict[str, Json]:
        start, body = 0, {}
        for field, (lookups, read) in self.plain.items():
            value = read(values[start : start + len(lookups)])
            start += len(lookups)
            if not field.is_default(value):
                body[field.name] = value
        return body


def _plain(field: Field) -> tuple[list[str], Read]:
    """Return the lookups of a field, and what reads it from their values."""
    if isinstance(field, Time):
        names = [field.text.name, *(column.name for column in field.details)]
        return names, lambda values: field.read(_Row(names, values))
    if isinstance(field, Voice):
        return [f"{column}__slug" for column in field.columns.values()], lambda values: _voice(field, values)
    if isinstance(field, Reference):
        return [f"{field.name}__slug"], lambda values: values[0]
    if type(field) is Column:
        return [field.name], lambda values: to_json(values[0])
    return [field.name], lambda values: field.read(_Row([field.name], values))


def _voice(field: Voice, values: Values) -> Json:
    return next(({kind: slug} for kind, slug in zip(field.columns, values, strict=True) if slug is not None), None)


class _Row:
    """The attributes that a field reads of a row."""

    def __init__(self, names: Sequence[str], values: Values) -> None:
        self.__dict__.update(zip(names, values, strict=True))
