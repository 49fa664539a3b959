"""What events are found by."""

import datetime

import pytest

from events.filters import EventFilterSet
from events.models import AccountSummary
from sources.models import ExternalId
from sources.visibility import Viewer
from tests import factories
from tests.asking import asked, case_name, only_drafts_find, unnamed

NOON = datetime.datetime(2021, 9, 5, 12, tzinfo=datetime.UTC)
EARLIER = NOON - datetime.timedelta(days=1)
ALL = {"raid", "attack", "war", "vote"}

CASES = [
    ({}, ALL),
    ({"slug_in": "raid,absent"}, {"raid"}),
    ({"external_id": "ucdp:7"}, {"raid"}),
    ({"updated_since": NOON}, {"raid"}),
    ({"status": "PUBLISHED"}, ALL),
    ({"status": "DRAFT"}, set()),
    ({"type": "raid-type"}, {"raid"}),
    ({"type": "violence"}, {"raid", "attack"}),
    ({"type": ["raid-type", "politics"]}, {"raid", "war", "vote"}),
    ({"type": "absent"}, set()),
    ({"topic": "taliban"}, {"raid"}),
    ({"topic": "security"}, {"raid", "attack"}),
    ({"granularity": "PROCESS"}, {"war"}),
    ({"granularity": "PROCESS,INCIDENT"}, ALL),
    ({"modality": ["PLANNED"]}, {"vote"}),
    ({"part_of": "war"}, {"attack", "raid"}),
    ({"part_of": "attack"}, {"raid"}),
    ({"part_of": "raid"}, set()),
    ({"happened_from": "2021-09-05", "happened_to": "2021-09-05"}, {"raid", "attack", "war"}),
    ({"happened_from": "2021-09-05", "happened_to": "2021-09-05", "certainty": "CERTAINLY"}, {"raid"}),
    ({"happened_from": "2021-09-01", "happened_to": "2021-09-30", "certainty": "CERTAINLY"}, {"raid", "attack"}),
    ({"happened_from": "2021-10-01"}, {"war"}),
    ({"happened_to": "2021-08-31"}, {"war"}),
    ({"happened_from": "2000-01-01", "certainty": "CERTAINLY"}, {"raid", "attack"}),
    ({"happened_to": "2030-01-01", "certainty": "CERTAINLY"}, {"raid", "attack"}),
    ({"happened_to": "-0043-03-15"}, set()),
    ({"certainty": "CERTAINLY"}, ALL),
    ({"started_from": "2021-09-01"}, {"raid", "attack"}),
    ({"started_to": "2021-08-31"}, {"war"}),
    ({"started_from": "2021-09-05", "started_to": "2021-09-05"}, {"raid", "attack"}),
    ({"started_from": "2021-09-05", "started_to": "2021-09-05", "certainty": "CERTAINLY"}, {"raid"}),
    ({"started_to": "2021-08-31", "certainty": "CERTAINLY"}, {"war"}),
    ({"has_time": "true"}, {"raid", "attack", "war"}),
    ({"has_time": "false"}, {"vote"}),
    ({"place": "village"}, {"raid"}),
    ({"place": "waziristan"}, {"raid", "attack"}),
    ({"bbox": "69,32,70,33"}, {"raid"}),
    ({"bbox": [69.5, 32.5, 69.5, 32.5]}, {"raid"}),
    ({"bbox": "70,32,69,33"}, {"war"}),
    ({"bbox": "170,-20,-170,-10"}, set()),
    ({"has_place": True}, {"raid", "attack", "war"}),
    ({"has_place": False}, {"vote"}),
    ({"actor": "squad"}, {"raid"}),
    ({"actor": "squad,army"}, {"raid", "attack"}),
    ({"actor_with_parts": "ttp"}, {"raid", "attack"}),
    ({"actor_with_parts": "squad"}, {"raid"}),
    ({"actor_all": "squad,army"}, {"raid"}),
    ({"actor_all": ["army"]}, {"raid", "attack"}),
    ({"role": "VICTIM"}, {"attack"}),
    ({"role": "VICTIM", "actor": "army"}, {"attack"}),
    ({"role": "VICTIM", "actor": "squad"}, set()),
    ({"role": "TARGET", "actor": "army"}, set()),
    ({"role": "TARGET", "actor_kind": "REBEL_GROUP"}, {"raid"}),
    ({"role": "TARGET", "actor_kind": "STATE_FORCES"}, set()),
    ({"role": "INITIATOR", "actor_with_parts": "ttp"}, {"attack"}),
    ({"role": "INITIATOR", "actor_with_parts": "ttp", "actor": "army"}, set()),
    ({"role": "VICTIM,INITIATOR", "actor_with_parts": "ttp", "actor": "army"}, {"attack"}),
    ({"actor_kind": "REBEL_GROUP"}, {"raid", "attack"}),
    ({"actor_kind": "STATE_FORCES,COMPANY"}, {"raid", "attack"}),
    ({"source": "report"}, {"raid", "attack"}),
    ({"source": "absent"}, set()),
    ({"publisher": "dawn"}, {"raid", "attack"}),
    ({"has_sources": True}, {"raid", "attack"}),
    ({"has_sources": False}, {"war", "vote"}),
    ({"has_claims": True}, {"attack"}),
    ({"has_claims": False}, {"raid", "war", "vote"}),
    ({"predicate": "KILLED"}, {"attack"}),
    ({"predicate": ["not-said", "killed"]}, {"attack"}),
    ({"predicate": "NOT_SAID"}, set()),
    ({"verification": "REFUTED"}, {"attack"}),
    ({"predicate": "KILLED", "verification": "REFUTED"}, set()),
    ({"predicate": "WOUNDED", "verification": "REFUTED"}, {"attack"}),
    ({"verdict": "CONTRADICTION"}, {"attack"}),
    ({"verdict": "CONTRADICTION,SINGLE"}, {"attack", "raid"}),
    ({"verdict": "AGREEMENT"}, set()),
    ({"killed_from": "8"}, {"attack"}),
    ({"killed_to": 4}, {"raid"}),
    ({"killed_from": 3, "killed_to": 7}, {"raid", "attack"}),
    ({"has_causes": True}, {"raid"}),
    ({"has_causes": False}, {"attack", "war", "vote"}),
    ({"has_effects": True}, {"attack"}),
    ({"has_effects": False}, {"raid", "war", "vote"}),
    ({"narrative": "story"}, {"raid"}),
    ({"type": "violence", "topic": "security", "actor": "army", "happened_to": "2021-09-05"}, {"raid", "attack"}),
]


