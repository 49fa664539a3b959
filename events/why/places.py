"""Why an event lies where it does."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db.models import FETCH_PEERS

from events.accounts import accounts_of
from events.filters.predicates import PLACES
from events.intervals import Comparison, Node, compare
from events.models import Claim, Event, EventPlace
from events.why.why import Why, why
from sources.trees import ancestors
from sources.visibility import Viewer

PLACE = "place"


def of_places(rows: Iterable[EventPlace], viewer: Viewer) -> dict[int, Why | None]:
    """Return, by place of an event, the claims of the event's ``place`` that name it, what lies in it or it lies in.

    A constant number of statements.
    """
    given = list(rows)
    events = Event.objects.filter(pk__in={row.event_id for row in given}).fetch_mode(FETCH_PEERS)
    accounts = accounts_of(events, viewer, predicate=PLACE)
    claimed = {claim.place_id for some in accounts.values() for account in some for claim in account.claims}
    above = ancestors(PLACES, {*(row.place_id for row in given), *(pk for pk in claimed if pk)})

    def node(pk: int) -> Node:
        return Node(pk, above[pk])

    def compared(row: EventPlace, claim: Claim) -> Comparison:
        return compare(node(row.place_id), node(claim.place_id)) if claim.place_id else Comparison.INCOMPARABLE

    return {row.pk: why(accounts[row.event_id], partial(compared, row)) for row in given}
