"""A PostgreSQL primary and two standbys under Patroni, with etcd, all on this machine."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.clusters import Cluster, at, free_port, own, programs

#: Debian's packages: patroni, etcd-server.
IS_INSTALLED = all(map(shutil.which, ("patroni", "etcd"))) and programs() is not None
NODES = ("one", "two", "three")
#: Seconds after which a leader that says nothing is no longer one, between two looks, and for one deed.
DCS = {"ttl": 10, "loop_wait": 1, "retry_timeout": 3, "synchronous_mode": True}
TRUST = ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]


@dataclass
class Node:
    """One server of PostgreSQL and the Patroni that minds it."""

    name: str
    database: Cluster
    api: int
    process: subprocess.Popen[bytes]

    def is_(self, role: str) -> bool:
        """Tell whether it is the ``leader``, a ``replica`` that runs, or the ``synchronous`` one."""
        try:
            with urlopen(f"http://127.0.0.1:{self.api}/{role}", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """End Patroni and the database at once, as a machine does that loses its power."""
        pid = int((self.database.data / "postmaster.pid").read_text().split()[0])
        self.process.kill()
        os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()  # Patroni stops the database
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class Nodes:
    """Three nodes, of which one leads."""

    all: list[Node]

    def leader(self) -> Node | None:
        return next((node for node in self.all if node.is_("leader")), None)

    def is_whole(self) -> bool:
        """Tell whether all run, and the leader waits for one that has all that it acknowledges."""
        return (
            self.leader() is not None
            and sum(node.is_("replica") for node in self.all) == len(self.all) - 1
            and any(node.is_("synchronous") for node in self.all)
        )

    def url(self) -> str:
        """Return the URL of whichever leads."""
        hosts = ",".join(f"127.0.0.1:{node.database.port}" for node in self.all)
        return f"postgres://postgres@{hosts}/postgres?target_session_attrs=read-write&connect_timeout=2"

    def urls(self) -> str:
        return ",".join(node.database.url() for node in self.all)


@contextmanager
def nodes(folder: Path, seconds: float = 90) -> Iterator[Nodes]:
    """Start all of it in a folder, wait until it is whole, and end it whatever happens."""
    with ExitStack() as stack:
        etcd = _etcd(folder, stack)
        started: list[Node] = []
        stack.callback(lambda: [node.end() for node in reversed(started)])
        for name in NODES:
            started.append(_node(folder / name, name, etcd))
            if len(started) == 1:  # makes the store that the others copy
                _wait(lambda: started[0].is_("leader"), seconds)
        found = Nodes(started)
        _wait(found.is_whole, seconds)
        yield found


def _etcd(folder: Path, stack: ExitStack) -> int:
    """Start etcd and return its port."""
    client, peer = free_port(), free_port()
    told = {
        "--data-dir": folder / "etcd",
        "--listen-client-urls": f"http://127.0.0.1:{client}",
        "--advertise-client-urls": f"http://127.0.0.1:{client}",
        "--listen-peer-urls": f"http://127.0.0.1:{peer}",
        "--initial-advertise-peer-urls": f"http://127.0.0.1:{peer}",
        "--initial-cluster": f"default=http://127.0.0.1:{peer}",
    }
    command = ["etcd", *(str(part) for pair in told.items() for part in pair)]
    with (folder / "etcd.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    stack.callback(process.wait)
    stack.callback(process.kill)
    return client


def _node(folder: Path, name: str, etcd: int) -> Node:
    database, api = at(folder), free_port()
    socket = folder / "socket"
    own(socket)
    config = folder / "patroni.yml"
    config.write_text(json.dumps(_config(database, name, api, etcd, socket)))  # YAML has all of JSON
    # PostgreSQL does not run as root.
    user: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    with (folder / "patroni.log").open("wb") as log:
        process = subprocess.Popen(["patroni", str(config)], cwd=folder, stdout=log, stderr=log, **user)
    return Node(name, database, api, process)


def _config(database: Cluster, name: str, api: int, etcd: int, socket: Path) -> dict[str, Any]:
    return {
        "scope": "sequitur",
        "name": name,
        "restapi": {"listen": f"127.0.0.1:{api}", "connect_address": f"127.0.0.1:{api}"},
        "etcd3": {"host": f"127.0.0.1:{etcd}"},
        "bootstrap": {"dcs": DCS, "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "no-sync"]},
        "postgresql": {
            "listen": f"127.0.0.1:{database.port}",
            "connect_address": f"127.0.0.1:{database.port}",
            "data_dir": str(database.data),
            "bin_dir": str(programs()),
            "pgpass": str(database.folder / "pgpass"),
            "use_unix_socket": False,
            "authentication": {
                "superuser": {"username": "postgres", "password": "none"},
                "replication": {"username": "replicator", "password": "none"},
            },
            "pg_hba": TRUST,
            # What is killed are processes: what they wrote stays with the machine.
            "parameters": {"unix_socket_directories": str(socket), "fsync": "off"},
        },
    }


def _wait(fulfilled: Any, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not fulfilled():
        if time.monotonic() > ends:
            raise TimeoutError("Patroni's nodes did not become whole.")
        time.sleep(0.2)
