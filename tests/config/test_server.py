"""The feed by the real server, and the copy that the mirror of docs/examples keeps of it."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from sources import bundle, feed
from sources.records import ORDER
from sources.visibility import Viewer
from tests.factories import a_token
from tests.serving import ROOT, Served, served
from tests.staff import a_user
from tests.storing import FIRST, published, put
from tests.upheaval import Upheaval

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MIRROR = ROOT / "docs" / "examples" / "mirror.py"


def stream(address: str, since: int = 0) -> Any:
    request = Request(f"{address}/api/v1/changes/?since={since}", headers={"Accept": "text/event-stream"})
    return urlopen(request, timeout=30)


def events(answer: Any) -> Iterator[dict[str, Any]]:
    for line in answer:
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


def begin(address: str, folder: Path, *options: str, **environment: str) -> subprocess.Popen[bytes]:
    arguments = [address, "copy.sqlite3", "--write", "copy.jsonl", *options]
    told = {"PATH": os.environ["PATH"], **environment}
    return subprocess.Popen([sys.executable, MIRROR, *arguments], cwd=folder, env=told)


def test_the_mirror_knows_the_order_of_kinds() -> None:
    names: dict[str, Any] = {"__name__": "mirror"}
    exec(MIRROR.read_text(), names)

    assert names["ORDER"] == ORDER


@pytest.mark.parametrize("viewer", Viewer)
def test_a_mirror_killed_again_and_again_while_the_store_changes_ends_equal(viewer: Viewer, tmp_path: Path) -> None:
    upheaval, chance = Upheaval(7), random.Random(7)
    upheaval.begin()
    scopes = ["read", "read-drafts"] if viewer is Viewer.DRAFTS else ["read"]
    shown = {"AUTHORIZATION": f"Bearer {a_token(a_user('Editor'), *scopes)}"}

    with served() as server:
        for _ in range(8):
            mirror = begin(server.address, tmp_path, "--follow", "--limit", "3", **shown)
            ends = time.monotonic() + chance.uniform(0.2, 1.5)
            while time.monotonic() < ends:
                upheaval.step()
            mirror.kill()
            mirror.wait()
        assert begin(server.address, tmp_path, "--limit", "3", **shown).wait(60) == 0

    copy = (tmp_path / "copy.jsonl").read_text(encoding="utf-8")
    assert upheaval.kept > 5
    assert copy == "".join(bundle.dump(viewer))


def manage(database: Path, *arguments: str) -> None:
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    told = {"LOCAL_PROFILE": "1", "DATABASE_URL": f"sqlite:///{database}"}
    subprocess.run([sys.executable, ROOT / "manage.py", *arguments], env=bare | told, check=True)


def test_what_a_mirror_writes_fills_an_empty_store(tmp_path: Path) -> None:
    one, other, dump = tmp_path / "one.sqlite3", tmp_path / "other.sqlite3", tmp_path / "dump.jsonl"
    manage(one, "migrate", "-v0")
    manage(one, "load", str(ROOT / "events" / "sample" / "article.jsonl"))

    with served(DATABASE_URL=f"sqlite:///{one}") as server:
        assert begin(server.address, tmp_path).wait(60) == 0
    manage(other, "migrate", "-v0")
    manage(other, "load", str(tmp_path / "copy.jsonl"))
    manage(other, "dump", str(dump))

    assert dump.read_bytes() == (tmp_path / "copy.jsonl").read_bytes()


def test_five_hundred_readers_wait_in_little_memory_and_hold_no_thread() -> None:
    put(published("actor", "group", name="The group"))

    with served(STREAMS="600", STREAMS_OF_ONE_ADDRESS="600", THREADS="2") as server:
        before = server.memory()
        readers = [stream(server.address, since=FIRST) for _ in range(500)]
        grown = server.memory() - before
        with urlopen(f"{server.address}/api/v1/actors/", timeout=10) as answer:
            plain = json.load(answer)
        put(published("actor", "group", name="Renamed"))
        told = [next(events(reader))["record"]["name"] for reader in readers]

    assert plain["results"][0]["slug"] == "group"
    assert told == ["Renamed"] * 500
    assert grown < 60


def test_the_server_stops_at_once_and_its_streams_end_well() -> None:
    put(published("actor", "group", name="The group"))

    with served() as server:
        reader = stream(server.address, since=FIRST)
        began = time.monotonic()
        code = server.stop()
        took = time.monotonic() - began
        rest = reader.read()  # raises when the answer is cut off

    assert code == 0
    assert took < 10
    assert rest.startswith(f": from {FIRST}".encode())


def slow_reader(server: Served) -> socket.socket:
    """Ask for the whole feed, take nothing of it, and leave the kernel little room to take it instead."""
    address = urlsplit(server.address)
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect((address.hostname, address.port))
    slow.sendall(b"GET /api/v1/changes/?limit=10 HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n")
    return slow


def test_readers_that_take_nothing_are_not_written_ahead_for() -> None:
    long = "x" * 20_000
    put(*(published("actor", f"actor-{number}", name="x", description=long) for number in range(1000)))

    with served() as server:
        with stream(server.address) as quick:
            assert [change["number"] for change, _ in zip(events(quick), range(400), strict=False)][-1] > 300
        server.rest()
        before = server.memory()
        readers = [slow_reader(server) for _ in range(8)]
        server.rest()  # nothing more is written, however long one waits
        grown = server.memory() - before
        for reader in readers:
            reader.close()

    assert grown < 50  # of 160 that they asked for, of which the kernel takes 4 for each


def test_under_wsgi_polls_go_on_and_streams_are_refused() -> None:
    put(published("actor", "group", name="The group"))

    with served("wsgi") as server:
        with urlopen(f"{server.address}/api/v1/changes/", timeout=10) as answer:
            page = json.load(answer)
        with pytest.raises(OSError, match="501"):
            stream(server.address)

    assert page["next"] == feed.heads()[Viewer.PUBLIC] == FIRST
