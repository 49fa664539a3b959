"""Readers whose connections stay open, and all other requests beside them."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from config.live import pages as live_pages
from config.live import readers
from config.live.environs import environ_of
from config.live.exchanges import WHOLE
from config.live.server import Server
from events.models import Topic
from sources import actions
from sources.choices import Scope
from sources.journal import writing
from tests.factories import a_token
from tests.live import Reply, Serving, meanwhile, run, serving
from tests.rest import API
from tests.staff import a_user
from tests.storing import FIRST, published, put, record, row

pytestmark = pytest.mark.django_db(transaction=True)


def group(name: str) -> dict[str, Any]:
    return published("actor", "group", name=name)


def draft(name: str) -> dict[str, Any]:
    return record("actor", "draft", name=name)


def cookie(*permissions: str) -> str:
    """Return the header of a user who may see drafts."""
    user = User.objects.create_user("someone")
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"


def test_a_stream_tells_what_is_there_and_then_what_comes() -> None:
    put(group("The group"))

    async def test() -> list[Any]:
        async with serving() as server:
            reply = server.stream("?types=actor")
            start = await reply.start()
            first = await reply.event()
            await meanwhile(lambda: put(group("Renamed")))
            second = await reply.event()
            await reply.leave()
            return [start, first, second]

    (status, headers), first, second = run(test)

    assert (status, headers["content-type"], headers["cache-control"]) == (200, "text/event-stream", "no-store")
    assert headers["x-content-type-options"] == "nosniff"
    assert "content-length" not in headers
    assert (first["id"], first["event"], first["data"]["record"]["name"]) == (str(FIRST), "change", "The group")
    assert (second["id"], second["data"]["record"]["name"]) == (str(FIRST + 1), "Renamed")


def test_drafts_reach_no_public_reader_by_stream_or_poll_not_even_as_a_sign_of_life() -> None:
    put(group("The group"))

    async def test() -> tuple[bool, Any, Any]:
        async with serving() as server:
            stream, poll = server.stream(f"?since={FIRST}"), server.feed(f"?since={FIRST}&wait=2")
            await stream.start()
            await meanwhile(lambda: put(draft("A draft")))
            await meanwhile(lambda: put(draft("Still a draft")))
            silent = await stream.silent()
            polled = await poll.whole()
            await meanwhile(lambda: put(published("actor", "draft", name="No draft")))
            event = await stream.event()
            await stream.leave()
            return silent, polled, event

    silent, polled, event = run(test)

    assert silent
    assert polled[2] == {"changes": [], "next": FIRST, "has_more": False}
    assert (event["id"], event["data"]["record"]["name"]) == (str(FIRST + 3), "No draft")


def test_who_may_see_drafts_is_told_of_them_until_that_is_taken_away() -> None:
    put(group("The group"))
    session = cookie("view_drafts")

    async def test() -> tuple[Any, bytes]:
        async with serving() as server:
            stream = server.stream(f"?since={FIRST}", cookie=session)
            await stream.start()
            await meanwhile(lambda: put(draft("A draft")))
            event = await stream.event()
            await meanwhile(lambda: User.objects.get().user_permissions.set([]))
            await meanwhile(lambda: put(draft("A draft of which one may not know")))
            rest = await stream.rest()
            await asyncio.wait_for(stream.task, 5)
            return event, rest

    event, rest = run(test)

    assert event["data"]["record"] == {"record": "actor", "slug": "draft", "name": "A draft"}
    assert b"may not know" not in rest


def test_a_stream_resumes_behind_the_last_event_it_had() -> None:
    for name in ("one", "two", "three"):
        put(published("actor", name, name=name))

    async def test() -> list[Any]:
        async with serving() as server:
            reply = server.stream("?since=0&limit=1", last_event_id=str(FIRST))
            events = [await reply.event() for _ in range(2)]
            await reply.leave()
            return events

    async def refused() -> Any:
        async with serving() as server:
            return [await server.stream(last_event_id=text).whole() for text in ("x", "-1", str(FIRST + 3))]

    assert [event["id"] for event in run(test)] == [str(FIRST + 1), str(FIRST + 2)]
    assert [(status, body["code"]) for status, _, body in run(refused)] == [
        (400, "BAD_USER_INPUT"),
        (400, "BAD_USER_INPUT"),
        (400, "AHEAD_OF_FEED"),
    ]


def test_a_poll_that_waits_answers_when_there_is_something_and_at_once_when_there_is() -> None:
    put(group("The group"))

    async def test() -> list[Any]:
        async with serving() as server:
            there = await server.feed("?since=0&types=actor&wait=30").whole()
            waiting = server.feed(f"?since={FIRST}&types=actor&wait=30")
            await meanwhile(lambda: put(record("topic", "border", label="Border")))
            await meanwhile(lambda: put(group("Renamed")))
            return [there, await waiting.whole()]

    there, came = run(test)

    assert [one["number"] for one in there[2]["changes"]] == [FIRST]
    assert [one["record"]["name"] for one in came[2]["changes"]] == ["Renamed"]
    assert came[2]["next"] == FIRST + 2
    assert came[1]["content-type"] == "application/json"


def test_nothing_is_lost_or_doubled_for_a_reader_that_reconnects_under_writers() -> None:
    put(published("actor", "actor-0", name="0"))

    def write(who: int) -> None:
        for number in range(12):
            put(published("actor", f"actor-{who}-{number}", name="x"))

    async def read(server: Serving, wanted: int) -> list[int]:
        ids: list[int] = [FIRST]
        while len(ids) <= wanted:
            reply = server.stream("?types=actor&limit=4", last_event_id=str(ids[-1]))
            ids.extend([int((await reply.event())["id"]) for _ in range(min(5, wanted + 1 - len(ids)))])
            await reply.leave()
        return ids

    async def test() -> list[int]:
        async with serving() as server:
            reading = asyncio.ensure_future(read(server, 36))
            await asyncio.gather(*(meanwhile(lambda who=who: write(who)) for who in range(3)))
            return await asyncio.wait_for(reading, 60)

    ids = run(test)

    assert ids == list(range(FIRST, FIRST + 37))


def test_a_reader_that_takes_nothing_is_dropped_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "PATIENCE", 0.3)
    for number in range(4):
        put(published("actor", f"actor-{number}", name="x"))

    async def test() -> Any:
        async with serving(streams_of_one=1) as server:
            slow = server.stream(f"?since={FIRST}")
            await slow.start()
            slow.takes.clear()
            await meanwhile(lambda: put(group("The group")))
            await asyncio.wait_for(slow.task, 10)
            other = server.stream(f"?since={FIRST}")
            status, _ = await other.start()
            await other.leave()
            return status

    assert run(test) == 200


def test_as_many_connections_wait_as_are_allowed() -> None:
    async def full(**limits: int) -> tuple[Any, list[Any], int]:
        async with serving(**limits) as server:
            first = server.stream()
            await first.start()
            refused = [await server.stream().whole(), await server.feed("?wait=1").whole()]
            await first.leave()
            again = server.stream()
            status, _ = await again.start()
            await again.leave()
            return (await server.feed().whole())[0], refused, status

    async def per_address() -> Any:
        return await full(streams_of_one=1)

    async def per_process() -> Any:
        return await full(streams=1)

    for test, status, code in ((per_address, 429, "RATE_LIMITED"), (per_process, 503, "TOO_MANY_STREAMS")):
        plain, refused, after = run(test)
        assert [(one[0], one[2]["code"]) for one in refused] == [(status, code)] * 2
        assert all(int(one[1]["retry-after"]) > 0 for one in refused)
        assert (plain, after) == (200, 200)


def test_readers_who_wait_together_are_told_by_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    put(group("The group"))
    computed: list[int] = []
    compute = live_pages._compute

    def counted(asked: Any) -> Any:
        computed.append(asked.since)
        return compute(asked)

    monkeypatch.setattr(live_pages, "_compute", counted)

    async def test() -> list[str]:
        async with serving() as server:
            replies = [server.stream(f"?since={FIRST}") for _ in range(20)]
            for reply in replies:
                await reply.start()
            await asyncio.sleep(1)
            computed.clear()
            await meanwhile(lambda: put(group("Renamed")))
            ids = [(await reply.event())["id"] for reply in replies]
            for reply in replies:
                await reply.leave()
            return ids

    assert run(test) == [str(FIRST + 1)] * 20
    assert len(computed) <= 2


def test_the_stop_of_a_server_ends_its_streams_and_answers_who_waits() -> None:
    put(group("The group"))

    async def test() -> tuple[bytes, Any]:
        async with serving() as server:
            stream, poll = server.stream(f"?since={FIRST}"), server.feed(f"?since={FIRST}&wait=60")
            await stream.start()
            await asyncio.sleep(0.5)
        return await stream.rest(), await poll.whole()

    rest, polled = run(test)

    assert rest.endswith(b"\n\n")
    assert (polled[0], polled[2]) == (200, {"changes": [], "next": FIRST, "has_more": False})


def test_a_refused_stream_answers_as_any_other_request_does() -> None:
    async def test() -> list[Any]:
        async with serving() as server:
            other = server.stream(f"?since={FIRST + 4}")
            return [await other.whole(), (await server.stream(host="elsewhere.example").start())[0]]

    (status, headers, body), elsewhere = run(test)

    assert (status, headers["content-type"], body["code"]) == (400, "application/problem+json", "AHEAD_OF_FEED")
    assert elsewhere == 400


def test_threads_answer_what_the_wsgi_application_answers() -> None:
    put(group("The group"))
    body = b'{"query": "{ actors { edges { node { slug } } } }"}'

    async def test() -> list[Any]:
        async with serving() as server:
            pieces = [body[:10], body[10:20], body[20:]]
            headers = {"content_type": "application/json", "content_length": str(len(body))}
            return [
                await server.ask("/api/v1/actors/?limit=1").whole(),
                await server.ask("/api/v1/nothing/").whole(),
                await server.ask("/graphql/", "POST", pieces, **headers).whole(),
            ]

    actors, nothing, asked = run(test)

    assert actors[2] == Client().get("/api/v1/actors/?limit=1").json()
    assert (nothing[0], nothing[2]["code"]) == (404, "NOT_FOUND")
    assert asked[2] == {"data": {"actors": {"edges": [{"node": {"slug": "group"}}]}}}


def streaming(closed: list[str]) -> Any:
    """Return an application that answers without an end, and says when it is closed."""

    def chunks() -> Iterator[bytes]:
        try:
            while True:
                yield b"x" * 1000
        finally:
            closed.append("closed")

    def application(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return chunks()

    return application


def test_a_long_answer_is_sent_piece_by_piece_and_ends_when_its_client_leaves() -> None:
    closed: list[str] = []

    async def test() -> list[Any]:
        server = Server(streaming(closed), threads=1, streams=1, streams_of_one=1, operations=1)
        reply = Serving(server).ask("/")
        start = await reply.start()
        pieces = [len((await reply._next())["body"]) for _ in range(4)]
        await reply.leave()
        await server._threads.stop()
        return [start, pieces]

    start, pieces = run(test)

    assert start == (200, {"content-type": "text/plain"})
    assert (sum(pieces[:2]), pieces[2:]) == (WHOLE // 1000 * 1000 + 1000, [1000, 1000])  # until it is known to be long
    assert closed == ["closed"]


def test_a_body_that_breaks_off_is_no_short_body() -> None:
    async def test() -> Reply:
        async with serving() as server:
            reply = server.ask(
                "/graphql/", "POST", [b'{"query": "{ a', b""], content_type="application/json", content_length="900"
            )
            reply.breaks_off()
            await asyncio.wait_for(reply.task, 10)
            return reply

    reply = run(test)

    assert reply._got.empty() or reply._got.get_nowait()["status"] >= 400


def test_lines_may_come_in_chunks_and_those_that_break_off_write_nothing() -> None:
    authorization = f"Bearer {a_token(a_user('superuser'), *Scope.values)}"
    told = {"authorization": authorization, "content_type": "application/x-ndjson", "transfer_encoding": "chunked"}
    first, whole = (
        b'{"bundle": "sequitur", "version": 1}\n',
        b'{"record": "topic", "slug": "floods", "label": "Floods"}\n',
    )

    async def test() -> tuple[Any, Any]:
        async with serving() as server:
            broken = server.ask(f"{API}/import/", "POST", [first + whole, b""], **told)
            broken.breaks_off()
            await asyncio.wait_for(broken.task, 10)
            none = await meanwhile(Topic.objects.exists)
            return none, await server.ask(f"{API}/import/", "POST", [first, whole[:20], whole[20:]], **told).whole()

    found, (status, _, answer) = run(test)

    assert not found
    assert (status, answer["created"]) == (200, 1)
    assert Topic.objects.get().label == "Floods"


def test_a_header_that_would_pose_as_another_is_left_out() -> None:
    scope = {
        "method": "GET",
        "path": "/é",
        "raw_path": b"/%C3%A9%ff",
        "query_string": b"a=%20",
        "headers": [
            (b"x_forwarded_for", b"192.0.2.1"),
            (b"x-forwarded-for", b"192.0.2.2"),
            (b"x-forwarded-for", b"192.0.2.3"),
            (b"cookie", b"a=1"),
            (b"cookie", b"b=2"),
            (b"content-length", b"0"),
        ],
    }

    environ = environ_of(scope, io.BytesIO())

    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.2,192.0.2.3"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["CONTENT_LENGTH"] == "0"
    assert environ["PATH_INFO"].encode("latin-1") == "/é".encode() + b"\xff"


def test_a_retraction_reaches_a_stream_as_a_tombstone() -> None:
    put(group("The group"))

    def retract() -> None:
        with writing() as current:
            actions.retract(current, row("actor", "group"), "Mistaken.")

    async def test() -> Any:
        async with serving() as server:
            stream = server.stream(f"?since={FIRST}")
            await stream.start()
            await meanwhile(retract)
            event = await stream.event()
            await stream.leave()
            return event["data"]

    data = run(test)

    assert (data["action"], data["tombstone"], data["record"], data["reason"]) == ("RETRACT", True, None, "Mistaken.")
