"""What led to what, who says so, and what speaks for and against it."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from actors.models import Actor
from events.choices import Likelihood, LinkBasis, LinkKind, Stance
from events.models.claims import Claim
from events.models.events import Event
from events.querysets import CausalLinkQuerySet
from sources.choices import Status
from sources.models import Citation, Owned, Publishable, Publisher, Source
from sources.models.records import one_voice, voice_of

NOT_RETRACTED = ~Q(status=Status.RETRACTED)


def one_of_a_voice(name: str, condition: Q, *fields: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["cause", "effect", "kind", *fields],
        condition=condition & NOT_RETRACTED,
        name=f"events_causallink_one_of_{name}",
        violation_error_message="This voice has a link of this kind between the two events already.",
        violation_error_code="LINK_EXISTS",
    )


class CausalLink(Publishable):
    """One arrow from a cause to its effect. Rival links on one pair coexist when kind or asserter differs."""

    cause = models.ForeignKey(Event, models.PROTECT, related_name="effect_links", help_text="What led to the effect.")
    effect = models.ForeignKey(Event, models.PROTECT, related_name="cause_links", help_text="What the cause led to.")
    kind = models.CharField(max_length=20, choices=LinkKind, help_text="How the cause led to the effect.")
    basis = models.CharField(
        max_length=20,
        choices=LinkBasis,
        default=LinkBasis.SOURCE_ASSERTED,
        help_text="Whether a source says so, an analyst inferred it, or a rule made it.",
    )
    asserted_by_actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="links_asserted", help_text="The actor who says so."
    )
    asserted_by_publisher = models.ForeignKey(
        Publisher,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="links_asserted",
        help_text="The publisher that says so; with neither, the editors.",
    )
    likelihood = models.CharField(
        max_length=20, choices=Likelihood, blank=True, help_text="ICD 203; blank where nobody judged it."
    )
    mechanism = models.TextField(blank=True, help_text="How the one led to the other, in one sentence.")

    objects = CausalLinkQuerySet.as_manager()

    class Meta(Publishable.Meta):
        constraints = [
            *Publishable.Meta.constraints,
            one_voice("asserted_by"),
            models.CheckConstraint(
                condition=~Q(cause=F("effect")),
                name="events_causallink_of_two_events",
                violation_error_message="An event does not lead to itself.",
                violation_error_code="SELF_LINK",
            ),
            one_of_a_voice("editors", Q(asserted_by_actor__isnull=True, asserted_by_publisher__isnull=True)),
            one_of_a_voice("an_actor", Q(asserted_by_actor__isnull=False), "asserted_by_actor"),
            one_of_a_voice("a_publisher", Q(asserted_by_publisher__isnull=False), "asserted_by_publisher"),
        ]
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["cause", "status", "kind"], name="events_link_effects"),
            models.Index(fields=["effect", "status", "kind"], name="events_link_causes"),
        ]

    def __str__(self) -> str:
        return f"{self.cause} → {self.effect}"

    @property
    def asserted_by(self) -> Any:
        return voice_of(self, "asserted_by")


class Evidence(Citation, Owned):
    """One citation or claim that supports, opposes or qualifies a link."""

    link = models.ForeignKey(CausalLink, models.CASCADE, related_name="evidence")
    stance = models.CharField(
        max_length=10, choices=Stance, default=Stance.SUPPORTS, help_text="Whether it speaks for or against the link."
    )
    source = models.ForeignKey(  # type: ignore[assignment]  # a claim may stand in its place
        Source, models.PROTECT, null=True, blank=True, related_name="evidence", help_text="Where it can be read."
    )
    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        help_text="The claim that it is, in place of a source.",
    )
    note = models.TextField(blank=True, help_text="How it bears on the link; public.")

    class Meta(Citation.Meta):
        abstract = False
        verbose_name_plural = "evidence"
        constraints = [
            *Citation.Meta.constraints,
            models.CheckConstraint(
                condition=Q(source__isnull=True) ^ Q(claim__isnull=True),
                name="events_evidence_is_citation_or_claim",
                violation_error_message="Evidence is a citation of a source or a claim: give one.",
                violation_error_code="BAD_USER_INPUT",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stance_display()}: {self.quote or self.locator or self.note}"
