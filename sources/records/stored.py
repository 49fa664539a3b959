"""Records as they are stored: values instead of models' instances, the same records as ``Kind.dump``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from itertools import batched
from typing import Any, NamedTuple

from django.db.models import QuerySet

from sources.prepared import Keyed, keyed_rows
from sources.records.fields import Column, Field, Json, to_json
from sources.records.references import Reference, References, Voice
from sources.records.registry import Kind, kind_named
from sources.records.rows import Rows
from sources.records.times import Time

BATCH = 1000

Values = Sequence[Any]
#: Reads one field from the values of its lookups.
Read = Callable[[Values], Json]
#: What a list of a record holds, by the primary key of its owner.
Lists = dict[int, list[Json]]


class Stored(NamedTuple):
    """A record as it is stored, and its version."""

    record: dict[str, Json]
    version: int


def records_of(kind: Kind, pks: Iterable[int]) -> dict[int, dict[str, Json]]:
    """Return the records of rows by primary key, in a constant number of statements a thousand rows."""
    return {pk: one.record for pk, one in stored_of(kind, pks).items()}


def stored_of(kind: Kind, pks: Iterable[int]) -> dict[int, Stored]:
    """Return records with their versions by primary key, a statement and one more for each list a thousand rows."""
    found: dict[int, Stored] = {}
    for some in batched(sorted(pks), BATCH):
        found.update(_reader_of(kind.name).read(some))
    return found


class _Parts:
    """Reads the plain fields of rows from values, defaults omitted."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._plain = {one: _plain(one) for one in fields if not isinstance(one, (References, Rows))}
        self.columns = [lookup for lookups, _ in self._plain.values() for lookup in lookups]

    def read(self, values: Values) -> dict[str, Json]:
        start, body = 0, {}
        for field, (lookups, read) in self._plain.items():
            value = read(values[start : start + len(lookups)])
            start += len(lookups)
            if not field.is_default(value):
                body[field.name] = value
        return body


class _Slugs:
    """Reads the slugs of a list, sorted by code point as the fields sort them."""

    def __init__(self, field: References, owner: str = "") -> None:
        """``owner`` leads from what has the list to the record, where it is not the record itself."""
        column: Any = field.column
        through, holder = column.remote_field.through, column.m2m_field_name()
        target = f"{column.m2m_reverse_field_name()}__slug"
        within = f"{holder}__{owner}__in" if owner else f"{holder}__in"
        rows = through._default_manager.values_list(f"{holder}_id", target)
        self.asked = [Keyed(lambda keys: rows.filter(**{within: keys}))]

    def read(self, told: Sequence[Sequence[Values]]) -> Lists:
        found: Lists = defaultdict(list)
        for holder, slug in told[0]:
            found[holder].append(slug)
        return {holder: sorted(slugs) for holder, slugs in found.items()}


class _Owned:
    """Reads the owned rows of a list, with their own lists."""

    def __init__(self, field: Rows) -> None:
        self._parts = _Parts(field.fields)
        self._names = [one.name for one in field.fields]
        self._lists = {one.name: _Slugs(one, field.owner) for one in field.fields if isinstance(one, References)}
        rows: QuerySet[Any, Any] = field.model._default_manager.order_by(field.owner, "position", "pk")
        rows = rows.values_list("pk", f"{field.owner}_id", *self._parts.columns)
        own = Keyed(lambda keys: rows.filter(**{f"{field.owner}__in": keys}))
        self.asked = [own, *(one for some in self._lists.values() for one in some.asked)]

    def read(self, told: Sequence[Sequence[Values]]) -> Lists:
        slugs = {name: some.read([rows]) for (name, some), rows in zip(self._lists.items(), told[1:], strict=True)}
        found: Lists = defaultdict(list)
        for pk, owner, *values in told[0]:
            body = self._parts.read(values) | {name: some[pk] for name, some in slugs.items() if pk in some}
            found[owner].append({name: body[name] for name in self._names if name in body})
        return found


class _Reader:
    """Reads the records of one kind."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._parts = _Parts(kind.fields)
        self._lists: dict[str, _Slugs | _Owned] = {}
        for field in kind.fields:
            if isinstance(field, References):
                self._lists[field.name] = _Slugs(field)
            elif isinstance(field, Rows):
                self._lists[field.name] = _Owned(field)
        rows = kind.objects.order_by("pk").values_list("pk", "slug", "version", *self._parts.columns)
        own = Keyed(lambda keys: rows.filter(pk__in=keys))
        self._asked = [own, *(one for some in self._lists.values() for one in some.asked)]

    def read(self, pks: Collection[int]) -> dict[int, Stored]:
        rows, *told = keyed_rows(self._asked, pks)
        lists: dict[str, Lists] = {}
        for name, some in self._lists.items():
            lists[name], told = some.read(told[: len(some.asked)]), told[len(some.asked) :]
        found = {}
        for pk, slug, version, *values in rows:
            body = self._parts.read(values) | {name: some[pk] for name, some in lists.items() if pk in some}
            ordered = {name: body[name] for name in self._kind.names if name in body}
            found[pk] = Stored({"record": self._kind.name, "slug": slug, **ordered}, version)
        return found


@cache
def _reader_of(name: str) -> _Reader:
    return _Reader(kind_named(name))


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
