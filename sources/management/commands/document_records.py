"""``manage.py document_records``: bring docs/records.md in line with the kinds of record."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from sources.records.document import documented


class Command(BaseCommand):
    help = "Write the fields of every kind of record into docs/records.md, below its introduction."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        file = settings.BASE_DIR / "docs" / "records.md"
        file.write_text(documented(file.read_text(encoding="utf-8")), encoding="utf-8")
