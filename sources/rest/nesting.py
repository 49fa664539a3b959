"""Records that are sent inside the record they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sources import actions
from sources.actions import Incoming
from sources.models.records import new_slug
from sources.records import Json, Kind, Places, is_visible, kind_named
from sources.refusals import Refusal, faults_of, refuse
from sources.rest.received import Nested, Pointers, nested_in
from sources.visibility import Viewer


def companions(
    nested: Nested, body: dict[str, Json], owner: str, viewer: Viewer, pointers: Pointers
) -> tuple[list[Incoming], list[str]]:
    """Return the records to put with the one they stand in, and the slugs of all that are named, in order.

    A slug alone names one that is left as it is. One without a slug that equals one that is there already is that one,
    so that a request can be repeated; else it gets a slug of its own.

    :raises Refusal: naming the place of each that cannot stand there.
    """
    given = dict(nested_in(nested, body, owner))
    kind = kind_named(nested.kind)
    stored = _stored(kind, nested, owner, given.values())
    alike = [row for row in stored.values() if _belongs(row, nested, owner) and is_visible(row, viewer)]
    incoming: list[Incoming] = []
    slugs: list[str] = []
    for place, value in given.items():
        try:
            data, places = _one(kind, nested, owner, value, stored, alike, viewer)
        except Refusal as refusal:
            raise Refusal(faults_of(refusal, (nested.name, place))) from refusal
        slugs.append(str(data["slug"]))
        if len(data) > 1:
            pointers.put(kind.name, slugs[-1], places, (nested.name, place))
            incoming.append(Incoming(kind, data))
    return incoming, slugs


def _stored(kind: Kind, nested: Nested, owner: str, given: Iterable[dict[str, Json] | str]) -> dict[str, Any]:
    """Return the rows that are named and those that belong to the owner, by slug."""
    named = [value if isinstance(value, str) else value.get("slug") for value in given]
    rows = kind.rows(kind.objects.filter(slug__in=[slug for slug in named if slug]))
    found = {row.slug: row for row in rows}
    if None in named:
        found |= {row.slug: row for row in kind.rows(kind.objects.filter(**{f"{nested.owner}__slug": owner}))}
    return found


def _belongs(row: Any, nested: Nested, owner: str) -> bool:
    return bool(getattr(row, nested.owner).slug == owner)


def _one(
    kind: Kind,
    nested: Nested,
    owner: str,
    value: dict[str, Json] | str,
    stored: dict[str, Any],
    alike: list[Any],
    viewer: Viewer,
) -> tuple[dict[str, Json], Places]:
    """Return one record to put; a slug alone where nothing is to be put."""
    if isinstance(value, str):
        row = stored.get(value)
        if row is None or not _belongs(row, nested, owner) or not is_visible(row, viewer):
            raise refuse("NOT_FOUND", f"There is no {kind.name} {value} of this.")
        return {"slug": value}, {}
    if "slug" not in value:
        same = next((row for row in alike if _equal(kind, row, value)), None)
        if same is None:
            return {**value, "slug": new_slug()}, {}
        alike.remove(same)
        return {"slug": same.slug}, {}
    row = stored.get(str(value["slug"]))
    if row is None:
        return value, {}
    if not _belongs(row, nested, owner) or not is_visible(row, viewer):
        raise refuse("SLUG_TAKEN", "Another record of this kind has this slug.", "slug")
    return actions.replaced(kind, row, value, viewer)


def _equal(kind: Kind, row: Any, value: dict[str, Json]) -> bool:
    """Return whether a record without a slug says what a row says."""
    try:
        wanted = kind.normalise({**value, "slug": row.slug})
    except (Refusal, TypeError, AttributeError):  # it is refused when it is written, with its place
        return False
    return bool(wanted == kind.dump(row))
