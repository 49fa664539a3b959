"""The steps of narratives that a viewer sees."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from events.models import Event, Narrative, NarrativeStep
from sources.visibility import Viewer


def told(narratives: Iterable[Narrative], viewer: Viewer) -> dict[int, list[NarrativeStep]]:
    """Return the steps of narratives, in order, by the narratives' primary keys, in two statements.

    A step whose event is hidden is left out. Steps that tell the same event share its instance.
    """
    found: dict[int, list[NarrativeStep]] = {narrative.pk: [] for narrative in narratives}
    steps = list(NarrativeStep.objects.filter(narrative__in=found).order_by("position", "pk"))
    events = Event.objects.visible_to(viewer).filter(pk__in={step.event_id for step in steps})
    by_pk = {event.pk: event for event in events.fetch_mode(models.FETCH_PEERS)}
    for step in steps:
        if step.event_id in by_pk:
            step.event = by_pk[step.event_id]
            found[step.narrative_id].append(step)
    return found
