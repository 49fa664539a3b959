"""Chains and paths as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request

from events import causality
from events.choices import Likelihood, LinkKind
from events.models import Event
from events.records import EVENT, LINK
from events.rest import extras
from sources.records import Json
from sources.refusals import refuse
from sources.rest.shown import records
from sources.rest.views import named_fields, narrowed, only_parameters, whole_number
from sources.visibility import Viewer

SCOPE = ("kinds", "min_likelihood")
PATH_FIELDS = {"label", "events", "links", "score", "weakest"}


def chain_answer(request: Request, event: Event, viewer: Viewer) -> dict[str, Json]:
    """Return the causal chain of an event: flat nodes and edges, each event once at its least depth."""
    only_parameters(request, "direction", "depth", "limit", "include_order_only", *SCOPE)
    found = causality.chain_keys(
        event.pk,
        viewer=viewer,
        direction=causality.Direction(one_of(request, "direction", list(causality.Direction)) or "EFFECTS"),
        depth=whole_number(request, "depth", 6),
        limit=whole_number(request, "limit", 200),
        include_order_only=one_of(request, "include_order_only", ["TRUE", "FALSE"]) == "TRUE",
        **scope(request),
    )
    events = records().some(EVENT, (), (node.event for node in found.nodes), viewer)
    links = records().some(LINK, extras.LINK, (edge.link for edge in found.edges), viewer)
    return {
        "root": event.slug,
        "nodes": [{"depth": node.depth, "event": events[node.event]} for node in found.nodes],
        "edges": [{"depth": edge.depth, "link": links[edge.link]} for edge in found.edges],
        "reachable": found.reachable,
        "truncated": found.truncated,
        "truncation_reason": found.truncation_reason or None,
    }


def paths_answer(request: Request, start: Event, end: Event, viewer: Viewer) -> dict[str, Json]:
    """Return the best paths from one event to another, best first."""
    found = causality.path_keys(
        start,
        end,
        viewer=viewer,
        first=whole_number(request, "first", 5),
        max_depth=whole_number(request, "max_depth", 8),
        **scope(request),
    )
    events = records().some(EVENT, (), {event for path in found for event in path.events}, viewer)
    links = records().some(LINK, extras.LINK, {link for path in found for link in path.links}, viewer)
    fields = named_fields(request, PATH_FIELDS)
    return {"results": [narrowed(path_answer(path, events, links), fields) for path in found]}


def path_answer(path: causality.Route[int, int], events: dict[int, Json], links: dict[int, Json]) -> dict[str, Json]:
    told = [events[event] for event in path.events]
    return {
        "label": causality.label(event["short_title"] or event["title"] for event in told),
        "events": told,
        "links": [links[link] for link in path.links],
        "score": path.score,
        "weakest": links[path.weakest]["slug"],
    }


def scope(request: Request) -> dict[str, Any]:
    """Return which links count, from the parameters kinds and min_likelihood."""
    kinds = some_of(request, "kinds", LinkKind.values)
    return {"kinds": kinds, "min_likelihood": one_of(request, "min_likelihood", Likelihood.values)}


def one_of(request: Request, name: str, allowed: list[str]) -> str | None:
    """Return a parameter with a closed vocabulary, in upper case. :raises Refusal: for another value."""
    text = request.query_params.get(name)
    return None if text is None else _checked(name, text, allowed)


def some_of(request: Request, name: str, allowed: list[str]) -> list[str] | None:
    """Return a parameter with words of a closed vocabulary, in upper case; None where there are none.

    :raises Refusal: for another value.
    """
    text = request.query_params.get(name)
    return [_checked(name, word, allowed) for word in text.split(",")] if text else None


def _checked(name: str, text: str, allowed: list[str]) -> str:
    value = text.strip().upper()
    if value not in allowed:
        raise refuse("BAD_USER_INPUT", f"{text!r} is none of {', '.join(allowed)}.", name)
    return value
