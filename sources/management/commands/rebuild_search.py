"""``manage.py rebuild_search``: write what is searched anew from the store."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sources import search


class Command(BaseCommand):
    help = "Write what is searched anew from the store, or only tell where it is wrong (docs/search.md)."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail where it differs from the store."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
            return
        count = search.rebuild(self._tell if options["verbosity"] else None)
        if options["verbosity"]:
            self.stdout.write(f"{count:,} records are searched.")

    def _tell(self, kind: str, done: int, of: int) -> None:
        self.stdout.write(f"{kind}: {done:,} of {of:,}")

    def _check(self) -> None:
        count = 0
        for fault in search.discrepancies():
            self.stderr.write(fault)
            count += 1
        if count:
            raise CommandError(f"What is searched and the store differ in {count} places: manage.py rebuild_search")
        self.stdout.write("What is searched is what the store holds.")
