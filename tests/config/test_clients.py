"""The clients that others wrote, against the real server."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from sources import feed
from sources.visibility import Viewer
from tests import staff
from tests.factories import a_token
from tests.serving import ROOT, served
from tests.storing import FIRST, published, put

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SCRIPTS = Path(__file__).parents[1] / "npm"
WRITERS, EACH = 3, 12


def script(name: str, *arguments: object) -> Any:
    """Start a script of Node.js."""
    command = ["node", str(SCRIPTS / name), *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def packages() -> None:
    if not (ROOT / "node_modules" / "graphql-ws").is_dir():
        pytest.skip("needs npm ci")


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
    assert Group.objects.exists()
    secret = a_token(staff.a_user("Editor"), "read", "read-drafts", "write", "publish")

    with served() as server:
        token = {"Authorization": f"Bearer {secret}"}
        actor = {"slug": "group", "name": "The group", "status": "PUBLISHED"}
        made = ask(f"{server.address}/api/v1/actors/", actor, **token)
        found = ask(f"{server.address}/graphql/", {"query": '{ actor(slug: "group") { name status } }'})

    assert (made[0], made[1]["name"]) == (201, "The group")
    assert found == (200, {"data": {"actor": {"name": "The group", "status": "PUBLISHED"}}})
