"""What the two times of a link tell of their order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from events.models import CausalLink, Event
from sources.dates import MAX_DAY, MIN_DAY
from sources.models import When


class TimeOrder(StrEnum):
    """Whether the cause of a link surely began no later than its effect."""

    CERTAIN = "CERTAIN"
    POSSIBLY_REVERSED = "POSSIBLY_REVERSED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Lag:
    """Whole days from the start of a cause to the start of its effect; ``None`` where that end is open."""

    min_days: int | None
    max_days: int | None


def time_order(link: CausalLink) -> TimeOrder:
    """Compare the latest start of a link's cause with the earliest start of its effect.

    Unknown where one of the two is undated or hidden, or that bound is open.
    """
    cause, effect = _times(link)
    if cause is None or effect is None:
        return TimeOrder.UNKNOWN
    least = _days(cause.latest_start, effect.earliest_start)
    if least is None:
        return TimeOrder.UNKNOWN
    return TimeOrder.CERTAIN if least >= 0 else TimeOrder.POSSIBLY_REVERSED


def lag(link: CausalLink) -> Lag | None:
    """Return how long after its cause the effect of a link began; ``None`` where one is undated or hidden."""
    cause, effect = _times(link)
    if cause is None or effect is None:
        return None
    return Lag(_days(cause.latest_start, effect.earliest_start), _days(cause.earliest_start, effect.latest_start))


def _times(link: CausalLink) -> tuple[When | None, When | None]:
    """Return when cause and effect were; neither where one is hidden from who reads the link, so not at hand."""
    try:
        return link.cause.when, link.effect.when
    except Event.DoesNotExist:
        return None, None


def _days(start: int, end: int) -> int | None:
    return None if {start, end} & {MIN_DAY, MAX_DAY} else end - start
