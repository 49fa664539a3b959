"""All that one may see, as one file."""

import csv
import gc
import gzip
import json
import tracemalloc
import zlib
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.exchange import seen
from events.models import Event
from sources import bundle, chunks
from sources.choices import Status
from sources.journal import revision
from sources.rest.streams import accepts_gzip
from sources.visibility import Viewer
from tests import factories as a
from tests.access import VIEWERS, a_client, hidden_store
from tests.connections import by_another_connection
from tests.drawn import retract
from tests.staff import seeded
from tests.storing import another_store, put, record, takeover_and_attack

pytestmark = pytest.mark.django_db
EXPORT = "/api/v1/export/"
FORMATS = ("jsonl", "csv", "geojson", "timelinejs", "jsonld")


def exported(query: str = "", client: Client | None = None, **headers: str) -> Any:
    response = (client or Client()).get(EXPORT + query, headers=headers)
    assert response.status_code == 200, response.content
    return response


def body(response: Any) -> bytes:
    return b"".join(response)


def lines(query: str = "", client: Client | None = None) -> list[dict[str, Any]]:
    return [json.loads(line) for line in body(exported(query, client)).splitlines()]


def slugs_in(name: str, text: bytes) -> set[str]:
    """Return the slugs of the events of an export."""
    if name == "jsonl":
        return {one["slug"] for one in map(json.loads, text.splitlines()) if one.get("record") == "event"}
    if name == "csv":
        return {row["slug"] for row in csv.DictReader(StringIO(text.decode(), newline=""))}
    found = json.loads(text)
    slides = {one["unique_id"] for one in found.get("events", ())}
    nodes = {one["@id"].split("/")[-2] for one in found.get("@graph", ())}
    return slides | nodes | {one["id"] for one in found.get("features", ())}


def test_export_is_the_bundle_of_what_the_caller_sees() -> None:
    put(*takeover_and_attack(), record("source", "draft", title="A draft", note="Ours."))

    public = body(exported()).decode()
    drafts = body(exported(client=a_client("a user who may see drafts"))).decode()

    assert public.splitlines()[1:] == "".join(bundle.dump(Viewer.PUBLIC)).splitlines()[1:]
    assert drafts.splitlines()[1:] == "".join(bundle.dump(Viewer.DRAFTS)).splitlines()[1:]
    assert ("A draft" in public, "A draft" in drafts) == (False, True)


def test_export_says_what_it_is_and_when_it_is_whole() -> None:
    put(*takeover_and_attack())
    put(record("source", "draft", title="A draft"))

    public, drafts = exported(), exported(client=a_client("a user who may see drafts"))

    head, *rest = (json.loads(line) for line in body(public).splitlines())
    assert head == {"bundle": "sequitur", "version": 1, "records": len(rest)}
    assert public["Record-Count"] == str(len(rest))
    assert (public["Journal-Number"], drafts["Journal-Number"]) == (f"{seeded() + 9}", f"{seeded() + 10}")
    assert (revision(Viewer.PUBLIC), revision(Viewer.DRAFTS)) == (seeded() + 9, seeded() + 10)
    assert public["Content-Type"] == "application/jsonl; charset=utf-8"
    assert public["Content-Disposition"] == f'attachment; filename="sequitur-{seeded() + 9}.jsonl"'
    assert "Content-Length" not in public
    assert json.loads(public["Losses"]) == [
        {"field": "captured_text", "reason": "NOT_CARRIED"},
        {"field": "note", "reason": "NOT_CARRIED"},
    ]
    assert int(drafts["Record-Count"]) == len(rest) + 1


def test_export_goes_into_an_empty_store_and_comes_out_the_same() -> None:
    with another_store():
        put(*takeover_and_attack())
        first = body(exported())

    changed = bundle.load(BytesIO(first))

    assert (changed, body(exported())) == (9, first)


