"""The desk: the first page of the admin, and what it says waits."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from events.models import Claim, Event
from sources import actions
from sources.choices import Status
from sources.models import Source
from sources.querysets import IsWaiting
from tests import factories as make
from tests.filling import names, save, statements
from tests.staff import ROLES, a_client, a_user
from tests.storing import put, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def desk(client: Client) -> dict[str, Any]:
    """Return the sections of the desk by title."""
    response = client.get(reverse("admin:index"))
    assert response.status_code == 200
    return {one.title: one for one in response.context["sections"]}


def told(section: Any) -> tuple[list[str], list[str]]:
    return [f"{one.number} {one.label}" for one in section.counts], [one.label for one in section.items]


def test_empty_desk_says_of_each_section_that_nothing_waits(editor):
    response = editor.get(reverse("admin:index"))

    found = desk(editor)
    assert {title: told(one) for title, one in found.items() if title != "Recent changes"} == {
        "Review queue": ([], []),
        "Drafts of mine": ([], []),
        "Remarks": ([], []),
        "Contradictions": ([], []),
        "Claims unassessed": ([], []),
        "Stale assessments": ([], []),
        "Events without evidence": ([], []),
    }
    for title in ("Review queue", "Drafts of mine", "Remarks", "Contradictions", "Stale assessments"):
        assert found[title].empty in response.content.decode()


def test_review_queue_shows_the_oldest_first_and_leads_to_each_list(editor):
    make.a_source("later", title="Later", status=Status.IN_REVIEW)
    first = make.an_actor("first", name="First", status=Status.IN_REVIEW)
    make.a_source("draft", status=Status.DRAFT)
    type(first)._default_manager.filter(pk=first.pk).update(updated_at="2020-01-01T00:00Z")

    queue = desk(editor)["Review queue"]

    assert told(queue) == (["1 source", "1 actor"], ["actor: First (Other)", "source: Later (later)"])
    assert [names(editor.get(one.url)) for one in queue.counts] == [["Later"], ["First"]]


def test_drafts_of_mine_are_those_that_i_wrote():
    client = a_client("Contributor")
    make.a_source(title="Of another", status=Status.DRAFT)
    save(client, Source, title="Mine", slug="mine")

    drafts = desk(client)["Drafts of mine"]

    assert told(drafts) == (["1 source"], ["source: Mine (mine)"])
    assert names(client.get(drafts.counts[0].url)) == ["Mine"]


def a_contradiction() -> Event:
    """Store an event with two claims that cannot both be true, and return it."""
    make.a_source("paper")
    for slug in ("army", "rebels"):
        make.an_actor(slug)
    make.a_predicate()
    make.a_type("attack")
    said = {"event": "raid", "predicate": "killed", "source": "paper", "quote": "words"}
    put(
        record("event", "raid", title="The raid", type="attack"),
        record("claim", "five", speaker="army", low=5, **said),
        record("claim", "none", speaker="rebels", low=0, high=0, **said),
    )
    return Event.objects.get(slug="raid")


def test_contradiction_waits_until_it_is_assessed(editor):
    a_contradiction()

    before = desk(editor)["Contradictions"]
    listed = names(editor.get(before.counts[0].url))
    put(record("assessment", "ours", event="raid", predicate="killed", best=5))
    after = desk(editor)

    assert told(before) == (["1 event"], ["event: The raid (undated)"])
    assert listed == ["The raid"]
    assert told(after["Contradictions"]) == ([], [])


def test_assessment_waits_when_what_it_judged_has_changed(editor):
    a_contradiction()
    put(record("assessment", "ours", event="raid", predicate="killed", best=5))
    fresh = desk(editor)["Stale assessments"]
    put(record("claim", "five", event="raid", predicate="killed", source="paper", quote="words", speaker="army", low=6))

    stale = desk(editor)["Stale assessments"]

    assert told(fresh) == ([], [])
    assert told(stale)[0] == ["1 assessment"]
    assert len(names(editor.get(stale.counts[0].url))) == 1


def test_claims_wait_until_someone_says_what_came_of_checking(editor):
    make.a_claim(make.an_event(), statement="Unchecked")
    make.a_claim(make.an_event(), statement="Checked", verification="CORROBORATED")

    waiting = desk(editor)["Claims unassessed"]

    assert told(waiting)[0] == ["1 claim"]
    assert names(editor.get(waiting.counts[0].url)) == ["Unchecked"]


def test_event_without_source_waits(editor):
    make.an_event(title="Bare", status=Status.DRAFT)
    make.an_event_citation(make.an_event(title="Cited", status=Status.DRAFT), make.a_source())
    make.a_claim(make.an_event(title="Claimed", status=Status.DRAFT), status=Status.DRAFT)

    waiting = desk(editor)["Events without evidence"]

    assert told(waiting) == (["1 event"], ["event: Bare (undated)"])
    assert names(editor.get(waiting.counts[0].url)) == ["Bare"]


def test_counts_stop_at_a_hundred(editor):
    for _ in range(102):
        make.a_media(status=Status.IN_REVIEW)

    assert told(desk(editor)["Review queue"])[0] == ["100+ media"]


def test_recent_changes_tell_who_and_why():
    client = a_client("Editor")
    save(client, Source, title="New", slug="new", reason="It is new")

    [newest, *_] = desk(client)["Recent changes"].items

    assert (newest.label, "It is new" in newest.detail, "Editor" in newest.detail) == (
        "Create: source New (new)",
        True,
        True,
    )
    assert client.get(newest.url).status_code == 200


def test_remarks_wait_until_they_are_settled(editor):
    source = make.a_source(title="Report")
    viewer = a_user("Viewer")
    left = actions.remark(source, by=viewer, text="Is this the first edition?")

    [item] = desk(editor)["Remarks"].items
    actions.settle(left, by=viewer)

    assert (item.label, item.detail) == ("Is this the first edition?", "Viewer, on Report")
    assert told(desk(editor)["Remarks"]) == ([], [])


def test_those_who_may_not_see_drafts_see_no_desk():
    make.a_source(title="Secret", status=Status.IN_REVIEW)
    user = a_user("Viewer")
    user.groups.clear()
    client = Client()
    client.force_login(user)

    response = client.get(reverse("admin:index"))

    assert response.status_code == 200
    assert response.context["sections"] == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_every_role_has_a_desk(role):
    a_contradiction()
    make.a_source(status=Status.IN_REVIEW)

    found = desk(a_client(role))

    assert told(found["Review queue"])[0] == ["1 source"]
    assert told(found["Contradictions"])[0] == ["1 event"]


def a_lot(number: int) -> None:
    """Store something of everything that waits, ``number`` times."""
    for _ in range(number):
        event = make.an_event(status=Status.DRAFT)
        other = make.an_event(status=Status.IN_REVIEW)
        make.a_claim(event, status=Status.IN_REVIEW)
        make.a_link(event, other, status=Status.IN_REVIEW)
        make.an_assessment(event, status=Status.IN_REVIEW)
        make.a_narrative(status=Status.IN_REVIEW)
        actor = make.an_actor(status=Status.IN_REVIEW)
        make.a_relation(actor, "ALLY_OF", make.an_actor(), status=Status.IN_REVIEW)
        make.a_designation(actor, make.an_actor(), status=Status.IN_REVIEW)
        make.a_media(source=make.a_source(status=Status.IN_REVIEW), status=Status.IN_REVIEW)


def test_desk_costs_the_same_with_one_of_each_and_with_many(editor):
    a_lot(2)
    few = statements(lambda: editor.get(reverse("admin:index")))
    a_lot(20)

    assert statements(lambda: editor.get(reverse("admin:index"))) <= few


def plan_of(rows: Any) -> str:
    """Return how the database would find rows, without the choice of reading a whole small table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return str(rows.explain())


def test_what_waits_is_found_by_an_index(editor):
    waiting = Claim.objects.filter(IsWaiting("status"), status=Status.IN_REVIEW).order_by("updated_at", "pk")[:100]

    assert "events_claim_waiting" in plan_of(waiting)
