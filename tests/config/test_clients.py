"""The clients that others wrote, against the real server."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from django.db import connection

from sources import feed
from sources.visibility import Viewer
from tests import staff
from tests.factories import a_token
from tests.node import ROOT, SCRIPTS, needs
from tests.serving import served
from tests.storing import FIRST, published, put

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WRITERS, EACH = 3, 12


def script(name: str, *arguments: object) -> Any:
    """Start a script of Node.js."""
    command = ["node", str(SCRIPTS / name), *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def packages() -> None:
    needs("graphql-ws")


@pytest.mark.npm
@pytest.mark.usefixtures("packages")
def test_every_audit_of_graphql_over_http_passes() -> None:
    with served() as server:
        told, _ = script("audits.mjs", f"{server.address}/graphql/").communicate(timeout=120)
    found = json.loads(told)

    assert len(found) == 61
    assert [one for one in found if one["status"] != "ok"] == []


def write(who: int) -> None:
    try:
        for number in range(EACH):
            put(published("actor", f"actor-{who}-{number}", name="x"))
            if number % 3 == 0:
                put(published("actor", f"actor-{who}-{number}", name="renamed"))
    finally:
        connection.close()


@contextmanager
def writers() -> Iterator[None]:
    """Let some write at once, until the end."""
    threads = [threading.Thread(target=write, args=(who,)) for who in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


@pytest.mark.npm
@pytest.mark.usefixtures("packages")
@pytest.mark.parametrize(("name", "scheme"), [("ws.mjs", "ws"), ("sse.mjs", "http")])
def test_no_change_is_missed_or_doubled_by_a_client_whose_connection_is_cut(name: str, scheme: str) -> None:
    put(published("actor", "last", name="x"))
    writes = WRITERS * (EACH + EACH // 3)

    with served(STREAMS_OF_ONE_ADDRESS="100") as server:
        address = f"{server.address}/graphql/".replace("http", scheme, 1)
        # It ends at the last number, which only the last write has.
        client = script(name, address, FIRST, FIRST + writes + 1, 4)
        with writers():
            pass
        put(published("actor", "last", name="renamed"))
        told, _ = client.communicate(timeout=120)
    seen = [json.loads(line) for line in told.splitlines()]
    numbers = [one["number"] for one in seen]

    assert client.returncode == 0
    assert numbers == sorted(set(numbers))  # none twice, none out of order
    standing = {one.slug: one.number for one in feed.changes(Viewer.PUBLIC, FIRST).changes}
    last_told = {one["slug"]: one["number"] for one in seen}
    assert last_told == standing  # each record as it stands now was told, so that none was missed
    assert all(one["node"] for one in seen)


def ask(address: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    data = json.dumps(body).encode()
    named = {"Content-Type": "application/json", **headers}
    with urlopen(Request(address, data, named), timeout=20) as answer:
        return answer.status, json.load(answer)


def test_the_real_server_answers_a_query_and_a_write() -> None:
    secret = a_token(staff.a_user("Editor"), "read", "read-drafts", "write", "publish")

    with served() as server:
        token = {"Authorization": f"Bearer {secret}"}
        actor = {"slug": "group", "name": "The group", "status": "PUBLISHED"}
        made = ask(f"{server.address}/api/v1/actors/", actor, **token)
        found = ask(f"{server.address}/graphql/", {"query": '{ actor(slug: "group") { name status } }'})

    assert (made[0], made[1]["name"]) == (201, "The group")
    assert found == (200, {"data": {"actor": {"name": "The group", "status": "PUBLISHED"}}})


def test_a_socket_that_takes_nothing_is_dropped_and_not_written_ahead_for() -> None:
    long = "x" * 20_000
    put(*(published("actor", f"actor-{number}", name="x", description=long) for number in range(2000)))
    query = f'subscription {{ changes(since: "{FIRST - 1}") {{ node {{ ... on Actor {{ description }} }} }} }}'

    with served() as server, socket_of(server.address) as taker:
        say(taker, type="connection_init")
        assert b"connection_ack" in taker.recv(4096)
        before = server.memory()
        for name in range(5):
            say(taker, type="subscribe", id=str(name), payload={"query": query})
        time.sleep(6)
        grown = server.memory() - before
        with pytest.raises(OSError, match=r"reset|[Bb]roken pipe"):
            go_on_without_taking(taker, 50)  # it is dropped after half a minute

    assert grown < 60  # of 200 that it asked for


def go_on_without_taking(taker: socket.socket, seconds: int) -> None:
    for _ in range(seconds):
        say(taker, type="pong")
        time.sleep(1)


def socket_of(address: str) -> socket.socket:
    """Open a socket by hand, which takes only what is read from it."""
    parts = urlsplit(address)
    found = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20)
    lines = [
        "GET /graphql/ HTTP/1.1",
        f"Host: {parts.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Protocol: graphql-transport-ws",
    ]
    found.sendall("\r\n".join([*lines, "", ""]).encode())
    assert b" 101 " in found.recv(4096)
    return found


def say(to: socket.socket, **message: Any) -> None:
    """Send a text frame (RFC 6455, 5.2), masked by zeros."""
    text = json.dumps(message).encode()
    length = bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0xFE]) + len(text).to_bytes(2)
    to.sendall(bytes([0x81]) + length + bytes(4) + text)
