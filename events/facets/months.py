"""Events counted by month, without pretending to know what is not known."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from heapq import nsmallest
from itertools import accumulate, islice, pairwise
from operator import attrgetter
from typing import NamedTuple

from django.db.models import QuerySet

from events.choices import Facet
from events.facets.facet import MOST_VALUES, FacetResult, FacetValue
from events.models import Event
from events.timeline import OPEN, Span, counted_by_bounds, extent_of, spans_of
from sources.dates import civil, day_number, iso_day


class Run(NamedTuple):
    """Months, from the first to before the end, in each of which as many events possibly fall."""

    first: int
    end: int
    possible: int


def months(events: QuerySet[Event]) -> FacetResult:
    """Count events by month as a timeline does, in order of time, in one statement.

    Where there are more months than are answered, those with most events are, the earlier of two alike. An event may
    reach over millions of years: months are not made that are not answered.
    """
    rows = counted_by_bounds(events)
    undated = sum(number for *bounds, number in rows if OPEN.issuperset(bounds))
    extent = extent_of(rows)
    spans = spans_of(((None, *row) for row in rows), extent) if extent else []
    certain, runs = _counted(spans)
    total = sum(run.end - run.first for run in runs) + sum(not _possible(runs, month) for month in certain)
    best = nsmallest(MOST_VALUES, _candidates(certain, runs), key=lambda value: (-value[1] - value[2], value[0]))
    return FacetResult(Facet.MONTH, [_value(*one) for one in sorted(best)], total - len(best), undated)


def _counted(spans: list[Span]) -> tuple[dict[int, int], list[Run]]:
    """Return how many events certainly fall in which month, and the runs of those they possibly fall in, in order."""
    certain: dict[int, int] = defaultdict(int)
    changes: dict[int, int] = defaultdict(int)  # of the number of possible events, from one month to the next
    for span in spans:
        first, last = _month(span.start), _month(span.end)
        if first == last and span.is_closed:
            certain[first] += span.events
        else:
            changes[first] += span.events
            changes[last + 1] -= span.events
    starts = sorted(changes)
    heights = accumulate(changes[start] for start in starts)
    runs = [Run(*ends, height) for ends, height in zip(pairwise(starts), heights, strict=False) if height]
    return dict(certain), runs


def _candidates(certain: dict[int, int], runs: list[Run]) -> Iterator[tuple[int, int, int]]:
    """Yield months with what is certain and possible, all that could be among the first by count, then time."""
    yield from ((month, number, _possible(runs, month)) for month, number in certain.items())
    highest = sorted(runs, key=lambda run: (-run.possible, run.first))
    merely_possible = (
        (month, 0, run.possible) for run in highest for month in range(run.first, run.end) if month not in certain
    )
    yield from islice(merely_possible, MOST_VALUES)


def _possible(runs: list[Run], month: int) -> int:
    place = bisect_right(runs, month, key=attrgetter("first")) - 1
    return runs[place].possible if place >= 0 and month < runs[place].end else 0


def _month(day: int) -> int:
    year, month, _ = civil(day)
    return year * 12 + month - 1


def _value(month: int, certain: int, possible: int) -> FacetValue:
    written = str(iso_day(day_number(month // 12, month % 12 + 1, 1)))[:-3]
    count = certain + possible
    return FacetValue(written, written, count, count, certain, possible)
