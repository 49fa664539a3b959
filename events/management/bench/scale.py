"""How size, loading, questions, the graph around hubs, memory and the check for cycles grow with the store."""

from __future__ import annotations

import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client, override_settings

from events import causality
from events.causality import index
from events.causality.index.rows import TooLarge, whole_graph
from events.management.bench.ingest import load
from events.management.bench.kept import stored
from events.management.bench.made import write_bundle
from events.management.bench.questions import DOCUMENTS, Variables, drawn, graphql_body
from events.management.bench.scratch import manage
from events.management.bench.servers import ask, memory_of, served
from events.management.bench.store import ensure, event_slug
from events.models import CausalLink, Event
from sources.snapshots import snapshot
from sources.visibility import Viewer

ASKED = 20
#: How many questions of each kind the server is asked.
SERVED = 50
HUBS = 3
#: How many event records are loaded on top.
MORE = 2_000
LARGEST = 5
SIZES = """
    SELECT relname, n_live_tup, pg_table_size(relid), pg_indexes_size(relid)
    FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC LIMIT %s
"""


def measure(url: str, sizes: list[int], keep: str, tell: Callable[[str], None]) -> None:
    """Fill a store of each size, or take the one that was kept, and tell what its questions cost."""
    for size in sizes:
        began = time.perf_counter()
        with stored(url, size, keep) as (address, asked):
            tell(f"{size:,} events, there after {time.perf_counter() - began:.0f} s")
            process = manage(address, "bench", "scaled", str(size))
            assert process.stdout is not None
            told = process.stdout.read()
            if process.wait():
                raise OSError("bench scaled failed.")
            for line in (*json.loads(told), *_serving(address, asked)):
                tell(f"  {line}")


def _serving(url: str, asked: dict[str, list[Variables]]) -> Iterator[str]:
    """Ask one process of the server over HTTP, and tell what it holds then."""
    with served(url, 1, 2048, {}) as server:
        for name, document in DOCUMENTS.items():
            bodies = [graphql_body(document, values) for values in asked[name][:SERVED]]
            work = [partial(ask, server.address, "/graphql/", body) for body in bodies]
            work[0]()
            yield f"{name} by the server: {_told([_seconds(one) for one in work])}"
        [process] = server.workers()
        yield f"the process holds {memory_of(process):.0f} MB"


def scaled(events: int) -> list[str]:
    """Return a line for each thing that was measured in the database in use, which is filled."""
    asked = drawn(ensure(events), events)
    lines = list(_sizes())
    with override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False, ANSWER_CACHE_BYTES=0):
        lines += _graph()
        lines += [_question(name, asked[name][:ASKED]) for name in DOCUMENTS]
        lines += [_hub(number) for number in range(HUBS)]
        lines.append(_cycle_check())
    lines.append(_loading(Event.objects.count()))
    return lines


def _sizes() -> Iterator[str]:
    """Tell what the whole database takes, and its largest tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        [whole] = cursor.fetchone()
        yield f"size: {whole / 1e6:,.0f} MB"
        cursor.execute(SIZES, [LARGEST])
        for name, rows, own, indexes in cursor.fetchall():
            yield f"  {name}: {rows:,} rows, {own / 1e6:,.1f} MB, indexes {indexes / 1e6:,.1f} MB"


def _loading(first: int) -> str:
    """Load more event records with their claims, as ``manage.py load`` does, into the store as it is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "more.jsonl"
        write_bundle(path, MORE, first=first)
        seconds = load(str(path))["load"]
    return f"load: {MORE:,} event records more in {seconds:.1f} s, {MORE / seconds:,.0f}/s"


def _graph() -> Iterator[str]:
    """Read the graph, and hold it for what follows."""
    began = time.perf_counter()
    try:
        with snapshot():
            graph = whole_graph()
    except TooLarge as error:
        yield f"graph: none is held. {error}"
        return
    index.keeper.take(graph)
    seconds, size = time.perf_counter() - began, graph.size / 2**20
    yield f"graph: {len(graph.columns.link_pks):,} links in {size:.1f} MB, read in {seconds:.1f} s"


def _question(name: str, asked: list[Any]) -> str:
    """Ask a question as an anonymous client does, without a server, and look how the database finds its rows."""
    question = partial(_asked, DOCUMENTS[name])
    question(asked[0])
    taken = [_seconds(partial(question, values)) for values in asked]
    with _explained() as plans:
        question(asked[0])
    return f"{name}: {_told(taken)}; {_scans(plans)}"


def _asked(document: str, values: Any) -> None:
    body = {"query": document, "variables": values}
    answer = Client().post("/graphql/", body, content_type="application/json").json()
    if "errors" in answer:
        raise OSError(f"{answer['errors']}")


def _hub(number: int) -> str:
    """Walk from an event with very many effects, in memory and in the database."""
    root = Event.objects.get(slug=event_slug(number))
    effects = CausalLink.objects.filter(cause=root).count()
    walk = partial(causality.chain, root, viewer=Viewer.PUBLIC)
    with snapshot():
        is_held = index.keeper.graph() is not None
        by_index = [_seconds(walk) for _ in range(5)] if is_held else []
    by_database = _seconds(walk)  # outside of a snapshot
    told = _told(by_index) if is_held else "not by the index"
    return f"hub of {effects:,} effects: {told}; {by_database * 1000:.0f} ms by the database"


def _cycle_check() -> str:
    """Check the latest links, one by one, as a writer does."""
    keys = list(CausalLink.objects.order_by("-pk").values_list("pk", flat=True)[:ASKED])
    return f"check for cycles: {_told([_seconds(partial(causality.find_cycle, [key])) for key in keys])}"


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _told(taken: list[float]) -> str:
    middle, most = statistics.median(taken) * 1000, max(taken) * 1000
    return f"median {middle:.1f} ms, most {most:.1f} ms"


@contextmanager
def _explained() -> Iterator[list[str]]:
    """Note how PostgreSQL runs each statement."""
    plans: list[str] = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if connection.vendor == "postgresql" and sql.lstrip().upper().startswith(("SELECT", "WITH")):
            execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params, many, context)
            plans.append("\n".join(line for (line,) in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    prepares = connection.settings_dict.get("PREPARES", True)
    connection.settings_dict["PREPARES"] = False  # a cursor is needed to ask for a plan
    try:
        with connection.execute_wrapper(explain):
            yield plans
    finally:
        connection.settings_dict["PREPARES"] = prepares


def _scans(plans: list[str]) -> str:
    """Return how many pages of 8 kB the statements touched, and which tables they read from one end to the other."""
    found = {name for plan in plans for name in re.findall(r"Seq Scan on (events_\w+|actors_\w+|sources_\w+)", plan)}
    touched = sum(sum(map(int, re.findall(r"(?:hit|read)=(\d+)", _first_buffers(plan)))) for plan in plans)
    return f"{len(plans)} statements, {touched:,} pages, reading whole: {', '.join(sorted(found)) or 'none'}"


def _first_buffers(plan: str) -> str:
    """Return what the outermost node touched, which is what all of them did."""
    return next((line for line in plan.splitlines() if "Buffers: shared" in line), "")
