"""Our server over HTTP beside its peers, on one store and in turn."""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from events.management.bench import postgraphile
from events.management.bench.kept import stored
from events.management.bench.load import SCRIPT, Driven, drive
from events.management.bench.questions import DOCUMENTS, WHOLE, Variables, graphql_body, rest_address
from events.management.bench.servers import Server, ask, granian, seconds_of
from sources.dates import parse_iso_day

OURS = "config.{interface}:application"
#: How each of our peers is started, and what it has that ours has not.
SETTINGS = {
    "ours": {},
    "ordinary": {"GRAPHQL_PLANS": "0"},
    "unindexed": {"GRAPH_INDEX_LINKS": "0"},
    "kept": {"ANSWER_CACHE_BYTES": "64000000"},
    "rest": {},
    "whole": {},
    "pair": {},
}
#: How many workers a peer has where it has not one.
WORKERS = {"pair": 2}
PEERS = (*SETTINGS, "raw", "postgraphile")
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What is measured: so many events, each question and peer in turn, so many times for so many seconds."""

    url: str
    events: int
    peers: tuple[str, ...]
    questions: tuple[str, ...]
    runs: int
    seconds: int
    connections: int
    interface: str
    keep: str = ""


@dataclass(frozen=True)
class Run:
    """One peer driven with one question: what came of it, and milliseconds of processor a request took."""

    driven: Driven
    server: float
    database: float
    memory: float


def measure(plan: Plan, tell: Tell) -> None:
    """Fill a store, start every peer, drive each in turn, and tell what came of it."""
    if not plan.url.startswith("postgres"):
        raise OSError("The peers need PostgreSQL: name a server by --database-url postgres://…")
    with tempfile.TemporaryDirectory() as folder, stored(plan.url, plan.events, plan.keep) as (url, asked):
        tell(f"{plan.events:,} events; {plan.connections} connections, {plan.seconds} s a run, {plan.interface}")
        files = written(Path(folder), asked, plan)
        with ExitStack() as stack:
            servers = {peer: stack.enter_context(_served(peer, url, plan)) for peer in plan.peers}
            found = _rounds(servers, files, url, plan, tell)
        for line in table(found, plan):
            tell(line)


@contextmanager
def _served(peer: str, url: str, plan: Plan) -> Iterator[Server]:
    if peer == "postgraphile":
        started = postgraphile.served(url)
    elif peer == "raw":
        started = granian("events.management.bench.raw:application", url, "wsgi", {})
    else:
        application, workers = OURS.format(interface=plan.interface), WORKERS.get(peer, 1)
        started = granian(application, url, plan.interface, SETTINGS[peer], workers)
    with started as server:
        yield server


def written(folder: Path, asked: dict[str, list[Variables]], plan: Plan) -> dict[tuple[str, str], Path]:
    """Write what each peer is asked with each question, one request a line."""
    (folder / "script.lua").write_text(SCRIPT)
    files = {}
    for peer in plan.peers:
        for name in plan.questions:
            files[peer, name] = folder / f"{peer}-{name}"
            files[peer, name].write_text("".join(f"{_request(peer, name, one)}\n" for one in asked[name]))
    return files


def _request(peer: str, name: str, asked: Variables) -> str:
    match peer:
        case "raw":
            return f"/{name} {json.dumps(in_days(asked) if name == 'Q1' else asked)}"
        case "rest":
            return rest_address(name, asked)
        case "postgraphile":
            values = in_days(asked) if name == "Q1" else asked
            return f"/graphql {graphql_body(postgraphile.DOCUMENTS[name], values)}"
        case "whole":
            return f"/graphql/ {graphql_body(WHOLE[name], asked)}"
        case _:
            return f"/graphql/ {graphql_body(DOCUMENTS[name], asked)}"


def in_days(asked: Variables) -> Variables:
    """Return a window with its days as the tables have them."""
    return asked | {end: parse_iso_day(asked[end]) for end in ("from", "to")}


Found = dict[tuple[str, str], list[Run]]


def _rounds(servers: dict[str, Server], files: dict[tuple[str, str], Path], url: str, plan: Plan, tell: Tell) -> Found:
    script = next(iter(files.values())).parent / "script.lua"
    found: Found = {key: [] for key in files}
    for name in plan.questions:
        _warm(servers, files, name, tell)
    for turn in range(plan.runs):
        for name in plan.questions:
            for peer in plan.peers:
                run = _driven(servers[peer], files[peer, name], script, url, plan)
                found[peer, name].append(run)
                tell(f"run {turn + 1} {name} {peer}: {told(run)}")
    return found


def _warm(servers: dict[str, Server], files: dict[tuple[str, str], Path], name: str, tell: Tell) -> None:
    """Ask each peer the first question and check that all name the same events; then a few more."""
    seen: dict[str, set[str]] = {}
    for peer, server in servers.items():
        requests = files[peer, name].read_text().splitlines()
        for request in requests[:20]:
            path, _, body = request.partition(" ")
            answer = json.loads(ask(server.address, path, body))
            if request is requests[0]:
                seen[peer] = set(_slugs(answer))
    least = set.intersection(*seen.values())
    for peer, slugs in seen.items():
        tell(f"{name} {peer}: {len(slugs)} events, {len(slugs - least)} of them not named by all")


def _slugs(value: Any) -> Iterator[str]:
    """Yield the slugs of events in an answer."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _slugs(one)
    elif isinstance(value, str) and value.startswith("event-") and len(value) == 13:
        yield value


