"""From draft to public and back over REST."""

from typing import Any

import pytest
from django.test import Client

from tests.rest import faults, send, sent
from tests.staff import a_client, journal
from tests.storing import every_row, published, put, record, takeover_and_attack

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def test_publishing_tells_everything_that_blocks_it_and_where(editor: Client) -> None:
    put(
        record("source", "report", title="A report"),
        record("actor", "group", name="The group"),
        record("event_type", "assault", label="Assault"),
        record("event", "raid", title="Raid", type="assault", participations=[{"actor": "group", "role": "TARGET"}]),
    )

    response = send(editor, "POST", "/events/raid/publish/")

    assert response.status_code == 400
    told = {(one["code"], one["pointer"]): one for one in response.json()["errors"]}
    assert set(told) == {("NOT_PUBLISHABLE", "/participations/0/actor"), ("NOT_PUBLISHABLE", "/citations")}
    assert all(one["record"] == {"kind": "event", "slug": "raid"} for one in told.values())
    assert told[("NOT_PUBLISHABLE", "/participations/0/actor")]["records"] == [{"kind": "actor", "slug": "group"}]


def test_publishing_along_publishes_what_is_referred_to(editor: Client) -> None:
    put(
        record("source", "report", title="A report"),
        record("event_type", "assault", label="Assault"),
        record("event", "raid", title="Raid", type="assault", citations=[{"source": "report", "quote": "x"}]),
    )

    response = send(editor, "POST", "/events/raid/publish/", {"along": True}, change_reason="Checked.", if_match='"1"')

    assert response.json() == {
        "kind": "event",
        "slug": "raid",
        "status": "PUBLISHED",
        "version": 2,
        "along": [{"kind": "source", "slug": "report", "status": "PUBLISHED", "version": 2}],
    }
    assert response["ETag"] == send(editor, "GET", "/events/raid/")["ETag"]
    assert set(journal("slug", "action", "reason")[-2:]) == {
        ("raid", "PUBLISH", "Checked."),
        ("report", "PUBLISH", "Checked."),
    }


def test_draft_goes_to_review_and_back(editor: Client) -> None:
    put(record("actor", "army", name="Army"))

    statuses = [
        sent(editor, "POST", f"/actors/army/{move}/")["status"] for move in ("submit", "submit", "return", "return")
    ]

    assert statuses == ["IN_REVIEW", "IN_REVIEW", "DRAFT", "DRAFT"]
    assert journal("action") == ["CREATE", "SUBMIT", "RETURN"]


def test_retracting_tells_before_and_after_what_goes_along_and_what_is_left_out(editor: Client) -> None:
    put(*takeover_and_attack())
    before = every_row()

    told = sent(editor, "POST", "/events/attack/retract/?dry_run=1")
    assert every_row() == before
    done = sent(editor, "POST", "/events/attack/retract/", {"reason": "It was another."})

    along = [("claim", "attack-dead"), ("link", "takeover-attack")]
    assert sorted((one["kind"], one["slug"], one["status"]) for one in told["along"]) == [
        (*key, "PUBLISHED") for key in along
    ]
    assert told["left_out"] == [
        {"kind": "narrative", "slug": "story", "pointer": "/steps/1", "names": {"kind": "event", "slug": "attack"}}
    ]
    assert sorted((one["kind"], one["slug"], one["status"]) for one in done["along"]) == [
        (*key, "RETRACTED") for key in along
    ]
    assert (done["status"], done["version"], "left_out" in done) == ("RETRACTED", 2, False)
    assert sent(Client(), "GET", "/events/attack/", status=410)["reason"] == "It was another."
    assert len(sent(Client(), "GET", "/narratives/story/")["steps"]) == 1


@pytest.mark.parametrize(
    ("move", "body", "expected"),
    [
        ("retract", None, ("REASON_REQUIRED", "/reason")),
        ("retract", {"reason": " "}, ("REASON_REQUIRED", "/reason")),
        ("retract", {"reason": 7}, ("BAD_USER_INPUT", "/reason")),
        ("retract", {"reason": "x\0"}, ("BAD_USER_INPUT", "/reason")),
        ("retract", {"reason": "x", "along": True}, ("UNKNOWN_PARAMETER", "/along")),
        ("publish", {"along": 1}, ("BAD_USER_INPUT", "/along")),
        ("publish", [], ("BAD_USER_INPUT", None)),
        ("submit", {"reason": "x"}, ("UNKNOWN_PARAMETER", "/reason")),
        ("submit", None, ("BAD_STATUS", "/status")),
        ("return", None, ("BAD_STATUS", "/status")),
    ],
)
def test_bad_move_is_refused_and_changes_nothing(editor: Client, move: str, body: Any, expected: Any) -> None:
    put(*takeover_and_attack())
    before = every_row()

    assert faults(send(editor, "POST", f"/events/attack/{move}/", body))[0] == expected

    assert every_row() == before


def test_what_is_retracted_is_written_and_published_again_by_those_who_see_drafts(editor: Client) -> None:
    put(published("actor", "army", name="Army"))
    sent(editor, "POST", "/actors/army/retract/", {"reason": "Wrong."})

    changed = sent(editor, "PATCH", "/actors/army/", {"name": "The army"})
    sent(editor, "GET", "/actors/army/", status=410)
    again = sent(editor, "POST", "/actors/army/publish/")

    assert (changed["status"], again["status"]) == ("RETRACTED", "PUBLISHED")
    assert sent(Client(), "GET", "/actors/army/")["name"] == "The army"


def test_records_that_are_always_public_have_no_moves(editor: Client) -> None:
    put(record("publisher", "agency", name="Agency"))

    for move in ("publish", "submit", "return", "retract"):
        assert sent(editor, "POST", f"/publishers/agency/{move}/", status=404)["code"] == "NOT_FOUND"
