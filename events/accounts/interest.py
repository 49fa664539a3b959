"""Whether a claim is made by, or printed for, someone who takes part in what it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from actors.hierarchy import part_of
from actors.models import Actor
from events.models import Claim, Participation
from sources.querysets import visible
from sources.trees import ancestors
from sources.visibility import Viewer


def interested_parties(claims: Iterable[Claim], viewer: Viewer) -> dict[int, bool]:
    """Tell, by claim, whether one of its voices takes part in its event.

    Its voices are its speaker, what that is part of, and those who speak through its publisher; in the publisher's
    own voice only these. Three statements, whatever the number of claims; everything is as the viewer sees it.
    """
    given = list(claims)
    above = ancestors(part_of(viewer), {claim.speaker_id for claim in given if claim.speaker_id})
    spoken_for = _spoken_for({claim.source_id for claim in given})
    taking_part = _taking_part({claim.event_id for claim in given}, viewer)
    return {
        claim.pk: not taking_part[claim.event_id].isdisjoint(spoken_for[claim.source_id] | _speakers(claim, above))
        for claim in given
    }


def _speakers(claim: Claim, above: dict[int, frozenset[int]]) -> frozenset[int]:
    return above[claim.speaker_id] | {claim.speaker_id} if claim.speaker_id else frozenset()


def _spoken_for(sources: set[int]) -> dict[int, set[int]]:
    """Find the actors that speak through each source's publisher, hidden ones too: these take part in nothing."""
    rows = Actor.speaks_through.through.objects.filter(publisher__sources__in=sources)
    found: dict[int, set[int]] = defaultdict(set)
    for source, actor in rows.values_list("publisher__sources", "actor"):
        found[source].add(actor)
    return found


def _taking_part(events: set[int], viewer: Viewer) -> dict[int, set[int]]:
    rows = Participation.objects.filter(visible(viewer, "actor__"), event__in=events)
    found: dict[int, set[int]] = defaultdict(set)
    for event, actor in rows.values_list("event", "actor"):
        found[event].add(actor)
    return found
