"""Merging over REST."""

import pytest
from django.test import Client

from sources.models import JournalRow
from tests.rest import faults, send, sent
from tests.staff import a_client
from tests.storing import every_row, published, put, record, record_of, takeover_and_attack

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    put(*takeover_and_attack(), published("actor", "the-group", name="Group"))
    return a_client("Editor")


MOVED = {
    "merged": "group",
    "into": "the-group",
    "moved": [{"kind": "event", "slug": "attack", "pointer": "/participations/0/actor"}],
    "version": 2,
}


def test_merge_answers_which_references_moved(editor: Client) -> None:
    found = sent(editor, "POST", "/actors/group/merge/", {"into": "the-group"}, Change_Reason="The same.")

    assert found == MOVED
    assert record_of("event", "attack")["participations"] == [{"actor": "the-group", "role": "INITIATOR"}]
    assert JournalRow.objects.filter(reason="The same.", road="REST").count() == 3
    assert send(Client(), "GET", "/actors/group/").status_code == 301


def test_tried_merge_tells_the_same_and_changes_nothing(editor: Client) -> None:
    before = every_row()

    found = sent(editor, "POST", "/actors/group/merge/?dry_run=1", {"into": "the-group"})

    assert found == MOVED
    assert every_row() == before


def test_merge_is_not_done_over_another_version(editor: Client) -> None:
    before = every_row()

    response = send(editor, "POST", "/actors/group/merge/", {"into": "the-group"}, If_Match='"7-0"')

    assert (response.status_code, response.json()["code"]) == (412, "VERSION_MISMATCH")
    assert every_row() == before


def test_merge_with_a_key_is_done_once(editor: Client) -> None:
    both = [send(editor, "POST", "/actors/group/merge/", {"into": "the-group"}, Idempotency_Key='"m1"') for _ in "ab"]

    assert [response.json() for response in both] == [MOVED, MOVED]
    assert both[1]["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("BAD_USER_INPUT", "/into")]),
        ({"into": "nobody"}, [("NOT_FOUND", "/into")]),
        ({"into": 7}, [("BAD_USER_INPUT", "/into")]),
        ({"into": "the-group", "why": "x"}, [("UNKNOWN_PARAMETER", "/why")]),
        ({"into": "\0"}, [("BAD_USER_INPUT", "/into")]),
    ],
)
def test_bad_merge_is_refused_at_its_place(editor: Client, body: object, expected: list[tuple[str, str]]) -> None:
    before = every_row()

    response = send(editor, "POST", "/actors/group/merge/", body)

    assert faults(response) == expected
    assert every_row() == before


def test_refusal_of_a_merge_names_why(editor: Client) -> None:
    put(record("actor", "draft", name="Draft"))

    response = send(editor, "POST", "/actors/group/merge/", {"into": "draft"})

    assert (response.status_code, response.json()["code"]) == (400, "NOT_PUBLISHABLE")


def test_contributor_merges_nothing_public() -> None:
    put(*takeover_and_attack(), published("actor", "the-group", name="Group"))
    before = every_row()

    response = send(a_client("Contributor"), "POST", "/actors/group/merge/", {"into": "the-group"})

    assert (response.status_code, response.json()["code"]) == (403, "FORBIDDEN")
    assert every_row() == before


def test_diff_of_two_narratives_answers_as_graphql_does(sample: None) -> None:
    found = sent(Client(), "GET", "/narratives/the-armys-account/diff/?with=the-ttps-account")

    assert (found["shared"], found["only_a"], found["only_b"]) == (
        ["south-waziristan-raid-2021-09"],
        ["south-waziristan-search-2021-09"],
        [],
    )
    assert [(one["account"]["predicate"], one["claims_a"], one["claims_b"]) for one in found["opposed"]] == [
        ("description", ["raid-army-description"], ["raid-ttp-description"]),
        ("killed", ["raid-army-fighters-killed"], ["raid-ttp-fighters-killed"]),
    ]


@pytest.mark.parametrize("query", ["", "?with=nobody", "?with=%00"])
def test_diff_needs_another_narrative(sample: None, query: str) -> None:
    response = send(Client(), "GET", f"/narratives/the-armys-account/diff/{query}")

    assert response.status_code in (400, 404)
    assert response.json()["errors"][0]["parameter"] == "with"
