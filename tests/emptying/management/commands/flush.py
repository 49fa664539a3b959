"""Django's ``flush``, which ends each test that commits, on a database whose journal nothing empties.

The one place that takes the journal's triggers out in a test run, and that puts back what the migrations put in.
"""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.commands import flush
from django.db import connections, transaction

from sources import protection, search

SEEDS = (
    ("events.migrations.0002_seed_vocabularies", "seed"),
    ("events.migrations.0003_roles", "give"),
    ("events.migrations.0011_roles_leave_remarks", "give"),
    ("events.migrations.0013_contributors_add_places", "give"),
    ("events.migrations.0007_journal_what_was_seeded", "journal"),
    ("events.migrations.0008_feed_what_is_stored", "enter"),
)


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        protection.unprotect(connection)
        # Tables of models that others stand in for, as knox's own tokens, are known to the database alone.
        super().handle(**options | {"allow_cascade": True})
        protection.protect(connection)
        with transaction.atomic(using=connection.alias):
            for module, seed in SEEDS:
                getattr(import_module(module), seed)(apps, None)
            search.rebuild()
