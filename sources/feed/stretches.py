"""Part of a viewer's feed, from any place on: bounded also in the beginning, and without the records themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from sources.feed.changes import COLUMNS, Entry, Seen, heads, key_of, refuse_ahead, seen
from sources.feed.positions import Position
from sources.models import FeedEntry
from sources.records import kind_named
from sources.records.referring import naming
from sources.snapshots import snapshot
from sources.visibility import Viewer


@dataclass(frozen=True)
class Chosen:
    """Which changes: of some kinds only where any are named, and of one record (kind and slug) and what names it."""

    kinds: tuple[str, ...] = ()
    about: tuple[str, str] | None = None


@dataclass(frozen=True)
class Stretch:
    """Some changes in their order, the place to go on from, and whether there are more behind it now."""

    changes: list[Seen]
    end: Position
    has_more: bool


def stretch(viewer: Viewer, after: Position, chosen: Chosen, limit: int) -> Stretch:
    """Return at most ``limit`` changes behind a place, in a bounded number of statements; their records are empty.

    When there are no more, ``end`` is where the feed stands.

    :raises Refusal: AHEAD_OF_FEED for a place that the feed has not come to.
    """
    with snapshot():
        head = heads()[viewer]
        refuse_ahead(after.number, head)
        rows = _chosen(viewer, chosen)
        entries = _after(rows, viewer, after, limit + 1)
        found = seen(viewer, entries[:limit], bare=True)
    if len(entries) > limit:
        return Stretch(found, found[-1].position if found else after, has_more=True)
    return Stretch(found, Position(head) if head else found[-1].position if found else after, has_more=False)


def count_after(viewer: Viewer, after: Position, chosen: Chosen) -> int:
    """Return how many changes are behind a place."""
    rows = _chosen(viewer, chosen)
    later = rows.filter(**{f"{COLUMNS[viewer][0]}__gt": after.number}).count()
    return later + (len(_beginning(rows, viewer, after)) if after.is_in_beginning else 0)


def _after(rows: QuerySet[Any, Entry], viewer: Viewer, after: Position, most: int) -> list[Entry]:
    number, _ = COLUMNS[viewer]
    first = _beginning(rows, viewer, after)[:most] if after.is_in_beginning else []
    later = rows.filter(**{f"{number}__gt": after.number}).order_by(number)
    return [*first, *later[: most - len(first)]]


def _beginning(rows: QuerySet[Any, Entry], viewer: Viewer, after: Position) -> list[Entry]:
    found = sorted(rows.filter(**{COLUMNS[viewer][0]: 0}), key=key_of)
    return [entry for entry in found if key_of(entry) > after.key]


def _chosen(viewer: Viewer, chosen: Chosen) -> QuerySet[Any, Entry]:
    rows = FeedEntry.objects.values_list(*COLUMNS[viewer], "kind", "slug")
    rows = rows.filter(kind__in=chosen.kinds) if chosen.kinds else rows
    return rows.filter(_about(viewer, *chosen.about)) if chosen.about else rows


def _about(viewer: Viewer, name: str, slug: str) -> Q:
    """Return the predicate of a record and of those that name it; what is hidden, nothing names."""
    itself = Q(kind=name, slug=slug)
    pk = kind_named(name).objects.visible_to(viewer).filter(slug=slug).values_list("pk", flat=True).first()
    if pk is None:
        return itself
    about = itself
    for other, rows in naming(name, pk, viewer):
        about |= Q(kind=other.name, slug__in=rows.values("slug"))
    return about
