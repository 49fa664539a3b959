"""``manage.py check_journal``: hold the store against its journal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sources import audit


class Command(BaseCommand):
    help = "Compare every record with its last row in the journal; fails when they differ (docs/journal.md)."
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for fault in audit.discrepancies():
            self.stderr.write(fault)
            count += 1
        if count:
            raise CommandError(f"The journal and the store differ in {count} places.")
        self.stdout.write("Every record is as the journal says.")
