"""Events, claims and links over REST, and the questions across them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.accounts import rebuild_summaries
from tests import factories as a
from tests.sources.test_rest import get

pytestmark = pytest.mark.django_db


def takeover_attack_raid() -> None:
    """Store a chain of three events with an opposing piece of evidence on its second link."""
    takeover = a.an_event("takeover", "2021-08-15", title="The takeover", short_title="takeover")
    attack = a.an_event("attack", "[2021-09-05..2021-09-12]", title="attack")
    raid = a.an_event("raid", "2021-09-14", title="raid")
    a.a_link(takeover, attack, slug="takeover-attack", likelihood="LIKELY")
    doubted = a.a_link(attack, raid, slug="attack-raid", likelihood="UNLIKELY")
    a.an_evidence(doubted, source=a.a_source("report"), stance="OPPOSES", quote="no such thing")


def test_chain_is_flat_with_each_event_at_its_least_depth() -> None:
    takeover_attack_raid()

    found = get("/events/takeover/chain/")

    assert [(node["depth"], node["event"]["slug"]) for node in found["nodes"]] == [
        (0, "takeover"),
        (1, "attack"),
        (2, "raid"),
    ]
    assert [(edge["link"]["cause"], edge["link"]["effect"], edge["link"]["disputed"]) for edge in found["edges"]] == [
        ("takeover", "attack", False),
        ("attack", "raid", True),
    ]
    assert (found["root"], found["reachable"], found["truncated"]) == ("takeover", 2, False)
    link = found["edges"][0]["link"]
    assert (link["weight"], link["time_order"], link["lag"]) == (0.675, "CERTAIN", {"min_days": 21, "max_days": 28})


def test_chain_walks_to_causes() -> None:
    takeover_attack_raid()

    found = get("/events/raid/chain/?direction=causes&depth=1")

    assert [node["event"]["slug"] for node in found["nodes"]] == ["raid", "attack"]
    assert (found["truncated"], found["truncation_reason"]) == (True, "DEPTH")


def test_paths_are_labelled_and_scored() -> None:
    takeover_attack_raid()

    [path] = get("/paths/?from=takeover&to=raid")["results"]

    assert path["label"] == "takeover → attack → raid"
    assert path["score"] == pytest.approx(0.675 * 0.325)
    assert path["weakest"] == "attack-raid"
    assert [event["slug"] for event in path["events"]] == ["takeover", "attack", "raid"]
    assert [link["slug"] for link in path["links"]] == ["takeover-attack", "attack-raid"]


@pytest.mark.parametrize(
    ("path", "status", "code", "parameter"),
    [
        ("/paths/", 400, "BAD_USER_INPUT", "from"),
        ("/paths/?from=takeover&to=nowhere", 404, "NOT_FOUND", "to"),
        ("/paths/?from=takeover&to=raid&via=x", 400, "UNKNOWN_PARAMETER", "via"),
        ("/paths/?from=takeover&to=raid&first=1000", 400, "BAD_USER_INPUT", "first"),
        ("/events/takeover/chain/?depth=100", 400, "BAD_USER_INPUT", "depth"),
        ("/events/takeover/chain/?limit=0", 400, "BAD_USER_INPUT", "limit"),
        ("/events/takeover/chain/?kinds=MAGIC", 400, "BAD_USER_INPUT", "kinds"),
        ("/events/takeover/chain/?min_likelihood=maybe", 400, "BAD_USER_INPUT", "min_likelihood"),
        ("/events/takeover/chain/?direction=SIDEWAYS", 400, "BAD_USER_INPUT", "direction"),
        ("/paths/?from=takeover&to=%00", 400, "BAD_USER_INPUT", "to"),
        ("/events/takeover/accounts/?predicate=%00", 400, "BAD_USER_INPUT", "predicate"),
        ("/timeline/?bucket=FORTNIGHT", 400, "BAD_USER_INPUT", "bucket"),
        ("/timeline/?colour=red", 400, "UNKNOWN_PARAMETER", "colour"),
        ("/events/?happened_from=yesterday", 400, "BAD_USER_INPUT", "happened_from"),
        ("/events/?certainty=MAYBE", 400, "BAD_USER_INPUT", "certainty"),
    ],
)
def test_bad_question_names_its_parameter(path: str, status: int, code: str, parameter: str) -> None:
    takeover_attack_raid()

    body = get(path, status=status)

    assert (body["code"], body["errors"][0]["parameter"]) == (code, parameter)


def test_accounts_lie_side_by_side() -> None:
    raid = a.an_event("raid", "2021-09-14")
    army, group = a.an_actor("army"), a.an_actor("group")
    a.a_participation(raid, army)
    a.a_claim(raid, slug="seven", speaker=army, subject=army, low=7)
    a.a_claim(raid, slug="nine", speaker=group, subject=army, low=9, high=9)

    [account] = get("/events/raid/accounts/")["results"]

    assert [claim["interested_party"] for claim in account["claims"]] == [False, True]
    assert [claim["slug"] for claim in account["claims"]] == ["nine", "seven"]
    assert (account["predicate"], account["subject"], account["verdict"]) == ("killed", "army", "COMPATIBLE")
    assert (account["low"], account["high"], account["common"]) == (
        7,
        None,
        {"low": 9, "high": 9, "earliest": None, "latest": None},
    )
    assert get("/events/raid/accounts/?predicate=wounded") == {"results": []}


def test_account_of_times_answers_days() -> None:
    raid = a.an_event("raid")
    a.a_predicate("time", value_kind="TIME")
    a.a_claim(raid, "time", speaker=a.an_actor(), when_edtf="2021-09")
    a.a_claim(raid, "time", speaker=a.an_actor(), when_edtf="2021-09-14/..")

    [account] = get("/events/raid/accounts/")["results"]

    assert (account["verdict"], account["low"], account["earliest"], account["latest"]) == (
        "COMPATIBLE",
        None,
        "2021-09-01",
        None,
    )
    assert account["common"] == {"low": None, "high": None, "earliest": "2021-09-14", "latest": "2021-09-30"}


def test_claim_tells_whether_its_voice_takes_part() -> None:
    raid, army = a.an_event("raid"), a.an_actor("army", name="The army")
    a.a_participation(raid, army)
    a.a_claim(raid, slug="seven", speaker=army, low=7)
    a.a_claim(raid, slug="eight", speaker=a.an_actor("bystander"), low=8)

    found = {one["slug"]: one["interested_party"] for one in get("/claims/?event=raid")["results"]}

    assert found == {"seven": True, "eight": False}
    assert "The army" in get("/claims/seven/")["sentence"]


def test_events_filter_by_certainty() -> None:
    a.an_event("attack", "[2021-09-05..2021-09-12]")
    a.an_event("takeover", "2021-08-15")

    def slugs(query: str) -> list[str]:
        return [one["slug"] for one in get(f"/events/?{query}")["results"]]

    assert slugs("happened_from=2021-09-05&happened_to=2021-09-05") == ["attack"]
    assert slugs("happened_from=2021-09-05&happened_to=2021-09-05&certainty=CERTAINLY") == []
    assert slugs("happened_from=2021-09-01&happened_to=2021-09-30&certainty=CERTAINLY") == ["attack"]
    assert slugs("ordering=reverse_chronological") == ["attack", "takeover"]


def test_timeline_counts_each_event_once_where_it_is_certain() -> None:
    a.an_event("attack", "[2021-08-30..2021-09-02]")
    a.an_event("takeover", "2021-08-15")
    a.an_event("undated")

    found = get("/timeline/?bucket=MONTH")

    assert [(one["start"], one["end"], one["certain"], one["possible"], one["count"]) for one in found["buckets"]] == [
        ("2021-08-01", "2021-08-31", 1, 1, 2),
        ("2021-09-01", "2021-09-30", 0, 1, 1),
    ]
    assert (found["undated"], found["extent"]) == (1, {"start": "2021-08-15", "end": "2021-09-02"})


def full_event(cause: Any = None) -> Any:
    event = a.an_event(part_of=a.an_event())
    actor, source = a.an_actor(), a.a_source(publisher=a.a_publisher())
    a.a_participation(event, actor)
    a.an_event_place(event, a.a_place(parent=a.a_place()))
    a.an_event_citation(event, source)
    event.topics.add(a.a_topic())
    event.media.add(a.a_media())
    claim = a.a_claim(event, speaker=actor, subject=actor, source=source, low=1)
    a.a_claim(event, source=source, low=1)  # in the publisher's own voice
    link = a.a_link(cause or a.an_event(), event, asserted_by_actor=actor)
    a.an_evidence(link, source=source)
    a.an_evidence(link, claim=claim)
    assessment = a.an_assessment(event, subject=actor, by=a.a_publisher(), best=1)
    assessment.claims.add(claim)
    step = a.a_step(a.a_narrative(teller_actor=actor), event, via=link)
    step.claims.add(claim)
    return event


@pytest.mark.parametrize(
    "path",
    [
        "/events/", "/claims/", "/links/", "/assessments/", "/narratives/", "/places/", "/event-types/", "/topics/",
        "/predicates/", "/timeline/", "/events/root/chain/", "/events/root/accounts/", "/paths/?from=root&to=last",
    ],
)  # fmt: skip
def test_answer_costs_the_same_for_one_row_and_for_five(path: str, grow: Callable[[], None]) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            get(path)
        return len(found)

    grow()
    one = statements()
    for _ in range(4):
        grow()

    assert statements() == one


@pytest.fixture
def grow() -> Callable[[], None]:
    """Add one event with all that can hang on it, between the events ``root`` and ``last``, at every call."""
    root, last = a.an_event("root"), a.an_event("last")
    rebuild_summaries()

    def add() -> None:
        event = full_event(cause=root)
        a.a_link(event, last)
        a.a_claim(root, speaker=a.an_actor(), source=a.a_source(publisher=a.a_publisher()), low=2)

    return add
