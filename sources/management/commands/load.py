"""``manage.py load``: put the records of bundles into the store."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from sources import ingest
from sources.ingest.lines import split
from sources.ingest.report import LoadRefused, Report
from sources.ingest.streams import decoded, encoding_of
from sources.refusals import Refusal

STEP = 1000
#: Seconds between two words about how far it is, where someone watches.
PAUSE = 0.5


class Command(BaseCommand):
    help = "Put the records of JSON Lines bundles into the store, all or nothing (docs/records.md)."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files",
            nargs="+",
            metavar="FILE",
            help="A bundle, plain or compressed by gzip or zstd; - reads standard input.",
        )
        parser.add_argument("--reason", default="", help="Why, for the journal.")
        parser.add_argument("--dry-run", action="store_true", help="Keep nothing; say what would be.")
        parser.add_argument("--skip-errors", action="store_true", help="Leave bad lines out, and all that names them.")

    def handle(self, *args: Any, **options: Any) -> None:
        files = options["files"]
        if len(files) == 1:  # read before the writers' lock is taken
            self._tell(files[0], self._load(files[0], options, dry_run=options["dry_run"]))
            return
        with transaction.atomic():
            for name in files:
                self._tell(name, self._load(name, options, dry_run=False))
            transaction.set_rollback(options["dry_run"])

    def _load(self, name: str, options: dict[str, Any], *, dry_run: bool) -> Report:
        progress = _Progress(name, self.stderr)
        try:
            with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
                return ingest.load(
                    _lines(file),
                    reason=options["reason"],
                    dry_run=dry_run,
                    skip_errors=options["skip_errors"],
                    seen=progress.seen,
                )
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
        except Refusal as refusal:
            total = refusal.total if isinstance(refusal, LoadRefused) else len(refusal.faults)
            self._print(refusal.faults, total)
            told = f"{total} fault{'s' if total > 1 else ''}"
            raise CommandError(f"{name} is refused ({told}); nothing was written.") from refusal

    def _tell(self, name: str, report: Report) -> None:
        self._print(report.faults, report.total)
        others = {
            "updated": report.updated,
            "retracted": report.retracted,
            "unchanged": report.unchanged,
            "lines left out": report.failed,
        }
        parts = ", ".join(f"{number} {what}" for what, number in others.items() if number)
        self.stdout.write(f"{name}: {report.changed} records changed{f' ({parts})' if parts else ''}.")

    def _print(self, faults: Iterable[object], total: int) -> None:
        told = 0
        for fault in faults:
            self.stderr.write(str(fault))
            told += 1
        if total > told:
            self.stderr.write(f"… and {total - told} more.")


def _lines(file: Any) -> Iterable[bytes]:
    """Return the lines of a file, however it is compressed."""
    stream = io.BufferedReader(file)
    return split(decoded(stream, encoding_of(stream)))


class _Progress:
    """Tells how many lines were read: every thousand, and to someone who watches, how fast."""

    def __init__(self, name: str, out: Any) -> None:
        self._name = name
        self._out = out
        self._watched = out.isatty()
        self._count = 0
        self._start = self._told = time.monotonic()

    def seen(self) -> None:
        self._count += 1
        if self._count % STEP:
            return
        if not self._watched:
            self._out.write(f"{self._name}: {self._count} records read")
            return
        now = time.monotonic()
        if now - self._told >= PAUSE:
            self._told = now
            rate = self._count / (now - self._start)
            self._out.write(f"\r{self._name}: {self._count:,} records read, {rate:,.0f} a second ", ending="")
