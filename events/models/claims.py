"""What is said of an event, by whom, and what the editors make of it."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from actors.models import Actor
from events.choices import (
    Confidence,
    Likelihood,
    Reading,
    SpeechAct,
    SubjectClass,
    Verdict,
    Verification,
)
from events.models.events import Event
from events.models.vocabulary import Place, Predicate
from events.querysets import ClaimQuerySet
from sources.models import Citation, Publishable, Publisher, Time, time_constraints, where_given
from sources.querysets import PublishableQuerySet
from sources.visibility import Viewer

VIEWS = [(viewer.value, viewer.name.capitalize()) for viewer in Viewer]


def number(help_text: str) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True, help_text=help_text)


def low_not_above_high() -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
        name="%(app_label)s_%(class)s_low_not_above_high",
        violation_error_message="The low bound is above the high bound.",
        violation_error_code="LOW_ABOVE_HIGH",
    )


class Claim(Citation, Publishable):
    """One voice's statement of one thing about an event, as one source prints it.

    Claims may disagree and are never averaged or overwritten. The number is ``low`` to ``high``: "at least 7"
    is 7 to blank, "several" blank to blank, "none" 0 to 0.
    """

    event = models.ForeignKey(
        Event, models.PROTECT, db_index=False, related_name="claims", help_text="What it is about."
    )
    predicate = models.ForeignKey(
        Predicate,
        models.PROTECT,
        related_name="claims",
        help_text="What it says of the event; tells which value it has.",
    )
    speaker = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        help_text="Who says so; blank means the publisher in its own voice.",
    )
    speaker_as_worded = models.CharField(max_length=200, blank=True, help_text="Top security officials.")
    speech_act = models.CharField(
        max_length=25,
        choices=SpeechAct,
        default=SpeechAct.ASSERTS,
        help_text="What the speaker does in saying it. Demands and vows never count in an account.",
    )
    low = number("At least; blank where nothing is said.")
    high = number("At most; blank where nothing is said.")
    when = Time("The time claimed.")
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="claims",
        help_text="The place claimed.",
    )
    actor = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="claims_naming",
        help_text="The actor claimed.",
    )
    text = models.TextField(blank=True, help_text="The value in words, where the predicate asks for words.")
    value_as_worded = models.CharField(max_length=300, blank=True, help_text="The source's words: several.")
    subject = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims_about",
        help_text="Of whom it is said: whose people were killed.",
    )
    subject_as_worded = models.CharField(max_length=200, blank=True, help_text="The source's word: terrorists.")
    subject_class = models.CharField(
        max_length=10,
        choices=SubjectClass,
        default=SubjectClass.ALL,
        help_text="Which of the subject's people are meant.",
    )
    reading = models.CharField(
        max_length=8,
        choices=Reading,
        default=Reading.STATED,
        help_text="Whether the value stands in the source or was read out of it.",
    )
    statement = models.TextField(blank=True, help_text="Our sentence; written from the rest when blank.")
    stated = Time("When it was said.")
    verification = models.CharField(
        max_length=12,
        choices=Verification,
        default=Verification.UNASSESSED,
        help_text="What came of checking it; refuted and withdrawn claims do not count in an account.",
    )
    verification_reason = models.TextField(blank=True, help_text="Why, as worded.")
    credibility = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="1 confirmed … 5 improbable (Admiralty); blank is the scale's 6, cannot be judged.",
    )
    credibility_rationale = models.TextField(blank=True, help_text="Why this credibility.")
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="superseded_by",
        help_text="An earlier claim of the same voice that this one replaces.",
    )

    objects = ClaimQuerySet.as_manager()

    class Meta(Publishable.Meta):
        constraints = [
            *Publishable.Meta.constraints,
            *Citation.Meta.constraints,
            *time_constraints("when"),
            *time_constraints("stated"),
            low_not_above_high(),
            models.CheckConstraint(
                condition=Q(credibility__isnull=True) | Q(credibility__gte=1, credibility__lte=5),
                name="events_claim_credibility",
                violation_error_message="Credibility is 1 to 5, or blank.",
                violation_error_code="BAD_USER_INPUT",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
                name="events_claim_not_superseding_itself",
                violation_error_message="A claim does not supersede itself.",
                violation_error_code="CLOSES_CYCLE",
            ),
            models.CheckConstraint(
                condition=~Q(verification=Verification.UNVERIFIABLE) | ~Q(verification_reason=""),
                name="events_claim_unverifiable_has_reason",
                violation_error_message="Say why it cannot be verified, as worded.",
                violation_error_code="REASON_REQUIRED",
            ),
        ]
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["event", "predicate"], name="events_claim_account"),
            where_given("place", "events_claim_of_place"),
            where_given("actor", "events_claim_of_actor"),
            where_given("supersedes", "events_claim_superseding"),
        ]

    def __str__(self) -> str:
        return self.statement or f"{self.predicate} of {self.event}"


class Assessment(Publishable):
    """What a publisher or the editors judge of one account; it never alters a claim."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="assessments", help_text="What it is about.")
    predicate = models.ForeignKey(
        Predicate, models.PROTECT, related_name="assessments", help_text="What it is a judgement of."
    )
    subject = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="assessments_about", help_text="Of whom."
    )
    subject_class = models.CharField(
        max_length=10,
        choices=SubjectClass,
        default=SubjectClass.ALL,
        help_text="Which of the subject's people are meant.",
    )
    low = number("Lowest figure (UCDP).")
    best = number("Best figure (UCDP).")
    high = number("Highest figure (UCDP).")
    by = models.ForeignKey(
        Publisher,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        help_text="Whose judgement; blank means the editors.",
    )
    method = models.TextField(blank=True, help_text="How it was reached.")
    rationale = models.TextField(blank=True, help_text="Why.")
    likelihood = models.CharField(
        max_length=20, choices=Likelihood, blank=True, help_text="How likely the best figure is (ICD 203)."
    )
    confidence = models.CharField(
        max_length=10, choices=Confidence, blank=True, help_text="How sound the judgement is (ICD 203)."
    )
    claims = models.ManyToManyField(Claim, blank=True, related_name="assessments", help_text="What it rests on.")
    public_digest = models.CharField(max_length=64, blank=True, editable=False)
    drafts_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        constraints = [
            *Publishable.Meta.constraints,
            low_not_above_high(),
            models.CheckConstraint(
                condition=(Q(best__isnull=True) | Q(low__isnull=True) | Q(low__lte=F("best")))
                & (Q(best__isnull=True) | Q(high__isnull=True) | Q(best__lte=F("high"))),
                name="events_assessment_best_between",
                violation_error_message="The best figure lies outside low and high.",
                violation_error_code="LOW_ABOVE_HIGH",
            ),
        ]

    def __str__(self) -> str:
        best = "" if self.best is None else f": {self.best}"
        return f"{self.predicate} of {self.event}{best}"


class AccountSummary(models.Model):
    """The stored verdict of one account in one view, kept so that filters can ask an index.

    Written with the claims it sums up, never edited.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="account_summaries")
    predicate = models.ForeignKey(Predicate, models.CASCADE, db_index=False, related_name="+")
    subject = models.ForeignKey(Actor, models.CASCADE, null=True, related_name="+")
    subject_class = models.CharField(max_length=10, choices=SubjectClass)
    view = models.CharField(max_length=6, choices=VIEWS)
    verdict = models.CharField(max_length=14, choices=Verdict)
    low = number("Least that is claimed.")
    high = number("Most that is claimed; blank for no upper bound.")

    class Meta:
        indexes = [
            models.Index(fields=["view", "verdict", "event"], name="events_summary_verdict"),
            models.Index(fields=["view", "predicate", "event", "low", "high"], name="events_summary_hull"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.predicate_id} {self.event_id}"
