"""One viewer's feed: what changed since a number, each record once and as it stands now."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from sources.choices import FeedAction, Status
from sources.feed.positions import Position
from sources.models import FeedEntry, JournalHead, Mergeable
from sources.records import ORDER, Json, Kind, kind_named, seen_records, standing
from sources.refusals import exceeds, refuse
from sources.snapshots import snapshot
from sources.visibility import Viewer

DEFAULT_SIZE = 100
LARGEST_SIZE = 1000
#: The columns that hold a viewer's number and moment.
COLUMNS = {Viewer.PUBLIC: ("public_number", "public_at"), Viewer.DRAFTS: ("number", "at")}


@dataclass(frozen=True)
class Seen:
    """One change as a viewer may know it: the record as it stands, or a tombstone."""

    number: int
    at: datetime.datetime
    action: FeedAction
    kind: str
    slug: str
    record: dict[str, Json] | None = None
    retracted_at: datetime.datetime | None = None
    reason: str = ""

    @property
    def tombstone(self) -> bool:
        return self.action is not FeedAction.PUT

    @property
    def position(self) -> Position:
        """The place to go on from behind it."""
        return Position(self.number) if self.number else Position(0, self.kind, self.slug)


@dataclass(frozen=True)
class Page:
    """Some changes in their order, the number to go on from, and whether there are more behind it now.

    ``head`` is the number at which the viewer's feed stood.
    """

    changes: list[Seen]
    next: int
    has_more: bool
    head: int


def heads() -> dict[Viewer, int]:
    """Return the number at which each viewer's feed stands, in one statement."""
    found = JournalHead.objects.values_list("public_revision", "last_number").first() or (0, 0)
    return dict(zip((Viewer.PUBLIC, Viewer.DRAFTS), found, strict=True))


def changes(viewer: Viewer, since: int = 0, kinds: Collection[str] = (), limit: int = DEFAULT_SIZE) -> Page:
    """Return the changes after a number, of some kinds only where any are named, in a bounded number of statements.

    From 0 on it begins with what a new store begins with, beyond the ``limit``. When there are no more, ``next`` is
    the head: the feed of one who may not see drafts goes on from the last change that the public could see.

    :raises Refusal: AHEAD_OF_FEED for a number that the feed has not come to; for a bad size.
    """
    _check_size(limit)
    with snapshot():
        head = heads()[viewer]
        refuse_ahead(since, head)
        entries, has_more = _entries(viewer, since, kinds, limit)
        found = seen(viewer, entries)
    return Page(found, found[-1].number if has_more else head, has_more, head)


def refuse_ahead(since: int, head: int) -> None:
    """Refuse a number that a viewer's feed has not come to. :raises Refusal: AHEAD_OF_FEED."""
    if since > head:
        message = f"This feed has come to {head} only. It is another store's number, or another view's: start from 0."
        raise refuse("AHEAD_OF_FEED", message, "since")


def _check_size(limit: int) -> None:
    if limit < 1:
        raise refuse("BAD_USER_INPUT", f"A page has 1 to {LARGEST_SIZE} changes; {limit} were asked for.", "limit")
    if limit > LARGEST_SIZE:
        message = f"A page has at most {LARGEST_SIZE} changes; {limit} were asked for."
        raise exceeds("PAGE_TOO_LARGE", message, "limit", limit=LARGEST_SIZE, found=limit)


#: A change before its record is looked at: number, moment, kind, slug.
Entry = tuple[int, datetime.datetime, str, str]


def _entries(viewer: Viewer, since: int, kinds: Collection[str], limit: int) -> tuple[list[Entry], bool]:
    number, at = COLUMNS[viewer]
    rows = FeedEntry.objects.values_list(number, at, "kind", "slug")
    rows = rows.filter(kind__in=kinds) if kinds else rows
    found = list(rows.filter(**{f"{number}__gt": since}).order_by(number)[: limit + 1])
    first = [] if since else sorted(rows.filter(**{number: 0}), key=key_of)
    return [*first, *found[:limit]], len(found) > limit


def key_of(entry: Entry) -> tuple[int, str]:
    """Return where one stands among all that have its number."""
    return ORDER.index(entry[2]), entry[3]


def seen(viewer: Viewer, entries: list[Entry], *, bare: bool = False) -> list[Seen]:
    """Return changes as a viewer may know them; ``bare`` ones have an empty record where there is one."""
    slugs: dict[str, list[str]] = defaultdict(list)
    for *_, kind, slug in entries:
        slugs[kind].append(slug)
    records: dict[tuple[str, str], dict[str, Json]] = {}
    gone: dict[tuple[str, str], Any] = {}
    for kind, some in slugs.items():
        rows = standing(kind_named(kind), viewer).filter(slug__in=some)
        found = {key: {} for key in rows.values_list("slug", flat=True)} if bare else _records(kind, rows, viewer)
        records.update({(kind, slug): record for slug, record in found.items()})
        gone.update(_retractions(kind_named(kind), set(some) - found.keys()))
    return [_one(entry, records.get(entry[2:]), gone.get(entry[2:])) for entry in entries]


def _records(kind: str, rows: QuerySet[Any], viewer: Viewer) -> dict[str, dict[str, Json]]:
    found = list(kind_named(kind).rows(rows))
    records = seen_records(kind_named(kind), found, viewer)
    return {row.slug: record for row, record in zip(found, records, strict=True)}


def _retractions(kind: Kind, slugs: set[str]) -> dict[tuple[str, str], Any]:
    """Return moment and public reason of those that were retracted, or merged into another."""
    rows = kind.objects.filter(slug__in=slugs)
    if kind.has_status:
        told = rows.filter(status=Status.RETRACTED).values_list("slug", "retracted_at", "retraction_reason")
        return {(kind.name, slug): (at, reason) for slug, at, reason in told}
    if not issubclass(kind.model, Mergeable):
        return {}
    merged = rows.filter(merged_into__isnull=False).values_list("slug", "updated_at", "merged_into__slug")
    return {(kind.name, slug): (at, f"Merged into {into}.") for slug, at, into in merged}


def _one(entry: Entry, record: dict[str, Json] | None, gone: tuple[datetime.datetime, str] | None) -> Seen:
    if record is not None:
        return Seen(entry[0], entry[1], FeedAction.PUT, *entry[2:], record=record)
    if gone is not None:
        return Seen(entry[0], entry[1], FeedAction.RETRACT, *entry[2:], retracted_at=gone[0], reason=gone[1])
    return Seen(entry[0], entry[1], FeedAction.DELETE, *entry[2:])
