"""The records of a view that could be entered anew by themselves.

Nothing published rests on what is hidden. A draft may: it stays when the event it is about is retracted, and could not
be written again without it. Such a draft does not *stand*; a bundle of drafts leaves it out, and what names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from sources.choices import Status
from sources.records.fields import Field, Json
from sources.records.reading import needed, seen_record
from sources.records.references import Reference, References
from sources.records.registry import Kind, kind_named
from sources.records.rows import Rows, pointers_of
from sources.visibility import Viewer

#: Kind and slug of records.
Keys = set[tuple[str, str]]


def standing(kind: Kind, viewer: Viewer) -> QuerySet[Any]:
    """Return the rows that a viewer sees and that rest on nothing hidden."""
    visible: QuerySet[Any] = kind.objects.visible_to(viewer)
    return visible if viewer is Viewer.PUBLIC else visible.exclude(_rests_on_retracted(kind))


def seen_records(kind: Kind, rows: Iterable[Any], viewer: Viewer) -> list[dict[str, Json]]:
    """Return standing rows, loaded by :meth:`Kind.rows`, as a viewer would enter them: naming only what stands.

    One statement for each kind that they name and that may fail to stand; none for the public.
    """
    records = [seen_record(kind, row, viewer) for row in rows]
    fallen = set() if viewer is Viewer.PUBLIC else _fallen(kind, records)
    return [_without(kind.fields, record, fallen) for record in records] if fallen else records


def _rests_on_retracted(kind: Kind, prefix: str = "") -> Q:
    resting = Q(pk__in=[])
    for name, lookup in kind.foundations():
        path = f"{prefix}{lookup}__"
        if kind_named(name).has_status:
            resting |= Q(**{f"{path}status": Status.RETRACTED})
        resting |= _rests_on_retracted(kind_named(name), path)
    return resting


def _fallen(kind: Kind, records: Iterable[dict[str, Json]]) -> Keys:
    """Return which of the records that some name do not stand."""
    named: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for pointer in pointers_of(kind.fields, record):
            named[pointer.kind].add(pointer.slug)
    return {
        (name, slug)
        for name, slugs in named.items()
        if _may_fall(kind_named(name))
        for slug in kind_named(name).objects.filter(_rests_on_retracted(kind_named(name)), slug__in=slugs)
        .values_list("slug", flat=True)
    }  # fmt: skip


def _may_fall(kind: Kind) -> bool:
    return kind.has_status and any(kind_named(name).has_status for name, _ in kind.foundations())


def _without(fields: list[Field], record: dict[str, Json], fallen: Keys) -> dict[str, Json]:
    """Return a record, or an owned row of one, without what it says of records that do not stand."""
    found = dict(record)
    for field in fields:
        if field.name in record:
            value = _value_without(field, record[field.name], fallen)
            found[field.name] = value
            if field.is_default(value):
                del found[field.name]
    return found


def _value_without(field: Field, value: Json, fallen: Keys) -> Json:
    match field:
        case Rows():
            kept = (one for one in value if not _falls(field, one, fallen))
            return [_without(field.fields, one, fallen) for one in kept]
        case References():
            return [slug for slug in value if (field.kind, slug) not in fallen]
        case Reference():
            return None if (field.kind, value) in fallen else value
    return value


def _falls(field: Rows, row: dict[str, Json], fallen: Keys) -> bool:
    """Return whether an owned row goes with what it names, as it does where that is hidden."""
    return any((part.kind, row.get(part.name)) in fallen for part in needed(field))
