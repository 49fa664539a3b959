"""``manage.py dump``: write the whole store as one bundle."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sources import bundle


class Command(BaseCommand):
    help = "Write every record of the store, drafts included, as a JSON Lines bundle (docs/records.md)."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="Where to; absent writes to standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] is None:
            for line in bundle.dump():
                self.stdout.write(line, ending="")
            return
        try:
            self._write(Path(options["file"]))
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error

    def _write(self, file: Path) -> None:
        """Write beside the file and put it in place when it is whole."""
        unfinished = file.with_name(f"{file.name}.unfinished")
        with unfinished.open("w", encoding="utf-8", newline="\n") as lines:
            lines.writelines(bundle.dump())
        unfinished.replace(file)
