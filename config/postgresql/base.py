"""The database backend: ``ENGINE = "config.postgresql"``."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg.errors import FeatureNotSupported
from psycopg.pq import ExecStatus

#: How many statements PostgreSQL keeps prepared for each connection, each some hundred kilobytes of its memory.
MOST_PREPARED = 50
#: How often psycopg would see a statement before it prepared it unasked: never.
UNASKED = 2**31


class PreparedCursor(psycopg.Cursor[Any]):
    """Has PostgreSQL prepare each statement, and run it again by its name, as long as the connection lasts."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        try:
            return super().execute(query, params, prepare=True, **options)
        except FeatureNotSupported as error:  # a migration gave a column another type since it was prepared
            self.connection.close()
            raise psycopg.OperationalError("A prepared statement is out of date.") from error


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection on which a transaction may begin with statements of its own, all sent at once.

    Django would ask ``SELECT 1`` whether the connection still stands, and psycopg send a ``BEGIN``, each of them a
    round trip. To begin tells as well whether the connection stands: where it does not, another is made.
    """

    #: What the next transaction begins with; blank for ``BEGIN``.
    begins_with = ""
    health_check_enabled: bool
    health_check_done: bool

    def get_connection_params(self) -> dict[str, Any]:
        """Let psycopg prepare what a ``PreparedCursor`` asks, and nothing else."""
        params: dict[str, Any] = super().get_connection_params()
        return params | {"prepare_threshold": UNASKED if self.settings_dict.get("PREPARES", True) else None}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = MOST_PREPARED
        return connection

    def bound_cursor(self, *, is_prepared: bool) -> Any:
        """Return a cursor whose parameters are sent beside the statement, which is prepared where it will come again.

        To plan a statement of many tables takes PostgreSQL longer than to run it.
        """
        self.ensure_connection()
        kind = PreparedCursor if is_prepared else psycopg.Cursor
        with self.wrap_database_errors:
            return self._prepare_cursor(kind(self.connection))  # type: ignore[attr-defined]  # django-stubs leave it out

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        if autocommit or not self.begins_with:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
            return
        is_to_be_checked = self.connection is not None and self.health_check_enabled and not self.health_check_done
        self.health_check_done = True
        try:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        except OperationalError:
            if not is_to_be_checked:
                raise
            self.close()
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # django-stubs leave it out
        if not autocommit and self.begins_with:
            with self.wrap_database_errors:
                self._begin(self.connection.pgconn)

    def _begin(self, libpq: Any) -> None:
        """Begin as psycopg does, which then sees that a transaction is open. :raises psycopg.OperationalError:"""
        result = libpq.exec_(self.begins_with.encode())
        if result.status != ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(result.error_message.decode(errors="replace"))
