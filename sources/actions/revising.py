"""What one who sees a record sends of it, turned into the whole record to put."""

from __future__ import annotations

from typing import Any

from sources.records import (
    ExternalIds,
    Field,
    Json,
    Kind,
    Places,
    References,
    Rows,
    Time,
    Voice,
    kept,
    read_fields,
    with_unseen,
)
from sources.visibility import Viewer

#: Where a record stands changes when it is told to, not because it was left unsaid.
STANDING = ("status", "retraction_reason")


def replaced(kind: Kind, row: Any, given: dict[str, Json], viewer: Viewer) -> tuple[dict[str, Json], Places]:
    """Return the record that replaces a stored one: as given, with where it stands and what the viewer cannot see.

    Also returns at which place each row of its lists was given.
    """
    standing = {name: getattr(row, name) for name in STANDING if kind.has_status and "status" not in given}
    return with_unseen(kind, row, {**standing, **given}, viewer)


def patched(kind: Kind, row: Any, patch: dict[str, Json], viewer: Viewer) -> tuple[dict[str, Json], Places]:
    """Return a stored record with a JSON merge patch (RFC 7396) applied: null clears, a list replaces the whole list.

    A voice is one value: naming a publisher replaces the actor. Also returns where each row was given.
    """
    stored = read_fields([field for field in kind.fields if not isinstance(field, References | Rows)], row)
    data = {name: value for name, value in patch.items() if kind.field_named(name) is None}
    for field in kind.fields:
        if field.name in patch:
            data |= _patched(field, stored.get(field.name), patch[field.name])
        elif field.name in stored:
            data[field.name] = kept(field, stored[field.name])
    return with_unseen(kind, row, data, viewer)


def _patched(field: Field, stored: Json, value: Json) -> dict[str, Json]:
    """Return a field's new value under its name, nothing where it is cleared."""
    if value is None:
        return {field.name: []} if isinstance(field, References | Rows) else {}
    if isinstance(value, dict) and isinstance(field, Time | ExternalIds | Voice):
        merged = _merged(field, stored, value)
        return {field.name: merged} if merged else {}
    return {field.name: value}


def _merged(field: Field, stored: Json, patch: dict[str, Json]) -> dict[str, Json]:
    known: dict[str, Json] = {"edtf": stored} if isinstance(stored, str) else dict(stored or {})
    given = {key: value for key, value in patch.items() if value is not None}
    if isinstance(field, Voice) and given:
        return given
    return {**{key: value for key, value in known.items() if key not in patch}, **given}
