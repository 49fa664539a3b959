"""``manage.py bench``: measure the server on scratch databases, never on the store."""

from __future__ import annotations

import json
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from events.management.bench import asking, ingest, searching


class Command(BaseCommand):
    help = "Measure how fast the server is (docs/benchmarks.md)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        whats = parser.add_subparsers(dest="what", required=True)
        measured = whats.add_parser("ingest", help="Loading event records, with their claims, into an empty store.")
        measured.add_argument("--events", type=int, nargs="+", default=[5_000, 50_000], help="Sizes of the bundles.")
        measured.add_argument("--runs", type=int, default=2, help="How often each size is loaded, in turn.")
        measured.add_argument(
            "--database-url", default="", help="postgres://… of a server where databases may be made; else SQLite."
        )
        asked = whats.add_parser(
            "search", help="Searching what is written of many events, beside a bare full-text query."
        )
        asked.add_argument("--events", type=int, default=100_000, help="How many events are searched.")
        asked.add_argument("--runs", type=int, default=9, help="How often each question is asked.")
        asked.add_argument("--database-url", default="", help="As for ingest.")
        filled = whats.add_parser("searched")  # what search starts in a process of its own
        filled.add_argument("events", type=int)
        filled.add_argument("runs", type=int)
        answered = whats.add_parser("graphql", help="Answering four GraphQL queries, planned and field by field.")
        answered.add_argument("--events", type=int, default=2_000, help="How many events the store has.")
        answered.add_argument("--runs", type=int, default=40, help="How often each question is asked each way.")
        answered.add_argument("--database-url", default="", help="As for ingest.")
        whats.add_parser("asked").add_argument("runs", type=int)  # what graphql starts in a process of its own
        for name in ("load", "bare"):  # what ingest starts in processes of their own
            whats.add_parser(name).add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["what"]:
            case "ingest":
                signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that scratch databases are dropped
                ingest.measure(options["database_url"], options["events"], options["runs"], self.stdout.write)
            case "search":
                signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
                searching.measure(options["database_url"], options["events"], options["runs"], self.stdout.write)
            case "graphql":
                signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
                asking.measure(options["database_url"], options["events"], options["runs"], self.stdout.write)
            case "asked":
                self.stdout.write(json.dumps(asking.asked(options["runs"])))
            case "searched":
                self.stdout.write(json.dumps(searching.searched(options["events"], options["runs"])))
            case "load":
                self.stdout.write(json.dumps(ingest.load(options["file"])))
            case "bare":
                self.stdout.write(json.dumps(ingest.bare()))
