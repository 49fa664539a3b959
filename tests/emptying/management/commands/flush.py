"""Django's ``flush``, which ends each test that commits: the database is again as its migrations left it.

The one place that takes the journal's triggers out in a test run, for nothing else empties the journal.
"""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from tests.emptying.snapshots import put_back


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        put_back(connections[options["database"]])