def test_head_tells_the_number_where_it_is_asked_for() -> None:
    put(*takeover_and_attack())

    head, *rest = lines("?number=true")

    assert head == {"bundle": "sequitur", "version": 1, "number": seeded() + 9, "records": len(rest)}
    assert bundle.load(BytesIO(body(exported("?number=true")))) == 0


def test_types_narrow_a_bundle() -> None:
    put(*takeover_and_attack())

    head, *rest = lines("?types=claim,event")

    assert head["records"] == 3
    assert [(one["record"], one["slug"]) for one in rest] == [
        ("event", "attack"),
        ("event", "takeover"),
        ("claim", "attack-dead"),
    ]


@pytest.mark.parametrize("name", FORMATS[1:])
def test_events_that_pass_the_filters_are_exported_in_each_format(name: str) -> None:
    put(*takeover_and_attack())

    every, one = (exported(f"?format={name}{more}") for more in ("", "&happened_from=2021-09-01"))

    assert (every["Record-Count"], one["Record-Count"]) == ("2", "1")
    assert slugs_in(name, body(every)) == {"takeover", "attack"}
    assert slugs_in(name, body(one)) == {"attack"}


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("name", FORMATS)
def test_drafts_are_exported_for_those_alone_who_see_them(viewer: str, name: str) -> None:
    hidden_store()
    bounds = dict.fromkeys(("when_earliest_start", "when_latest_start", "when_earliest_end", "when_latest_end"), 1)
    Event.objects.update(when_edtf="2021-09-15", when_sort_day=1, **bounds)

    found = slugs_in(name, body(exported(f"?format={name}", a_client(viewer))))

    public = {"base-event", "base-effect", "event-published"}
    assert found == (public if VIEWERS[viewer] == "PUBLIC" else public | {"event-draft", "event-review"})


@pytest.mark.parametrize("name", FORMATS)
def test_losses_are_told_alone_with_their_counts(name: str) -> None:
    a.an_event("undated", title="bell\x07")

    found = exported(f"?format={name}&losses=true").json()

    counted = {(one["field"], one["reason"]) for one in found["losses"] if "count" in one}
    assert (found["format"], found["number"]) == (name, seeded())
    assert (
        counted
        == {
            "jsonl": set(),
            "csv": {("title", "CONTROL_CHARACTERS")},
            "geojson": {("geometry", "NO_POINT")},
            "timelinejs": {("when", "UNDATED")},
            "jsonld": set(),
        }[name]
    )
    assert {"field": "claims", "reason": "NOT_CARRIED"} in found["losses"] or name == "jsonl"


