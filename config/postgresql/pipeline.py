"""Statements that are sent to PostgreSQL at once and answered at once, by the pipeline mode of libpq.

https://www.postgresql.org/docs/current/libpq-pipeline-mode.html. psycopg has it too, and takes several times as long
for it as for the statements; here nothing is done but what a reader of prepared statements needs. A thread waits once
in place of once a statement: each time it lets the others have Python and has to get it back.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus

DONE = {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement; of one that is prepared its name, and parameters as PostgreSQL reads them."""

    sql: bytes = b""
    name: bytes = b""
    values: Sequence[Any] = ()
    formats: Sequence[Any] = ()


def results_of(libpq: Any, statements: Sequence[Sent]) -> list[Any]:
    """Send statements, wait, and return the result of each.

    :raises psycopg.Error: the first that there was. A transaction that was begun before it is then open, and failed.
    """
    libpq.enter_pipeline_mode()
    for one in statements:
        if one.name:
            libpq.send_query_prepared(one.name, one.values, one.formats)
        else:
            libpq.send_query_params(one.sql, None)
    libpq.pipeline_sync()
    results = [_next(libpq) for _ in statements]
    libpq.get_result()  # the synchronization itself
    libpq.exit_pipeline_mode()
    for result in results:
        check(libpq, result)
    return results


def check(libpq: Any, result: Any) -> None:
    """:raises psycopg.Error: where a statement failed."""
    if libpq.status == ConnStatus.BAD:
        raise psycopg.OperationalError(libpq.get_error_message())
    if result.status not in DONE:
        raise error_from_result(result)


def _next(libpq: Any) -> Any:
    """Return what the next statement came to. :raises psycopg.OperationalError: where the connection is lost."""
    if libpq.is_busy():
        libpq.flush()
        ahead = select.poll()
        ahead.register(libpq.socket, select.POLLIN)
        while libpq.is_busy():
            ahead.poll()
            libpq.consume_input()
    result = libpq.get_result()
    if result is None:
        raise psycopg.OperationalError(libpq.get_error_message())
    libpq.get_result()  # nothing: it ends what the statement came to
    return result
