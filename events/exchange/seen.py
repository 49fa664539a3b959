"""Events with all that the formats tell of them, as one viewer sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from events.choices import PlaceRole
from events.models import Event, EventCitation, EventPlace, Participation
from events.records import EVENT
from sources.chunks import chunks
from sources.models import Media
from sources.records import is_visible
from sources.visibility import Viewer

#: What the formats read besides what the record itself loads.
MORE = ("citations__source__publisher",)


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """A visible event and the owned rows and references that its viewer sees of it, in order."""

    row: Any
    part_of: Any
    topics: list[Any]
    places: list[EventPlace]
    participations: list[Participation]
    citations: list[EventCitation]
    media: list[Media]

    @property
    def points(self) -> list[EventPlace]:
        """The places where it occurred that have coordinates."""
        return [one for one in self.sites if one.place.latitude is not None]

    @property
    def sites(self) -> list[EventPlace]:
        """The places where it occurred, not those that it came from, went to or affected."""
        return [one for one in self.places if one.role == PlaceRole.OCCURRED_AT]

    @property
    def site(self) -> EventPlace | None:
        """The place that stands for all: the first where it occurred that has coordinates, else the first."""
        return next(iter([*self.points, *self.sites]), None)


def seen_in_chunks(events: QuerySet[Event], viewer: Viewer) -> Iterator[list[SeenEvent]]:
    """Yield visible events by sort day, then slug; each chunk costs the same number of statements."""
    for rows in chunks(EVENT.rows(events), "when_sort_day", "slug"):
        yield seen_events(rows, viewer)


def seen_events(rows: Iterable[Event], viewer: Viewer) -> list[SeenEvent]:
    """Return visible events, loaded by :meth:`Kind.rows`, without what is hidden of them."""
    some = list(rows)
    prefetch_related_objects(some, *MORE)
    return [_seen(row, viewer) for row in some]


def _seen(row: Any, viewer: Viewer) -> SeenEvent:
    return SeenEvent(
        row,
        row.part_of if row.part_of and is_visible(row.part_of, viewer) else None,
        sorted(row.topics.all(), key=lambda one: one.slug),
        _ordered(row.places.all()),
        [one for one in _ordered(row.participations.all()) if is_visible(one.actor, viewer)],
        [one for one in _ordered(row.citations.all()) if is_visible(one.source, viewer)],
        sorted((one for one in row.media.all() if is_visible(one, viewer)), key=lambda one: one.slug),
    )


def _ordered(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda one: (one.position, one.pk))
