"""What is looked at before the server runs: whether the database keeps the journal, and the search its index."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from sources import protection, search
from sources.search import engines


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
