"""Reading many statements from one state of the store."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from sources.replicas import stood_in

#: The attribute of a connection that reads in a snapshot: what is known of that one.
MARK = "sequitur_snapshot"
#: A statement and its parameters.
Question = tuple[str, Sequence[Any]]
BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@contextmanager
def snapshot(using: str = DEFAULT_DB_ALIAS, *, seconds: float = 0, first: Question | None = None) -> Iterator[None]:
    """Let every statement within see one state, whatever writers commit meanwhile.

    On PostgreSQL it may ask a statement in the very message by which it begins: see ``told_first``.

    For reading only: it takes no lock that a writer waits for, and PostgreSQL refuses to write in it, and lets no
    statement take longer than the seconds that are told. The state is that of the first statement, of a replica where
    one may be read from. Within a transaction it does nothing: that one decides what is seen.
    """
    if connections[using].in_atomic_block:
        yield
        return
    with ExitStack() as stack:
        stack.enter_context(stood_in())
        connection = connections[using]
        with _begun_for_reading(connection, seconds, first):
            stack.enter_context(transaction.atomic(using=using))
        stack.enter_context(marked(connection, {}))
        yield


def told_first(using: str = DEFAULT_DB_ALIAS) -> list[Any] | None:
    """Return the rows of what the present snapshot asked first; None where it asked nothing."""
    rows: list[Any] | None = getattr(connections[using], "told_first", None)
    return rows


def is_snapshot(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Return whether what is read now is one state that was committed: not what a writer may yet take back."""
    return known(using) is not None


def known(using: str = DEFAULT_DB_ALIAS) -> dict[str, Any] | None:
    """Return what is known of the snapshot that is being read, to add to; None where none is."""
    found: dict[str, Any] | None = getattr(connections[using], MARK, None)
    return found


@contextmanager
def marked(connection: BaseDatabaseWrapper, told: dict[str, Any]) -> Iterator[None]:
    """Let what is asked within be asked of one state, of which so much is known."""
    setattr(connection, MARK, told)
    try:
        yield
    finally:
        setattr(connection, MARK, None)


@contextmanager
def _begun_for_reading(connection: Any, seconds: float, first: Question | None) -> Iterator[None]:
    """Begin as a reader, in one round trip; on SQLite our transactions otherwise take the write lock at once."""
    if connection.vendor == "postgresql":
        connection.begins_with = [BEGIN, *([bounded(seconds)] if seconds else [])]
        connection.asks_first, connection.told_first = first, None
        try:
            yield
        finally:
            connection.begins_with, connection.asks_first = (), None
        return
    connection.ensure_connection()  # connecting sets the mode anew
    mode = getattr(connection, "transaction_mode", None)
    connection.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        connection.transaction_mode = mode


def bounded(seconds: float) -> str:
    """Return the statement by which PostgreSQL stops what takes longer, within a transaction; 0 for as configured."""
    timeout = f"'{max(1, round(seconds * 1000))}ms'" if seconds else "DEFAULT"
    return f"SET LOCAL statement_timeout = {timeout}"


@contextmanager
def without_waiting(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Let a statement fail at once where SQLite would wait for a writer; on PostgreSQL rows are locked one by one."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        waited = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(waited)}")
