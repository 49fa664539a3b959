"""``manage.py restore``: make the database what it was when a backup was taken."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sources import backups, bundle, protection
from sources.models import JournalRow


class Command(BaseCommand):
    help = "Put a backup back, all or nothing, and hold it against its journal (docs/backup.md). Stop the server first."
    requires_system_checks = []  # they ask a database that may have nothing in it

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="What manage.py backup wrote.")
        parser.add_argument("--replace", action="store_true", help="Also where something is stored: it is lost.")

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(options["file"])
        if not options["replace"] and not is_empty():
            raise CommandError("This store is not empty; --replace gives up what is in it.")
        try:
            backups.put_back(connection, file, self.stderr.write)
        except backups.BackupFailed as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        self._check()

    def _check(self) -> None:
        """Hold what was put back against this version, the triggers and the journal."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Put back. It is older than this version: run manage.py migrate, then check_journal.")
            return
        if missing := protection.missing(connection):
            raise CommandError(f"It was put back, but lacks the triggers {', '.join(missing)}: run manage.py migrate.")
        call_command("check_journal", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write("Put back.")


def is_empty() -> bool:
    """Return whether a store holds nothing that anyone would miss: no records, no users, or no tables at all."""
    tables = connection.introspection.table_names()
    users = get_user_model()
    has_users = users._meta.db_table in tables and users._default_manager.exists()
    return not has_users and (JournalRow._meta.db_table not in tables or bundle.is_empty())
