"""What the sample says, statement by statement of the report it was made from."""

import json
from collections import defaultdict
from io import BytesIO
from typing import Any

import pytest

from events import causality
from events.accounts import accounts_of, interested_parties
from events.causality import Direction
from events.choices import Verification
from events.intervals import Interval
from events.models import CausalLink, Claim, Event, Narrative
from sources import bundle
from sources.visibility import Viewer
from tests.bundles import SAMPLE

pytestmark = pytest.mark.django_db
RAID = "south-waziristan-raid-2021-09"
TAKEOVER = "taliban-takeover-2021"
ATTACK = "ttp-suicide-attack-2021-09"


@pytest.fixture(autouse=True)
def sample(db: None) -> None:
    bundle.load(BytesIO(SAMPLE.read_bytes()))


def records() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()[1:]]


def quotes(value: Any) -> list[str]:
    if isinstance(value, list):
        return [quote for part in value for quote in quotes(part)]
    if isinstance(value, dict):
        return [text for key, text in value.items() if key == "quote"] + quotes(list(value.values()))
    return []


def the_event(slug: str) -> Event:
    return Event.objects.get(slug=slug)


def accounts(slug: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return verdict, hull, common ground, claims and origins by predicate and subject."""
    event = the_event(slug)
    return {
        (one.predicate.slug, one.subject.slug if one.subject else ""): (
            str(one.verdict),
            one.low,
            one.high,
            one.common,
            {claim.slug for claim in one.claims},
            one.independent_origins,
        )
        for one in accounts_of([event], Viewer.PUBLIC)[event.pk]
    }


def test_quotes_are_a_few_words() -> None:
    found = quotes(records())

    assert len(found) > 40
    assert max(len(quote.split()) for quote in found) <= 8


def test_everything_with_a_status_is_published() -> None:
    found = defaultdict(set)
    for record in records():
        found[record.get("status")].add(record["record"])

    assert found == {
        None: {"place"},
        "PUBLISHED": {"source", "actor", "relation", "designation", "event", "claim", "link", "narrative"},
    }


def test_accounts_of_the_raid_are_those_of_the_report() -> None:
    found = accounts(RAID)

    assert found == {
        ("description", ""): ("NOT_COMPARABLE", None, None, None, {"raid-army-description", "raid-ttp-description"}, 2),
        ("escaped", "ttp"): ("SINGLE", None, None, None, {"raid-ttp-fighters-escaped"}, 1),
        ("killed", "pakistan-army"): (
            "COMPATIBLE",
            7,
            None,
            Interval(9, 9),
            {"raid-army-soldiers-killed", "raid-ttp-soldiers-killed"},
            2,
        ),
        ("killed", "ttp"): (
            "CONTRADICTION",
            0,
            None,
            None,
            {"raid-army-fighters-killed", "raid-ttp-fighters-killed"},
            2,
        ),
        ("method", ""): ("SINGLE", None, None, None, {"raid-army-method"}, 1),
        ("motive", ""): ("SINGLE", None, None, None, {"raid-army-motive"}, 1),
        ("occurrence", ""): ("AGREEMENT", None, None, None, {"raid-army-occurrence", "raid-ttp-occurrence"}, 2),
        ("wounded", "pakistan-army"): ("SINGLE", None, None, None, {"raid-ttp-soldiers-wounded"}, 1),
    }


def test_who_takes_part_speaks_as_an_interested_party() -> None:
    claims = list(Claim.objects.all())

    interested = interested_parties(claims, Viewer.PUBLIC)

    by_speaker = defaultdict(set)
    for claim in claims:
        by_speaker[claim.speaker.slug if claim.speaker else None].add(interested[claim.pk])
    assert by_speaker == {"pakistan-army": {True}, "ttp": {True}, "pakistan": {True}, None: {False}}


def test_no_claim_of_the_ttp_about_the_raid_could_be_verified() -> None:
    claims = Claim.objects.filter(event__slug=RAID, speaker__slug="ttp")

    found = set(claims.values_list("verification", "verification_reason"))

    assert claims.count() == 6
    assert found == {(Verification.UNVERIFIABLE, "not immediately possible to independently verify")}
    assert not Claim.objects.exclude(pk__in=claims).exclude(verification=Verification.UNASSESSED).exists()


def test_best_path_from_the_takeover_leads_to_the_raid() -> None:
    found = causality.paths(the_event(TAKEOVER), the_event(RAID), viewer=Viewer.PUBLIC)

    assert [path.label for path in found] == ["Taliban takeover → TTP attack → army raid"]


def test_takeover_led_to_the_attack_the_raid_the_search_and_the_pressure() -> None:
    chain = causality.chain(the_event(TAKEOVER), direction=Direction.EFFECTS, viewer=Viewer.PUBLIC)

    assert {(node.depth, node.event.name) for node in chain.nodes} == {
        (0, "Taliban takeover"),
        (1, "TTP attack"),
        (1, "Islamabad presses Kabul"),
        (2, "army raid"),
        (3, "cordon and search"),
    }


def test_causes_of_the_raid_reach_back_to_the_offensives() -> None:
    chain = causality.chain(the_event(RAID), direction=Direction.CAUSES, viewer=Viewer.PUBLIC)

    assert {(node.depth, node.event.name) for node in chain.nodes} == {
        (0, "army raid"),
        (1, "TTP attack"),
        (2, "Taliban takeover"),
        (2, "cross-border attacks"),
        (3, "border offensives"),
        (3, "TTP flees to Afghanistan"),
    }


def test_link_that_the_report_does_not_make_says_so() -> None:
    link = CausalLink.objects.get(cause__slug=ATTACK, effect__slug=RAID)

    evidence = {(one.stance, one.claim.slug) for one in link.evidence.select_related("claim")}

    assert (link.kind, link.basis, link.likelihood) == ("MOTIVATED", "ANALYST_INFERRED", "ROUGHLY_EVEN_CHANCE")
    assert link.mechanism.endswith("no sentence of the report joins the two.")
    assert evidence == {("SUPPORTS", "attack-ttp-responsibility"), ("QUALIFIES", "raid-army-motive")}


def test_links_stand_on_the_basis_and_the_voice_that_the_report_gives() -> None:
    found = {
        (one.cause.name, one.kind, one.effect.name): (
            one.basis,
            one.asserted_by_actor.slug if one.asserted_by_actor else None,
            one.likelihood,
        )
        for one in CausalLink.objects.select_related("cause", "effect", "asserted_by_actor")
    }

    asserted, inferred = "SOURCE_ASSERTED", "ANALYST_INFERRED"
    assert found == {
        ("Taliban takeover", "CONTRIBUTING_FACTOR", "TTP attack"): (inferred, None, "LIKELY"),
        ("TTP attack", "MOTIVATED", "army raid"): (inferred, None, "ROUGHLY_EVEN_CHANCE"),
        ("border offensives", "CAUSED", "TTP flees to Afghanistan"): (asserted, None, ""),
        ("border offensives", "CAUSED", "cross-border attacks"): (asserted, None, ""),
        ("TTP flees to Afghanistan", "ENABLED", "cross-border attacks"): (inferred, None, "VERY_LIKELY"),
        ("cross-border attacks", "CONTINUED", "TTP attack"): (inferred, None, "LIKELY"),
        ("army raid", "CONTINUED", "cordon and search"): (asserted, "pakistan-army", ""),
        ("Taliban takeover", "ENABLED", "Islamabad presses Kabul"): (inferred, None, "VERY_LIKELY"),
        ("cross-border attacks", "MOTIVATED", "Islamabad presses Kabul"): (asserted, "pakistan", ""),
    }


def test_narratives_share_the_raid_and_rely_on_claims_of_their_teller() -> None:
    tellers = {"the-armys-account": "pakistan-army", "the-ttps-account": "ttp"}

    told = {one.slug: one for one in Narrative.objects.filter(slug__in=tellers)}

    steps = {slug: list(one.steps.order_by("position")) for slug, one in told.items()}
    shared = set.intersection(*({step.event.slug for step in some} for some in steps.values()))
    speakers = {
        slug: {claim.speaker.slug for step in some for claim in step.claims.all() if claim.speaker}
        for slug, some in steps.items()
    }
    assert shared == {RAID}
    assert speakers == {slug: {teller} for slug, teller in tellers.items()}
