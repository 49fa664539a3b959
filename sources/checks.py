"""What is looked at before the server runs: whether the database still keeps the journal."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from sources import protection


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
