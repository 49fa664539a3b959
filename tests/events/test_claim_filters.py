"""What claims, assessments, causal links and narratives are found by."""

import datetime

import pytest

from events.filters import AssessmentFilterSet, CausalLinkFilterSet, ClaimFilterSet, NarrativeFilterSet
from sources.models import ExternalId
from sources.visibility import Viewer
from tests import factories
from tests.asking import asked, case_name, only_drafts_find, unnamed

NOON = datetime.datetime(2021, 9, 5, 12, tzinfo=datetime.UTC)
EARLIER = NOON - datetime.timedelta(days=1)
BOTH = {"first", "second"}

CLAIMS = [
    ({"slug_in": "first"}, {"first"}),
    ({"external_id": "a:b"}, {"first"}),
    ({"updated_since": NOON}, {"first"}),
    ({"status": "PUBLISHED"}, BOTH),
    ({"event": "raid"}, {"first"}),
    ({"predicate": "NAMED_PLACE"}, {"first"}),
    ({"predicate": "named-place,killed"}, BOTH),
    ({"speaker": "spokesman"}, {"first"}),
    ({"speaker": "ttp"}, set()),
    ({"speaker_with_parts": "ttp"}, {"first"}),
    ({"subject": "army"}, {"first"}),
    ({"subject_class": "COMBATANTS"}, {"first"}),
    ({"actor": "army"}, {"first"}),
    ({"place": "waziristan"}, {"first"}),
    ({"source": "report"}, {"first"}),
    ({"publisher": "dawn"}, {"first"}),
    ({"speech_act": "DENIES,VOWS"}, {"first"}),
    ({"reading": "INFERRED"}, {"first"}),
    ({"verification": "CORROBORATED"}, {"first"}),
    ({"is_superseded": True}, {"first"}),
    ({"is_superseded": False}, {"second"}),
    ({"link": "link"}, {"first"}),
    ({"narrative": "story"}, {"first"}),
    ({"stated_from": "2021-09-05"}, {"first"}),
    ({"stated_to": "2021-09-01"}, {"second"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), CLAIMS, ids=case_name)
def test_claims_are_found_by(data, expected):
    raid, vote = factories.an_event("raid"), factories.an_event("vote")
    ttp, spokesman, army = (factories.an_actor(slug) for slug in ("ttp", "spokesman", "army"))
    factories.a_relation(spokesman, "PART_OF", ttp)
    first = factories.a_claim(
        raid,
        "named-place",
        slug="first",
        speaker=spokesman,
        subject=army,
        subject_class="COMBATANTS",
        actor=army,
        place=factories.a_place("village", parent=factories.a_place("waziristan")),
        source=factories.a_source("report", publisher=factories.a_publisher("dawn")),
        speech_act="DENIES",
        reading="INFERRED",
        verification="CORROBORATED",
        stated_edtf="2021-09-06",
        updated_at=NOON,
    )
    second = factories.a_claim(vote, slug="second", supersedes=first, stated_edtf="2021-08", updated_at=EARLIER)
    link = factories.a_link(raid, vote, slug="link")
    factories.an_evidence(link, claim=first)
    factories.an_evidence(link, claim=first, note="again")
    for slug, claim in (("story", first), ("other-story", second)):
        factories.a_step(factories.a_narrative(slug), raid, claims=[claim])
    ExternalId.objects.create(kind="claim", scheme="a", identifier="b", slug="first")

    assert asked(ClaimFilterSet, **data) == expected


def test_every_parameter_of_claims_is_tried():
    assert unnamed(ClaimFilterSet, CLAIMS) == set()


@pytest.mark.django_db
def test_claims_are_not_found_by_what_is_hidden():
    raid, vote = factories.an_event("raid"), factories.an_event("vote")
    ttp, spokesman = factories.an_actor("ttp"), factories.an_actor("spokesman")
    factories.a_relation(spokesman, "PART_OF", ttp, status="DRAFT")
    claim = factories.a_claim(raid, slug="claim", speaker=spokesman)
    factories.a_claim(raid, slug="later", supersedes=claim, status="DRAFT")
    factories.an_evidence(factories.a_link(raid, vote, slug="draft-link", status="DRAFT"), claim=claim)
    factories.a_step(factories.a_narrative("draft-story", status="DRAFT"), raid, claims=[claim])
    factories.a_step(factories.a_narrative("story"), factories.an_event("draft-event", status="DRAFT"), claims=[claim])

    only_drafts_find(ClaimFilterSet, {"claim"}, speaker_with_parts="ttp")
    only_drafts_find(ClaimFilterSet, {"claim"}, is_superseded=True)
    only_drafts_find(ClaimFilterSet, {"claim"}, link="draft-link")
    only_drafts_find(ClaimFilterSet, {"claim"}, narrative="draft-story")
    only_drafts_find(ClaimFilterSet, {"claim"}, narrative="story")
    only_drafts_find(ClaimFilterSet, {"later"}, slug_in="later")
    assert asked(ClaimFilterSet, is_superseded=False) == {"claim"}


ASSESSMENTS = [
    ({"slug_in": "first"}, {"first"}),
    ({"external_id": "a:b"}, {"first"}),
    ({"updated_since": NOON}, {"first"}),
    ({"status": "PUBLISHED"}, BOTH),
    ({"event": "raid"}, {"first"}),
    ({"predicate": "KILLED"}, {"first"}),
    ({"subject": "army"}, {"first"}),
    ({"subject_class": "CIVILIANS"}, {"first"}),
    ({"by": "ucdp"}, {"first"}),
    ({"by_editors": True}, {"second"}),
    ({"by_editors": False}, {"first"}),
    ({"claim": "claim"}, {"first"}),
    ({"likelihood": "LIKELY"}, {"first"}),
    ({"confidence": "HIGH"}, {"first"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), ASSESSMENTS, ids=case_name)
def test_assessments_are_found_by(data, expected):
    raid = factories.an_event("raid")
    factories.an_assessment(
        raid,
        slug="first",
        subject=factories.an_actor("army"),
        subject_class="CIVILIANS",
        by=factories.a_publisher("ucdp"),
        claims=[factories.a_claim(raid, slug="claim")],
        likelihood="LIKELY",
        confidence="HIGH",
        updated_at=NOON,
    )
    factories.an_assessment(factories.an_event("vote"), "votes", slug="second", updated_at=EARLIER)
    ExternalId.objects.create(kind="assessment", scheme="a", identifier="b", slug="first")

    assert asked(AssessmentFilterSet, **data) == expected


def test_every_parameter_of_assessments_is_tried():
    assert unnamed(AssessmentFilterSet, ASSESSMENTS) == set()


@pytest.mark.django_db
def test_an_assessment_is_not_found_by_a_hidden_claim():
    raid = factories.an_event("raid")
    claim = factories.a_claim(raid, slug="hidden", status="DRAFT")
    factories.an_assessment(raid, slug="assessment", claims=[claim])

    only_drafts_find(AssessmentFilterSet, {"assessment"}, claim="hidden")


LINKS = [
    ({"slug_in": "first"}, {"first"}),
    ({"external_id": "a:b"}, {"first"}),
    ({"updated_since": NOON}, {"first"}),
    ({"status": "PUBLISHED"}, BOTH),
    ({"cause": "takeover"}, {"first"}),
    ({"effect": "raid"}, {"second"}),
    ({"event": "takeover"}, {"first"}),
    ({"event": "attack"}, BOTH),
    ({"kind": "ENABLED"}, {"first"}),
    ({"basis": "SOURCE_ASSERTED"}, {"first"}),
    ({"min_likelihood": "LIKELY"}, {"first"}),
    ({"min_likelihood": "VERY_LIKELY"}, {"first"}),
    ({"min_likelihood": "ALMOST_CERTAIN"}, set()),
    ({"min_likelihood": "ALMOST_NO_CHANCE"}, {"first"}),
    ({"asserted_by": "analyst"}, {"first"}),
    ({"by_editors": True}, {"second"}),
    ({"by_editors": False}, {"first"}),
    ({"disputed": True}, {"first"}),
    ({"disputed": False}, {"second"}),
    ({"source": "report"}, {"first"}),
    ({"source": "claimed-in"}, {"first"}),
    ({"claim": "claim"}, {"first"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), LINKS, ids=case_name)
def test_links_are_found_by(data, expected):
    takeover, attack, raid = (factories.an_event(slug) for slug in ("takeover", "attack", "raid"))
    first = factories.a_link(
        takeover,
        attack,
        slug="first",
        kind="ENABLED",
        basis="SOURCE_ASSERTED",
        likelihood="VERY_LIKELY",
        asserted_by_actor=factories.an_actor("analyst"),
        updated_at=NOON,
    )
    second = factories.a_link(attack, raid, slug="second", likelihood="", updated_at=EARLIER)
    claim = factories.a_claim(attack, slug="claim", source=factories.a_source("claimed-in"))
    factories.an_evidence(first, source=factories.a_source("report"), quote="a few words")
    factories.an_evidence(first, claim=claim, stance="OPPOSES")
    factories.an_evidence(second, source=factories.a_source(), quote="a few words")
    ExternalId.objects.create(kind="link", scheme="a", identifier="b", slug="first")

    assert asked(CausalLinkFilterSet, **data) == expected


def test_every_parameter_of_links_is_tried():
    assert unnamed(CausalLinkFilterSet, LINKS) == set()


@pytest.mark.django_db
def test_a_publisher_is_a_voice_too():
    one, other = factories.an_event(), factories.an_event()
    dawn = factories.a_publisher("dawn")
    factories.a_link(one, other, slug="link", asserted_by_publisher=dawn)
    factories.a_narrative("story", teller_publisher=dawn)

    assert asked(CausalLinkFilterSet, asserted_by="dawn") == {"link"}
    assert asked(CausalLinkFilterSet, by_editors=True) == set()
    assert asked(NarrativeFilterSet, teller="dawn") == {"story"}
    assert asked(NarrativeFilterSet, by_editors=True) == set()


@pytest.mark.django_db
def test_links_are_not_found_by_hidden_evidence():
    one, other = factories.an_event("one"), factories.an_event("other")
    link = factories.a_link(one, other, slug="link")
    hidden = factories.a_source("hidden", status="DRAFT")
    claim = factories.a_claim(one, slug="draft-claim", source=factories.a_source("report"), status="DRAFT")
    factories.an_evidence(link, source=hidden, quote="a few words", stance="OPPOSES")
    factories.an_evidence(link, claim=claim, stance="OPPOSES")

    only_drafts_find(CausalLinkFilterSet, {"link"}, source="hidden")
    only_drafts_find(CausalLinkFilterSet, {"link"}, source="report")
    only_drafts_find(CausalLinkFilterSet, {"link"}, claim="draft-claim")
    only_drafts_find(CausalLinkFilterSet, {"link"}, disputed=True)
    assert asked(CausalLinkFilterSet, disputed=False) == {"link"}


@pytest.mark.django_db
def test_retracted_evidence_disputes_for_nobody():
    link = factories.a_link(factories.an_event(), factories.an_event(), slug="link")
    claim = factories.a_claim(factories.an_event(), status="RETRACTED")
    factories.an_evidence(link, claim=claim, stance="OPPOSES")

    assert asked(CausalLinkFilterSet, Viewer.DRAFTS, disputed=True) == set()
    assert asked(CausalLinkFilterSet, Viewer.DRAFTS, disputed=False) == {"link"}


NARRATIVES = [
    ({"slug_in": "first"}, {"first"}),
    ({"external_id": "a:b"}, {"first"}),
    ({"updated_since": NOON}, {"first"}),
    ({"status": "PUBLISHED"}, BOTH),
    ({"title": "how kabul"}, {"first"}),
    ({"teller": "dawn,analyst"}, {"first"}),
    ({"by_editors": "true"}, {"second"}),
    ({"by_editors": "false"}, {"first"}),
    ({"event": "raid"}, {"first"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), NARRATIVES, ids=case_name)
def test_narratives_are_found_by(data, expected):
    raid = factories.an_event("raid")
    first = factories.a_narrative(
        "first", title="How Kabul fell", teller_actor=factories.an_actor("analyst"), updated_at=NOON
    )
    factories.a_step(first, raid)
    factories.a_step(first, raid, 2)
    factories.a_step(factories.a_narrative("second", updated_at=EARLIER), factories.an_event("vote"))
    ExternalId.objects.create(kind="narrative", scheme="a", identifier="b", slug="first")

    assert asked(NarrativeFilterSet, **data) == expected


def test_every_parameter_of_narratives_is_tried():
    assert unnamed(NarrativeFilterSet, NARRATIVES) == set()


@pytest.mark.django_db
def test_a_narrative_is_not_found_by_a_hidden_event():
    factories.a_step(factories.a_narrative("story"), factories.an_event("hidden", status="DRAFT"))

    only_drafts_find(NarrativeFilterSet, {"story"}, event="hidden")
