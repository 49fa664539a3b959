"""Questions across events: chains and paths."""

from __future__ import annotations

from typing import Any, NamedTuple

import strawberry

from events import causality, models
from events.choices import Likelihood, LinkKind
from sources.graphql.declared import argument, required
from sources.graphql.nodes import declare
from sources.graphql.query import Asked, Query
from sources.graphql.reading import Reading

KINDS = argument("kinds", LinkKind, "Only along links of these kinds.", many=True)
MIN_LIKELIHOOD = argument(
    "min_likelihood", Likelihood, "Only along links judged at least as likely; what nobody judged is left out."
)


class End(NamedTuple):
    """An event by its keys."""

    pk: int
    slug: str


def causal_chain(
    reading: Reading, event: str, direction: causality.Direction, min_likelihood: Any = None, **bounds: Any
) -> causality.Chain[int, int] | None:
    root = keys_of(reading, event).get(event)
    if root is None:
        return None
    return causality.chain_keys(
        root,
        viewer=reading.viewer,
        direction=direction,
        min_likelihood=min_likelihood and min_likelihood.value,
        kinds=words(bounds.pop("kinds", None)),
        **bounds,
    )


def causal_paths(
    reading: Reading, start: str, end: str, min_likelihood: Any = None, kinds: Any = None, **bounds: Any
) -> list[causality.Route[int, int]]:
    found = keys_of(reading, start, end)
    if start not in found or end not in found:
        return []
    return causality.path_keys(
        End(found[start], start),
        End(found[end], end),
        viewer=reading.viewer,
        min_likelihood=min_likelihood and min_likelihood.value,
        kinds=words(kinds),
        **bounds,
    )


def keys_of(reading: Reading, *slugs: str) -> dict[str, int]:
    """Return the primary keys of the events that are seen, from memory where they are there."""
    return causality.keys_of(slugs, reading.viewer) or reading.keys(models.Event, slugs)


def words(some: Any) -> list[str] | None:
    return None if some is None else [word.value for word in some]


declare(
    Query,
    causal_chain=Asked(
        "CausalChain",
        causal_chain,
        load=causality.load_chain,
        at_hand=causality.is_held,
        is_nullable=True,
        help_text="What an event led to, or what led to it; null where there is no such event.",
        arguments=[
            required("event", strawberry.ID, "The slug of the event."),
            argument("direction", causality.Direction, "Which way to go.", causality.Direction.EFFECTS),
            argument("depth", int, "At most so many links away, 1 to 20.", 6),
            KINDS,
            MIN_LIKELIHOOD,
            argument("include_order_only", bool, "Also along PRECEDED links.", default=False),
            argument("limit", int, "At most so many events, 1 to 1000.", 200),
        ],
    ),
    causal_paths=Asked(
        "CausalPath",
        causal_paths,
        load=causality.load_paths,
        at_hand=causality.is_held,
        is_list=True,
        help_text="The best ways from one event to another, best first; none where there is no such event.",
        arguments=[
            required("start", strawberry.ID, "The slug of the first event.", alias="from"),
            required("end", strawberry.ID, "The slug of the last event.", alias="to"),
            argument("first", int, "At most so many paths, 1 to 20.", 5),
            argument("max_depth", int, "Of at most so many links, 1 to 12.", 8),
            KINDS,
            MIN_LIKELIHOOD,
        ],
    ),
)
