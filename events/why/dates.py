"""Why an event is dated as it is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from events.accounts import accounts_of
from events.intervals import Comparison, Interval, compare
from events.models import Claim, Event
from events.why.why import Why, why, window
from sources.visibility import Viewer

TIME = "time"


def of_dates(events: Iterable[Event], viewer: Viewer) -> dict[int, Why | None]:
    """Return, by event, the claims of its ``time`` that overlap the time recorded; a constant number of statements."""
    given = {event.pk: event for event in events}
    accounts = accounts_of(given.values(), viewer, predicate=TIME)
    return {pk: why(some, partial(_compared, window(given[pk]))) for pk, some in accounts.items()}


def _compared(recorded: Interval, claim: Claim) -> Comparison:
    return compare(recorded, window(claim))
