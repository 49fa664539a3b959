"""The feed of changes as a query: page by page, and the same as over REST."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sources import actions, feed
from sources.feed import Chosen, Position, read_position
from sources.graphql.identity import global_id
from sources.journal import writing
from sources.models import FeedEntry
from sources.visibility import Viewer
from tests.graphql import ask, refusal
from tests.storing import FIRST, published, put, record, row, takeover_and_attack

pytestmark = pytest.mark.django_db

CITED = [{"source": "report", "locator": "¶ 1"}]
PAGE = """query ($since: ID, $first: Int, $after: String, $types: [RecordType!], $about: ID) {
  changes(since: $since, first: $first, after: $after, types: $types, about: $about) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { number at action kind slug tombstone reason cursor node { __typename id } } }
  }
}"""


def page(client: Client | None = None, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = ask(PAGE, client, **variables)["changes"]
    return found


def keys(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(edge["node"]["kind"], edge["node"]["slug"]) for edge in found["edges"]]


def retract(kind: str, slug: str) -> None:
    with writing() as current:
        actions.retract(current, row(kind, slug), "Mistaken.")


def an_editor() -> Client:
    user = User.objects.create_user("editor")
    user.user_permissions.add(Permission.objects.get(codename="view_drafts"))
    client = Client()
    client.force_login(user)
    return client


def test_a_page_tells_each_record_as_it_stands_and_where_to_go_on() -> None:
    put(published("actor", "group", name="The group"), record("topic", "border", label="Border"))

    found = page(since=str(FIRST - 1), first=1)

    [edge] = found["edges"]
    assert edge["node"].pop("at").startswith("20")
    assert found == {
        "totalCount": 2,
        "pageInfo": {
            "hasNextPage": True,
            "hasPreviousPage": True,
            "startCursor": str(FIRST),
            "endCursor": str(FIRST),
        },
        "edges": [edge],
    }
    assert edge == {
        "cursor": str(FIRST),
        "node": {
            "number": FIRST,
            "action": "PUT",
            "kind": "ACTOR",
            "slug": "group",
            "tombstone": False,
            "reason": None,
            "cursor": str(FIRST),
            "node": {"__typename": "Actor", "id": global_id("Actor", "group")},
        },
    }


def test_both_apis_tell_the_same_changes() -> None:
    put(*takeover_and_attack(), record("actor", "draft", name="A draft"))
    retract("claim", "attack-dead")

    for client in (Client(), an_editor()):
        told, since = [], "0"
        while True:
            found = page(client, since=since, first=50)
            told += [edge["node"] for edge in found["edges"]]
            since = found["pageInfo"]["endCursor"]
            if not found["pageInfo"]["hasNextPage"]:
                break
        by_rest = client.get("/api/v1/changes/?limit=1000").json()

        assert len(told) > 100
        assert since == str(by_rest["next"])
        assert [
            (one["number"], one["at"], one["action"], one["kind"].lower(), one["slug"], one["tombstone"], one["reason"])
            for one in told
        ] == [
            (one["number"], one["at"], one["action"], one["kind"], one["slug"], one["tombstone"], one.get("reason"))
            for one in by_rest["changes"]
        ]
        assert all((one["node"] is None) is one["tombstone"] for one in told if one["kind"] not in NAMELESS)


#: Kinds that are no type of their own in the schema.
NAMELESS = {"PREDICATE", "ASSESSMENT"}


def test_what_a_new_store_begins_with_comes_page_by_page_too() -> None:
    FeedEntry.objects.filter(number__lte=5).update(number=0, public_number=0)

    told, since = [], "0"
    for _ in range(4):
        found = page(since=since, first=2)
        told += keys(found)
        since = found["pageInfo"]["endCursor"]

    every = [(one.kind.upper(), one.slug) for one in feed.changes(Viewer.PUBLIC, 0).changes]
    assert told == every[:8]
    assert len(set(told)) == 8
    assert feed.count_after(Viewer.PUBLIC, Position(), Chosen()) == page(first=0)["totalCount"]


@pytest.mark.parametrize(("since", "after"), [("2", "4"), ("4", "2"), (None, "4"), ("0", "0.event_type.battle")])
def test_a_page_by_cursor_lies_behind_both_places(since: str | None, after: str) -> None:
    FeedEntry.objects.filter(number__lte=3).update(number=0, public_number=0)
    places = [Position()] if since is None else [read_position(since)]

    found = page(since=since, after=after, first=3)

    behind = max([*places, read_position(after)], key=lambda one: (one.number, one.key))
    assert found == page(since=str(behind), first=3)
    assert found["edges"]


def test_what_names_a_record_is_told_about_it() -> None:
    put(*takeover_and_attack(), published("actor", "other", name="Other"))

    about = keys(page(about=global_id("Event", "attack"), first=100))

    assert about == [("EVENT", "attack"), ("CLAIM", "attack-dead"), ("LINK", "takeover-attack"), ("NARRATIVE", "story")]
    assert keys(page(about=global_id("Actor", "group"), first=100)) == [("ACTOR", "group"), ("EVENT", "attack")]
    assert keys(page(about=global_id("Event", "attack"), types=["CLAIM"])) == [("CLAIM", "attack-dead")]


def test_what_names_a_record_is_not_told_once_that_is_hidden() -> None:
    put(*takeover_and_attack())
    put(published("event", "whole", title="The whole", type="assault", when="2021", citations=CITED))
    part = published("event", "part", title="A part", type="assault", when="2021-09-05", citations=CITED)
    put(part | {"part_of": "whole"}, record("actor", "draft", name="A draft"))
    whole, draft = global_id("Event", "whole"), global_id("Actor", "draft")
    before = keys(page(about=whole))
    retract("event", "whole")

    assert before == [("EVENT", "whole"), ("EVENT", "part")]
    assert keys(page(about=whole)) == [("EVENT", "whole")]
    assert keys(page(about=draft)) == keys(page(about=global_id("Actor", "no-such-actor"))) == []
    assert keys(page(an_editor(), about=draft)) == [("ACTOR", "draft")]


def test_a_hidden_step_does_not_tell_what_it_names() -> None:
    put(*takeover_and_attack(), published("event", "gone", title="G", type="assault", citations=CITED))
    steps = [{"event": "takeover"}, {"event": "gone", "claims": ["attack-dead"]}]
    put(published("narrative", "story", title="A story", steps=steps))
    claim = global_id("Claim", "attack-dead")
    before = keys(page(about=claim))
    retract("event", "gone")

    assert before == [("CLAIM", "attack-dead"), ("NARRATIVE", "story")]
    assert keys(page(about=claim)) == keys(page(an_editor(), about=claim)) == [("CLAIM", "attack-dead")]


def test_drafts_are_told_to_those_alone_who_may_see_them() -> None:
    put(record("actor", "draft", name="A draft"))

    public, drafts = page(since=str(FIRST - 1)), page(an_editor(), since=str(FIRST - 1))

    assert (public["edges"], public["totalCount"], public["pageInfo"]["endCursor"]) == ([], 0, str(FIRST - 1))
    assert (keys(drafts), drafts["totalCount"]) == ([("ACTOR", "draft")], 1)


@pytest.mark.parametrize(
    ("variables", "code", "pointer"),
    [
        ({"since": "-1"}, "BAD_USER_INPUT", "/since"),
        ({"since": "yesterday"}, "BAD_USER_INPUT", "/since"),
        ({"since": "0.news.x"}, "BAD_USER_INPUT", "/since"),
        ({"after": "yesterday"}, "BAD_USER_INPUT", "/after"),
        ({"after": "9" * 18}, "AHEAD_OF_FEED", "/since"),
        ({"since": "9" * 18}, "AHEAD_OF_FEED", "/since"),
        ({"about": "attack"}, "BAD_USER_INPUT", "/id"),
        ({"first": -1}, "BAD_USER_INPUT", "/first"),
        ({"first": 101}, "PAGE_TOO_LARGE", "/first"),
    ],
)
def test_what_the_feed_has_not_is_refused(variables: dict[str, Any], code: str, pointer: str) -> None:
    assert refusal(PAGE, **variables) == (code, [pointer])


def test_statements_do_not_grow_with_the_page() -> None:
    put(*(published("actor", f"actor-{number}", name="x") for number in range(30)))
    query = """query ($since: ID, $first: Int) { changes(since: $since, first: $first) {
      edges { node { node { ... on Actor { name names { text } } } } } } }"""

    def statements(first: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(ask(query, since=str(FIRST - 1), first=first)["changes"]["edges"]) == first
        return len(captured)

    assert statements(1) == statements(5) == statements(30)
