"""One teller's ordered path through the shared events (BBC storyline ontology)."""

from typing import Any

from django.db import models

from actors.models import Actor
from events.choices import StepStance
from events.models.claims import Claim
from events.models.events import Event
from events.models.links import CausalLink
from sources.models import Media, Owned, Publishable, Publisher
from sources.models.records import one_voice, voice_of
from sources.querysets import PublishableQuerySet


class Narrative(Publishable):
    """One teller's ordered path through the shared events."""

    title = models.CharField(max_length=300, db_collation="BINARY", help_text="Never unique, never identity.")
    teller_actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="narratives_told", help_text="The actor who tells."
    )
    teller_publisher = models.ForeignKey(
        Publisher,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="narratives_told",
        help_text="The publisher that tells; with neither, the editors.",
    )
    thesis = models.TextField(blank=True, help_text="What the telling argues, in a sentence.")
    summary = models.TextField(blank=True, help_text="What it tells, in a few sentences.")

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        constraints = [*Publishable.Meta.constraints, one_voice("teller")]

    def __str__(self) -> str:
        return self.title

    @property
    def teller(self) -> Any:
        return voice_of(self, "teller")


class NarrativeStep(Owned):
    """One step: an event as the teller tells it, and the claims relied on."""

    narrative = models.ForeignKey(Narrative, models.CASCADE, related_name="steps")
    event = models.ForeignKey(Event, models.PROTECT, related_name="narrative_steps", help_text="What is told.")
    heading = models.CharField(max_length=200, blank=True, help_text="Over the step; blank means the event's title.")
    text = models.TextField(blank=True, help_text="The event as the teller tells it.")
    stance = models.CharField(
        max_length=10, choices=StepStance, default=StepStance.ACCEPTS, help_text="How the teller takes the event."
    )
    via = models.ForeignKey(
        CausalLink,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="narrative_steps",
        help_text="The link that leads here.",
    )
    claims = models.ManyToManyField(
        Claim, blank=True, related_name="narrative_steps", help_text="The claims it relies on."
    )
    media = models.ManyToManyField(Media, blank=True, related_name="narrative_steps", help_text="What shows it.")

    def __str__(self) -> str:
        return self.heading or str(self.event)
