"""``manage.py bench``: measure the server on scratch databases, never on the store."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.management.bench import asking, http, idle, ingest, questions, scale, searching, store, sustained
from events.management.bench.made import write_bundle
from sources.search.upkeep import is_current, rebuild

NEEDS_POSTGRESQL = "postgres://… of a server where databases may be made."

KEEPS = "Keep the store as database NAME_events, and use it again where it is there. Needs PostgreSQL."


class Command(BaseCommand):
    help = "Measure how fast the server is (docs/benchmarks.md)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        whats = parser.add_subparsers(dest="what", required=True)
        measured = whats.add_parser("ingest", help="Loading event records, with their claims, into an empty store.")
        measured.add_argument("--events", type=int, nargs="+", default=[5_000, 50_000], help="Sizes of the bundles.")
        measured.add_argument("--runs", type=int, default=2, help="How often each size is loaded, in turn.")
        measured.add_argument("--database-url", default="", help=f"{NEEDS_POSTGRESQL} Else SQLite.")
        asked = whats.add_parser(
            "search", help="Searching what is written of many events, beside a bare full-text query."
        )
        asked.add_argument("--events", type=int, default=100_000, help="How many events are searched.")
        asked.add_argument("--runs", type=int, default=9, help="How often each question is asked.")
        asked.add_argument("--database-url", default="", help="As for ingest.")
        answered = whats.add_parser("graphql", help="Answering four GraphQL queries, planned and field by field.")
        answered.add_argument("--events", type=int, default=2_000, help="How many events the store has.")
        answered.add_argument("--runs", type=int, default=40, help="How often each question is asked each way.")
        answered.add_argument("--database-url", default="", help="As for ingest.")
        made = whats.add_parser("bundle", help="Only write the bundle that ingest loads, for manage.py load.")
        made.add_argument("file", type=Path)
        made.add_argument("--events", type=int, default=50_000, help="How many events it has.")
        self._add_http(whats)
        self._add_load(whats)
        scaled = whats.add_parser("scale", help="How size, loading, questions and what else grow.")
        scaled.add_argument("--events", type=int, nargs="+", default=[10_000, 100_000], help="Sizes of the stores.")
        scaled.add_argument("--database-url", required=True, help=NEEDS_POSTGRESQL)
        for one in (scaled, whats.choices["http"], whats.choices["load"]):
            one.add_argument("--keep", default="", metavar="NAME", help=KEEPS)
        self._add_children(whats)

    def _add_http(self, whats: Any) -> None:
        driven = whats.add_parser("http", help="The server over HTTP beside its peers; needs wrk.")
        driven.add_argument("--events", type=int, default=100_000, help="How many events the store has.")
        driven.add_argument("--runs", type=int, default=5, help="How often each peer is driven with each question.")
        driven.add_argument("--seconds", type=int, default=5, help="For how long.")
        driven.add_argument("--connections", type=int, default=16, help="By how many connections at once.")
        driven.add_argument("--interface", choices=["wsgi", "asgi"], default="wsgi", help="How our server is started.")
        driven.add_argument("--peer", nargs="+", choices=http.PEERS, default=["ours", "raw"], help="What is compared.")
        driven.add_argument("--question", nargs="+", choices=questions.DOCUMENTS, default=list(questions.DOCUMENTS))
        driven.add_argument("--database-url", required=True, help=NEEDS_POSTGRESQL)

    def _add_load(self, whats: Any) -> None:
        loaded = whats.add_parser("load", help="Readers, writers and subscribers for a long time.")
        loaded.add_argument("--events", type=int, default=100_000, help="How many events the store has.")
        loaded.add_argument("--minutes", type=float, default=10, help="For how long.")
        loaded.add_argument("--workers", type=int, default=2, help="Processes of the server.")
        loaded.add_argument("--connections", type=int, default=16, help="Clients that ask in turn.")
        loaded.add_argument("--subscribers", type=int, default=20, help="Streams that must be told of every change.")
        loaded.add_argument("--overload", action="store_true", help="Then ask twice as much as was answered, as long.")
        loaded.add_argument("--database-url", default="", help="As for ingest.")
        waiting = whats.add_parser("idle", help="Very many streams that wait for changes, on one process.")
        waiting.add_argument("--events", type=int, default=1_000, help="How many events the store has.")
        waiting.add_argument("--streams", type=int, default=10_000, help="How many streams are kept open.")
        waiting.add_argument("--seconds", type=int, default=60, help="For how long after the first changes.")
        waiting.add_argument("--database-url", default="", help="As for ingest.")

    def _add_children(self, whats: Any) -> None:
        """Add what the others start in processes of their own."""
        filled = whats.add_parser("searched")
        filled.add_argument("events", type=int)
        filled.add_argument("runs", type=int)
        whats.add_parser("asked").add_argument("runs", type=int)
        for name in ("filled", "scaled"):
            whats.add_parser(name).add_argument("events", type=int)
        for name in ("entitled", "searchable"):
            whats.add_parser(name)
        for name in ("loaded", "bare"):
            whats.add_parser(name).add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that scratch databases are dropped
        try:
            if options["what"] in MEASURES:
                MEASURES[options["what"]](options, self.stdout.write)
            else:
                self.stdout.write(json.dumps(_child(options["what"], options)))
        except OSError as error:
            raise CommandError(str(error)) from error


#: What is measured, by its name on the command line.
MEASURES: dict[str, Callable[[dict[str, Any], Callable[[str], Any]], None]] = {
    "bundle": lambda told, _: write_bundle(told["file"], told["events"]),
    "ingest": lambda told, tell: ingest.measure(told["database_url"], told["events"], told["runs"], tell),
    "search": lambda told, tell: searching.measure(told["database_url"], told["events"], told["runs"], tell),
    "graphql": lambda told, tell: asking.measure(told["database_url"], told["events"], told["runs"], tell),
    "http": lambda told, tell: http.measure(_plan(told), tell),
    "load": lambda told, tell: sustained.measure(_load(told), tell),
    "idle": lambda told, tell: idle.measure(
        told["database_url"], told["events"], told["streams"], told["seconds"], tell
    ),
    "scale": lambda told, tell: scale.measure(told["database_url"], told["events"], told["keep"], tell),
}


def _plan(options: dict[str, Any]) -> http.Plan:
    return http.Plan(
        url=options["database_url"],
        events=options["events"],
        peers=tuple(options["peer"]),
        questions=tuple(options["question"]),
        runs=options["runs"],
        seconds=options["seconds"],
        connections=options["connections"],
        interface=options["interface"],
        keep=options["keep"],
    )


def _load(options: dict[str, Any]) -> sustained.Plan:
    return sustained.Plan(
        url=options["database_url"],
        events=options["events"],
        seconds=round(options["minutes"] * 60),
        workers=options["workers"],
        connections=options["connections"],
        subscribers=options["subscribers"],
        overload=options["overload"],
        keep=options["keep"],
    )


def _child(what: str, options: dict[str, Any]) -> Any:
    match what:
        case "searched":
            return searching.searched(options["events"], options["runs"])
        case "asked":
            return asking.asked(options["runs"])
        case "filled":
            links = store.ensure(options["events"])
            store.settle()
            return questions.drawn(links, options["events"])
        case "searchable":
            return None if is_current() else rebuild()
        case "scaled":
            return scale.scaled(options["events"])
        case "entitled":
            return sustained.entitled()
        case "loaded":
            return ingest.load(options["file"])
        case _:
            return ingest.bare()
