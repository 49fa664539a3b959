"""A record as one viewer may read it: every field present, hidden things left out."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from sources.choices import Status
from sources.models import Publishable
from sources.querysets import visible
from sources.records.fields import Field, Json
from sources.records.references import Reference, References, Voice
from sources.records.registry import Kind, kind_named
from sources.records.rows import Rows
from sources.records.times import Time, bounds_of
from sources.visibility import Viewer


def seen_record(kind: Kind, row: Any, viewer: Viewer) -> dict[str, Json]:
    """Return a row as the record that one viewer would enter anew: as :meth:`Kind.dump`, without what is hidden.

    The row must be visible, and loaded by :meth:`Kind.rows`.
    """
    return {"record": kind.name, "slug": row.slug, **seen_fields(kind.fields, row, viewer)}


def seen_fields(fields: list[Field], row: Any, viewer: Viewer) -> dict[str, Json]:
    """Return what a viewer sees of a row as JSON in the fields' order, defaults omitted."""
    values = ((field, seen_value(field, row, viewer)) for field in open_to(viewer, fields))
    return {field.name: value for field, value in values if not field.is_default(value)}


def seen_value(field: Field, row: Any, viewer: Viewer) -> Json:
    match field:
        case Rows():
            return [seen_fields(field.fields, one, viewer) for one in standing_of(field, row, viewer)]
        case References():
            return sorted(target.slug for target in getattr(row, field.name).all() if is_visible(target, viewer))
        case Reference():
            return slug_for(getattr(row, field.name), viewer)
        case Voice():
            return voice_for(field, row, viewer)
    return field.read(row)


def slug_for(row: Any, viewer: Viewer) -> str | None:
    """Return the slug of a loaded record where the viewer may see it."""
    return str(row.slug) if row is not None and is_visible(row, viewer) else None


def voice_for(field: Voice, row: Any, viewer: Viewer) -> Json:
    """Return who speaks, where the viewer may see them."""
    targets = {kind: slug_for(getattr(row, column), viewer) for kind, column in field.columns.items()}
    return next(({kind: slug} for kind, slug in targets.items() if slug is not None), None)


def moment(value: Any) -> Json:
    """Return a moment as ISO 8601, to the microsecond."""
    return None if value is None else value.isoformat().replace("+00:00", "Z")


def open_to(viewer: Viewer, fields: list[Field]) -> list[Field]:
    """Return the fields that a viewer may read."""
    return [field for field in fields if field.public or viewer is Viewer.DRAFTS]


def show_time(field: Time, row: Any) -> Json:
    """Return a time with all that is known of it and its bounds; None where there is none."""
    details = {column.name.removeprefix(f"{field.name}_"): column.read(row) for column in field.details}
    if not field.text.read(row):
        return {"edtf": None, **details} if details["worded"] or details["ongoing_on"] else None
    return {"edtf": field.text.read(row), **details, **bounds_of(row, field.name)}


def standing_of(field: Rows, row: Any, viewer: Viewer) -> list[Any]:
    """Return the owned rows of a loaded record that may be shown, in order."""
    rows = sorted(getattr(row, field.name).all(), key=lambda one: (one.position, one.pk))
    return [one for one in rows if stands(field, one, viewer)]


def stands(field: Rows, one: Any, viewer: Viewer) -> bool:
    """Return whether an owned row may be shown: all that it names, but the optional, is visible."""
    targets = (getattr(one, part.name) for part in needed(field))
    return all(target is None or is_visible(target, viewer) for target in targets)


def standing_rows(field: Rows, viewer: Viewer) -> Q:
    """Return :func:`stands` as a predicate of the owned rows."""
    shown = Q()
    for part in needed(field):
        if kind_named(part.kind).has_status:
            shown &= Q(**{part.name: None}) | visible(viewer, f"{part.name}__")
    return shown


def needed(field: Rows) -> list[Reference]:
    """Return what an owned row cannot be shown without."""
    return [part for part in field.fields if isinstance(part, Reference) and not part.optional]


def is_visible(row: Any, viewer: Viewer) -> bool:
    """Return whether a loaded record may be seen, as its queryset's ``visible_to`` would say."""
    if not isinstance(row, Publishable):
        return True
    return row.status != Status.RETRACTED if viewer is Viewer.DRAFTS else row.status == Status.PUBLISHED


def title_for(row: Any, viewer: Viewer) -> str:
    """Return a loaded record's title where the viewer may see it, dots where not."""
    return str(row) if is_visible(row, viewer) else "…"
