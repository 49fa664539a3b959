"""Facets of a list of events."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from events.choices import Facet
from events.facets.facet import FacetResult
from events.facets.months import months
from events.facets.values import values
from events.models import Event
from sources.refusals import refuse
from sources.visibility import Viewer


def facets(events: QuerySet[Event], by: Iterable[str], *, viewer: Viewer = Viewer.PUBLIC) -> list[FacetResult]:
    """Count events that are visible and filtered already by each facet, in the order asked for, each once.

    One statement a facet.

    :raises Refusal: BAD_USER_INPUT where no facet is named.
    """
    wanted = list(dict.fromkeys(Facet(one) for one in by))
    if not wanted:
        raise refuse("BAD_USER_INPUT", f"Name at least one of {', '.join(Facet.values)}.", "by")
    return [months(events) if facet is Facet.MONTH else values(facet, events, viewer) for facet in wanted]
