"""``manage.py load``: put the records of bundles into the store."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from sources import bundle
from sources.refusals import Refusal

STEP = 1000


class Command(BaseCommand):
    help = "Put the records of JSON Lines bundles into the store, all or nothing (docs/records.md)."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="A bundle; - reads standard input.")
        parser.add_argument("--reason", default="", help="Why, for the journal.")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            for name in options["files"]:
                changed = self._load(name, options["reason"])
                self.stdout.write(f"{name}: {changed} records changed.")

    def _load(self, name: str, reason: str) -> int:
        try:
            with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as lines:
                return bundle.load(lines, reason=reason, seen=self._counter(name))
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
        except Refusal as refusal:
            self._tell(refusal.faults)
            faults = len(refusal.faults)
            told = f"{faults} fault{'s' if faults > 1 else ''}"
            raise CommandError(f"{name} is refused ({told}); nothing was written.") from refusal

    def _counter(self, name: str) -> Callable[[], None]:
        """Return what counts records and tells of every thousandth."""
        count = 0

        def seen() -> None:
            nonlocal count
            count += 1
            if count % STEP == 0:
                self.stderr.write(f"{name}: {count} records read", self.style.NOTICE)

        return seen

    def _tell(self, faults: Iterable[object]) -> None:
        for fault in faults:
            self.stderr.write(str(fault))
