"""Who refers to a record: the fields that name its kind, and its place in the records that hold it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from sources.records.fields import Field, Json
from sources.records.reading import standing_rows
from sources.records.references import Reference, References, Voice
from sources.records.registry import Kind, all_kinds
from sources.records.rows import Rows
from sources.refusals import Path
from sources.visibility import Viewer

STEP = 1000


class Referrer(NamedTuple):
    """A record that names another: its kind, primary key, slug, status (blank for a kind without).

    One that ``rests`` on the other cannot do without it.
    """

    kind: str
    pk: int
    slug: str
    status: str
    rests: bool


def referring(kind: str) -> Iterator[tuple[Kind, str]]:
    """Yield the kinds whose records can name one of ``kind``, each with the lookup that leads there."""
    for one in all_kinds():
        yield from ((one, lookup) for lookup in _lookups(one.fields, kind))


def naming(kind: str, pk: int, viewer: Viewer) -> Iterator[tuple[Kind, QuerySet[Any]]]:
    """Yield the kinds whose records can name one of ``kind``, each with those of which a viewer sees that they do."""
    for other in all_kinds():
        seen = other.objects.visible_to(viewer)
        for field in other.fields:
            for lookup in _lookups([field], kind):
                yield other, seen.filter(_names(field, lookup, pk, viewer))


def _names(field: Field, lookup: str, pk: int, viewer: Viewer) -> Q:
    if not isinstance(field, Rows):
        return Q(**{lookup: pk})
    inner = lookup.removeprefix(f"{field.name}__")
    owned = field.model._default_manager.filter(standing_rows(field, viewer), **{inner: pk})
    return Q(pk__in=owned.values(field.owner))


def _lookups(fields: list[Field], kind: str) -> Iterator[str]:
    for field in fields:
        match field:
            case Reference() | References() if field.kind == kind:
                yield field.name
            case Voice() if kind in field.columns:
                yield field.columns[kind]
            case Rows():
                yield from (f"{field.name}__{inner}" for inner in _lookups(field.fields, kind))


def referrers(kind: str, pks: Collection[int]) -> Iterator[Referrer]:
    """Yield the records that name some of a kind, once for each place: one statement a place and thousand."""
    wanted = sorted(pks)
    for start in range(0, len(wanted), STEP):
        for other, lookup in referring(kind):
            rests = other.has_status and (kind, lookup) in other.foundations()
            yield from _referring(other, rests, {f"{lookup}__in": wanted[start : start + STEP]})


def _referring(kind: Kind, rests: bool, condition: dict[str, Any]) -> Iterator[Referrer]:
    names = ("pk", "slug", "status") if kind.has_status else ("pk", "slug")
    for pk, slug, *status in kind.objects.filter(**condition).values_list(*names).distinct():
        yield Referrer(kind.name, pk, slug, status[0] if status else "", rests)


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
