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


def show(kind: Kind, row: Any, viewer: Viewer) -> dict[str, Json]:
    """Return a row as its record with all fields; times carry their bounds; private fields only for DRAFTS.

    The row must be loaded by :meth:`Kind.rows`, else each relation costs a statement.
    """
    values = _show_fields(kind.fields, row, viewer)
    moments = ("published_at", "updated_at") if kind.has_status else ("updated_at",)
    stamps = {name: _moment(getattr(row, name)) for name in moments}
    return {"slug": row.slug, **values, "version": row.version, **stamps}


def seen_record(kind: Kind, row: Any, viewer: Viewer) -> dict[str, Json]:
    """Return a row as the record that one viewer would enter anew: as :meth:`Kind.dump`, without what is hidden.

    The row must be visible, and loaded by :meth:`Kind.rows`.
    """
    return {"record": kind.name, "slug": row.slug, **seen_fields(kind.fields, row, viewer)}


def seen_fields(fields: list[Field], row: Any, viewer: Viewer) -> dict[str, Json]:
    """Return what a viewer sees of a row as JSON in the fields' order, defaults omitted."""
    values = ((field, _seen(field, row, viewer)) for field in open_to(viewer, fields))
    return {field.name: value for field, value in values if not field.is_default(value)}


def _seen(field: Field, row: Any, viewer: Viewer) -> Json:
    if isinstance(field, Rows):
        return [seen_fields(field.fields, one, viewer) for one in _standing(field, row, viewer)]
    return field.read(row) if isinstance(field, Time) else _show(field, row, viewer)


def _moment(value: Any) -> Json:
    return None if value is None else value.isoformat().replace("+00:00", "Z")


def _show_fields(fields: list[Field], row: Any, viewer: Viewer) -> dict[str, Json]:
    return {field.name: _show(field, row, viewer) for field in open_to(viewer, fields)}


def open_to(viewer: Viewer, fields: list[Field]) -> list[Field]:
    """Return the fields that a viewer may read."""
    return [field for field in fields if field.public or viewer is Viewer.DRAFTS]


def _show(field: Field, row: Any, viewer: Viewer) -> Json:
    match field:
        case Time():
            return _show_time(field, row)
        case Rows():
            return [_show_fields(field.fields, one, viewer) for one in _standing(field, row, viewer)]
        case References():
            return sorted(target.slug for target in getattr(row, field.name).all() if is_visible(target, viewer))
        case Reference():
            target = getattr(row, field.name)
            return target.slug if target is not None and is_visible(target, viewer) else None
        case Voice():
            return field.read(row)
    return field.read(row)


def _show_time(field: Time, row: Any) -> Json:
    details = {column.name.removeprefix(f"{field.name}_"): column.read(row) for column in field.details}
    if not field.text.read(row):
        return {"edtf": None, **details} if details["worded"] or details["ongoing_on"] else None
    return {"edtf": field.text.read(row), **details, **bounds_of(row, field.name)}


def _standing(field: Rows, row: Any, viewer: Viewer) -> list[Any]:
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
