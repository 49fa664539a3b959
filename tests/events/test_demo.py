"""The front door: one command, an empty folder, a server with something in it."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Queue
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

from events.management.commands.demo import start_npm
from events.management.serving import is_loopback

ROOT = Path(__file__).resolve().parents[2]


def demo(database: Path, port: int) -> subprocess.Popen[str]:
    """Start the command with nothing set but where its database lies."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--no-npm", "--port", str(port)],
        cwd=ROOT,
        env=bare | {"DATABASE_URL": f"sqlite:///{database}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def serving(database: Path, port: int) -> Iterator[str]:
    """Yield what the command says until it serves; then stop it as Ctrl-C does."""
    process = demo(database, port)
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    try:
        yield said
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0, said + rest


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def status(address: str) -> int:
    return urlopen(address, timeout=30).status


def content(database: Path) -> dict[str, list[tuple[str, ...]]]:
    """Return what a visitor and an administrator find in the database."""
    with closing(sqlite3.connect(database)) as connection:
        return {
            "events": connection.execute("SELECT slug, version FROM events_event ORDER BY slug").fetchall(),
            "logins": connection.execute("SELECT username, password FROM auth_user").fetchall(),
            "changes": connection.execute("SELECT count(*) FROM sources_journalrow").fetchall(),
        }


def test_demo_fills_an_empty_database_and_nothing_twice(tmp_path, port):
    database = tmp_path / "store.sqlite3"
    base = f"http://127.0.0.1:{port}"

    with serving(database, port) as first:
        statuses = [status(f"{base}/admin/login/"), status(f"{base}/static/admin/css/base.css")]
    made = content(database)
    with serving(database, port) as second:
        pass

    assert statuses == [200, 200]
    assert ("south-waziristan-raid-2021-09", 1) in made["events"]
    assert [name for name, _ in made["logins"]] == ["admin"]
    assert re.search(r"login admin with the password \S{16} ", first)
    assert f"curl -s {base}/graphql/" in first
    assert content(database) == made
    assert "the sample is left out" in second
    assert "with the password" not in second


def test_demo_on_a_taken_port_says_so_and_makes_nothing(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]

        process = demo(tmp_path / "store.sqlite3", taken)
        said, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{taken}: Address already in use. Try another --port." in said
    assert "Database:" not in said


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_demo_with_the_secret_of_this_machine_serves_nobody_else(settings, host):
    settings.LOCAL_SECRET = True

    with pytest.raises(CommandError, match=f"^{re.escape(host)} can be reached by others. Set SECRET_KEY"):
        call_command("demo", host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_is_reached_by_this_machine_alone(host):
    assert is_loopback(host)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "²"])
def test_demo_refuses_what_is_no_port(port):
    with pytest.raises(CommandError, match="is not a port from 1 to 65535"):
        call_command("demo", f"--port={port}")


def test_npm_that_fails_is_told_and_nothing_of_it_is_left(tmp_path, monkeypatch):
    npm, told = tmp_path / "npm", Queue()
    npm.write_text("#!/bin/sh\necho $$ > npm.pid\nexit 3\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("events.management.commands.demo.settings.BASE_DIR", tmp_path)

    said = start_npm(told.put)

    assert said.startswith("npm installs")
    assert told.get(timeout=30).startswith("npm failed (3)")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "npm.pid").read_text()), 0)
