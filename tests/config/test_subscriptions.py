"""Subscriptions to changes over server-sent events, and what they share with those over sockets."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from config.graphql import subscriptions
from config.graphql.context import Context
from config.graphql.requests import GraphQLRequest
from config.live.heads import Heads
from config.schema import schema
from sources import actions, feed
from sources.journal import writing
from sources.visibility import Viewer
from tests.factories import a_token
from tests.live import Reply, meanwhile, run, serving
from tests.storing import FIRST, published, put, record, row, takeover_and_attack

pytestmark = pytest.mark.django_db(transaction=True)

CHANGES = """subscription ($since: ID, $types: [RecordType!], $about: ID) {
  changes(since: $since, types: $types, about: $about) { %s }
}"""
NUMBER = CHANGES % "number"
NAME = CHANGES % "number kind slug action tombstone node { ... on Actor { name } }"


def group(name: str) -> dict[str, Any]:
    return published("actor", "group", name=name)


def draft(name: str) -> dict[str, Any]:
    return record("actor", "draft", name=name)


async def told(reply: Reply) -> dict[str, Any]:
    """Return the change that a stream tells next."""
    event = await reply.event()
    assert event["event"] == "next", event
    found: dict[str, Any] = event["data"]["data"]["changes"]
    return found


def test_a_subscription_tells_what_is_behind_its_place_and_then_what_comes() -> None:
    put(group("The group"))

    async def test() -> list[Any]:
        async with serving() as server:
            reply = server.subscribe(NAME, since=str(FIRST - 1))
            start = await reply.start()
            first = await reply.event()
            await meanwhile(lambda: put(group("Renamed")))
            second = await told(reply)
            await reply.leave()
            return [start, first, second]

    (status, headers), first, second = run(test)

    change = {"number": FIRST, "kind": "ACTOR", "slug": "group", "action": "PUT", "tombstone": False}
    assert (status, headers["content-type"], headers["cache-control"]) == (200, "text/event-stream", "no-store")
    assert (first["id"], first["event"]) == (str(FIRST), "next")
    assert first["data"] == {"data": {"changes": change | {"node": {"name": "The group"}}}}
    assert second == change | {"number": FIRST + 1, "node": {"name": "Renamed"}}


def test_without_a_place_only_what_comes_is_told() -> None:
    put(group("The group"))

    async def test() -> dict[str, Any]:
        async with serving() as server:
            reply = server.subscribe(NAME)
            await reply.start()
            await meanwhile(lambda: put(group("Renamed")))
            found = await told(reply)
            await reply.leave()
            return found

    assert run(test)["node"] == {"name": "Renamed"}


def test_a_retraction_is_told_as_a_tombstone() -> None:
    put(group("The group"))

    def retract() -> None:
        with writing() as current:
            actions.retract(current, row("actor", "group"), "Mistaken.")

    async def test() -> dict[str, Any]:
        async with serving() as server:
            reply = server.subscribe(CHANGES % "action tombstone reason retractedAt node { id }", since=str(FIRST))
            await reply.start()
            await meanwhile(retract)
            found = await told(reply)
            await reply.leave()
            return found

    found = run(test)

    assert found.pop("retractedAt").startswith("20")
    assert found == {"action": "RETRACT", "tombstone": True, "reason": "Mistaken.", "node": None}


def test_kinds_and_a_record_narrow_what_is_told() -> None:
    put(*takeover_and_attack())
    attack = Client().get("/graphql/", {"query": '{ event(slug: "attack") { id } }'}).json()["data"]["event"]["id"]

    async def slugs(number: int, **variables: Any) -> list[str]:
        async with serving() as server:
            reply = server.subscribe(NAME, since=str(FIRST - 1), **variables)
            await reply.start()
            found = [(await told(reply))["slug"] for _ in range(number)]
            silent = await reply.silent()
            await reply.leave()
            assert silent
            return sorted(found)

    async def by_kind() -> Any:
        return await slugs(2, types=["EVENT"])

    async def about() -> Any:
        return await slugs(4, about=attack)

    assert run(by_kind) == ["attack", "takeover"]
    assert run(about) == ["attack", "attack-dead", "story", "takeover-attack"]


def test_drafts_reach_those_alone_who_may_see_them_until_that_is_taken_away() -> None:
    put(group("The group"))
    user = User.objects.create_user("someone")
    user.user_permissions.add(Permission.objects.get(codename="view_drafts"))
    secret = a_token(user, "read", "read-drafts")

    async def test() -> list[Any]:
        async with serving() as server:
            public = server.subscribe(NAME, since=str(FIRST))
            editor = server.subscribe(NAME, {"authorization": f"Bearer {secret}"}, since=str(FIRST))
            await public.start()
            await editor.start()
            await meanwhile(lambda: put(draft("A draft")))
            seen = await told(editor)
            silent = await public.silent()
            await meanwhile(lambda: user.user_permissions.set([]))
            await meanwhile(lambda: put(draft("Of which one may not know")))
            rest = await editor.rest()
            await asyncio.wait_for(editor.task, 5)
            await public.leave()
            return [seen, silent, rest]

    seen, silent, rest = run(test)

    assert (seen["slug"], seen["node"]) == ("draft", {"name": "A draft"})
    assert silent
    assert b"may not know" not in rest


def test_a_browser_that_reconnects_goes_on_behind_the_last_event() -> None:
    put(*(published("actor", name, name=name) for name in ("one", "two", "three")))

    async def test() -> list[Any]:
        async with serving() as server:
            address = "/graphql/?query=subscription%7Bchanges(since:%220%22)%7Bslug%7D%7D"
            reply = server.ask(address, accept="text/event-stream", last_event_id=str(FIRST + 1))
            wrong = server.ask(address, accept="text/event-stream", last_event_id="yesterday")
            ahead = server.ask(address, accept="text/event-stream", last_event_id="999999")
            found = await told(reply)
            await reply.leave()
            return [found, await wrong.whole(), await ahead.whole()]

    found, wrong, ahead = run(test)

    assert found == {"slug": "three"}
    codes = [(status, body["errors"][0]["extensions"]["code"]) for status, _, body in (wrong, ahead)]
    assert codes == [(400, "BAD_USER_INPUT"), (400, "AHEAD_OF_FEED")]


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "no GraphQL": ("subscription {", {}, "GRAPHQL_PARSE_FAILED"),
    "an unknown field": ("subscription { news }", {}, "GRAPHQL_VALIDATION_FAILED"),
    "two fields": ("subscription { changes { slug } more: changes { slug } }", {}, "GRAPHQL_VALIDATION_FAILED"),
    "a field that is skipped": (
        "subscription ($no: Boolean = true) { changes @skip(if: $no) { slug } }",
        {},
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "a number to come": (NUMBER, {"since": "99999"}, "AHEAD_OF_FEED"),
    "no number": (NUMBER, {"since": "-1"}, "BAD_USER_INPUT"),
    "no kind": (NUMBER, {"types": ["NEWS"]}, "BAD_USER_INPUT"),
    "no id": (NUMBER, {"about": "attack"}, "BAD_USER_INPUT"),
    "too much": (
        CHANGES % "node { ... on Actor { events(first: 100) { edges { node { claims(first: 100) { edges { node { event "
        "{ claims(first: 100) { edges { node { slug } } } } } } } } } } } }",
        {},
        "TOO_COSTLY",
    ),
}


@pytest.mark.parametrize(("query", "variables", "code"), WRONG.values(), ids=WRONG)
def test_a_subscription_that_cannot_begin_is_told_why(query: str, variables: dict[str, Any], code: str) -> None:
    async def test() -> list[Any]:
        async with serving() as server:
            reply = server.subscribe(query, **variables)
            return [await reply.start(), await reply.event(), await reply.event()]

    (status, headers), first, last = run(test)

    assert (status, headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert [error["extensions"]["code"] for error in first["data"]["errors"]] == [code]
    assert (first["event"], last) == ("next", {"event": "complete", "data": None})


def test_a_query_over_server_sent_events_is_answered_and_complete() -> None:
    put(group("The group"))

    async def test() -> list[Any]:
        async with serving() as server:
            reply = server.subscribe('{ actor(slug: "group") { name } }')
            await reply.start()
            return [await reply.event(), await reply.event()]

    first, last = run(test)

    assert first["data"] == {"data": {"actor": {"name": "The group"}}}
    assert last["event"] == "complete"


def test_a_request_that_is_none_is_refused_by_its_status() -> None:
    async def test() -> list[Any]:
        async with serving() as server:
            events = {"accept": "text/event-stream", "content_type": "application/json"}
            return [
                await server.ask("/graphql/", "POST", [b"{"], content_length="1", **events).whole(),
                await server.ask("/graphql/", "POST", [b"x" * 300_000], content_length="300000", **events).whole(),
                await server.ask("/graphql/", "POST", [b"{}"], accept="text/event-stream").whole(),
                await server.subscribe(NUMBER, {"authorization": "Bearer nothing"}).whole(),
            ]

    found = [(status, body["errors"][0]["extensions"]["code"]) for status, _, body in run(test)]

    assert found == [(400, "BAD_JSON"), (413, "BODY_TOO_LARGE"), (415, "UNSUPPORTED_MEDIA_TYPE"), (401, "BAD_TOKEN")]


def test_as_many_subscribers_are_let_in_as_are_allowed() -> None:
    async def full(**limits: int) -> tuple[Any, int]:
        async with serving(**limits) as server:
            first = server.subscribe(NUMBER)
            await first.start()
            refused = await server.subscribe(NUMBER).whole()
            await first.leave()
            again = server.subscribe(NUMBER)
            status, _ = await again.start()
            await again.leave()
            return refused, status

    async def per_address() -> Any:
        return await full(streams_of_one=1)

    async def per_process() -> Any:
        return await full(streams=1)

    for test, status, code in ((per_address, 429, "RATE_LIMITED"), (per_process, 503, "TOO_MANY_STREAMS")):
        refused, after = run(test)
        assert (refused[0], refused[2]["errors"][0]["extensions"]["code"]) == (status, code)
        assert int(refused[1]["retry-after"]) > 0
        assert after == 200


def test_one_poller_asks_for_all_and_equal_subscribers_are_told_by_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    put(group("The group"))
    polls, runs = [], []
    fresh, execute = Heads._fresh, subscriptions.run

    def counted_poll(heads: Heads) -> Any:
        polls.append(1)
        return fresh(heads)

    def counted_run(schema: Any, asked: Any, one: Any, context: Any) -> Any:
        runs.append(one)
        return execute(schema, asked, one, context)

    monkeypatch.setattr(Heads, "_fresh", counted_poll)

    async def test() -> tuple[list[str], int]:
        async with serving() as server:
            replies = [server.subscribe(NAME) for _ in range(15)]
            sockets = [server.socket() for _ in range(5)]
            for reply in replies:
                await reply.start()
            for socket in sockets:
                await socket.begin()
                socket.subscribe(NAME)
            await asyncio.sleep(1)
            polls.clear()
            await asyncio.sleep(2)
            polled = len(polls)
            monkeypatch.setattr(subscriptions, "run", counted_run)
            await meanwhile(lambda: put(group("Renamed")))
            names = [(await told(reply))["node"]["name"] for reply in replies]
            for reply in replies:
                await reply.leave()
            return names, polled

    names, polled = run(test)

    assert names == ["Renamed"] * 15
    assert 1 <= polled <= 9  # four a second, for however many
    assert 1 <= len(runs) <= 3


def test_what_changed_together_is_loaded_together(django_assert_max_num_queries: Any) -> None:
    def statements(number: int) -> int:
        since = feed.heads()[Viewer.PUBLIC]
        put(*(published("actor", f"actor-{since}-{one}", name="x") for one in range(number)))
        query = CHANGES % "slug node { ... on Actor { name names { text } events { totalCount } } }"
        asked = GraphQLRequest(query, {"since": str(since)})
        begun = subscriptions.subscribed(schema, asked, Context(None, Viewer.PUBLIC), None)
        assert isinstance(begun, subscriptions.Subscribed)
        with django_assert_max_num_queries(40) as captured:
            page = begun.written()
        assert len(page.payloads) == number
        assert all(b'"errors"' not in payload for _, payload in page.payloads)
        return len(captured)

    assert statements(1) == statements(15)


def test_plain_http_knows_no_subscriptions_and_wsgi_no_streams() -> None:
    body = json.dumps({"query": NUMBER})
    plain = Client().post("/graphql/", body, content_type="application/json")
    stream = Client().post("/graphql/", body, content_type="application/json", headers={"Accept": "text/event-stream"})

    assert [(one.status_code, one.json()["errors"][0]["extensions"]["code"]) for one in (plain, stream)] == [
        (405, "METHOD_NOT_ALLOWED"),
        (501, "NEEDS_ASGI"),
    ]
