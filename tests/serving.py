"""The real server, in a process of its own, on the database of the test."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.db import connection

from events.management.bench.servers import seconds_of

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 90


@dataclass
class Served:
    """A server that answers."""

    address: str
    process: subprocess.Popen[bytes]

    def stop(self) -> int:
        """Tell it to stop as a service manager does; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def memory(self) -> int:
        """Return the resident memory of its workers in MiB."""
        sizes = [Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in self.workers()]
        return sum(int(size) for size in sizes) * 4096 // 2**20

    def rest(self, seconds: float = 120) -> None:
        """Wait until its workers do nothing. :raises TimeoutError: when they never do."""
        ends, earlier = time.monotonic() + seconds, -1.0
        while (now := self._busy()) > earlier:
            if time.monotonic() > ends:
                raise TimeoutError("The server does not come to rest.")
            earlier = now + 0.02
            time.sleep(2)

    def _busy(self) -> float:
        """Return the processor's time that its workers took so far."""
        return sum(seconds_of(pid) for pid in self.workers())


def bare() -> dict[str, str]:
    """Return the environment of a process that is told nothing."""
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


def database_url() -> str:
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    login = f"{told['USER']}:{told['PASSWORD']}" if told["PASSWORD"] else told["USER"]
    return f"postgres://{login}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"


@contextmanager
def served(interface: str = "asgi", **settings: str) -> Iterator[Served]:
    """Start the server as the documentation does, one worker, and end it whatever happens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    options = ["--interface", interface, "--port", str(port), "--workers", "1", "--backpressure", "2048"]
    environment = {"SECRET_KEY": "x" * 50, "SECURE_SSL": "0", "ALLOWED_HOSTS": "127.0.0.1", "RATE_ANONYMOUS": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", f"config.{interface}:application", *options],
        cwd=ROOT,
        env=bare() | environment | {"DATABASE_URL": database_url()} | settings,
    )
    try:
        yield Served(_answering(f"http://127.0.0.1:{port}"), process)
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def _answering(address: str) -> str:
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        try:
            urlopen(f"{address}/api/v1/changes/?limit=1", timeout=10).close()
        except URLError:
            time.sleep(0.1)
        else:
            return address
    raise TimeoutError("The server does not answer.")
