"""Whether the steps of a narrative follow from each other, by the links that are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import pairwise

from events.causality import connected, linked
from events.choices import Coherence
from events.models import Event, Narrative, NarrativeStep
from events.narratives.steps import told
from sources.visibility import Viewer

#: The most links of a path that joins two steps.
MOST_LINKS = 8


@dataclass(frozen=True, slots=True)
class Joint:
    """Two steps that follow each other as a viewer sees the narrative, and what joins them."""

    before: NarrativeStep
    after: NarrativeStep
    verdict: Coherence

    @property
    def is_backwards(self) -> bool:
        """Whether time certainly runs backwards between them, whatever joins them."""
        return _certainly_reversed(self.before.event, self.after.event)

    @property
    def between(self) -> list[Event]:
        """The two events."""
        return [self.before.event, self.after.event]


def coherence(narratives: Iterable[Narrative], viewer: Viewer) -> dict[int, list[Joint]]:
    """Return what joins the steps of narratives, in order, by the narratives' primary keys.

    Steps and links that the viewer does not see are left out. Four statements at most, whatever the number of
    narratives and steps.
    """
    steps = told(narratives, viewer)
    joints = {pk: list(pairwise(some)) for pk, some in steps.items()}
    pairs = {_events(*joint) for some in joints.values() for joint in some}
    apart = {(start, end) for start, end in pairs if start != end}
    links = linked(apart, viewer)
    paths = connected(apart - links, viewer, max_depth=MOST_LINKS)
    return {pk: [Joint(*joint, _verdict(*joint, links, paths)) for joint in some] for pk, some in joints.items()}


def _events(before: NarrativeStep, after: NarrativeStep) -> tuple[int, int]:
    return before.event_id, after.event_id


def _verdict(
    before: NarrativeStep, after: NarrativeStep, links: Set[tuple[int, int]], paths: Set[tuple[int, int]]
) -> Coherence:
    pair = _events(before, after)
    if before.event_id == after.event_id:
        return Coherence.SAME
    if pair in links:
        return Coherence.LINK
    if pair in paths:
        return Coherence.PATH
    return Coherence.BACKWARDS if _certainly_reversed(before.event, after.event) else Coherence.GAP


def _certainly_reversed(before: Event, after: Event) -> bool:
    """Whether the event told later began on an earlier day; open bounds lie beyond every day, so they tell nothing."""
    first, then = before.when, after.when
    return first is not None and then is not None and then.latest_start < first.earliest_start
