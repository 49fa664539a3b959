"""What can be asked of claims and assessments."""

from __future__ import annotations

from actors.filters import with_parts
from events.choices import Confidence, Likelihood, Reading, SpeechAct, SubjectClass, Verification
from events.filters import predicates
from events.models import Assessment, Claim
from sources.filters import (
    RECENTLY_CHANGED,
    SLUG,
    Choices,
    Day,
    PublishableFilterSet,
    Slugs,
    YesNo,
    dates_overlap,
    external_key,
    orders,
)
from sources.filters.predicates import below, is_any, is_blank, whether
from sources.pages import Order
from sources.querysets import UndatedAsFirst

CLAIM_ORDERS = orders(
    Order("CHRONOLOGICAL", (("stated_sort_day", False), ("slug", False))),
    Order("REVERSE_CHRONOLOGICAL", ((UndatedAsFirst("stated_sort_day"), True), ("slug", False))),
    RECENTLY_CHANGED,
    SLUG,
)
ASSESSMENT_ORDERS = orders(RECENTLY_CHANGED, SLUG)


class ClaimFilterSet(PublishableFilterSet):
    """Which claims."""

    external_id = external_key("claim")
    event = Slugs("Of one of these events.", is_any("event__slug"))
    predicate = Slugs("With one of these predicates: KILLED.", is_any("predicate__slug"), read=predicates.a_predicate)
    speaker = Slugs("Said by one of these actors.", is_any("speaker__slug"))
    speaker_with_parts = Slugs(
        "Said by one of these actors, or by what is PART_OF it however far down.",
        lambda slugs, viewer: with_parts("speaker", slugs, viewer),
    )
    subject = Slugs("Said of one of these actors.", is_any("subject__slug"))
    subject_class = Choices(
        "Which of the subject's people it counts, any of these.", SubjectClass, is_any("subject_class")
    )
    actor = Slugs("Naming one of these actors as its value.", is_any("actor__slug"))
    place = Slugs("Naming one of these places, or one below, as its value.", below("place", predicates.PLACES))
    source = Slugs("Read in one of these sources.", is_any("source__slug"))
    publisher = Slugs("Read in a source of one of these publishers.", is_any("source__publisher__slug"))
    speech_act = Choices("Asserted, denied, vowed …; any of these.", SpeechAct, is_any("speech_act"))
    reading = Choices("Whether the value is stated or read out of the words.", Reading, is_any("reading"))
    verification = Choices("How it has been verified, any of these.", Verification, is_any("verification"))
    is_superseded = YesNo(
        "Whether a later claim of the same voice replaces it.", whether(Claim.objects.visible_to, "supersedes")
    )
    link = Slugs("Evidence of one of these causal links.", predicates.is_evidence_of)
    narrative = Slugs("Relied on by one of these narratives.", predicates.is_relied_on_in)
    stated_from = Day("Said on this day or later, as far as is known.")
    stated_to = Day("Said on this day or earlier, as far as is known.")

    orders = CLAIM_ORDERS
    together = (dates_overlap("stated", "stated_from", "stated_to"),)
    ranges = (("stated_from", "stated_to"),)

    class Meta:
        model = Claim
        fields: list[str] = []


class AssessmentFilterSet(PublishableFilterSet):
    """Which assessments."""

    external_id = external_key("assessment")
    event = Slugs("Of one of these events.", is_any("event__slug"))
    predicate = Slugs("With one of these predicates: KILLED.", is_any("predicate__slug"), read=predicates.a_predicate)
    subject = Slugs("Of one of these actors.", is_any("subject__slug"))
    subject_class = Choices(
        "Which of the subject's people it counts, any of these.", SubjectClass, is_any("subject_class")
    )
    by = Slugs("By one of these publishers.", is_any("by__slug"))
    by_editors = YesNo("Whether it is the editors' own.", is_blank("by"))
    claim = Slugs("Resting on one of these claims.", predicates.assessment_rests_on)
    likelihood = Choices("How likely it is judged, any of these.", Likelihood, is_any("likelihood"))
    confidence = Choices("Analytic confidence, any of these.", Confidence, is_any("confidence"))

    orders = ASSESSMENT_ORDERS

    class Meta:
        model = Assessment
        fields: list[str] = []
