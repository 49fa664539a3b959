"""Importing over HTTP: what is answered, what is refused, and that nothing is half-written."""

import gzip
import json
import sys
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from sources.ingest import front
from sources.models import JournalRow
from tests.bundles import SAMPLE, a_claim, a_source, an_actor, an_event, as_lines, stored
from tests.staff import a_client, a_user, journal, seeded
from tests.storing import put, record_of, row

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/import/"


def an_editor() -> Client:
    return a_client("Editor")


def send(client: Client, lines: Iterable[Any], query: str = "", **headers: str) -> tuple[int, Any]:
    """Import records and return the status and the answer."""
    body = b"\n".join(as_lines(lines))
    return sent(client, body, query, **headers)


def sent(client: Client, body: bytes, query: str = "", **headers: str) -> tuple[int, Any]:
    answer = client.post(ADDRESS + query, body, content_type="application/x-ndjson", headers=headers)
    return answer.status_code, answer.json()


def report(**counts: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(("created", "updated", "unchanged", "retracted", "failed", "total_errors"), 0)
    return {**nothing, "dry_run": False, "journal": None, "errors": []} | counts


def refused(client: Client, lines: Iterable[Any], query: str = "") -> list[tuple[int, str, str]]:
    """Import what must be refused, see that nothing was written, and return line, pointer and code of each fault."""
    before = stored()
    status, answer = send(client, lines, query)
    assert status >= 400, answer
    assert stored() == before
    assert answer["total_errors"] == len(answer["errors"])
    return [(one.get("line"), one.get("pointer", ""), one["code"]) for one in answer["errors"]]


def test_import_writes_all_lines_in_one_writing_with_user_road_and_reason() -> None:
    client = an_editor()

    answer = sent(client, SAMPLE.read_bytes(), **{"Change-Reason": "First entry"})

    assert answer == (200, report(created=71, journal={"first": seeded() + 1, "last": seeded() + 71}))
    assert set(journal("road", "reason", "by__username")) == {("REST", "First entry", "Editor")}


def test_importing_again_writes_nothing() -> None:
    client = an_editor()
    sent(client, SAMPLE.read_bytes())
    before = stored()

    assert sent(client, SAMPLE.read_bytes()) == (200, report(unchanged=71))
    assert stored() == before


@pytest.mark.parametrize(("encoding", "compress"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_body_may_be_compressed(encoding: str, compress: Any) -> None:
    client = an_editor()

    status, answer = sent(client, compress(SAMPLE.read_bytes()), **{"Content-Encoding": encoding})

    assert (status, answer["created"]) == (200, 71)


@pytest.mark.parametrize(("encoding", "compress"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_compressed_body_that_breaks_off_is_refused(encoding: str, compress: Any) -> None:
    client = an_editor()
    before = stored()

    status, answer = sent(client, compress(SAMPLE.read_bytes())[:-20], **{"Content-Encoding": encoding})

    assert (status, answer["code"]) == (400, "BAD_USER_INPUT")
    assert stored() == before


def test_body_shorter_than_its_length_is_refused() -> None:
    body = SAMPLE.read_bytes()
    told = {"CONTENT_TYPE": "application/x-ndjson", "CONTENT_LENGTH": str(len(body))}

    answer = an_editor().generic("POST", ADDRESS, **told, **{"wsgi.input": BytesIO(body[: len(body) // 2])})  # type: ignore[arg-type]

    assert (answer.status_code, answer.json()["detail"]) == (400, "The body broke off.")
    assert len(journal("number")) == 0


def test_body_that_unpacks_to_more_than_is_read_is_refused(settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 100_000
    client = an_editor()

    status, answer = sent(client, gzip.compress(b"\n" * 10_000_000), **{"Content-Encoding": "gzip"})

    assert (status, answer["code"]) == (413, "BODY_TOO_LARGE")
    assert sent(client, SAMPLE.read_bytes())[0] == 200


def test_line_that_is_too_long_is_refused_and_the_next_one_is_read() -> None:
    client = an_editor()

    status, answer = sent(client, b"x" * 3_000_000 + b"\n" + as_lines([a_source()])[0], "?on_error=skip")

    assert (status, answer["created"], answer["failed"]) == (200, 1, 1)
    assert [(one["line"], one["code"]) for one in answer["errors"]] == [(1, "LINE_TOO_LONG")]


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [("application/json", {}), ("application/x-ndjson", {"Content-Encoding": "br"})],
)
def test_other_media_types_and_encodings_are_refused(content_type: str, headers: dict[str, str]) -> None:
    answer = an_editor().post(ADDRESS, SAMPLE.read_bytes(), content_type=content_type, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("query", ["?dryrun=1", "?dry_run=yes", "?on_error=ignore"])
def test_unknown_parameters_and_values_are_refused(query: str) -> None:
    status, answer = send(an_editor(), [a_source()], query)

    assert (status, answer["code"] in ("UNKNOWN_PARAMETER", "BAD_USER_INPUT")) == (400, True)
    assert len(journal("number")) == 0


def test_every_bad_line_is_told_with_record_field_and_code() -> None:
    lines = [a_source(), an_event("one", when="soon"), a_claim(event="one"), {"record": "topic"}, an_actor("army", x=1)]

    assert refused(an_editor(), lines) == [
        (2, "/when", "BAD_EDTF"),
        (4, "/slug", "BAD_USER_INPUT"),
        (5, "/x", "UNKNOWN_PARAMETER"),
    ]


def test_skipping_keeps_the_good_lines_without_those_that_name_a_bad_one() -> None:
    lines = [
        a_source(),
        an_event("one", when="soon"),
        a_claim(event="one"),
        an_event("two", part_of="one"),
        an_event("three"),
    ]

    status, answer = send(an_editor(), lines, "?on_error=skip")

    assert (status, answer["created"], answer["failed"]) == (200, 2, 3)
    assert [(one["line"], one["pointer"], one["code"]) for one in answer["errors"]] == [
        (2, "/when", "BAD_EDTF"),
        (3, "/event", "NOT_FOUND"),
        (4, "/part_of", "NOT_FOUND"),
    ]
    assert record_of("event", "three") == an_event("three")


def test_skipping_leaves_out_what_breaks_a_rule_and_what_then_does() -> None:
    lines = [
        a_source(),
        a_source(slug="draft", status="DRAFT"),
        an_event("cited", citations=[{"source": "draft"}]),
        an_event("part", part_of="cited"),
        an_event("good"),
    ]

    status, answer = send(an_editor(), lines, "?on_error=skip")

    assert (status, answer["created"], answer["failed"]) == (200, 3, 2)
    assert [(one["line"], one["code"]) for one in answer["errors"] if one["line"] == 4] == [(4, "NOT_FOUND")]
    assert {one["line"] for one in answer["errors"]} == {3, 4}
    assert len(journal("number")) == 3


def test_a_try_tells_what_would_be_and_writes_nothing() -> None:
    client, lines = an_editor(), [a_source(), an_event("one"), an_event("two", when="soon")]

    before = stored()
    tried = send(client, lines, "?dry_run=1&on_error=skip")
    after = stored()
    done = send(client, lines, "?on_error=skip")

    assert after == before
    assert tried[1]["errors"] == done[1]["errors"]
    assert tried[1] | {"errors": []} == report(created=2, failed=1, total_errors=1, dry_run=True)
    assert done[1]["journal"] == {"first": seeded() + 1, "last": seeded() + 2}


def test_slug_given_twice_is_refused_with_the_line_it_stands_on() -> None:
    lines = [a_source(), an_actor("army"), an_actor("army", name="Other")]

    status, answer = send(an_editor(), lines)

    assert (status, answer["errors"][0]["line"], answer["code"]) == (409, 3, "SLUG_TAKEN")
    assert answer["detail"] == "This slug stands on line 2 already."


def test_patch_changes_what_it_names_and_leaves_the_rest() -> None:
    put(a_source(), an_actor("army", description="An army.", names=[{"text": "Armée"}]))
    line = {"op": "patch", "if_version": 1, "record": "actor", "slug": "army", "name": "The army", "description": None}

    status, answer = send(an_editor(), [line])

    assert (status, answer["updated"]) == (200, 1)
    assert record_of("actor", "army") == an_actor("army", names=[{"text": "Armée"}]) | {"name": "The army"}


def test_retracting_takes_along_what_rests_on_it() -> None:
    put(a_source(), an_event("one"), a_claim(event="one"))

    lines = [{"op": "retract", "record": "event", "slug": "one", "reason": "It never happened."}]
    status, answer = send(an_editor(), lines)

    assert (status, answer["retracted"], answer["updated"]) == (200, 2, 0)
    assert record_of("event", "one")["retraction_reason"] == "It never happened."
    assert record_of("claim", "claim")["status"] == "RETRACTED"


BAD_ORDERS: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "unknown operation": ({"op": "drop", "record": "actor", "slug": "army"}, ("/op", "BAD_USER_INPUT")),
    "version of the wrong type": (an_actor("army", if_version="1"), ("/if_version", "BAD_USER_INPUT")),
    "another version": (an_actor("army", if_version=2), ("/if_version", "VERSION_MISMATCH")),
    "version of what is not there": (an_actor("navy", if_version=1), ("/if_version", "VERSION_MISMATCH")),
    "patch of what is not there": ({"op": "patch", "record": "actor", "slug": "navy"}, ("/slug", "NOT_FOUND")),
    "retract without a reason": (
        {"op": "retract", "record": "actor", "slug": "army"},
        ("/reason", "REASON_REQUIRED"),
    ),
    "retract with fields": (
        {"op": "retract", "record": "actor", "slug": "army", "reason": "No.", "name": "A"},
        ("/name", "UNKNOWN_PARAMETER"),
    ),
    "retract of a draft": (
        {"op": "retract", "record": "actor", "slug": "draft", "reason": "No."},
        ("/op", "BAD_STATUS"),
    ),
    "retract of what has no status": (
        {"op": "retract", "record": "topic", "slug": "war", "reason": "No."},
        ("/op", "BAD_STATUS"),
    ),
}


@pytest.mark.parametrize("name", BAD_ORDERS)
def test_bad_order_is_refused(name: str) -> None:
    put(an_actor("army"), an_actor("draft", status="DRAFT"), {"record": "topic", "slug": "war", "label": "War"})
    line, expected = BAD_ORDERS[name]

    assert refused(an_editor(), [a_source(), line]) == [(2, *expected)]


def test_version_zero_is_of_what_is_not_there_yet() -> None:
    client = an_editor()

    first = send(client, [an_actor("army", if_version=0)])

    assert first[1]["created"] == 1
    assert refused(client, [an_actor("army", if_version=0)]) == [(1, "/if_version", "VERSION_MISMATCH")]


def test_contributor_imports_drafts_and_no_more() -> None:
    client = a_client("Contributor")
    draft = an_actor("army", status="DRAFT")

    assert refused(client, [draft, an_actor("navy"), a_source()]) == [(2, "", "FORBIDDEN"), (3, "", "FORBIDDEN")]
    assert send(client, [draft])[1]["created"] == 1
    assert send(client, [draft, an_actor("navy")], "?on_error=skip")[1]["failed"] == 1


def test_session_imports_with_its_check_against_forgery() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user("Editor"))
    client.cookies["csrftoken"] = "a" * 32

    assert send(client, [a_source()])[0] == 403
    assert sent(client, as_lines([a_source()])[0], **{"X-CSRFToken": "a" * 32})[1]["created"] == 1


def test_nobody_imports_anonymously() -> None:
    before = stored()

    status, answer = send(Client(), [a_source()])

    assert (status, answer["code"]) == (401, "FORBIDDEN")
    assert stored() == before


def test_who_may_not_see_drafts_finds_none_and_replaces_none() -> None:
    put(an_actor("secret", status="DRAFT"), a_source())
    client = Client()
    user = a_user("Contributor")
    user.user_permissions.set(user.groups.get().permissions.exclude(codename="view_drafts"))
    user.groups.clear()
    client.force_login(user)
    naming = an_event("one", status="DRAFT", participations=[{"actor": "secret"}])

    assert refused(client, [naming]) == [(1, "/participations/0/actor", "NOT_FOUND")]
    assert refused(client, [naming | {"participations": [{"actor": "nobody"}]}]) == [
        (1, "/participations/0/actor", "NOT_FOUND")
    ]
    assert refused(client, [an_actor("secret", status="DRAFT", name="Mine")]) == [(1, "/slug", "SLUG_TAKEN")]
    assert send(client, [an_event("two", status="DRAFT")])[1]["created"] == 1


def test_more_faults_than_are_told_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from sources.ingest import report as reports

    monkeypatch.setattr(reports, "MOST_FAULTS", 3)

    status, answer = send(an_editor(), [an_event(f"e-{number}") for number in range(5)])

    assert (status, answer["total_errors"], len(answer["errors"])) == (404, 5, 3)


def test_good_lines_are_tried_anew_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "MOST_PASSES", 1)
    lines = [a_source(status="DRAFT"), an_event("one")]

    assert {code for _, _, code in refused(an_editor(), lines, "?on_error=skip")} == {"NOT_PUBLISHABLE"}


def test_records_of_many_chunks_are_loaded(settings: Any) -> None:
    lines = [a_source(), *(an_event(f"e-{number}", part_of=f"e-{number // 2}") for number in range(1, 2500))]
    lines[1].pop("part_of")

    status, answer = send(an_editor(), reversed(lines))

    assert (status, answer["created"]) == (200, 2500)
    assert row("event", "e-2499").part_of.slug == "e-1249"
    assert json.loads(json.dumps(JournalRow.objects.latest("number").after))["record"] == "event"
