"""How many events fall when: a histogram that does not pretend to know what is not known."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from events.choices import BucketSize, TimelineGroup
from events.models import Event, EventPlace, Participation
from sources.dates import BUCKETS, MAX_DAY, MIN_DAY, bucket_start, civil, next_bucket
from sources.querysets import visible
from sources.refusals import exceeds
from sources.visibility import Viewer

#: Buckets that AUTO stays within where it can, and the most that any size may give.
READABLE = 60
MOST_BUCKETS = 1_000
#: The most buckets of all groups together.
MOST_GROUPED = 10_000
BOUNDS = ("when_earliest_start", "when_latest_start", "when_earliest_end", "when_latest_end")
#: What stands for a day that is not known.
OPEN = frozenset((None, MIN_DAY, MAX_DAY))


@dataclass(frozen=True, slots=True)
class Bucket:
    """One calendar step, from its first to its last day, of all events or of one group (``key``, a slug).

    ``certain`` counts events all of whose bounds lie in it, ``possible`` those that may or do reach beyond it.
    """

    start: int
    end: int
    key: str | None
    certain: int
    possible: int

    @property
    def count(self) -> int:
        return self.certain + self.possible


@dataclass(frozen=True, slots=True)
class Extent:
    """The least and the greatest day that is a known bound of some event."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Buckets in order of time, then key. ``bucket`` is their size, also where AUTO was asked for.

    Without groups every bucket of the extent is there; with groups, those that hold something.
    """

    bucket: str
    buckets: list[Bucket]
    undated: int
    extent: Extent | None


class Span(NamedTuple):
    """Some events of one group that have the same first and last day; an open end has been clipped."""

    key: str | None
    start: int
    end: int
    is_closed: bool
    events: int


def timeline(
    events: QuerySet[Event],
    *,
    bucket: str = BucketSize.AUTO,
    group_by: str = TimelineGroup.NONE,
    viewer: Viewer = Viewer.PUBLIC,
) -> Timeline:
    """Count events that are visible and filtered already, in one statement, or two where they are grouped.

    An event counts once as certain in the bucket in which all its bounds lie, else once as possible in each bucket
    it overlaps; an open bound reaches to the end of the extent. AUTO takes the finest size that gives at most sixty
    buckets. An event in several groups counts in each; one without any counts in none.

    :raises Refusal: TOO_COSTLY for more than 1,000 buckets, or 10,000 in all groups.
    """
    together = counted_by_bounds(events)
    undated = sum(number for *bounds, number in together if OPEN.issuperset(bounds))
    extent = extent_of(together)
    if extent is None:
        return Timeline(BucketSize.DAY if bucket == BucketSize.AUTO else str(bucket), [], undated, None)
    size = _size(str(bucket), extent)
    starts = _starts(size, extent)
    if group_by == TimelineGroup.NONE:
        spans = spans_of(((None, *row) for row in together), extent)
        return Timeline(size, _counted(None, spans, starts), undated, extent)
    spans = spans_of(_grouped(events, str(group_by), viewer), extent)
    return Timeline(size, _counted_by_group(spans, starts), undated, extent)


def _grouped(events: QuerySet[Event], group_by: str, viewer: Viewer) -> QuerySet[Any, Any]:
    """Return group, bounds and number of events; an event that is in a group twice counts once."""
    pks = events.order_by().values("pk")
    rows: QuerySet[Any]
    if group_by == TimelineGroup.TYPE:
        return events.order_by().values_list("type__slug", *BOUNDS).annotate(events=Count("pk"))
    if group_by == TimelineGroup.ACTOR:
        rows, key = Participation.objects.filter(visible(viewer, "actor__")), "actor__slug"
    elif group_by == TimelineGroup.PLACE:
        rows, key = EventPlace.objects.all(), "place__slug"
    else:
        rows, key = Event.topics.through._default_manager.all(), "topic__slug"
    bounds = [f"event__{bound}" for bound in BOUNDS]
    return rows.filter(event__in=pks).values_list(key, *bounds).annotate(events=Count("event", distinct=True))


def counted_by_bounds(events: QuerySet[Event]) -> list[tuple[Any, ...]]:
    """Return the four bounds of events, each combination once, and how many have it."""
    return list(events.order_by().values_list(*BOUNDS).annotate(events=Count("*")))


def extent_of(rows: Iterable[tuple[Any, ...]]) -> Extent | None:
    """Return the least and the greatest known day of rows of bounds and a number; None where nothing is known."""
    known = {bound for row in rows for bound in row[:4]} - OPEN
    return Extent(min(known), max(known)) if known else None


def spans_of(rows: Iterable[tuple[Any, ...]], extent: Extent) -> list[Span]:
    """Return rows of group, bounds and a number as spans within an extent; undated ones are left out."""
    return [
        Span(
            key,
            max(bounds[0], extent.start),
            min(bounds[-1], extent.end),
            bounds[0] != MIN_DAY and bounds[-1] != MAX_DAY,
            number,
        )
        for key, *bounds, number in rows
        if not OPEN.issuperset(bounds)
    ]


def _size(bucket: str, extent: Extent) -> str:
    size = bucket if bucket != BucketSize.AUTO else _readable(extent)
    number = _number(size, extent)
    if number > MOST_BUCKETS:
        message = f"{size} would give {number} buckets; at most {MOST_BUCKETS} are answered."
        advice = "Take a larger size, or ask for fewer events."
        raise exceeds("TOO_COSTLY", f"{message} {advice}", "bucket", limit=MOST_BUCKETS, found=number)
    return size


def _readable(extent: Extent) -> str:
    return next((size for size in BUCKETS if _number(size, extent) <= READABLE), BUCKETS[-1])


def _number(size: str, extent: Extent) -> int:
    """Return how many buckets an extent has, without making them."""
    first, last = bucket_start(extent.start, size), bucket_start(extent.end, size)
    if size in ("DAY", "WEEK"):
        return (last - first) // (next_bucket(first, size) - first) + 1
    (year, month, _), (last_year, last_month, _) = civil(first), civil(last)
    months = {"MONTH": 1, "QUARTER": 3, "YEAR": 12, "DECADE": 120}[size]
    return ((last_year - year) * 12 + last_month - month) // months + 1


def _starts(size: str, extent: Extent) -> list[int]:
    """Return the first day of each bucket, and of the one after the last."""
    starts = [bucket_start(extent.start, size)]
    while starts[-1] <= extent.end:
        starts.append(next_bucket(starts[-1], size))
    return starts


def _counted_by_group(spans: Sequence[Span], starts: list[int]) -> list[Bucket]:
    groups: dict[str | None, list[Span]] = defaultdict(list)
    for span in spans:
        groups[span.key].append(span)
    buckets: list[Bucket] = []
    for key, some in groups.items():
        buckets.extend(one for one in _counted(key, some, starts) if one.count)
        if len(buckets) > MOST_GROUPED:
            raise exceeds(
                "TOO_COSTLY",
                f"The groups would give more than {MOST_GROUPED} buckets. Take a larger size, or ask for fewer events.",
                "group_by",
                limit=MOST_GROUPED,
                found=len(buckets),
            )
    return sorted(buckets, key=lambda one: (one.start, one.key or ""))


def _counted(key: str | None, spans: Iterable[Span], starts: list[int]) -> list[Bucket]:
    certain = [0] * len(starts)
    changes = [0] * (len(starts) + 1)  # of the number of possible events, from one bucket to the next
    for span in spans:
        first, last = bisect_right(starts, span.start) - 1, bisect_right(starts, span.end) - 1
        if first == last and span.is_closed:
            certain[first] += span.events
        else:
            changes[first] += span.events
            changes[last + 1] -= span.events
    possible = list(accumulate(changes))
    return [
        Bucket(start, starts[number + 1] - 1, key, certain[number], possible[number])
        for number, start in enumerate(starts[:-1])
    ]
