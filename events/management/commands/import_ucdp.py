"""``manage.py import_ucdp``: put a file of the UCDP Georeferenced Event Dataset into the store."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.ucdp.columns import BadHeader
from events.ucdp.files import UnreadableFile, opened
from events.ucdp.findings import FIRST, Finding, Findings, Reason
from events.ucdp.importing import Imported, Unreadable, Wanted, import_ged
from events.ucdp.publications import edition_in, is_edition
from events.ucdp.sides import BadActors, Known, actors_in
from sources.records import ORDER
from sources.refusals import Refusal

STEP = 1000
ROWS_LEFT_OUT = 3


def whole_positive(text: str) -> int:
    """Return the number an option names."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ValueError
    return int(text)


class Command(BaseCommand):
    help = (
        "Put a file of the UCDP Georeferenced Event Dataset (GED) into the store: CSV of any edition, plain, gzipped "
        "or zipped. All or nothing; what is odd is told and kept as worded (docs/ucdp.md). Run again, it changes "
        "nothing; a later edition brings its events up to date. Exit code 1: nothing was written; 3: rows were left "
        "out."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="A CSV file; - reads standard input.")
        parser.add_argument("--actors", metavar="FILE", help="The UCDP Actor Dataset, for full names and kinds.")
        parser.add_argument("--edition", default="", help="Edition of rows that do not name theirs, as 23.1.")
        parser.add_argument("--draft", action="store_true", help="Publish nothing: what is new becomes a draft.")
        parser.add_argument("--limit", type=whole_positive, metavar="N", help="Read the first N rows only.")
        parser.add_argument("--dry-run", action="store_true", help="Tell what would change, and change nothing.")
        parser.add_argument("--skip-errors", action="store_true", help="Leave out rows that cannot be read.")
        parser.add_argument("--report", metavar="FILE", help="Write all that is told there, as JSON Lines.")
        parser.add_argument("--reason", default="", help="Why, for the journal.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["edition"] and not is_edition(options["edition"]):
            raise CommandError(f"{options['edition']!r} is no edition of UCDP GED: 23.1.")
        wanted = Wanted(
            edition=options["edition"] or edition_in(Path(options["file"]).name),
            actors=self._actors(options["actors"]),
            **{name: options[name] for name in ("reason", "limit", "draft", "dry_run", "skip_errors")},
        )
        with _reporting(options["report"]) as report:
            findings = Findings(lambda finding: report({"told": "finding", **finding.as_json()}))
            imported = self._import(options["file"], wanted, findings)
            report({"told": "summary", **_as_json(imported), "dry_run": wanted.dry_run, "reasons": findings.counts})
        self._tell(findings)
        self._sum_up(imported, wanted.dry_run)
        if findings.left_out:
            raise CommandError(f"{findings.left_out} rows were left out.", returncode=ROWS_LEFT_OUT)

    def _actors(self, name: str | None) -> dict[str, Known]:
        if not name:
            return {}
        try:
            with opened(name) as (text, _):
                return actors_in(text)
        except (UnreadableFile, BadActors) as error:
            raise CommandError(f"{name} cannot be read: {error}") from error

    def _import(self, name: str, wanted: Wanted, findings: Findings) -> Imported:
        try:
            with opened(name) as (text, encoding):
                if encoding != "utf-8-sig":
                    findings.tell(Finding(Reason.NOT_UTF_8, f"the file is not UTF-8 and is read as {encoding}"))
                return import_ged(
                    text, wanted, findings, read=self._counter("rows read"), put=self._counter("records put")
                )
        except (UnreadableFile, BadHeader) as error:
            raise CommandError(f"{name} cannot be read: {error}") from error
        except Unreadable as error:
            self._tell(findings)
            bad = findings.counts[Reason.UNREADABLE]
            raise CommandError(f"{bad} rows cannot be read; nothing was written (see --skip-errors).") from error
        except Refusal as refusal:
            for fault in refusal.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{name} is refused ({len(refusal.faults)} faults); nothing was written.") from refusal

    def _counter(self, what: str) -> Callable[[], None]:
        """Return what counts, and tells of every thousandth with how many a second there were."""
        count, start = 0, time.monotonic()

        def counted() -> None:
            nonlocal count, start
            start = start if count else time.monotonic()
            count += 1
            if count % STEP == 0:
                rate = count / max(time.monotonic() - start, 0.001)
                self.stderr.write(f"{count} {what}, {rate:.0f} a second", self.style.NOTICE)

        return counted

    def _tell(self, findings: Findings) -> None:
        """Write each reason with how often it came, and the first times in full."""
        for reason, count in sorted(findings.counts.items()):
            self.stderr.write(f"{reason}: {count}", self.style.WARNING)
            for finding in findings.first[reason]:
                self.stderr.write(f"  {str(finding)[:300]}")
            if count > FIRST:
                self.stderr.write(f"  and {count - FIRST} more")

    def _sum_up(self, imported: Imported, dry_run: bool) -> None:
        changed = imported.made.total() + imported.updated.total()
        verb = "would change; nothing was written" if dry_run else "changed"
        self.stdout.write(f"{imported.rows} rows, {changed} records {verb}.")
        self.stdout.write(f"{'':12}{'made':>9}{'updated':>9}{'unchanged':>11}")
        counts = (imported.made, imported.updated, imported.unchanged)
        for kind in ORDER:
            made, updated, unchanged = (some[kind] for some in counts)
            if made or updated or unchanged:
                self.stdout.write(f"{kind:12}{made:>9}{updated:>9}{unchanged:>11}")


@contextmanager
def _reporting(name: str | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Return what writes a line of the report. :raises CommandError: when the file cannot be written."""
    if not name:
        yield lambda line: None
        return
    try:
        Path(name).write_text("")
    except OSError as error:
        raise CommandError(f"{name} cannot be written: {error.strerror}.") from error
    with Path(name).open("w", encoding="utf-8") as file:
        yield lambda line: _write(file, line)


def _write(file: TextIO, line: dict[str, Any]) -> None:
    file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _as_json(imported: Imported) -> dict[str, Any]:
    return {
        "rows": imported.rows,
        **{name: dict(getattr(imported, name)) for name in ("made", "updated", "unchanged")},
    }
