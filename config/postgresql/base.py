"""The database backend: ``ENGINE = "config.postgresql"``."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import count
from typing import Any

import psycopg
from django.db import DatabaseError, NotSupportedError, OperationalError
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorDebugWrapper
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import PipelineStatus, TransactionStatus

from config.postgresql.pipeline import Sent, check, results_of

#: How many statements PostgreSQL keeps prepared for each connection, each some hundred kilobytes of its memory.
MOST_PREPARED = 50
#: The attribute of psycopg's connection that holds their names.
PREPARED = "sequitur_prepared"
_numbers = count(1)


Rows = list[tuple[Any, ...]]
#: A statement with ``%s`` for its parameters, and these.
Question = tuple[str, Sequence[Any]]


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection on which a transaction may begin with statements of its own, all sent at once.

    Django would ask ``SELECT 1`` whether the connection still stands, and psycopg send a ``BEGIN``, each of them a
    round trip. To begin tells as well whether the connection stands: where it does not, another is made.
    """

    #: The statements that the next transaction begins with; none for ``BEGIN``.
    begins_with: Sequence[str] = ()
    #: What is asked in the same message, and its rows; None where statements cannot be prepared.
    asks_first: Question | None = None
    told_first: Rows | None = None
    health_check_enabled: bool
    health_check_done: bool

    def get_connection_params(self) -> dict[str, Any]:
        """Let psycopg prepare nothing: what is prepared is prepared here."""
        params: dict[str, Any] = super().get_connection_params()
        return params | {"prepare_threshold": None}

    @property
    def _prepared(self) -> OrderedDict[Any, bytes]:
        """The names of the statements that PostgreSQL keeps for this connection, which may come from a pool."""
        held: OrderedDict[Any, bytes] | None = getattr(self.connection, PREPARED, None)
        if held is None:
            held = OrderedDict()
            setattr(self.connection, PREPARED, held)
        return held

    @property
    def prepares(self) -> bool:
        """Whether statements may be prepared, which some poolers do not allow."""
        return bool(self.settings_dict.get("PREPARES", True))

    def bound_cursor(self) -> Any:
        """Return a cursor whose parameters are sent beside the statement."""
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(psycopg.Cursor(self.connection))  # type: ignore[attr-defined]  # django-stubs leave it out

    def read(self, questions: Sequence[Question], *, begins_with: Sequence[str] = ()) -> list[Rows]:
        """Return the rows of each statement, all of them prepared and sent at once.

        To plan a statement of many tables takes PostgreSQL longer than to run it. With ``begins_with`` they are a
        transaction of their own, that begins with these statements; without, they are read as any other is.
        """
        is_new = not (begins_with and self._is_to_be_checked())
        try:
            return self._read(questions, begins_with)
        except NotSupportedError:  # a migration gave a column another type since it was prepared
            self.close()
            if self.in_atomic_block:
                with self.wrap_database_errors:
                    raise psycopg.OperationalError("A prepared statement is out of date.") from None
        except OperationalError:
            if is_new or (self.connection is not None and not self.connection.closed):
                raise
            self.close()
        return self._read(questions, begins_with)

    def _read(self, questions: Sequence[Question], begins_with: Sequence[str]) -> list[Rows]:
        """Read, through whatever stands around each statement: who counts, or who watches the time."""
        self.ensure_connection()
        executor: Any = partial(self._read_together, questions, begins_with)
        for wrapper in reversed(self.execute_wrappers):
            executor = partial(wrapper, executor)
        sql, params = questions[-1]
        context = {"connection": self, "cursor": None}
        if not self.queries_logged:
            rows: list[Rows] = executor(sql, params, False, context)
            return rows
        with CursorDebugWrapper(None, self).debug_sql(sql, params):  # it looks at no cursor here
            logged: list[Rows] = executor(sql, params, False, context)
            return logged

    def _read_together(self, questions: Sequence[Question], begins_with: Sequence[str], *_: Any) -> list[Rows]:
        try:
            return self._rows_of(begins_with, questions, [COMMIT] if begins_with else [])
        except DatabaseError:
            self._mend(is_begun=bool(begins_with))
            raise

    def _rows_of(self, first: Sequence[str], questions: Sequence[Question], last: Sequence[Sent] = ()) -> list[Rows]:
        """Send all of it at once, and return the rows of the questions."""
        with self.wrap_database_errors:
            libpq, adapting = self.connection.pgconn, Transformer(self.connection)
            try:
                asked = [self._prepared_for(adapting, *one) for one in questions]
                found = results_of(libpq, [*(Sent(sql.encode()) for sql in first), *asked, *last])
            finally:
                if libpq.pipeline_status != PipelineStatus.OFF:  # it broke off in the midst
                    self.close()
            return [_rows(adapting, one) for one in found[len(first) :][: len(questions)]]

    def _mend(self, *, is_begun: bool) -> None:
        """End a transaction of our own that failed."""
        libpq = self.connection.pgconn if self.connection is not None else None
        if libpq is not None and is_begun and libpq.transaction_status == TransactionStatus.INERROR:
            libpq.exec_(b"ROLLBACK")

    def _prepared_for(self, adapting: Any, sql: str, params: Sequence[Any]) -> Sent:
        """Return a statement by the name that PostgreSQL knows it by, prepared where it is new."""
        values = adapting.dump_sequence(params, [PyFormat.TEXT] * len(params)) if params else []
        types = tuple(adapting.types or ()) if params else ()
        held = self._prepared
        name = held.get((sql, types))
        if name is None:
            libpq, name = self.connection.pgconn, b"read_%d" % next(_numbers)
            check(libpq, libpq.prepare(name, _numbered(sql).encode(), types))
            held[sql, types] = name
            if len(held) > MOST_PREPARED:
                _, oldest = held.popitem(last=False)
                check(libpq, libpq.exec_(b"DEALLOCATE " + oldest))
        else:
            held.move_to_end((sql, types))
        return Sent(name=name, values=values, formats=[0] * len(values))

    def _is_to_be_checked(self) -> bool:
        """Tell, for the first time in a request, whether it is not known yet that the connection still stands."""
        is_unknown = self.connection is not None and self.health_check_enabled and not self.health_check_done
        self.health_check_done = True
        return is_unknown

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        if autocommit or not self.begins_with:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
            return
        is_to_be_checked = self._is_to_be_checked()
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
            self._begin()

    def _begin(self) -> None:
        """Begin as psycopg does, which then sees that a transaction is open."""
        if self.asks_first is not None and self.prepares:
            [self.told_first] = self._rows_of(self.begins_with, [self.asks_first])
            return
        with self.wrap_database_errors:
            libpq = self.connection.pgconn
            check(libpq, libpq.exec_("; ".join(self.begins_with).encode()))


COMMIT = Sent(b"COMMIT")


@lru_cache(MOST_PREPARED)
def _numbered(sql: str) -> str:
    """Return a statement with its parameters as PostgreSQL writes them: ``$1``, ``$2`` …"""
    numbers = count(1)
    return re.sub("%[s%]", lambda found: "%" if found[0] == "%%" else f"${next(numbers)}", sql)


def _rows(adapting: Any, result: Any) -> Rows:
    adapting.set_pgresult(result)
    rows: Rows = adapting.load_rows(0, result.ntuples, tuple)
    return rows
