"""Reading many statements from one state of the store."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

#: The attribute of a connection that reads in a snapshot.
MARK = "is_sequitur_snapshot"


@contextmanager
def snapshot(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Let every statement within see one state, whatever writers commit meanwhile.

    For reading only: it takes no lock that a writer waits for, and PostgreSQL refuses to write in it. The state is
    that of the first statement. Within a transaction it does nothing: that one decides what is seen.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        yield
        return
    with ExitStack() as stack:
        with _begun_for_reading(connection):
            stack.enter_context(transaction.atomic(using=using))
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        stack.enter_context(_marked(connection))
        yield


def is_snapshot(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Return whether what is read now is one state that was committed: not what a writer may yet take back."""
    return getattr(connections[using], MARK, False)


@contextmanager
def _marked(connection: BaseDatabaseWrapper) -> Iterator[None]:
    setattr(connection, MARK, True)
    try:
        yield
    finally:
        setattr(connection, MARK, False)


@contextmanager
def _begun_for_reading(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Begin as a reader on SQLite, where our transactions otherwise take the write lock at once."""
    connection.ensure_connection()  # connecting sets the mode anew
    mode = getattr(connection, "transaction_mode", None)
    if mode is None:
        yield
        return
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # of the SQLite wrapper only
    try:
        yield
    finally:
        connection.transaction_mode = mode  # type: ignore[attr-defined]


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
