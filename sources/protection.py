"""What keeps the journal append-only: triggers of the database, so that no road goes round them.

They are refused with an IntegrityError on both engines. A table that SQLite remakes loses its triggers silently, so
they are put back after every ``migrate``. Each names no table but its own: SQLite cannot rename a table that a trigger
of another one names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

#: From this migration on the triggers belong to the database.
MIGRATION = ("sources", "0008_protect_the_journal")

KEPT = "A row of the journal is never changed or deleted."
BEYOND = "The number of a new row of the journal is beyond every one given before."
HEAD_KEPT = "The head of the journal is never deleted, and its numbers never go down."

_SQLITE = {
    "sources_journalrow_kept": f"""
        BEFORE UPDATE ON sources_journalrow BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    "sources_journalrow_undeleted": f"""
        BEFORE DELETE ON sources_journalrow BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    "sources_journalrow_beyond": f"""
        BEFORE INSERT ON sources_journalrow
        WHEN NEW.number <= (SELECT COALESCE(MAX(number), 0) FROM sources_journalrow)
        BEGIN SELECT RAISE(ABORT, '{BEYOND}'); END""",  # noqa: S608  # a text of ours
    "sources_journalhead_rises": f"""
        BEFORE UPDATE ON sources_journalhead
        WHEN NEW.last_number < OLD.last_number OR NEW.public_revision < OLD.public_revision
        BEGIN SELECT RAISE(ABORT, '{HEAD_KEPT}'); END""",
    "sources_journalhead_undeleted": f"""
        BEFORE DELETE ON sources_journalhead BEGIN SELECT RAISE(ABORT, '{HEAD_KEPT}'); END""",
}

#: Each trigger has a function of its own name: when it fires, for what, and what it does then.
_POSTGRESQL = {
    "sources_journalrow_kept": (
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON sources_journalrow FOR EACH STATEMENT",
        f"RAISE integrity_constraint_violation USING MESSAGE = '{KEPT}';",
    ),
    # Once a statement, not a row: COPY and bulk inserts stay as fast as they are.
    "sources_journalrow_beyond": (
        "AFTER INSERT ON sources_journalrow REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
        f"""
        IF EXISTS (
            SELECT FROM (SELECT MIN(number) AS low, COUNT(*) AS size FROM added) AS given
            WHERE size > 0 AND size <> (SELECT COUNT(*) FROM sources_journalrow WHERE number >= low)
        ) THEN
            RAISE integrity_constraint_violation USING MESSAGE = '{BEYOND}';
        END IF;
        RETURN NULL;""",  # noqa: S608  # a text of ours
    ),
    "sources_journalhead_rises": (
        "BEFORE UPDATE ON sources_journalhead FOR EACH ROW",
        f"""
        IF NEW.last_number < OLD.last_number OR NEW.public_revision < OLD.public_revision THEN
            RAISE integrity_constraint_violation USING MESSAGE = '{HEAD_KEPT}';
        END IF;
        RETURN NEW;""",
    ),
    "sources_journalhead_undeleted": (
        "BEFORE DELETE OR TRUNCATE ON sources_journalhead FOR EACH STATEMENT",
        f"RAISE integrity_constraint_violation USING MESSAGE = '{HEAD_KEPT}';",
    ),
}

Execute = Callable[[str], Any]


def protect(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in, as they are today; those that are there are replaced."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _drop(connection, cursor.execute)
        _create(connection, cursor.execute)


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers out: for undoing their migration, and for the database of tests, which is emptied."""
    with connection.cursor() as cursor:
        _drop(connection, cursor.execute)


def is_due(connection: BaseDatabaseWrapper) -> bool:
    """Return whether the triggers belong to a database, as its migrations say."""
    return MIGRATION in MigrationRecorder(connection).applied_migrations()


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that a database lacks, or does not let fire."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
                " AND tgrelid IN (to_regclass('sources_journalrow'), to_regclass('sources_journalhead'))"
            )
        found = {name for (name,) in cursor.fetchall()}
    return [name for name in _triggers(connection) if name not in found]


def _triggers(connection: BaseDatabaseWrapper) -> list[str]:
    return list(_SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)


def _drop(connection: BaseDatabaseWrapper, execute: Execute) -> None:
    for name in _triggers(connection):
        if connection.vendor == "sqlite":
            execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def _create(connection: BaseDatabaseWrapper, execute: Execute) -> None:
    if connection.vendor == "sqlite":
        for name, body in _SQLITE.items():
            execute(f"CREATE TRIGGER {name} {body}")
        return
    for name, (when, body) in _POSTGRESQL.items():
        execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END; $$")
        execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()")
