"""What is looked at before the server runs: whether the database is where the code is, and keeps journal and search."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from sources import protection, search
from sources.search import engines


def unapplied(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the names of the migrations that a database lacks. :raises DatabaseError: where it does not answer."""
    executor = MigrationExecutor(connections[using])
    return [migration.name for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def broken(using: str = DEFAULT_DB_ALIAS) -> list[CheckMessage]:
    """Return what of ``manage.py check --database`` forbids to serve a database."""
    found = checks.run_checks(tags=[Tags.database], databases=[using])
    return [message for message in found if message.level >= checks.ERROR]


def protect_after_migrate(*, using: str, **how: Any) -> None:
    """Put back the journal's triggers, which a table that SQLite remakes loses silently."""
    connection = connections[using]
    if protection.is_due(connection):
        protection.protect(connection)


@register(Tags.database)
def journal_is_protected(*, databases: Any = None, **how: Any) -> list[CheckMessage]:
    """Tell of a database whose journal could be changed."""
    return [error for name in databases or () for error in _faults(name)]


def _faults(using: str) -> list[CheckMessage]:
    connection = connections[using]
    missing = protection.missing(connection) if protection.is_due(connection) else []
    if not missing:
        return []
    return [
        Error(
            f"The journal of the database {using} could be changed: it lacks the triggers {', '.join(missing)}.",
            hint=f"Put them back: manage.py migrate --skip-checks --database {using}",
            id="sources.E001",
        )
    ]


def prepare_search_after_migrate(*, using: str, **how: Any) -> None:
    """Put back what the search needs, and rebuild its documents where they follow other rules."""
    search.follow_migrate(using)


@register(Tags.database)
def search_is_ready(*, databases: Any = None, **how: Any) -> list[CheckMessage]:
    """Tell of a database whose search lacks an index, or has documents that other rules wrote."""
    return [message for name in databases or () for message in _search_faults(name)]


def _search_faults(using: str) -> list[CheckMessage]:
    connection = connections[using]
    if not search.is_due(connection):
        return []
    missing = engines.missing(connection)
    found: list[CheckMessage] = []
    if missing == [engines.TRIGRAMS] and connection.vendor == "postgresql":
        hint = "Let a superuser run CREATE EXTENSION pg_trgm, then: manage.py migrate"
        found.append(
            checks.Warning(f"Search suggestions in the database {using} are slow.", hint=hint, id="sources.W001")
        )
    elif missing:
        told = f"The search of the database {using} lacks {', '.join(missing)}."
        hint = f"Put them in: manage.py migrate --skip-checks --database {using}"
        found.append(Error(told, hint=hint, id="sources.E002"))
    if not search.is_current(using):
        told = f"The search of the database {using} follows other rules than today's."
        found.append(checks.Warning(told, hint="Write it anew: manage.py rebuild_search", id="sources.W002"))
    return found