@pytest.fixture
def world(db: None) -> None:
    """A war with an attack in it, and in that a raid; and a vote of which little is known."""
    violence, politics = factories.a_type("violence"), factories.a_type("politics")
    security = factories.a_topic("security")
    old = {"updated_at": EARLIER}
    war = factories.an_event("war", "2001-10-07/..", type=politics, granularity="PROCESS", **old)
    attack = factories.an_event("attack", "2021-09", type=violence, topics=[security], part_of=war, **old)
    raid = factories.an_event(
        "raid",
        "2021-09-05",
        type=factories.a_type("raid-type", parent=violence),
        topics=[factories.a_topic("taliban", parent=security), factories.a_topic("raids", parent=security)],
        part_of=attack,
        updated_at=NOON,
    )
    vote = factories.an_event("vote", type=politics, topics=[factories.a_topic("votes")], modality="PLANNED", **old)
    _places(war, attack, raid)
    _actors(attack, raid)
    _sayings(attack, raid)
    factories.a_link(attack, raid)
    factories.a_link(war, vote, kind="PRECEDED")
    factories.a_step(factories.a_narrative("story"), raid)
    factories.a_step(factories.a_narrative("other-story"), vote)
    ExternalId.objects.create(kind="event", scheme="ucdp", identifier="7", slug="raid")