def _driven(server: Server, asked: Path, script: Path, url: str, plan: Plan) -> Run:
    before = server.seconds(), database_seconds(url)
    driven = drive(server.address, asked, script, plan.seconds, plan.connections)
    after = server.seconds(), database_seconds(url)
    own, database = (1000 * (later - earlier) / driven.requests for earlier, later in zip(before, after, strict=True))
    return Run(driven, own, database, server.memory())


def database_seconds(url: str) -> float:
    """Return the processor's time of the connections to a database, where the database runs on this machine."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").fetchall()
    return sum(seconds_of(pid) for (pid,) in rows)


def told(run: Run) -> str:
    driven = run.driven
    return (
        f"{driven.per_second:,.0f}/s, {driven.bytes_each / 1000:.1f} kB, median {driven.p50:.1f} ms, "
        f"99 % {driven.p99:.1f} ms, "
        f"processor {run.server:.2f} + database {run.database:.2f} ms, {run.memory:.0f} MB"
    )


def table(found: Found, plan: Plan) -> Iterator[str]:
    """Yield a table of medians, with the least and the greatest, and of ratios within each round."""
    yield ""
    others = [peer for peer in plan.peers if peer in ("raw", "postgraphile", "ordinary", "rest")]
    others += ["ours"] if {"ours", "pair"} <= set(plan.peers) else []
    yield "| | requests/s | processor ms | database ms | MB | " + " | ".join(f"× {peer}" for peer in others) + " |"
    yield "|---" * (5 + len(others)) + "|"
    for name in plan.questions:
        for peer in plan.peers:
            runs = found[peer, name]
            ratios = [
                _spread(
                    [a.driven.per_second / b.driven.per_second for a, b in zip(runs, found[other, name], strict=True)],
                    2,
                )
                for other in others
            ]
            figures = [
                _spread([run.driven.per_second for run in runs], 0),
                f"{statistics.median(run.server for run in runs):.2f}",
                f"{statistics.median(run.database for run in runs):.2f}",
                f"{max(run.memory for run in runs):.0f}",
            ]
            yield f"| {name} {peer} | " + " | ".join([*figures, *ratios]) + " |"


def _spread(some: list[float], digits: int) -> str:
    middle, least, most = statistics.median(some), min(some), max(some)
    return f"{middle:,.{digits}f} ({least:,.{digits}f}–{most:,.{digits}f})"
