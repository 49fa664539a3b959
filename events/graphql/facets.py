"""How many events share something."""

from __future__ import annotations

from typing import Any

import strawberry

from events import facets
from events.choices import Facet
from events.graphql.finding import SEARCH, events_found
from sources.graphql.declared import Attribute, required
from sources.graphql.enums import enum_type
from sources.graphql.nodes import Node, declare
from sources.graphql.query import Asked, Query
from sources.graphql.reading import Reading
from sources.graphql.scalars import Number


class FacetResult(Node):
    """The values of one facet, and how many events have them."""

    facet = Attribute(Facet, help_text="What the events are counted by.")
    values = Attribute(
        "FacetValue",
        is_list=True,
        metadata={"at_most": facets.MOST_VALUES},
        help_text="Those that most events have, a hundred at most: by count, then slug; months in order of time.",
    )
    other_count = Attribute(Number, help_text="How many further values there are.")
    truncated = Attribute(bool, help_text="Whether there are further values.")
    without = Attribute(int, help_text="How many events have no value; of months, those whose time is not known.")


class FacetValue(Node):
    """One value of a facet, and how many events have it.

    An event with several values counts in each. An event of several values below one counts once in that.
    """

    value = Attribute(strawberry.ID, help_text="The slug, which a filter takes; a month as 2021-09.")
    label = Attribute(str, help_text="What readers are shown.")
    count = Attribute(
        int, help_text="The events of the value and of all below it in its tree: what a filter by it finds."
    )
    own = Attribute(int, help_text="Of these, the events of the value itself; all of them where there is no tree.")
    certain = Attribute(
        int, is_nullable=True, help_text="Events that surely happened in the month; null for other facets."
    )
    possible = Attribute(
        int,
        is_nullable=True,
        help_text="Events that may have happened in the month, or reach beyond it; null for other facets.",
    )


def event_facets(
    reading: Reading,
    by: list[Facet],
    filter: Any = None,  # noqa: A002
    search: str | None = None,
) -> list[facets.FacetResult]:
    """Return the facets of the events that pass a filter, and that a search finds."""
    found = events_found(reading, filter, search)
    return facets.facets(found, [one.value for one in by], viewer=reading.viewer)


declare(
    Query,
    facets=Asked(
        "FacetResult",
        event_facets,
        is_list=True,
        filtering="Event",
        metadata={"counted_by": "by"},
        help_text="How many events share a type, a topic, an actor, a place, a month.",
        arguments=[
            SEARCH,
            required("by", list[enum_type(Facet)], "What to count by."),  # type: ignore[misc]  # made at run time
        ],
    ),
)
