"""What of a stored record one viewer cannot see, kept when that viewer writes the rest anew."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects

from sources.records.fields import Field, Json
from sources.records.reading import open_to, seen_fields, seen_value, stands
from sources.records.references import Reference, References, Voice
from sources.records.registry import Kind
from sources.records.rows import Rows, normalise, read_fields
from sources.refusals import Refusal
from sources.visibility import Viewer

#: By the name of a list: for each of its rows, the place at which it was given; none for one that was kept.
Places = dict[str, list[int | None]]


class Kept(str):
    """The slug of a reference that was there already: whoever writes need not see what it names."""

    __slots__ = ()


def kept(field: Field, value: Json) -> Json:
    """Return a field's stored value with its slugs marked as kept."""
    if isinstance(value, str) and isinstance(field, Reference):
        return Kept(value)
    if isinstance(value, list) and isinstance(field, References):
        return [Kept(slug) for slug in value]
    if isinstance(value, dict) and isinstance(field, Voice):
        return {kind: Kept(slug) for kind, slug in value.items()}
    if isinstance(value, list) and isinstance(field, Rows):
        return [_kept_row(field, one) for one in value]
    return value


def _kept_row(field: Rows, row: dict[str, Json]) -> dict[str, Json]:
    parts = {part.name: part for part in field.fields}
    return {name: kept(parts[name], value) for name, value in row.items()}


def with_unseen(kind: Kind, row: Any, given: dict[str, Json], viewer: Viewer) -> tuple[dict[str, Json], Places]:
    """Return a record as given, with what the viewer cannot see of the stored one put back, and whence each row came.

    A list that is given replaces what the viewer sees of the stored one; a row given as it was seen is that row, with
    all that it names. The row must be loaded by :meth:`Kind.joined`; of its lists those are read that are given.
    """
    lists = [field for field in kind.fields if isinstance(field, References | Rows)]
    others = [field for field in kind.fields if field not in lists]
    stored, seen = read_fields(others, row), seen_fields(others, row, viewer)
    data, places = dict(given), Places()
    shown = open_to(viewer, others)
    for field in others:
        if field.name in stored and _is_kept(field, given, seen, shown):
            data[field.name] = kept(field, stored[field.name])
    for field in lists:
        if isinstance(given.get(field.name), list):
            prefetch_related_objects([row], *field.prefetches())
            if isinstance(field, Rows):
                data[field.name], places[field.name] = _rows(field, row, given[field.name], viewer)
            else:
                data[field.name] = [*given[field.name], *_hidden(field, row, viewer)]
    return data, places


def _hidden(field: References, row: Any, viewer: Viewer) -> list[Json]:
    seen = seen_value(field, row, viewer)
    hidden: list[Json] = kept(field, [slug for slug in field.read(row) if slug not in seen])
    return hidden


def _is_kept(field: Field, given: dict[str, Json], seen: dict[str, Json], shown: list[Field]) -> bool:
    if field not in shown:
        return field.name not in given
    return isinstance(field, Reference | Voice) and field.name not in seen and given.get(field.name) is None


def _rows(field: Rows, row: Any, given: list[Json], viewer: Viewer) -> tuple[list[Json], list[int | None]]:
    owned = sorted(getattr(row, field.name).all(), key=lambda one: (one.position, one.pk))
    partly: list[tuple[Json, Json]] = []
    hidden: list[tuple[int, Json]] = []
    for place, one in enumerate(owned):
        stored, seen = read_fields(field.fields, one), seen_fields(field.fields, one, viewer)
        if not stands(field, one, viewer):
            hidden.append((place, _kept_row(field, stored)))
        elif stored != seen:
            partly.append((seen, _kept_row(field, stored)))
    rows = [_whole(field, item, partly) for item in given]
    places: list[int | None] = list(range(len(given)))
    for place, item in hidden:
        rows.insert(place, item)
        places.insert(place, None)
    return rows, places


def _whole(field: Rows, item: Json, partly: list[tuple[Json, Json]]) -> Json:
    """Return a row with what is hidden of it where it is given as it was seen, and take it from those."""
    if not partly or not isinstance(item, dict):
        return item
    try:
        wanted = normalise(field.fields, item)
    except (Refusal, TypeError, AttributeError):  # it is refused when it is written, with its place
        return item
    found = next((one for one in partly if one[0] == wanted), None)
    if found is None:
        return item
    partly.remove(found)
    return found[1]
