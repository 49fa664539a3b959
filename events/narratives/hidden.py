"""What the public does not see of a narrative, for those who could mend that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from events.choices import HiddenReason
from events.models import Narrative, NarrativeStep
from sources.choices import Status
from sources.querysets import visible
from sources.visibility import Viewer


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """An event that is not told to the public, or a link that is not shown to it, at a step of a narrative."""

    position: int
    slug: str
    reason: HiddenReason


def hidden_parts(narratives: Iterable[Narrative], viewer: Viewer) -> dict[int, list[HiddenPart]]:
    """Return what the public does not see, in the order of the steps, by the narratives' primary keys.

    Nothing is told to the public: to it what is hidden is absent. One statement, for it none.
    """
    found: dict[int, list[HiddenPart]] = {narrative.pk: [] for narrative in narratives}
    if viewer is Viewer.PUBLIC:
        return found
    seen = visible(Viewer.PUBLIC, "event__") & (Q(via=None) | visible(Viewer.PUBLIC, "via__"))
    steps = NarrativeStep.objects.filter(~seen, narrative__in=found).order_by("position", "pk")
    columns = ("narrative", "position", "event__slug", "event__status", "via__slug", "via__status")
    for narrative, position, event, event_status, via, via_status in steps.values_list(*columns):
        for part, slug, status in (("EVENT", event, event_status), ("LINK", via, via_status)):
            if slug is not None and status != Status.PUBLISHED:
                state = "RETRACTED" if status == Status.RETRACTED else "NOT_PUBLISHED"
                found[narrative].append(HiddenPart(position, slug, HiddenReason(f"{part}_{state}")))
    return found
