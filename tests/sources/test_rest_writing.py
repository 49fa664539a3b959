"""The verbs of REST, shown on actors, sources and publishers."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources import actions
from sources.journal import writing
from tests.rest import API, faults, send, sent
from tests.staff import a_client, a_user, journal, with_token
from tests.storing import published, put, record, record_of, row, stored

pytestmark = pytest.mark.django_db
ARMY = {"name": "Army", "kind": "STATE_FORCES", "active": "1947/..", "names": [{"text": "Armed forces"}]}


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def a_token_client(role: str, *scopes: str) -> Client:
    """Return a client that sends a token with these scopes."""
    return with_token(a_user(role), *scopes)


def test_post_makes_a_record_and_answers_it_as_get_does(editor: Client) -> None:
    response = send(editor, "POST", "/actors/", {**ARMY, "slug": "army"}, change_reason="A report – first")

    assert response.status_code == 201
    assert response["Location"] == f"http://testserver{API}/actors/army/"
    found = send(editor, "GET", "/actors/army/")
    assert response.json() == found.json()
    assert response["ETag"] == found["ETag"]
    assert record_of("actor", "army") == record("actor", "army", **ARMY)
    assert journal("slug", "version", "action", "road", "reason", "by__username") == [
        ("army", 1, "CREATE", "REST", "A report – first", "Editor")
    ]


def test_reason_in_utf8_is_read_as_such(editor: Client) -> None:
    sent(editor, "PUT", "/actors/army/", ARMY, 201, change_reason="für alle".encode().decode("latin-1"))

    assert journal("reason") == ["für alle"]


def test_post_without_slug_makes_one(editor: Client) -> None:
    made = sent(editor, "POST", "/actors/", ARMY, 201)

    assert len(made["slug"]) == 12
    assert sent(editor, "GET", f"/actors/{made['slug']}/") == made


def test_post_of_a_slug_that_is_taken_changes_nothing(editor: Client) -> None:
    sent(editor, "POST", "/actors/", {**ARMY, "slug": "army"}, 201)

    response = send(editor, "POST", "/actors/", {"name": "Another", "slug": "army"})

    assert response.status_code == 409
    assert faults(response) == [("SLUG_TAKEN", "/slug")]
    assert record_of("actor", "army") == record("actor", "army", **ARMY)


def test_put_makes_then_replaces_and_an_equal_one_writes_nothing(editor: Client) -> None:
    first = send(editor, "PUT", "/actors/army/", ARMY)
    again = send(editor, "PUT", "/actors/army/", ARMY)
    other = send(editor, "PUT", "/actors/army/", {"name": "The army", "kind": "STATE_FORCES"})

    assert [one.status_code for one in (first, again, other)] == [201, 200, 200]
    assert first["ETag"] == again["ETag"]
    assert first["Location"] == f"http://testserver{API}/actors/army/"
    # An absent plain field gets its default, an absent list is left alone.
    assert record_of("actor", "army") == record(
        "actor", "army", name="The army", kind="STATE_FORCES", names=ARMY["names"]
    )
    assert journal("version", "action") == [(1, "CREATE"), (2, "UPDATE")]


def test_put_without_status_leaves_the_record_where_it_stands(editor: Client) -> None:
    put(published("actor", "army", **ARMY))

    sent(editor, "PUT", "/actors/army/", {**ARMY, "name": "The army"})

    assert record_of("actor", "army") == published("actor", "army", **{**ARMY, "name": "The army"})


def test_what_get_adds_may_be_sent_back_and_nothing_else(editor: Client) -> None:
    put(record("publisher", "agency", name="Agency", ratings=[{"code": "B", "when": "2021"}]))
    found = sent(editor, "GET", "/publishers/agency/")
    assert {"version", "updated_at"} < found.keys()
    assert "earliest_start" in found["ratings"][0]["when"]

    sent(editor, "PUT", "/publishers/agency/", found)
    refused = send(editor, "PUT", "/publishers/agency/", {**found, "published_at": None, "colour": "red"})

    assert faults(refused) == [("UNKNOWN_PARAMETER", "/colour"), ("UNKNOWN_PARAMETER", "/published_at")]
    assert len(journal("number")) == 1


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_slug_does_not_change(editor: Client, method: str) -> None:
    put(record("actor", "army", **ARMY))

    assert faults(send(editor, method, "/actors/army/", {**ARMY, "slug": "navy"})) == [("SLUG_FIXED", "/slug")]
    sent(editor, method, "/actors/army/", {**ARMY, "slug": "army", "record": "actor"})

    assert sent(editor, "GET", "/actors/")["results"][0]["slug"] == "army"
    sent(editor, "GET", "/actors/navy/", status=404)


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"name": "The army"}, {"name": "The army"}),
        ({"description": None}, {"description": ...}),
        ({"active": {"worded": "since independence"}}, {"active": {"edtf": "1947/..", "worded": "since independence"}}),
        ({"active": "1948/.."}, {"active": "1948/.."}),
        ({"active": None}, {"active": ...}),
        ({"names": []}, {"names": ...}),
        ({"names": None}, {"names": ...}),
        ({"names": [{"text": "PA", "kind": "ACRONYM"}]}, {"names": [{"text": "PA", "kind": "ACRONYM"}]}),
        ({"external_ids": {"wikidata": "Q1"}}, {"external_ids": {"ofac": "7", "wikidata": "Q1"}}),
        ({"external_ids": {"ofac": None}}, {"external_ids": ...}),
        ({"external_ids": None}, {"external_ids": ...}),
        ({}, {}),
    ],
)
@pytest.mark.parametrize("media_type", ["application/json", "application/merge-patch+json"])
def test_patch_is_a_merge_patch(editor: Client, patch: Any, expected: dict[str, Any], media_type: str) -> None:
    whole = {**ARMY, "description": "Land forces", "external_ids": {"ofac": "7"}, "note": "private"}
    put(record("actor", "army", **whole))

    response = editor.patch(f"{API}/actors/army/", patch, media_type)

    assert response.status_code == 200, response.content
    wanted = {key: value for key, value in {**whole, **expected}.items() if value is not ...}
    assert record_of("actor", "army") == record("actor", "army", **wanted)


VALUES = {
    "name": st.text("abc é", min_size=1).filter(str.strip),
    "kind": st.sampled_from(["STATE", "NGO"]),
    "description": st.text("xyz") | st.none(),
    "active": st.sampled_from(["2001", "2001/..", None, {"worded": "once"}, {"edtf": "2003", "basis": "INFERRED"}]),
    "names": st.lists(st.fixed_dictionaries({"text": st.sampled_from(["A", "B"])}), max_size=2, unique_by=str),
    "external_ids": st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["1", "2"]) | st.none()),
}


@given(st.lists(st.fixed_dictionaries({}, optional=VALUES), min_size=1, max_size=3))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_patching_changes_what_is_named_and_the_same_again_writes_nothing(
    editor: Client, patches: list[dict[str, Any]]
) -> None:
    sent(editor, "PUT", "/actors/army/", {**ARMY, "status": "DRAFT"}, 201) if not row_exists() else None
    for patch in patches:
        before = sent(editor, "GET", "/actors/army/")

        after = sent(editor, "PATCH", "/actors/army/", patch)
        again = sent(editor, "PATCH", "/actors/army/", patch)

        untouched = before.keys() - patch.keys() - {"version", "updated_at"}
        assert {key: after[key] for key in untouched} == {key: before[key] for key in untouched}
        assert again == after
        assert sent(editor, "PUT", "/actors/army/", after) == after


def row_exists() -> bool:
    from actors.models import Actor

    return Actor.objects.filter(slug="army").exists()


def test_delete_takes_a_draft_away(editor: Client) -> None:
    put(record("actor", "army", **ARMY))

    assert sent(editor, "DELETE", "/actors/army/", status=204, change_reason="Entered twice.") is None

    sent(editor, "GET", "/actors/army/", status=404)
    assert journal("action", "reason") == [("CREATE", ""), ("DELETE", "Entered twice.")]


def test_what_is_referred_to_is_not_deleted_and_what_refers_to_it_is_named(editor: Client) -> None:
    put(
        record("publisher", "agency", name="Agency"),
        *(record("source", f"source-{number}", title="A report", publisher="agency") for number in range(3)),
        record("actor", "army", **ARMY, speaks_through=["agency"]),
    )

    response = send(editor, "DELETE", "/publishers/agency/")

    assert response.status_code == 409
    [fault] = response.json()["errors"]
    names = [{"kind": "actor", "slug": "army"}]
    assert (fault["code"], fault["records"]) == ("STILL_CITED", names)
    put(record("actor", "army", **ARMY, speaks_through=[]))
    [fault] = send(editor, "DELETE", "/publishers/agency/").json()["errors"]
    assert [one["slug"] for one in fault["records"]] == ["source-0", "source-1", "source-2"]


def test_what_a_deletion_breaks_is_named_only_as_far_as_it_may_be_seen() -> None:
    put(record("publisher", "agency", name="Agency"), record("source", "hidden", title="x", publisher="agency"))

    response = send(a_token_client("Editor", "publish"), "DELETE", "/publishers/agency/")

    assert response.status_code == 409
    assert "hidden" not in response.content.decode()
    assert "Still referred to by others." in response.json()["detail"]


def test_what_was_public_is_not_deleted(editor: Client) -> None:
    put(published("actor", "army", **ARMY))

    response = send(editor, "DELETE", "/actors/army/")

    assert (response.status_code, response.json()["code"]) == (400, "EVER_PUBLIC")
    assert response.json()["errors"][0]["record"] == {"kind": "actor", "slug": "army"}
    sent(editor, "GET", "/actors/army/")


def test_minimal_answers_have_no_body(editor: Client) -> None:
    made = send(editor, "PUT", "/actors/army/", ARMY, prefer="respond-async, return=minimal")
    changed = send(editor, "PATCH", "/actors/army/", {"name": "x"}, prefer="return=minimal")
    whole = send(editor, "PATCH", "/actors/army/", {"name": "y"}, prefer="return=representation")

    assert [(one.status_code, one.content) for one in (made, changed)] == [(201, b""), (204, b"")]
    assert made["Preference-Applied"] == changed["Preference-Applied"] == "return=minimal"
    assert made["ETag"].startswith('"1-')
    assert made["Location"].endswith("/actors/army/")
    assert changed["ETag"].startswith('"2-')
    assert whole.json()["name"] == "y"


def test_unknown_parameter_of_a_write_is_told_as_one(editor: Client) -> None:
    body = sent(editor, "POST", "/actors/?colour=red", ARMY, 400)

    assert body["errors"] == [
        {"code": "UNKNOWN_PARAMETER", "detail": "There is no parameter colour; there are .", "parameter": "colour"}
    ]


@pytest.mark.parametrize("reason", ["x" * 1001, "two\tparts"])
def test_bad_reason_is_refused(editor: Client, reason: str) -> None:
    body = sent(editor, "POST", "/actors/", ARMY, 400, change_reason=reason)

    assert (body["code"], body["header"]) == ("BAD_USER_INPUT", "Change-Reason")
    assert len(journal("number")) == 0


def test_session_needs_its_csrf_token_and_a_token_does_not() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(a_user("Editor"))
    tokens = with_token(a_user("Contributor"), "write", enforce_csrf_checks=True)

    assert sent(strict, "PUT", "/actors/army/", ARMY, 403)["code"] == "FORBIDDEN"
    response = send(tokens, "PUT", "/actors/army/", ARMY)

    assert response.status_code == 201


def test_external_id_of_another_is_refused_and_a_hidden_one_is_not_named(editor: Client) -> None:
    put(record("actor", "hidden", **ARMY, external_ids={"wikidata": "Q1"}))
    body = {"name": "x", "external_ids": {"wikidata": "Q1"}}

    seen = send(editor, "PUT", "/actors/other/", body)
    unseen = send(a_token_client("Contributor", "write"), "PUT", "/actors/other/", body)

    assert faults(seen) == faults(unseen) == [("EXTERNAL_ID_TAKEN", "/external_ids")]
    assert seen.json()["errors"][0]["records"] == [{"kind": "actor", "slug": "hidden"}]
    assert "hidden" not in unseen.content.decode()


def test_hidden_record_is_as_absent_to_one_who_writes_without_seeing_drafts() -> None:
    put(record("actor", "draft", **ARMY), record("source", "draft", title="x"))
    client = a_token_client("Editor", "write", "publish")
    before = stored()

    for method, path, body in [
        ("patch", "", {"name": "x"}),
        ("delete", "", None),
        ("post", "publish/", {}),
        ("post", "submit/", {}),
        ("post", "return/", {}),
        ("post", "retract/", {"reason": "x"}),
        ("post", "retract/?dry_run=1", {}),
    ]:
        hidden = send(client, method, f"/actors/draft/{path}", body)
        absent = send(client, method, f"/actors/nobody/{path}", body)
        assert (hidden.status_code, hidden.content) == (404, absent.content)
    put_hidden = send(client, "PUT", "/actors/draft/", ARMY)
    post_hidden = send(client, "POST", "/actors/", {**ARMY, "slug": "draft"})
    refer = [send(client, "PUT", "/media/m/", {"url": "https://e.org/", "source": slug}) for slug in ("draft", "no")]

    assert (put_hidden.status_code, post_hidden.status_code) == (409, 409)
    assert put_hidden.json() == post_hidden.json()
    assert refer[0].status_code == refer[1].status_code == 400
    assert refer[0].content.replace(b"draft", b"no") == refer[1].content
    assert stored() == before


def test_private_note_is_kept_by_one_who_cannot_see_it() -> None:
    put(published("actor", "army", **ARMY, note="private"))
    client = a_token_client("Editor", "write", "publish")
    found = client.get(f"{API}/actors/army/").json()
    assert "note" not in found

    response = send(client, "PUT", "/actors/army/", {**found, "name": "The army"})

    assert response.status_code == 200
    assert record_of("actor", "army") == published("actor", "army", **{**ARMY, "name": "The army"}, note="private")


def test_reference_to_what_was_retracted_is_kept(editor: Client) -> None:
    put(
        published("source", "old", title="An older report"),
        published("source", "copy", title="A copy", derived_from="old"),
    )
    with writing() as current:
        actions.retract(current, row("source", "old"), "Withdrawn.")
    found = sent(editor, "GET", "/sources/copy/")
    assert found["derived_from"] is None

    sent(editor, "PUT", "/sources/copy/", {**found, "title": "The copy"})

    assert record_of("source", "copy")["derived_from"] == "old"


def test_put_costs_the_same_with_one_row_and_with_five(editor: Client) -> None:
    put(record("actor", "army", name="Army"))

    def statements(number: int) -> int:
        body = {"name": "Army", "names": [{"text": f"{number}-{name}"} for name in range(number)]}
        with CaptureQueriesContext(connection) as found:
            sent(editor, "PUT", "/actors/army/", body)
        return len(found)

    statements(2)

    assert statements(1) == statements(5)


def test_record_that_was_merged_is_not_written_and_merging_is_no_field(editor: Client) -> None:
    put(published("actor", "army", **ARMY), published("actor", "same", name="The same"))
    with writing() as current:
        actions.merge(current, row("actor", "same"), row("actor", "army"))
    before = stored()

    answers = [
        send(editor, method, f"/actors/same/{path}", body)
        for method, path, body in [
            ("PUT", "", ARMY),
            ("PATCH", "", {"name": "x"}),
            ("DELETE", "", None),
            ("POST", "publish/", None),
            ("POST", "retract/", {"reason": "x"}),
        ]
    ]
    by_hand = send(editor, "PATCH", "/actors/army/", {"merged_into": "same"})

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (409, "MERGED")
        assert answer.json()["errors"][0]["records"] == [{"kind": "actor", "slug": "army"}]
    assert faults(by_hand) == [("BAD_USER_INPUT", "/merged_into")]
    assert stored() == before
