"""The server as it runs on the net."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from events.management.commands import serve
from sources import protection
from sources.choices import Scope
from tests.factories import a_token
from tests.serving import ROOT, database_url
from tests.staff import a_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[str]]:
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    told = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "127.0.0.1", "SECURE_SSL": "0", "DEBUG": "1"}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"],
        cwd=ROOT,
        env=bare | told | {"DATABASE_URL": database_url()},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Serving on http://127.0.0.1:{port} with 1 processes.\n"
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        process.wait(60)


def wait_until_closed(port: int) -> None:
    """Return when no other client gets in."""
    with suppress(OSError):
        while True:
            socket.create_connection(("127.0.0.1", port), 1).close()


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


@pytest.mark.slow
def test_what_was_begun_ends_before_the_server_does(port: int) -> None:
    secret = a_token(a_user("superuser"), *Scope.values)
    head = (
        f"POST /api/v1/import/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {secret}\r\n"
        "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )

    with serving(port) as process, socket.create_connection(("127.0.0.1", port), 60) as client:
        client.settimeout(60)
        client.sendall(head.encode() + chunk(b'{"bundle": "sequitur", "version": 1}\n'))
        client.sendall(chunk(b'{"record": "topic", "slug": "floods", '))
        process.send_signal(signal.SIGTERM)
        wait_until_closed(port)
        client.sendall(chunk(b'"label": "Floods"}\n') + b"0\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(65_536), b""))
        code = process.wait(60)

    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b'"created":1' in answer
    assert code == 0


@pytest.mark.parametrize(("options", "message"), [
    (["--workers", "0"], "is not a number from 1 to 256"),
    (["--port", "http"], "is not a port from 1 to 65535"),
])  # fmt: skip
def test_what_cannot_be_is_refused(options: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("serve", *options)


def test_a_database_that_is_behind_the_code_is_not_served(port: int) -> None:
    MigrationRecorder.Migration.objects.filter(app="events").order_by("name").last().delete()
    try:
        with pytest.raises(CommandError, match=re.escape("Run manage.py migrate first.")):
            call_command("serve", "--port", str(port))
    finally:
        call_command("migrate", "events", fake=True, verbosity=0)


def test_a_store_whose_journal_could_be_changed_is_not_served(port: int) -> None:
    protection.unprotect(connection)
    try:
        with pytest.raises(CommandError, match="could be changed"):
            call_command("serve", "--port", str(port))
    finally:
        protection.protect(connection)


def test_static_files_must_have_been_collected(port: int, settings: Any, tmp_path: Path) -> None:
    settings.WHITENOISE_USE_FINDERS, settings.STATIC_ROOT = False, tmp_path / "none"

    with pytest.raises(CommandError, match="collectstatic"):
        serve.refuse_unready()
