"""``manage.py dump``: write the store as one bundle."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sources import bundle
from sources.visibility import Viewer


class Command(BaseCommand):
    help = "Write every record of the store, drafts included, as a JSON Lines bundle (docs/records.md)."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="Where to; absent writes to standard output.")
        parser.add_argument("--public", action="store_true", help="Only what the public sees.")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = bundle.dump(Viewer.PUBLIC if options["public"] else None)
        if options["file"] is None:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        try:
            self._write(Path(options["file"]), lines)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error

    def _write(self, file: Path, lines: Iterator[str]) -> None:
        """Write beside the file and put it in place when it is whole."""
        unfinished = file.with_name(f"{file.name}.unfinished")
        with unfinished.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(lines)
        unfinished.replace(file)