@pytest.mark.parametrize("name", FORMATS)
def test_export_is_compressed_where_the_client_takes_gzip(name: str) -> None:
    put(*takeover_and_attack())
    query = f"?format={name}"

    plain, squeezed = exported(query), exported(query, **{"Accept-Encoding": "br, gzip;q=0.5"})

    assert (plain.get("Content-Encoding"), squeezed["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(body(squeezed)) == body(plain)


@pytest.mark.parametrize(
    ("accepted", "is_gzip"),
    [("", False), ("gzip", True), ("GZIP", True), ("br, x-gzip", True), ("gzip;q=0", False), ("gzip; q=0.0", False),
     ("identity", False), ("gzip;q=0.01", True), ("gzipped", False)],
)  # fmt: skip
def test_gzip_is_taken_where_it_is_named(accepted: str, is_gzip: bool) -> None:
    assert accepts_gzip(accepted) is is_gzip


def test_unchanged_export_is_not_sent_again() -> None:
    put(*takeover_and_attack())
    tag = exported()["ETag"]

    same = Client().get(EXPORT, headers={"If-None-Match": tag})
    put(record("topic", "border", label="Border"))
    changed = Client().get(EXPORT, headers={"If-None-Match": tag})

    assert (same.status_code, same["ETag"], same.content) == (304, tag, b"")
    assert changed.status_code == 200
    assert exported("?format=csv")["ETag"] != changed["ETag"] != tag


def test_head_request_is_answered_its_headers_alone() -> None:
    put(*takeover_and_attack())

    response = Client().head(EXPORT)

    assert (response.status_code, body(response), response["Journal-Number"]) == (200, b"", f"{seeded() + 9}")
    assert "Content-Length" not in response


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("?format=xml", "BAD_USER_INPUT", "format"),
        ("?format=json", "BAD_USER_INPUT", "format"),
        ("?types=event,nonsense", "BAD_USER_INPUT", "types"),
        ("?types=", "BAD_USER_INPUT", "types"),
        ("?format=csv&types=event", "UNKNOWN_PARAMETER", "types"),
        ("?format=csv&number=true", "UNKNOWN_PARAMETER", "number"),
        ("?happened_from=2021-09-01", "UNKNOWN_PARAMETER", "happened_from"),
        ("?format=csv&happend_from=2021-09-01", "UNKNOWN_PARAMETER", "happend_from"),
        ("?format=csv&happened_from=soon", "BAD_USER_INPUT", "happened_from"),
        ("?losses=1", "BAD_USER_INPUT", "losses"),
        ("?number=yes", "BAD_USER_INPUT", "number"),
        ("?format=csv&format=jsonl", "BAD_USER_INPUT", "format"),
        ("?format=csv&place=%00", "BAD_USER_INPUT", "place"),
    ],
)
def test_what_cannot_be_exported_is_refused_before_anything_is_sent(query: str, code: str, parameter: str) -> None:
    response = Client().get(EXPORT + query)

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json"), response.content
    assert [(one["code"], one["parameter"]) for one in response.json()["errors"]] == [(code, parameter)]


def test_accept_names_the_format_too() -> None:
    refused = Client().get(EXPORT, headers={"Accept": "text/html"})

    assert (refused.status_code, refused.json()["code"]) == (406, "NOT_ACCEPTABLE")
    assert exported(Accept="application/geo+json, */*;q=0.1")["Content-Type"] == "application/geo+json"
    assert exported(Accept="text/html, */*")["Content-Type"] == "application/jsonl; charset=utf-8"


@pytest.mark.parametrize("name", FORMATS)
def test_export_that_breaks_off_can_be_told_from_a_whole_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks.chunks, "__kwdefaults__", {"size": 2})
    for number in range(5):
        a.an_event(f"event-{number}", "2021")
    whole = body(exported(f"?format={name}"))
    fail_at_the_second_chunk(monkeypatch)

    response = exported(f"?format={name}", **{"Accept-Encoding": "gzip"})

    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    unpacking.decompress(what_comes_of(response))
    assert not unpacking.eof
    response = exported(f"?format={name}")
    got = what_comes_of(response)
    assert got != whole
    if name in ("jsonl", "csv"):
        assert got.count(b"\n") - 1 < int(response["Record-Count"])
    else:
        with pytest.raises(ValueError):
            json.loads(got)


def what_comes_of(response: Any) -> bytes:
    """Return what is sent until it breaks off."""
    got = b""
    try:
        for piece in response:
            got += piece
    except ZeroDivisionError:
        return got
    raise AssertionError("it did not break off")


def fail_at_the_second_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = {"seen": 0, "bundle": 0}
    see, read = seen.seen_events, bundle.seen_records

    def failing_see(*args: Any) -> Any:
        calls["seen"] += 1
        return see(*args) if calls["seen"] % 2 else 1 / 0

    def failing_read(kind: Any, *args: Any) -> Any:
        calls["bundle"] += kind.name == "event"
        return read(kind, *args) if kind.name != "event" or calls["bundle"] % 2 else 1 / 0

    monkeypatch.setattr(seen, "seen_events", failing_see)
    monkeypatch.setattr(bundle, "seen_records", failing_read)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.django_db(transaction=True)