def _places(war, attack, raid):
    waziristan = factories.a_place("waziristan")
    village = factories.a_place("village", parent=waziristan, latitude=32.5, longitude=69.5)
    factories.an_event_place(raid, village)
    factories.an_event_place(raid, village, role="AFFECTED")
    factories.an_event_place(attack, waziristan)
    factories.an_event_place(war, factories.a_place("far", latitude=32.5, longitude=-100))


def _actors(attack, raid):
    ttp, squad = factories.an_actor("ttp", kind="REBEL_GROUP"), factories.an_actor("squad", kind="REBEL_GROUP")
    army = factories.an_actor("army", kind="STATE_FORCES")
    factories.a_relation(squad, "PART_OF", ttp)
    factories.a_participation(attack, ttp, role="INITIATOR")
    factories.a_participation(attack, army, role="VICTIM")
    factories.a_participation(raid, army, role="INITIATOR")
    factories.a_participation(raid, army, role="CLAIMANT")
    factories.a_participation(raid, squad, role="TARGET")


def _sayings(attack, raid):
    report = factories.a_source("report", publisher=factories.a_publisher("dawn"))
    factories.an_event_citation(raid, report)
    factories.a_claim(attack, "killed", source=report)
    factories.a_claim(attack, "wounded", source=factories.a_source(), verification="REFUTED")
    factories.a_predicate("not-said")
    _account(attack, "CONTRADICTION", 5, 9)
    _account(raid, "SINGLE", 3, 4)


def _account(event, verdict, low, high, view=Viewer.PUBLIC):
    for one in {view, Viewer.DRAFTS}:
        AccountSummary.objects.create(
            event=event,
            predicate=factories.a_predicate("killed"),
            subject_class="ALL",
            view=one.value,
            verdict=verdict,
            low=low,
            high=high,
        )


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(("data", "expected"), CASES, ids=case_name)
def test_events_are_found_by(data, expected):
    assert asked(EventFilterSet, **data) == expected


def test_every_parameter_of_events_is_tried():
    assert unnamed(EventFilterSet, CASES) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("170,-20,-170,-10", {"east", "west"}),
        ("170,-20,180,-10", {"east"}),
        ("-180,-20,-170,-10", {"west"}),
        ("-170,-20,170,-10", {"middle"}),
        ("-180,-90,180,90", {"east", "west", "middle"}),
        ("170,-90,-170,-20", set()),
    ],
)
def test_a_box_may_cross_the_antimeridian(box, expected):
    for slug, longitude in (("east", 179), ("west", -179), ("middle", 0)):
        place = factories.a_place(latitude=-17, longitude=longitude)
        factories.an_event_place(factories.an_event(slug), place)
    factories.an_event_place(factories.an_event("nowhere"), factories.a_place())

    assert asked(EventFilterSet, bbox=box) == expected


@pytest.mark.django_db
def test_a_hidden_actor_is_not_found_by():
    event = factories.an_event("event")
    hidden = factories.an_actor("hidden", kind="COMPANY", status="DRAFT")
    seen = factories.an_actor("seen")
    factories.a_participation(event, hidden, role="MEDIATOR")
    factories.a_participation(event, seen)

    for data in (
        {"actor": "hidden"},
        {"actor_all": "hidden"},
        {"actor_all": "seen,hidden"},
        {"actor_with_parts": "hidden"},
        {"actor_kind": "COMPANY"},
        {"role": "MEDIATOR"},
        {"role": "MEDIATOR", "actor": "hidden"},
    ):
        only_drafts_find(EventFilterSet, {"event"}, **data)
    assert asked(EventFilterSet, actor="hidden,seen") == {"event"}


