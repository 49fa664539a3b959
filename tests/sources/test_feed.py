"""Who replays the feed has what it may see, and learns nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sources import actions, bundle, feed
from sources.journal import writing
from sources.models import FeedEntry, JournalHead, JournalRow
from sources.records import ORDER
from sources.refusals import Refusal
from sources.visibility import Viewer
from tests.access import VIEWERS, a_client
from tests.storing import CITED, published, put, record, row, takeover_and_attack
from tests.upheaval import Upheaval

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/changes/"
Copy = dict[tuple[str, str], dict[str, Any]]


def ask(client: Client | None = None, **parameters: Any) -> dict[str, Any]:
    response = (client or Client()).get(ADDRESS, parameters)
    assert response.status_code == 200, response.json()
    return response.json()


def head(viewer: Viewer = Viewer.PUBLIC) -> int:
    return feed.heads()[viewer]


def beginning() -> int:
    """Return the number at which a new store stands: what it begins with has the first ones."""
    return int(JournalRow.objects.filter(road="MIGRATION").latest("number").number)


def told(since: int, viewer: Viewer = Viewer.PUBLIC) -> list[tuple[str, str]]:
    """Return what a viewer is told after a number: action and slug."""
    return [(one.action, one.slug) for one in feed.changes(viewer, since, limit=feed.LARGEST_SIZE).changes]


def replay(copy: Copy, viewer: Viewer, since: int, limit: int = 3) -> int:
    """Bring a copy to where the feed stands, by small pages; return where that is."""
    while True:
        page = feed.changes(viewer, since, limit=limit)
        keys = [(one.kind, one.slug) for one in page.changes]
        assert len(set(keys)) == len(keys)
        for one in page.changes:
            if one.tombstone:
                copy.pop((one.kind, one.slug), None)
            else:
                assert one.record is not None
                copy[(one.kind, one.slug)] = one.record
        since = page.next
        if not page.has_more:
            return since


def lines(copy: Copy) -> list[str]:
    order = sorted(copy, key=lambda key: (ORDER.index(key[0]), key[1]))
    head = {"bundle": "sequitur", "version": 1}
    return [bundle.line(one) for one in (head, *(copy[key] for key in order))]


def retract(kind: str, slug: str, reason: str = "It was wrong.") -> None:
    with writing() as current:
        actions.retract(current, row(kind, slug), reason)


def publish(kind: str, slug: str) -> None:
    with writing() as current:
        actions.publish(current, [row(kind, slug)])


@pytest.mark.parametrize("seed", range(2))
def test_a_replayed_copy_equals_the_view_after_every_write(seed: int) -> None:
    upheaval = Upheaval(seed)
    upheaval.begin()
    copies: dict[Viewer, Copy] = {viewer: {} for viewer in Viewer}
    since = dict.fromkeys(Viewer, 0)

    for _ in range(30):
        upheaval.step()

        for viewer, copy in copies.items():
            since[viewer] = replay(copy, viewer, since[viewer])
            assert lines(copy) == list(bundle.dump(viewer))

    assert upheaval.kept > 10
    for viewer, copy in copies.items():
        anew: Copy = {}
        replay(anew, viewer, 0)
        assert anew == copy


def test_it_begins_with_what_a_new_store_begins_with() -> None:
    put(published("actor", "group", name="The group"))

    whole, rest = ask(limit=1000), ask(since=head())

    assert {"armed-clash", "killed"} <= {one["slug"] for one in whole["changes"]}
    assert whole["changes"][-1]["slug"] == "group"
    assert rest == {"changes": [], "next": head(), "has_more": False}


def test_a_draft_is_nothing_to_the_public_until_it_is_published() -> None:
    put(record("publisher", "agency", name="Agency"))
    began, public = ask(limit=1000), head()

    put(record("actor", "group", name="The group", note="For us."))
    put(record("actor", "group", name="The group, renamed", status="IN_REVIEW"))
    hidden = ask(since=public)
    put(record("actor", "other", name="Another"))
    with writing() as current:
        actions.delete(current, row("actor", "other"))

    assert hidden == {"changes": [], "next": public, "has_more": False}
    assert ask(limit=1000) == began

    put(record("actor", "group", name="The group", status="PUBLISHED", note="For us."), reason="Now it is sure.")

    [change] = ask(since=public)["changes"]
    number = JournalRow.objects.latest("number").number
    assert change == {
        "number": number,
        "at": change["at"],
        "action": "PUT",
        "kind": "actor",
        "slug": "group",
        "tombstone": False,
        "record": {"record": "actor", "slug": "group", "status": "PUBLISHED", "name": "The group"},
    }


def test_those_who_see_drafts_are_told_of_them_with_notes_and_never_who_or_why() -> None:
    put(record("actor", "other", name="Another"))
    put(record("actor", "group", name="The group", note="For us."), reason="Hearsay.")
    client = a_client("a user who may see drafts")
    since = head(Viewer.DRAFTS) - 1

    [change] = ask(client, since=since)["changes"]

    assert change["record"] == {"record": "actor", "slug": "group", "name": "The group", "note": "For us."}
    assert set(change) == {"number", "at", "action", "kind", "slug", "tombstone", "record"}

    with writing() as current:
        actions.delete(current, row("actor", "group"))

    [gone] = ask(client, since=since)["changes"]
    assert (gone["action"], gone["tombstone"], gone["record"]) == ("DELETE", True, None)
    assert ask(since=beginning())["changes"] == []


def test_a_retraction_is_a_tombstone_with_its_date_and_reason_and_a_publication_brings_it_back() -> None:
    put(published("actor", "group", name="The group"))
    retract("actor", "group", "Mistaken identity.")

    [gone] = ask(since=head() - 1)["changes"]
    publish("actor", "group")
    [back] = ask(since=head() - 1)["changes"]

    assert gone == {
        "number": head() - 1,
        "at": gone["at"],
        "action": "RETRACT",
        "kind": "actor",
        "slug": "group",
        "tombstone": True,
        "record": None,
        "retracted_at": gone["retracted_at"],
        "reason": "Mistaken identity.",
    }
    assert gone["retracted_at"] is not None
    assert (back["number"], back["action"], back["record"]["name"]) == (head(), "PUT", "The group")


def test_a_deleted_vocabulary_is_a_tombstone() -> None:
    put(record("topic", "border", label="Border"))
    since = head()
    with writing() as current:
        actions.delete(current, row("topic", "border"))

    assert told(since) == [("DELETE", "border")]


def test_what_cites_a_retracted_source_is_told_again_without_it_and_then_with_it() -> None:
    cited = [{"source": "report", "quote": "so"}, {"source": "other", "quote": "so too"}]
    put(*takeover_and_attack(), published("source", "other", title="Another report"))
    put(published("event", "march", title="The march", type="assault", citations=cited))
    put(record("event", "draft", title="A draft", type="assault", citations=cited))
    since = head(Viewer.DRAFTS)

    retract("source", "other")

    page = feed.changes(Viewer.PUBLIC, head() - 2)
    assert told(since) == [("RETRACT", "other"), ("PUT", "march")]
    assert set(told(since, Viewer.DRAFTS)) == {("RETRACT", "other"), ("PUT", "march"), ("PUT", "draft")}
    assert page.changes[-1].record is not None
    assert [one["source"] for one in page.changes[-1].record["citations"]] == ["report"]

    since = head()
    publish("source", "other")

    assert told(since) == [("PUT", "other"), ("PUT", "march")]
    assert feed.changes(Viewer.PUBLIC, since).changes[-1].record["citations"] == cited  # type: ignore[index]


def test_a_narrative_is_told_again_when_an_event_of_its_leaves() -> None:
    put(*takeover_and_attack())
    since = head()

    retract("event", "takeover")

    changes = feed.changes(Viewer.PUBLIC, since).changes
    assert [(one.action, one.slug) for one in changes] == [
        ("RETRACT", "takeover"),
        ("RETRACT", "takeover-attack"),
        ("PUT", "story"),
    ]
    assert changes[-1].record is not None
    assert changes[-1].record["steps"] == [{"event": "attack"}]


def test_what_names_a_renamed_draft_is_told_again() -> None:
    put(record("event_type", "assault", label="Assault"), record("source", "draft", title="A draft"))
    put(record("event", "march", title="The march", type="assault", citations=[{"source": "draft"}]))
    since = head(Viewer.DRAFTS)

    with writing() as current:
        source = row("source", "draft")
        current.touch(source)
        source.slug = "renamed"
        current.save(source)

    assert set(told(since, Viewer.DRAFTS)) == {("PUT", "renamed"), ("DELETE", "draft"), ("PUT", "march")}
    assert told(head()) == []


def test_numbers_are_the_journals_and_what_was_not_written_takes_none_of_its() -> None:
    start = beginning()
    put(*takeover_and_attack())
    retract("event", "takeover")
    put(record("publisher", "agency", name="Agency"))

    rows = JournalRow.objects.filter(number__gt=start).order_by("number")
    numbers = [number - start for number in rows.values_list("number", flat=True)]
    story = FeedEntry.objects.get(kind="narrative", slug="story")

    assert numbers == [*range(1, 12), 13]
    assert (story.number, story.public_number) == (start + 12, start + 12)
    assert JournalHead.objects.get().last_number == JournalHead.objects.get().public_revision == start + 13


def test_pages_go_on_from_one_another_and_each_record_comes_once_at_its_last_number() -> None:
    start = beginning()
    put(*takeover_and_attack())
    put(published("actor", "group", name="The group, renamed", kind="REBEL_GROUP"))

    pages = [ask(since=start + 1, limit=4)]
    while pages[-1]["has_more"]:
        pages.append(ask(since=pages[-1]["next"], limit=4))

    numbers = [[one["number"] - start for one in page["changes"]] for page in pages]
    assert numbers == [[3, 4, 5, 6], [7, 8, 9, 10]]
    assert [page["next"] - start for page in pages] == [6, 10]
    assert pages[-1]["changes"][-1]["record"]["name"] == "The group, renamed"


def test_types_narrow_it_and_a_quiet_feed_goes_on_all_the_same() -> None:
    start = beginning()
    put(*takeover_and_attack())

    page = ask(types="event,claim", since=start + 1)

    assert [one["kind"] for one in page["changes"]] == ["event", "event", "claim"]
    assert (page["next"], page["has_more"]) == (start + 9, False)
    assert ask(types="media") == {"changes": [], "next": start + 9, "has_more": False}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_each_reader_goes_on_from_the_head_of_its_view(viewer: str) -> None:
    start = beginning()
    put(published("actor", "group", name="The group"))
    put(record("actor", "draft", name="A draft"))

    page = ask(a_client(viewer), since=start + 1)

    seen = {"PUBLIC": [], "DRAFTS": ["draft"]}[VIEWERS[viewer]]
    assert [one["slug"] for one in page["changes"]] == seen
    assert page["next"] == start + 1 + len(seen)


@pytest.mark.parametrize(
    ("parameters", "code", "parameter"),
    [
        ("since=-1", "BAD_USER_INPUT", "since"),
        ("since=x", "BAD_USER_INPUT", "since"),
        ("since=", "BAD_USER_INPUT", "since"),
        ("since=1.5", "BAD_USER_INPUT", "since"),
        ("since=99999999999999999999", "BAD_USER_INPUT", "since"),
        ("since=999999", "AHEAD_OF_FEED", "since"),
        ("since=1&since=1", "BAD_USER_INPUT", "since"),
        ("types=chapter", "BAD_USER_INPUT", "types"),
        ("types=", "BAD_USER_INPUT", "types"),
        ("limit=0", "BAD_USER_INPUT", "limit"),
        ("limit=1001", "PAGE_TOO_LARGE", "limit"),
        ("wait=61", "BAD_USER_INPUT", "wait"),
        ("wait=-1", "BAD_USER_INPUT", "wait"),
        ("after=1", "UNKNOWN_PARAMETER", "after"),
    ],
)
def test_what_is_not_asked_well_is_refused(parameters: str, code: str, parameter: str) -> None:
    put(published("actor", "group", name="The group"))
    put(record("actor", "draft", name="A draft"))

    response = Client().get(f"{ADDRESS}?{parameters}")

    assert response.status_code == 400
    assert [(one["code"], one["parameter"]) for one in response.json()["errors"]] == [(code, parameter)]


@pytest.mark.parametrize(("query", "accept"), [("?wait=1", "application/json"), ("", "text/event-stream")])
def test_waiting_and_streaming_need_asgi(query: str, accept: str) -> None:
    response = Client().get(ADDRESS + query, headers={"Accept": accept})

    assert (response.status_code, response.json()["code"]) == (501, "NEEDS_ASGI")
    assert response["Content-Type"] == "application/problem+json"


def test_an_answer_in_another_format_is_refused() -> None:
    response = Client().get(ADDRESS, headers={"Accept": "text/csv"})

    assert (response.status_code, response.json()["code"]) == (406, "NOT_ACCEPTABLE")


def test_nothing_is_sent_again_while_the_view_stands_still() -> None:
    put(published("actor", "group", name="The group"))
    tag = Client().get(ADDRESS)["ETag"]

    put(record("actor", "draft", name="A draft"))
    still = Client().get(ADDRESS, headers={"If-None-Match": tag})
    put(published("actor", "group", name="The group, renamed"))
    moved = Client().get(ADDRESS, headers={"If-None-Match": tag})

    assert (still.status_code, still.content, still["ETag"]) == (304, b"", tag)
    assert moved.status_code == 200
    assert moved["ETag"] != tag


def test_a_page_costs_the_same_for_one_record_and_for_five() -> None:
    put(record("event_type", "assault", label="Assault"), published("source", "report", title="A report"))
    counts = []
    for number in range(6):
        since = head()
        put(published("event", f"event-{number}", title="An event", type="assault", citations=CITED))
        if number in (0, 5):
            since = since if number == 0 else since - 4
            with CaptureQueriesContext(connection) as captured:
                assert len(ask(since=since)["changes"]) == (1 if number == 0 else 5)
            counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_topic_that_events_show_cannot_be_deleted() -> None:
    put(record("event_type", "assault", label="Assault"), record("topic", "border", label="Border"))
    put(record("event", "march", title="The march", type="assault", topics=["border"]))

    with pytest.raises(Refusal) as refused, writing() as current:
        actions.delete(current, row("topic", "border"))

    assert refused.value.faults[0].code == "STILL_CITED"
    assert refused.value.faults[0].message == "Still referred to by event march."
    assert row("event", "march").topics.count() == 1


def test_what_was_merged_is_a_tombstone_and_what_named_it_is_told_again() -> None:
    put(record("place", "hill", name="Hill"), record("place", "mount", name="Mount"))
    put(record("event_type", "assault", label="Assault"), published("source", "report", title="A report"))
    march = published("event", "march", title="The march", type="assault", citations=CITED, places=[{"place": "hill"}])
    put(march)
    copy: Copy = {}
    since = replay(copy, Viewer.PUBLIC, 0)

    with writing() as current:
        actions.merge(current, row("place", "hill"), row("place", "mount"))

    changes = {one.slug: one for one in feed.changes(Viewer.PUBLIC, since).changes}
    replay(copy, Viewer.PUBLIC, since)
    assert (changes["hill"].tombstone, changes["hill"].reason) == (True, "Merged into mount.")
    assert changes["march"].record is not None
    assert changes["march"].record["places"] == [{"place": "mount"}]
    assert lines(copy) == list(bundle.dump(Viewer.PUBLIC))


def test_a_draft_that_rests_on_what_was_retracted_is_gone_until_that_comes_back() -> None:
    put(*takeover_and_attack())
    draft = {"event": "takeover", "predicate": "dead", "low": 3, "source": "report", "quote": "three"}
    put(record("claim", "draft-claim", **draft), record("event", "loose", title="Loose", type="assault"))
    put(
        record(
            "link", "draft-link", cause="loose", kind="ENABLED", effect="attack", evidence=[{"claim": "draft-claim"}]
        )
    )
    copy: Copy = {}
    since = replay(copy, Viewer.DRAFTS, 0)

    retract("event", "takeover")
    since = replay(copy, Viewer.DRAFTS, since)

    assert ("claim", "draft-claim") not in copy
    assert "evidence" not in copy["link", "draft-link"]
    assert lines(copy) == list(bundle.dump(Viewer.DRAFTS))

    publish("event", "takeover")
    replay(copy, Viewer.DRAFTS, since)

    assert copy["link", "draft-link"]["evidence"] == [{"claim": "draft-claim"}]
    assert lines(copy) == list(bundle.dump(Viewer.DRAFTS))


def test_what_is_loaded_in_bulk_is_in_the_feed_and_takes_the_place_of_what_was_deleted() -> None:
    put(record("actor", "group", name="A draft"))
    with writing() as current:
        actions.delete(current, row("actor", "group"))
    load = [*takeover_and_attack(), record("actor", "draft", name="Still a draft")]
    copies: dict[Viewer, Copy] = {viewer: {} for viewer in Viewer}

    assert bundle.load(json.dumps(one).encode() + b"\n" for one in load) == len(load)

    for viewer, copy in copies.items():
        assert replay(copy, viewer, 0) == head(viewer)
        assert lines(copy) == list(bundle.dump(viewer))
    assert ("actor", "draft") not in copies[Viewer.PUBLIC]
    assert FeedEntry.objects.filter(kind="actor", slug="group").count() == 1
