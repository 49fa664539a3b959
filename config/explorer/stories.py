"""The first pictures of a story: the step that an address names, in time, in the chain of its events and on a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext

from config.explorer import chains, maps, timelines


@dataclass(frozen=True)
class Told:
    """Where a story stands: its step, counted from one, those beside it, and what it shows then."""

    step: int
    before: int | None
    after: int | None
    here: str
    counter: str
    timelines: list[timelines.Picture]
    chain: chains.Picture | None
    maps: list[maps.Picture]


def told(steps: Sequence[Mapping[str, Any]], step: str) -> Told:
    """Return a story of at least one step as it stands at a step; at the first where an address names none."""
    at = int(step) - 1 if step.isascii() and step.isdigit() and 0 < int(step[:9]) <= len(steps) else 0
    events = list({one["event"]["slug"]: one["event"] for one in steps}.values())
    here = steps[at]["event"]
    return Told(
        step=at + 1,
        before=at or None,
        after=at + 2 if at + 1 < len(steps) else None,
        here=here["slug"],
        counter=gettext("Step {number} of {all}: {title}").format(
            number=at + 1, all=len(steps), title=here["shortTitle"] or here["title"]
        ),
        timelines=timelines.timelines_of_story(events),
        chain=_chain(steps, events, at),
        maps=maps.maps_of_story(steps, at),
    )


def _chain(steps: Sequence[Mapping[str, Any]], events: list[dict[str, Any]], at: int) -> chains.Picture | None:
    """Return the events of a story and what joins its steps; what is told later is pale."""
    links = [
        {**step["via"], "cause": {"slug": before["event"]["slug"]}, "effect": {"slug": step["event"]["slug"]}}
        for before, step in pairwise(steps)
        if step["via"]
    ]
    strong = {step["via"]["slug"] for step in steps[: at + 1] if step["via"]}
    return chains.chain_of(events, links, chains.Marked(steps[at]["event"]["slug"], strong=strong))