def test_export_is_of_one_state_while_others_write(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks.chunks, "__kwdefaults__", {"size": 2})
    monkeypatch.setattr("sources.rest.streams.PIECE", 1)
    for number in range(5):
        a.an_event(f"event-{number}", "2021")

    response = iter(exported(f"?format={name}"))
    got = next(response)
    by_another_connection(lambda: Event.objects.filter(slug="event-4").update(status=Status.DRAFT))
    got += b"".join(response)

    assert slugs_in(name, got) == {f"event-{number}" for number in range(5)}
    assert slugs_in(name, body(exported(f"?format={name}"))) == {f"event-{number}" for number in range(4)}


@pytest.mark.parametrize("read", ["nothing", "a piece", "all"])
@pytest.mark.django_db(transaction=True)
def test_snapshot_is_left_when_the_client_goes(read: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.rest.streams.PIECE", 1)
    a.an_event("event", "2021")
    response = exported()
    assert connection.in_atomic_block

    if read != "nothing":
        pieces = iter(response)
        next(pieces)
        if read == "all":
            list(pieces)
            assert not connection.in_atomic_block
    response.close()

    assert (connection.in_atomic_block, connection.get_autocommit()) == (False, True)
    User.objects.create_user("writable")


@pytest.mark.parametrize("query", ["?losses=true", "?format=csv&losses=true", "?types=nonsense"])
@pytest.mark.django_db(transaction=True)
def test_answer_at_once_leaves_no_snapshot(query: str) -> None:
    Client().get(EXPORT + query)

    assert not connection.in_atomic_block


@pytest.mark.parametrize("name", FORMATS)
def test_each_chunk_costs_the_same_number_of_statements(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks.chunks, "__kwdefaults__", {"size": 5})

    def told(number: int) -> None:
        event = a.an_event(f"event-{number:03}", "2021", type=a.a_type(), media=[picture], topics=[topic])
        for actor in actors:
            a.a_participation(event, actor)
        a.an_event_place(event, place)
        a.an_event_citation(event, source)

    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert body(exported(f"?format={name}"))
        return len(statements)

    picture, topic, place, source = a.a_media(), a.a_topic(), a.a_place(latitude=1, longitude=1), a.a_source()
    actors = [a.an_actor(), a.an_actor()]
    costs = []
    for number in range(17):
        told(number)
        if number % 5 == 1:
            costs.append(cost())

    assert costs[3] - costs[2] == costs[2] - costs[1] > 0


@pytest.fixture
def cheap_collection() -> Iterator[None]:
    """Let what is there before the test be none of the collector's work, so that garbage can be cleared often."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize("name", ["jsonl", "geojson"])
def test_memory_does_not_grow_with_the_store(
    name: str, monkeypatch: pytest.MonkeyPatch, cheap_collection: None
) -> None:
    monkeypatch.setattr(chunks.chunks, "__kwdefaults__", {"size": 20})
    monkeypatch.setattr("sources.rest.streams.PIECE", 16_000)
    kind = a.a_type("event")

    def stored(first: int, last: int) -> None:
        about = {"type": kind, "status": Status.PUBLISHED, "title": "An event", "summary": "It happened. " * 100}
        rows = [Event(slug=f"event-{number}", when_edtf="2021-09-15", **about) for number in range(first, last)]
        for row in rows:
            row.clean()
        Event.objects.bulk_create(rows)

    def peak() -> tuple[int, int]:
        size = 0
        tracemalloc.start()
        for piece in exported(f"?format={name}"):
            size += len(piece)
            gc.collect()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most, size

    stored(0, 60)
    peak()
    small, of_small = peak()
    stored(60, 460)
    large, of_large = peak()

    assert of_large - of_small > 500_000
    assert large - small < 250_000


def test_what_is_retracted_is_in_no_export() -> None:
    put(*takeover_and_attack())
    before = body(exported(client=a_client("a superuser")))
    assert b'"attack"' in before

    retract("event", "attack")

    for name in FORMATS:
        assert b"The attack" not in body(exported(f"?format={name}"))
        assert b"The attack" not in body(exported(f"?format={name}", superuser()))


def superuser() -> Client:
    client = Client()
    client.force_login(User.objects.get(is_superuser=True))
    return client
