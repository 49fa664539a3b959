"""GraphQL over sockets: the protocol graphql-transport-ws, and who may open one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from config.live import sockets
from tests.factories import a_token
from tests.live import Socket, meanwhile, run, serving
from tests.storing import FIRST, published, put, record

pytestmark = pytest.mark.django_db(transaction=True)

CHANGES = "subscription ($since: ID) { changes(since: $since) { number slug } }"
NAMES = "{ actors { edges { node { name } } } }"


def group(name: str) -> dict[str, Any]:
    return published("actor", "group", name=name)


def draft(name: str) -> dict[str, Any]:
    return record("actor", "draft", name=name)


def an_editor() -> User:
    user = User.objects.create_user("editor")
    user.user_permissions.add(Permission.objects.get(codename="view_drafts"))
    return user


def test_changes_come_until_one_completes_the_subscription() -> None:
    put(group("The group"))

    async def test() -> list[Any]:
        async with serving() as server:
            socket = server.socket()
            await socket.begin()
            socket.subscribe(CHANGES, since=str(FIRST - 1))
            first = await socket.change()
            await meanwhile(lambda: put(group("Renamed")))
            second = await socket.change()
            socket.say("complete", id="1")
            await meanwhile(lambda: put(group("Renamed again")))
            silent = await socket.silent()
            await socket.leave()
            return [first, second, silent]

    assert run(test) == [{"number": FIRST, "slug": "group"}, {"number": FIRST + 1, "slug": "group"}, True]


def test_several_operations_go_on_side_by_side_and_an_id_is_free_when_its_operation_is_over() -> None:
    put(group("The group"))

    async def test() -> list[Any]:
        async with serving() as server:
            socket = server.socket()
            await socket.begin()
            socket.subscribe(CHANGES, "live")
            found = []
            for _ in range(2):
                socket.subscribe(NAMES, "names")
                found += [await socket.next(), await socket.next()]
            await meanwhile(lambda: put(group("Renamed")))
            found.append(await socket.next())
            await socket.leave()
            return found

    answer = {"data": {"actors": {"edges": [{"node": {"name": "The group"}}]}}}
    names = [{"id": "names", "type": "next", "payload": answer}, {"type": "complete", "id": "names"}]
    change = {"data": {"changes": {"number": FIRST + 1, "slug": "group"}}}

    assert run(test) == [*names, *names, {"id": "live", "type": "next", "payload": change}]


def test_an_operation_that_cannot_begin_is_told_why_and_the_socket_goes_on() -> None:
    async def test() -> list[Any]:
        async with serving() as server:
            socket = server.socket()
            await socket.begin()
            told = []
            for number, query in enumerate(["{", "{ nothing }", "", 'subscription { changes(since: "x") { slug } }']):
                socket.subscribe(query, str(number))
                told.append(await socket.next())
            socket.subscribe("{ __typename }", "4")
            told.append(await socket.next())
            await socket.leave()
            return told

    *errors, last = run(test)

    assert [(one["type"], one["id"], one["payload"][0]["extensions"]["code"]) for one in errors] == [
        ("error", "0", "GRAPHQL_PARSE_FAILED"),
        ("error", "1", "GRAPHQL_VALIDATION_FAILED"),
        ("error", "2", "BAD_USER_INPUT"),
        ("error", "3", "BAD_USER_INPUT"),
    ]
    assert last == {"id": "4", "type": "next", "payload": {"data": {"__typename": "Query"}}}


def test_a_ping_is_answered_with_what_it_brought() -> None:
    async def test() -> list[Any]:
        async with serving() as server:
            socket = server.socket()
            await socket.begin()
            socket.say("ping")
            socket.say("ping", payload={"at": 1})
            socket.say("pong")
            told = [await socket.next(), await socket.next()]
            await socket.leave()
            return told

    assert run(test) == [{"type": "pong"}, {"type": "pong", "payload": {"at": 1}}]


async def twice(socket: Socket) -> None:
    await socket.begin()
    socket.say("connection_init")


async def too_early(socket: Socket) -> None:
    await socket.next()
    socket.subscribe(CHANGES)


async def taken(socket: Socket) -> None:
    await socket.begin()
    socket.subscribe(CHANGES)
    socket.subscribe(CHANGES)


def saying(*texts: str | bytes) -> Any:
    async def say(socket: Socket) -> None:
        await socket.begin()
        for text in texts:
            socket.say_raw(text)

    return say


async def token_of_no_text(socket: Socket) -> None:
    await socket.next()
    socket.say("connection_init", payload={"Authorization": 5})


async def unknown_token(socket: Socket) -> None:
    await socket.next()
    socket.say("connection_init", payload={"Authorization": "Bearer nothing"})


async def nothing_at_all(socket: Socket) -> None:
    await socket.next()


CLOSED: dict[str, tuple[Any, int, str]] = {
    "no JSON": (saying("{"), 4400, "A message is a JSON object."),
    "deep JSON": (saying("[" * 100_000), 4400, "A message is a JSON object."),
    "no object": (saying("[]"), 4400, "A message has a type"),
    "an unknown type": (saying('{"type": "start"}'), 4400, "A message has a type"),
    "bytes": (saying(b"{}"), 4400, "Messages are text."),
    "no id": (saying('{"type": "subscribe", "payload": {}}'), 4400, "subscribe has an id."),
    "an id that is no text": (saying('{"type": "complete", "id": 5}'), 4400, "complete has an id."),
    "no payload": (saying('{"type": "subscribe", "id": "1"}'), 4400, "subscribe has a payload."),
    "a payload that is no object": (saying('{"type": "ping", "payload": 1}'), 4400, "A payload is an object."),
    "a message too long": (saying("x" * 200_001), 1009, "A message may have 200,000 bytes."),
    "a token that is no text": (token_of_no_text, 4400, "Authorization is a text"),
    "an unknown token": (unknown_token, 4403, "BAD_TOKEN: "),
    "subscribe before connection_init": (too_early, 4401, "Unauthorized"),
    "an id that is taken": (taken, 4409, "Subscriber for 1 already exists"),
    "two connection_init": (twice, 4429, "Too many initialisation requests"),
    "no connection_init": (nothing_at_all, 4408, "Connection initialisation timeout"),
}


@pytest.mark.parametrize(("act", "code", "reason"), CLOSED.values(), ids=CLOSED)
def test_what_the_protocol_forbids_closes_the_socket(
    monkeypatch: pytest.MonkeyPatch, act: Any, code: int, reason: str
) -> None:
    monkeypatch.setattr(sockets, "INIT_WITHIN", 0.3 if act is nothing_at_all else 10)

    async def test() -> tuple[int, str]:
        async with serving() as server:
            socket = server.socket()
            await act(socket)
            return await socket.closed()

    found = run(test)

    assert found[0] == code
    assert found[1].startswith(reason)


def test_another_protocol_is_not_spoken() -> None:
    async def test() -> list[Any]:
        async with serving() as server:
            old, right = server.socket("graphql-ws"), server.socket("graphql-ws", "graphql-transport-ws")
            told = [await old.next(), await old.closed(), await right.next()]
            await right.leave()
            return told

    accept = {"type": "websocket.accept", "subprotocol": None}
    assert run(test) == [
        accept,
        (4406, "Subprotocol not acceptable"),
        accept | {"subprotocol": "graphql-transport-ws"},
    ]


ORIGINS: dict[str, tuple[dict[str, str], bool]] = {
    "no page": ({}, True),
    "our page": ({"origin": "http://testserver"}, True),
    "a named page": ({"origin": "https://desk.example.org"}, True),
    "any other page": ({"origin": "https://evil.example.org"}, False),
    "a sandboxed frame": ({"origin": "null"}, False),
    "our name with TLS": ({"origin": "https://testserver"}, False),
    "another host": ({"host": "elsewhere.example"}, False),
}


@pytest.mark.parametrize(("headers", "may"), ORIGINS.values(), ids=ORIGINS)
def test_pages_of_other_sites_open_no_socket(settings: Any, headers: dict[str, str], may: bool) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://desk.example.org"]

    async def test() -> Any:
        async with serving() as server:
            socket = server.socket(**headers)
            first = await socket.next()
            if may:
                await socket.leave()
            return first["type"]

    assert run(test) == ("websocket.accept" if may else "websocket.close")


def test_a_cookie_counts_on_our_own_pages_and_a_token_wherever_a_socket_is_opened(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://desk.example.org"]
    put(group("The group"), draft("A draft"))
    user = an_editor()
    client = Client()
    client.force_login(user)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    token = f"Bearer {a_token(user, 'read', 'read-drafts')}"

    async def names(payload: dict[str, str], **headers: str) -> list[str]:
        async with serving() as server:
            socket = server.socket(**headers)
            await socket.begin(**payload)
            socket.subscribe(NAMES)
            found = (await socket.next())["payload"]["data"]["actors"]["edges"]
            await socket.leave()
            return sorted(edge["node"]["name"] for edge in found)

    async def test() -> list[Any]:
        ours, named = "http://testserver", "https://desk.example.org"
        return [
            await names({}, origin=ours),
            await names({}, origin=ours, cookie=cookie),
            await names({}, origin=named, cookie=cookie),
            await names({"Authorization": token}, origin=named),
            await names({"authorization": token}),
            await names({}, authorization=token),
        ]

    public, both = ["The group"], ["A draft", "The group"]
    assert run(test) == [public, both, public, both, both, both]


def test_who_may_no_longer_see_drafts_is_told_nothing_more() -> None:
    user = an_editor()
    token = f"Bearer {a_token(user, 'read', 'read-drafts')}"

    async def test() -> list[Any]:
        async with serving() as server:
            socket = server.socket()
            await socket.begin(Authorization=token)
            socket.subscribe(CHANGES)
            await asyncio.sleep(0.5)
            await meanwhile(lambda: put(draft("A draft")))
            seen = await socket.change()
            await meanwhile(lambda: user.user_permissions.set([]))
            await meanwhile(lambda: put(draft("Another")))
            return [seen["slug"], await socket.closed()]

    slug, (code, reason) = run(test)

    assert (slug, code) == ("draft", 4403)
    assert reason.startswith("FORBIDDEN: ")


def test_a_socket_runs_so_many_operations_and_an_address_has_so_many_of_all() -> None:
    async def test(**limits: int) -> list[Any]:
        async with serving(**limits) as server:
            socket = server.socket()
            await socket.begin()
            told = []
            for name in ("1", "2", "3"):
                socket.subscribe(CHANGES, name)
                told.append(await socket.next() if name == "3" else await socket.silent(0.5))
            socket.say("complete", id="1")
            await asyncio.sleep(0.5)
            socket.subscribe(CHANGES, "3", since="0")
            told.append((await socket.next())["type"])
            await socket.leave()
            again = server.socket()
            await again.begin()
            await again.leave()
            return told

    async def of_a_socket() -> Any:
        return await test(operations=2)

    async def of_an_address() -> Any:
        return await test(streams_of_one=3)  # the socket itself is one

    for run_it, code in ((of_a_socket, "TOO_MANY_OPERATIONS"), (of_an_address, "RATE_LIMITED")):
        one, two, error, after = run(run_it)
        assert (one, two, after) == (True, True, "next")
        assert (error["type"], error["id"], error["payload"][0]["extensions"]["code"]) == ("error", "3", code)


def test_as_many_sockets_are_open_as_are_allowed() -> None:
    async def full(**limits: int) -> tuple[int, str]:
        async with serving(**limits) as server:
            first, second = server.socket(), server.socket()
            await first.begin()
            await second.next()
            closed = await second.closed()
            await first.leave()
            third = server.socket()
            await third.begin()
            await third.leave()
            return closed

    async def per_address() -> Any:
        return await full(streams_of_one=1)

    async def per_process() -> Any:
        return await full(streams=1)

    for test, code in ((per_address, "RATE_LIMITED"), (per_process, "TOO_MANY_STREAMS")):
        closed = run(test)
        assert closed[0] == 1013
        assert closed[1].startswith(f"{code}: ")


def test_a_client_that_takes_nothing_is_dropped_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "PATIENCE", 0.3)
    put(group("The group"))

    async def test() -> tuple[int, str]:
        async with serving(streams_of_one=2) as server:
            slow = server.socket()
            await slow.begin()
            slow.subscribe(CHANGES)
            await asyncio.sleep(0.5)
            slow.takes.clear()
            await meanwhile(lambda: put(group("Renamed")))
            await asyncio.sleep(1.5)
            slow.takes.set()
            closed = await slow.closed()
            other = server.socket()
            await other.begin()
            other.subscribe(CHANGES, since=str(FIRST))
            await other.change()
            await other.leave()
            return closed

    code, reason = run(test)

    assert code == 1013
    assert reason.startswith("SLOW_CONSUMER: ")


def test_a_client_that_answers_no_ping_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "INIT_WITHIN", 0.2)
    monkeypatch.setattr(sockets, "HEARTBEAT", 0.3)

    async def test() -> tuple[int, str]:
        async with serving() as server:
            socket = server.socket()
            socket.answers_pings = False
            await socket.begin()
            return await socket.closed()

    assert run(test) == (1013, "SLOW_CONSUMER: No pong came.")


def test_the_stop_of_a_server_closes_its_sockets_so_that_clients_come_back() -> None:
    async def test() -> tuple[int, str]:
        async with serving() as server:
            socket = server.socket()
            await socket.begin()
            socket.subscribe(CHANGES)
            await asyncio.sleep(0.5)
        return await socket.closed()

    assert run(test) == (1012, "The server stops.")


def test_sockets_are_for_graphql_alone() -> None:
    async def test() -> Any:
        async with serving() as server:
            return (await server.socket(path="/api/v1/changes/").next())["type"]

    assert run(test) == "websocket.close"
