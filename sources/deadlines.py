"""Reading that ends in time: a statement that takes too long is stopped by the database itself."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from sources.replicas import stood_in
from sources.snapshots import BEGIN, Question, bounded, snapshot

#: Instructions of SQLite's machine from one look at the clock to the next: about a millisecond of work.
INSTRUCTIONS = 10_000
#: The part of the limit by which PostgreSQL may count too much, so that it need not be told before each statement.
SLACK = 0.1
QUERY_CANCELED = "57014"  # https://www.postgresql.org/docs/current/errcodes-appendix.html


class TimedOut(Exception):
    """Reading took longer than it may. ``limit`` and ``found`` are milliseconds."""

    def __init__(self, limit: int, found: int) -> None:
        super().__init__(f"This took longer than {limit / 1000:g} seconds and was stopped; ask for less.")
        self.limit = limit
        self.found = found


class Deadline:
    """When reading on one connection must end. Wraps every statement that runs before."""

    def __init__(self, connection: BaseDatabaseWrapper, seconds: float, *, is_told: bool) -> None:
        self._connection: Any = connection
        self._seconds = seconds
        self._began = time.monotonic()
        self._stopped = False
        #: What PostgreSQL was told is left.
        self._told = seconds if is_told else float("inf")

    @property
    def left(self) -> float:
        return self._seconds - (time.monotonic() - self._began)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self._stopped or self.left <= 0:
            raise self.over()
        self._tell()
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if is_stopped(error):
                raise self.over() from error
            raise

    def over(self) -> TimedOut:
        """Return the error to raise, now and for whatever is read hereafter: PostgreSQL runs nothing more."""
        self._stopped = True
        return TimedOut(round(self._seconds * 1000), round((self._seconds - self.left) * 1000))

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Let SQLite look at the clock while it works. It does so while rows are fetched, too."""
        if self._connection.vendor != "sqlite":
            yield
            return
        self._connection.connection.set_progress_handler(lambda: self.left <= 0, INSTRUCTIONS)
        try:
            yield
        finally:
            self._connection.connection.set_progress_handler(None, 0)

    def _tell(self) -> None:
        left = self.left
        if self._connection.vendor == "postgresql" and left < self._told - self._seconds * SLACK:
            self._told = left
            self._bound(left)

    def forget(self) -> None:
        """Let the statements after this one, in the same transaction, take what they take."""
        if self._connection.vendor == "postgresql" and not self._is_aborted():
            self._bound(0)

    def _is_aborted(self) -> bool:
        return bool(self._connection.connection.info.transaction_status.name == "INERROR")

    def _bound(self, seconds: float) -> None:
        # Not a statement of the request: whoever counts those is told nothing of it.
        self._connection.connection.execute(bounded(seconds))


@contextmanager
def reading(
    seconds: float | None = None, using: str = DEFAULT_DB_ALIAS, *, first: Question | None = None
) -> Iterator[None]:
    """Read one state of the store, for at most so many seconds, the setting READ_SECONDS where none are told.

    What the database does when they are over is stopped, and no statement begins afterwards; 0 bounds nothing.
    The connection is as good as before. A stream of unknown length takes a snapshot instead.

    :raises TimedOut:
    """
    seconds = settings.READ_SECONDS if seconds is None else seconds
    is_within = connections[using].in_atomic_block
    with snapshot(using, seconds=seconds, first=first):
        if not seconds:
            yield
            return
        connection = connections[using]  # which a replica may stand in for by now
        deadline = Deadline(connection, seconds, is_told=not is_within)
        try:
            with deadline.watched(), connection.execute_wrapper(deadline):
                yield
        except OperationalError as error:
            if is_stopped(error):
                raise deadline.over() from error
            raise
        finally:
            if is_within:
                deadline.forget()


def may_read_alone(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Tell whether ``read_alone`` can be used: on PostgreSQL, outside transactions."""
    connection = connections[using]
    return not connection.in_atomic_block and getattr(connection, "prepares", False)


def read_alone(questions: Sequence[Question], using: str = DEFAULT_DB_ALIAS) -> list[list[Any]]:
    """Return the rows of statements that read one state of the store, as within ``reading``, and nothing else does.

    They are told at once, so that all of it is one round trip. :raises TimedOut:
    """
    seconds, began = settings.READ_SECONDS, time.monotonic()
    with stood_in():
        connection: Any = connections[using]
        try:
            found: list[list[Any]] = connection.read(
                questions, begins_with=[BEGIN, *([bounded(seconds)] if seconds else [])]
            )
        except OperationalError as error:
            if is_stopped(error):
                raise TimedOut(round(seconds * 1000), round((time.monotonic() - began) * 1000)) from error
            raise
    return found


def timed_out(error: BaseException) -> TimedOut | None:
    """Return the error of reading that came to its end, None for any other error.

    SQLite may be stopped while rows are fetched, of which the statement itself knows no more.
    """
    if isinstance(error, TimedOut) or not is_stopped(error):
        return error if isinstance(error, TimedOut) else None
    limit = round(settings.READ_SECONDS * 1000)
    return TimedOut(limit, limit)


def is_stopped(error: BaseException) -> bool:
    """Tell whether an error of the database means that it was stopped at its work."""
    cause = error.__cause__
    return (
        getattr(cause, "sqlstate", None) == QUERY_CANCELED
        or getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
    )
