"""PostgreSQL servers of a test's own, which may be stopped, killed and broken."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: Where Debian has the programs of the server, the newest version last.
FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def programs() -> Path | None:
    """Return where the programs of the server are; none where they are not installed."""
    if FOUND:
        return FOUND[-1]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class Cluster:
    """One server, on this machine alone."""

    folder: Path
    port: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, name: str = "postgres") -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def run(self, program: str, *arguments: str) -> str:
        """Run one of its programs as the user it belongs to, and return what that says."""
        folder = programs()
        assert folder is not None
        command = [str(folder / program), *arguments]
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout

    def make(self) -> None:
        self.run(
            "initdb", "--no-sync", "--auth=trust", "--username=postgres", "--locale=C.UTF-8", f"--pgdata={self.data}"
        )

    def start(self, **settings: str) -> None:
        told = {"port": str(self.port), "listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder)}
        options = " ".join(f"-c {name}='{value}'" for name, value in (told | settings).items())
        self._control("start", f"--log={self.folder / 'log'}", f"--options={options}")

    def stop(self, mode: str = "fast") -> None:
        self._control("stop", f"--mode={mode}")

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement and return its one value."""
        options = ["--no-psqlrc", "--tuples-only", "--no-align", f"--command={statement}"]
        return self.run("psql", *options, self.url(database)).strip()

    def _control(self, deed: str, *options: str) -> None:
        self.run("pg_ctl", deed, f"--pgdata={self.data}", "--wait", "--silent", *options)


@contextmanager
def cluster(folder: Path, **settings: str) -> Iterator[Cluster]:
    """Make and start a server in a folder, and end it whatever happens."""
    one = at(folder)
    one.make()
    one.start(**settings)
    try:
        yield one
    finally:
        end(one)


@contextmanager
def standby(folder: Path, of: Cluster) -> Iterator[Cluster]:
    """Make and start a server that follows another one, and end it whatever happens."""
    one = at(folder)
    one.run(
        "pg_basebackup",
        f"--dbname={of.url()}",
        f"--pgdata={one.data}",
        "--write-recovery-conf",
        "--checkpoint=fast",
        "--no-sync",
    )
    one.start()
    try:
        yield one
    finally:
        end(one)


def at(folder: Path) -> Cluster:
    """Return the server that is to live in a folder, which is made for it."""
    own(folder)
    return Cluster(folder, free_port())


def own(folder: Path) -> None:
    """Make a folder that the server may write to."""
    folder.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")


def end(one: Cluster) -> None:
    if (one.data / "postmaster.pid").exists():
        one.stop("immediate")
