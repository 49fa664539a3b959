"""Records as REST shows them, read field by field from instances of the models: what the plans must answer too."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable
from typing import Any

from sources.records import Field, Json, Kind, Rows, Time, is_visible
from sources.records.reading import moment, open_to, seen_value, show_time, standing_of
from sources.rest.shown import Extra
from sources.visibility import Viewer


def shown_by_models(
    kind: Kind, extras: Collection[Extra], keys: Iterable[int], viewer: Viewer
) -> dict[int, dict[str, Json]]:
    """Return the visible ones of the records with some primary keys."""
    rows = list(kind.rows(kind.objects.filter(pk__in=keys)))
    computed = [(extra.name, extra.compute(_with_seen(rows, extra, viewer), viewer)) for extra in extras]
    stamps = ("published_at", "updated_at") if kind.has_status else ("updated_at",)
    return {
        row.pk: {
            "slug": row.slug,
            **_fields(kind.fields, row, viewer),
            "version": row.version,
            **{name: moment(getattr(row, name)) for name in stamps},
            **{name: values[row.pk] for name, values in computed},
        }
        for row in rows
    }


def _with_seen(rows: list[Any], extra: Extra, viewer: Viewer) -> list[Any]:
    """Return copies of rows that lead to nothing hidden along what is needed of them."""
    copies = [copy.copy(row) for row in rows]
    for row in copies:
        row._state = copy.copy(row._state)
        row._state.fields_cache = dict(row._state.fields_cache)
        for name in {path.partition(".")[0] for path in extra.needs if "." in path}:
            target = getattr(row, name)
            if target is not None and not is_visible(target, viewer):
                row._state.fields_cache[name] = None
    return copies


def _fields(fields: list[Field], row: Any, viewer: Viewer) -> dict[str, Json]:
    return {field.name: _shown(field, row, viewer) for field in open_to(viewer, fields)}


def _shown(field: Field, row: Any, viewer: Viewer) -> Json:
    match field:
        case Time():
            return show_time(field, row)
        case Rows():
            return [_fields(field.fields, one, viewer) for one in standing_of(field, row, viewer)]
    return seen_value(field, row, viewer)
