"""Who refers to a record: the fields that name its kind, and its place in the records that hold it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from sources.records.fields import Field, Json
from sources.records.references import Reference, References, Voice
from sources.records.registry import Kind, all_kinds
from sources.records.rows import Rows
from sources.refusals import Path


def referring(kind: str) -> Iterator[tuple[Kind, str]]:
    """Yield the kinds whose records can name one of ``kind``, each with the lookup that leads there."""
    for one in all_kinds():
        yield from ((one, lookup) for lookup in _lookups(one.fields, kind))


def _lookups(fields: list[Field], kind: str) -> Iterator[str]:
    for field in fields:
        match field:
            case Reference() | References() if field.kind == kind:
                yield field.name
            case Voice() if kind in field.columns:
                yield field.columns[kind]
            case Rows():
                yield from (f"{field.name}__{inner}" for inner in _lookups(field.fields, kind))


def naming(kind: str, pks: Collection[int]) -> dict[str, set[int]]:
    """Return the primary keys, by kind, of the records that name any of some records, or own a row that does."""
    found: dict[str, set[int]] = defaultdict(set)
    for one, lookup in referring(kind):
        found[one.name].update(one.objects.filter(**{f"{lookup}__in": pks}).values_list("pk", flat=True))
    return {name: some for name, some in found.items() if some}


def pointed_at(kind: Kind, record: dict[str, Json], target: str, slug: str) -> list[Path]:
    """Return the places in a record that name one other record."""
    return [one.path for one in kind.pointers(record) if (one.kind, one.slug) == (target, slug)]


def repointed(record: dict[str, Json], places: list[Path], slug: str) -> dict[str, Json]:
    """Return a record that names ``slug`` at some places; the one given stays as it is."""
    for place in places:
        record = _with(record, place, slug)
    return record


def _with(value: Json, place: Path, slug: str) -> Json:
    if not place:
        return slug
    key, rest = place[0], place[1:]
    copy = value.copy()
    copy[key] = _with(value[key], rest, slug)
    return copy
