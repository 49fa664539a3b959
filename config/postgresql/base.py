"""The database backend: ``ENGINE = "config.postgresql"``."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg.pq import ExecStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection on which a transaction may begin with statements of its own, all sent at once.

    Django would ask ``SELECT 1`` whether the connection still stands, and psycopg send a ``BEGIN``, each of them a
    round trip. To begin tells as well whether the connection stands: where it does not, another is made.
    """

    #: What the next transaction begins with; blank for ``BEGIN``.
    begins_with = ""
    health_check_enabled: bool
    health_check_done: bool

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
