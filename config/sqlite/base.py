"""The database backend: ``ENGINE = "config.sqlite"``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from config.sqlite.turns import Turns
from sources.outages import LOCKED

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_turns: dict[str, Turns] = {}
_guard = Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection on which whoever wants to write waits for the turn, as long as SQLite would wait for its lock."""

    transaction_mode: str | None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.execute_wrappers.append(self._execute)
        self._turns: Turns | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        path = connection.execute("PRAGMA database_list").fetchone()[2]  # none of one in memory, which is not shared
        with _guard:
            self._turns = _turns.setdefault(path, Turns(path)) if path else None
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode in (None, "DEFERRED"):
            self._begin()
            return
        with self._turn():
            self._begin()

    def _begin(self) -> None:
        super()._start_transaction_under_autocommit()  # type: ignore[misc]  # django-stubs leave it out

    def _execute(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Wait for the turn of a statement that is a writing of its own."""
        if self.in_atomic_block or not sql.startswith(WRITES):
            return execute(sql, params, many, context)
        with self._turn():
            return execute(sql, params, many, context)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the turn. :raises OperationalError: SQLite's own, when it does not come in time."""
        if self._turns is None:
            yield
            return
        [milliseconds] = self.connection.execute("PRAGMA busy_timeout").fetchone()
        try:
            with self._turns.next(milliseconds / 1000):
                yield
        except TimeoutError as error:
            raise OperationalError(LOCKED) from error
