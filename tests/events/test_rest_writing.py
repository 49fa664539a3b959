"""Writing every kind of record over REST, and events with their claims."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.rest import router
from sources import actions
from sources.journal import writing
from sources.records import all_kinds
from tests import factories as a
from tests.rest import faults, send, sent
from tests.staff import a_client, journal
from tests.storing import published, put, record, record_of, row, stored, takeover_and_attack
from tests.world import a_world

pytestmark = pytest.mark.django_db

#: Statements of a PATCH that changes one text of an event. The five lists of an event are read twice: PostgreSQL is
#: sent these statements with that of the record itself.
PATCH = {"postgresql": 20, "sqlite": 30}
CITED = [{"source": "report", "quote": "a few words"}]
#: A record of every kind with lists in it; what it refers to is in takeover_and_attack or made here before it.
BODIES: dict[str, dict[str, Any]] = {
    "publishers": {"name": "Agency", "ratings": [{"code": "B", "when": "2021", "rationale": "Mostly right."}]},
    "sources": {"title": "A copy", "published": {"edtf": "2021-09", "worded": "last month"}, "derived_from": "report"},
    "media": {"url": "https://example.org/a.jpg", "source": "report", "kind": "IMAGE"},
    "actors": {"name": "Army", "kind": "STATE_FORCES", "names": [{"text": "Forces", "kind": "ALIAS"}]},
    "relations": {"subject": "group", "kind": "PART_OF", "object": "x", "citations": CITED},
    "designations": {"actor": "group", "authority": "x", "label": "outlawed", "when": "2010/..", "citations": CITED},
    "places": {"name": "Somewhere", "other_names": ["Elsewhere"], "latitude": 32.5, "longitude": 69, "country": "PK"},
    "event-types": {"label": "Raid", "parent": "assault", "colour": "#b3261e"},
    "topics": {"label": "War", "external_ids": {"wikidata": "Q198"}},
    "predicates": {"label": "Wounded", "value_kind": "COUNT"},
    "events": {
        "title": "A raid",
        "type": "assault",
        "when": "[2021-09-14..2021-09-15]",
        "part_of": "attack",
        "participations": [{"actor": "group", "role": "TARGET", "side": "B"}],
        "places": [],
        "citations": CITED,
    },
    "claims": {
        "event": "attack",
        "predicate": "dead",
        "source": "report",
        "quote": "ten",
        "low": 10,
        "speaker": "group",
    },
    "links": {
        "cause": "takeover",
        "kind": "MOTIVATED",
        "effect": "attack",
        "asserted_by": {"actor": "group"},
        "evidence": [{"claim": "attack-dead"}, {"stance": "OPPOSES", "source": "report", "quote": "not so"}],
    },
    "assessments": {"event": "attack", "predicate": "dead", "low": 3, "best": 4, "high": 9, "claims": ["attack-dead"]},
    "narratives": {
        "title": "Another",
        "teller": {"actor": "group"},
        "steps": [{"event": "takeover"}, {"event": "attack", "via": "takeover-attack", "claims": ["attack-dead"]}],
    },
}


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def test_every_collection_has_a_body() -> None:
    assert set(BODIES) == {kind.collection for kind in all_kinds()}


@pytest.mark.parametrize("collection", BODIES)
def test_a_record_of_every_kind_is_made_read_changed_and_deleted(editor: Client, collection: str) -> None:
    put(*takeover_and_attack(), published("actor", "x", name="X"))
    kind = next(kind for kind in all_kinds() if kind.collection == collection)
    path, rows = f"/{collection}/new/", len(journal("number"))

    made = sent(editor, "POST", f"/{collection}/", {**BODIES[collection], "slug": "new"}, 201)

    assert record_of(kind.name, "new") == kind.normalise({**BODIES[collection], "slug": "new"})
    assert sent(editor, "GET", path) == made
    assert sent(editor, "PUT", path, BODIES[collection]) == made
    assert sent(editor, "PUT", path, made) == made
    assert sent(editor, "PATCH", path, made) == made
    assert sent(editor, "PATCH", path, {}) == made
    assert len(journal("number")) == rows + 1
    changed = sent(editor, "PATCH", path, {"external_ids": {"x": "1"}})
    assert changed == {**made, "external_ids": {**made["external_ids"], "x": "1"}} | {
        key: changed[key] for key in ("version", "updated_at")
    }
    assert changed["version"] == 2
    sent(editor, "DELETE", path, status=204)
    sent(editor, "GET", path, status=404)
    assert journal("action")[rows:] == ["CREATE", "UPDATE", "DELETE"]


@pytest.mark.parametrize("prefix", [prefix for prefix, _, _ in router.registry])
def test_what_get_answers_of_any_record_may_be_put_back_and_writes_nothing(editor: Client, prefix: str) -> None:
    a_world(1)
    found = sent(editor, "GET", f"/{prefix}/?limit=100")["results"]
    assert found

    for one in found[:8]:
        again = sent(editor, "PUT", f"/{prefix}/{one['slug']}/", one)
        assert again == one

    assert len(journal("number")) == 0


EVENT = {
    "title": "A raid",
    "type": "assault",
    "when": "2021-09-15",
    "participations": [{"actor": "group", "role": "TARGET"}],
    "citations": [{"source": "report", "locator": "¶ 2"}],
    "claims": [
        {"slug": "raid-dead", "predicate": "dead", "source": "report", "quote": "seven", "low": 7, "high": 7},
        {"predicate": "dead", "source": "report", "quote": "nine", "low": 9, "high": 9, "speaker": "group"},
    ],
}


def test_event_and_its_claims_are_written_together(editor: Client) -> None:
    put(*takeover_and_attack())
    rows = len(journal("number"))

    response = send(editor, "PUT", "/events/raid/", EVENT, change_reason="As reported.")

    assert response.status_code == 201
    first, second = response.json()["claims"]
    assert first == "raid-dead"
    assert record_of("claim", first) == record("claim", first, event="raid", **without_slug(EVENT["claims"][0]))
    assert record_of("claim", second) == record("claim", second, event="raid", **EVENT["claims"][1])
    assert journal("kind", "reason")[rows:] == [("event", "As reported."), *[("claim", "As reported.")] * 2]
    read = send(editor, "GET", "/events/raid/")
    assert response["ETag"] == read["ETag"]
    assert response.json() == {**read.json(), "claims": [first, second]}

    again = sent(editor, "PUT", "/events/raid/", EVENT)
    named = sent(editor, "PUT", "/events/raid/", again)

    assert again == named == response.json()
    assert len(journal("number")) == rows + 3


def without_slug(claim: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in claim.items() if key != "slug"}


def test_event_is_made_by_post_with_its_claims(editor: Client) -> None:
    put(*takeover_and_attack())

    made = sent(editor, "POST", "/events/", EVENT, 201)

    assert [record_of("claim", slug)["event"] for slug in made["claims"]] == [made["slug"]] * 2


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_claims_that_are_named_are_replaced_and_others_left_alone(editor: Client, method: str) -> None:
    put(*takeover_and_attack())
    other = sent(editor, "PUT", "/events/raid/", EVENT, 201)["claims"][1]
    changed = {"slug": "raid-dead", "predicate": "dead", "source": "report", "low": 8}

    body = {**(EVENT if method == "PUT" else {}), "claims": [changed]}
    answer = sent(editor, method, "/events/raid/", body)

    assert answer["claims"] == ["raid-dead"]
    assert record_of("claim", "raid-dead") == record("claim", "raid-dead", event="raid", **without_slug(changed))
    assert record_of("claim", other)["low"] == 9
    assert record_of("event", "raid")["title"] == "A raid"


def test_claim_may_be_sent_as_it_was_read(editor: Client) -> None:
    put(*takeover_and_attack())
    sent(editor, "PUT", "/events/raid/", EVENT, 201)
    rows, claim = len(journal("number")), sent(editor, "GET", "/claims/raid-dead/")
    assert "sentence" in claim

    answer = sent(editor, "PATCH", "/events/raid/", {"claims": [claim]})

    assert answer["claims"] == ["raid-dead"]
    assert len(journal("number")) == rows


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({}, ("BAD_USER_INPUT", "/claims")),
        ([7], ("BAD_USER_INPUT", "/claims/0")),
        ([{"predicate": "dead", "source": "report"}] * 101, ("TOO_MANY_ROWS", "/claims")),
        (["x", {"predicate": "dead", "source": "report", "low": 9, "high": 3}], ("NOT_FOUND", "/claims/0")),
        ([{"predicate": "dead", "source": "report", "low": 9, "high": 3}], ("LOW_ABOVE_HIGH", "/claims/0/low")),
        ([EVENT["claims"][0], {"predicate": "nothing", "source": "report"}], ("NOT_FOUND", "/claims/1/predicate")),
        ([{"predicate": "dead"}], ("BAD_USER_INPUT", "/claims/0/source")),
        ([{"predicate": "dead", "source": "report", "low": 1.5}], ("WRONG_VALUE", "/claims/0/low")),
        ([{"predicate": "dead", "source": "report", "colour": 1}], ("UNKNOWN_PARAMETER", "/claims/0/colour")),
        ([{"predicate": "dead", "source": "report", "event": "attack"}], ("BAD_USER_INPUT", "/claims/0/event")),
        ([{"predicate": "dead", "source": "report", "slug": "A B"}], ("BAD_USER_INPUT", "/claims/0/slug")),
        ([{"predicate": "dead", "source": "report", "slug": "attack-dead"}], ("SLUG_TAKEN", "/claims/0/slug")),
        ([EVENT["claims"][0], EVENT["claims"][0]], ("SLUG_TAKEN", "/claims/1/slug")),
        (["attack-dead"], ("NOT_FOUND", "/claims/0")),
        (["\ud800"], ("BAD_USER_INPUT", "/claims/0")),
        ([{"\ud800": 1}], ("BAD_USER_INPUT", "/claims/0")),
        ([{"predicate": "dead", "source": "report", "status": "PUBLISHED"}], ("NOT_PUBLISHABLE", "/claims/0/event")),
    ],
)  # fmt: skip
def test_fault_points_into_the_nested_claim_and_nothing_is_kept(editor: Client, claims: Any, expected: Any) -> None:
    put(*takeover_and_attack())
    before = stored()

    response = send(editor, "PUT", "/events/raid/", {**EVENT, "claims": claims})

    assert expected in faults(response)
    assert stored() == before


def test_claims_are_no_field_of_other_records(editor: Client) -> None:
    body = {"name": "Army", "claims": []}

    assert faults(send(editor, "PUT", "/actors/army/", body)) == [("UNKNOWN_PARAMETER", "/claims")]


def test_row_that_is_left_out_is_kept_in_its_place_and_pointers_count_what_was_sent(editor: Client) -> None:
    put(
        *takeover_and_attack(),
        published("event", "late", title="Late", type="assault", citations=[{"source": "report", "quote": "x"}]),
    )
    steps = [
        {"event": "takeover", "via": "takeover-attack"},
        {"event": "late"},
        {"event": "attack", "via": "takeover-attack"},
    ]
    put(published("narrative", "story", title="A story", steps=steps))
    with writing() as current:
        actions.retract(current, row("event", "late"), "Wrong.")
        actions.retract(current, row("link", "takeover-attack"), "Wrong.")
    found = sent(editor, "GET", "/narratives/story/")
    assert [(one["event"], one["via"]) for one in found["steps"]] == [("takeover", None), ("attack", None)]
    rows = len(journal("number"))

    sent(editor, "PUT", "/narratives/story/", found)
    assert len(journal("number")) == rows
    found["steps"][1]["heading"] = "And then"
    sent(editor, "PUT", "/narratives/story/", found)
    refused = send(editor, "PUT", "/narratives/story/", {**found, "steps": [*found["steps"], {"event": "none"}]})

    assert record_of("narrative", "story")["steps"] == [steps[0], steps[1], {"event": "attack", "heading": "And then"}]
    assert faults(refused) == [("NOT_FOUND", "/steps/2/event")]


def test_cycle_is_told_by_the_titles_that_may_be_seen(editor: Client) -> None:
    put(*takeover_and_attack())

    response = send(editor, "POST", "/links/", {"cause": "attack", "kind": "CAUSED", "effect": "takeover"})

    assert faults(response)[0] == ("CLOSES_CYCLE", "/effect")
    assert response.json()["detail"] == "This would close a cycle: The attack → The takeover → The attack."


def test_narrative_costs_the_same_with_one_step_and_with_five(editor: Client) -> None:
    event, source = a.an_event(), a.a_source()
    claims = [a.a_claim(event, source=source) for _ in range(5)]

    def statements(number: int) -> int:
        steps = [{"event": event.slug, "text": str(number), "claims": [claim.slug]} for claim in claims[:number]]
        with CaptureQueriesContext(connection) as found:
            sent(editor, "PUT", "/narratives/story/", {"title": "A story", "steps": steps})
        return len(found)

    sent(editor, "PUT", "/narratives/story/", {"title": "A story", "steps": [{"event": event.slug}]}, 201)

    assert statements(1) == statements(5)


def test_patch_of_one_text_asks_only_what_the_text_is_about(editor: Client) -> None:
    put(*takeover_and_attack())
    sent(editor, "PATCH", "/events/attack/", {"summary": "First."})

    with CaptureQueriesContext(connection) as found:
        sent(editor, "PATCH", "/events/attack/", {"summary": "Second."})

    assert len(found) == PATCH[connection.vendor], [one["sql"][:100] for one in found]


def test_event_costs_the_same_with_one_row_of_each_list_and_with_five(editor: Client) -> None:
    kind, actors, sources, places = (
        a.a_type(),
        *([make() for _ in range(5)] for make in (a.an_actor, a.a_source, a.a_place)),
    )

    def statements(number: int) -> int:
        body = {
            "title": str(number),
            "type": kind.slug,
            "participations": [{"actor": one.slug, "role": "TARGET"} for one in actors[:number]],
            "citations": [{"source": one.slug, "quote": str(number)} for one in sources[:number]],
            "places": [{"place": one.slug} for one in places[:number]],
        }
        with CaptureQueriesContext(connection) as found:
            sent(editor, "PUT", "/events/raid/", body)
        return len(found)

    sent(editor, "PUT", "/events/raid/", {"title": "x", "type": kind.slug}, 201)

    statements(2)
    assert statements(1) == statements(5)
