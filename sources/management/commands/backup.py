"""``manage.py backup``: the whole database as one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from sources import backups


class Command(BaseCommand):
    help = "Write the whole database into one file, while others go on reading and writing (docs/backup.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="Where to; one that is there is replaced when it is done.")

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(options["file"])
        try:
            backups.take(connection, file, self.stderr.write)
        except backups.BackupFailed as error:
            raise CommandError(f"No backup was taken. {error}") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes.")