@pytest.mark.django_db
def test_a_hidden_relation_makes_nobody_a_part():
    whole, part = factories.an_actor("whole"), factories.an_actor("part")
    factories.a_relation(part, "PART_OF", whole, status="DRAFT")
    factories.a_participation(factories.an_event("event"), part)

    only_drafts_find(EventFilterSet, {"event"}, actor_with_parts="whole")
    assert asked(EventFilterSet, actor_with_parts="part") == {"event"}


@pytest.mark.django_db
def test_a_hidden_event_parts_the_tree():
    root = factories.an_event("root")
    hidden = factories.an_event("hidden", part_of=root, status="DRAFT")
    middle = factories.an_event("middle", part_of=hidden)
    factories.an_event("leaf", part_of=middle)
    gone = factories.an_event("gone", part_of=root, status="RETRACTED")
    factories.an_event("orphan", part_of=gone)

    only_drafts_find(EventFilterSet, {"middle", "leaf"}, part_of="hidden")
    assert asked(EventFilterSet, Viewer.DRAFTS, part_of="root") == {"hidden", "middle", "leaf"}
    assert asked(EventFilterSet, Viewer.DRAFTS, part_of="gone") == set()
    assert asked(EventFilterSet, part_of="root") == set()
    assert asked(EventFilterSet, part_of="middle") == {"leaf"}


@pytest.mark.django_db
def test_a_hidden_source_is_not_found_by():
    event = factories.an_event("event")
    source = factories.a_source("hidden", publisher=factories.a_publisher("dawn"), status="DRAFT")
    factories.an_event_citation(event, source)

    only_drafts_find(EventFilterSet, {"event"}, source="hidden")
    only_drafts_find(EventFilterSet, {"event"}, publisher="dawn")
    only_drafts_find(EventFilterSet, {"event"}, has_sources=True)
    assert asked(EventFilterSet, has_sources=False) == {"event"}


@pytest.mark.django_db
def test_a_hidden_claim_is_not_found_by():
    event = factories.an_event("event")
    source = factories.a_source("report", publisher=factories.a_publisher("dawn"))
    factories.a_claim(event, source=source, verification="REFUTED", status="DRAFT")
    factories.a_claim(event, "wounded", verification="WITHDRAWN", status="RETRACTED")
    _account(event, "CONTRADICTION", 3, 7, Viewer.DRAFTS)

    for data in (
        {"source": "report"},
        {"publisher": "dawn"},
        {"has_sources": True},
        {"has_claims": True},
        {"predicate": "KILLED"},
        {"verification": "REFUTED"},
        {"verdict": "CONTRADICTION"},
        {"killed_from": 5},
    ):
        only_drafts_find(EventFilterSet, {"event"}, **data)
    assert asked(EventFilterSet, has_claims=False) == {"event"}
    assert asked(EventFilterSet, Viewer.DRAFTS, predicate="WOUNDED") == set()
    assert asked(EventFilterSet, Viewer.DRAFTS, verification="WITHDRAWN") == set()


@pytest.mark.django_db
def test_a_hidden_link_or_narrative_is_not_found_by():
    cause, effect = factories.an_event("cause"), factories.an_event("effect")
    factories.a_link(cause, effect, status="DRAFT")
    factories.a_step(factories.a_narrative("draft", status="DRAFT"), cause)

    only_drafts_find(EventFilterSet, {"effect"}, has_causes=True)
    only_drafts_find(EventFilterSet, {"cause"}, has_effects=True)
    only_drafts_find(EventFilterSet, {"cause"}, narrative="draft")
    assert asked(EventFilterSet, has_causes=False) == {"cause", "effect"}


@pytest.mark.django_db
@pytest.mark.parametrize("data", [{"slug_in": "hidden"}, {"status": "DRAFT"}, {"status": "DRAFT,PUBLISHED"}, {}])
def test_a_hidden_event_is_not_found(data):
    factories.an_event("hidden", status="DRAFT")
    factories.an_event("gone", status="RETRACTED")

    only_drafts_find(EventFilterSet, {"hidden"}, **data)
