"""Servers that are measured: each in a process of its own, as in production, and what they take of the processor."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings

SECONDS = 120
TICKS = os.sysconf("SC_CLK_TCK")
#: What our server is started with, so that nothing is refused and everything is counted.
OURS = {
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECURE_SSL": "0",
    "RATE_ANONYMOUS": "1000000000",
    "ANSWER_CACHE_BYTES": "0",
    "LOG_LEVEL": "WARNING",
}


@dataclass(frozen=True)
class Server:
    """One that answers."""

    address: str
    process: subprocess.Popen[bytes]

    def family(self) -> list[int]:
        """Return the process and all that it started."""
        found, ahead = [], [self.process.pid]
        while ahead:
            pid = ahead.pop()
            found.append(pid)
            ahead.extend(children(pid))
        return found

    def workers(self) -> list[int]:
        """Return the processes that answer, of a server that ``manage.py serve`` started."""
        return [pid for server in children(self.process.pid) for pid in children(server) if "granian" in _line(pid)]

    def seconds(self) -> float:
        """Return the processor's time that it has taken."""
        return sum(map(seconds_of, self.family()))

    def memory(self) -> float:
        """Return the resident memory of its largest process, in MB."""
        return max(map(memory_of, self.family()))


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def memory_of(pid: int) -> float:
    """Return the resident memory of a process, in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def seconds_of(pid: int) -> float:
    """Return the processor's time of a process, 0 for one that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):  # the latter where it ends while it is read
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def granian(application: str, url: str, interface: str, told: Mapping[str, str], workers: int = 1) -> Iterator[Server]:
    """Serve an application by granian on a database."""
    options = ["--interface", interface, "--workers", str(workers), "--backpressure", "2048", "--log-level", "warning"]
    if interface == "wsgi":
        options += ["--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"]
    command = [sys.executable, "-m", "granian", application, *options, "--port", "{port}"]
    with started(command, {**OURS, "DATABASE_URL": url, **told}, settings.BASE_DIR) as server:
        yield server


@contextmanager
def served(url: str, workers: int, connections: int, told: Mapping[str, str]) -> Iterator[Server]:
    """Serve a database as in production, by ``manage.py serve``; no rate is counted."""
    options = ["--port", "{port}", "--workers", str(workers), "--connections", str(connections)]
    command = [sys.executable, "manage.py", "serve", *options]
    rates = {f"RATE_{name}": "0" for name in ("ANONYMOUS", "READS", "WRITES")}
    profile = {"LOCAL_PROFILE": "1", "LOG_REQUESTS": "0"}  # no static files are collected
    with started(command, {**OURS, **profile, **rates, "DATABASE_URL": url, **told}, settings.BASE_DIR) as server:
        yield server


@contextmanager
def started(command: Sequence[str], told: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """Start a command as a server on a free port, ``{port}`` in it, wait until it answers, and end it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    arguments = [part.replace("{port}", str(port)) for part in command]
    process = subprocess.Popen(arguments, cwd=folder, env={**bare, **told}, stdout=subprocess.DEVNULL)  # noqa: S603  # our own
    try:
        yield Server(_answering(f"http://127.0.0.1:{port}", process), process)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def _answering(address: str, process: subprocess.Popen[bytes]) -> str:
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            urlopen(f"{address}/nothing/", timeout=5).close()  # noqa: S310  # our own
        except HTTPError:
            return address
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
        else:
            return address
    raise OSError(f"{process.args!r} does not answer.")


def ask(address: str, path: str, body: str) -> bytes:
    """Return the answer to one request, by POST where there is a body. :raises OSError: for a refusal."""
    headers = {"Content-Type": "application/json"}
    request = Request(address + path, body.encode() or None, headers)  # noqa: S310
    with urlopen(request, timeout=60) as answer:  # noqa: S310
        found: bytes = answer.read()
    return found
