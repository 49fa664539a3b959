"""What our connection to PostgreSQL does otherwise than Django's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DataError, OperationalError, connection
from psycopg.pq import TransactionStatus

from config.postgresql.base import MOST_PREPARED
from sources.deadlines import TimedOut, read_alone
from sources.snapshots import snapshot, told_first
from tests.connections import by_another_connection

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def broken() -> Iterator[None]:
    """Let the server end the connection, as when it starts again."""
    pid = connection.ensure_connection() or connection.connection.info.backend_pid
    by_another_connection(lambda: _execute("SELECT pg_terminate_backend(%s)", pid))
    yield
    connection.close()


def _execute(sql: str, *params: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        [found] = cursor.fetchone()
    return found


@pytest.mark.usefixtures("broken")
def test_reading_begins_on_a_new_connection_where_a_request_finds_the_old_one_broken() -> None:
    connection.health_check_enabled, connection.health_check_done = True, False

    with snapshot(seconds=7):
        found = _execute("SELECT current_setting('transaction_read_only') || current_setting('statement_timeout')")

    assert found == "on7s"


@pytest.mark.usefixtures("broken")
def test_connection_that_breaks_within_a_request_is_told() -> None:
    connection.health_check_enabled, connection.health_check_done = True, True

    with pytest.raises(OperationalError), snapshot():
        pass


def test_writing_begins_as_ever_after_reading() -> None:
    with snapshot(seconds=7):
        pass

    assert _execute("SELECT current_setting('transaction_read_only') || current_setting('statement_timeout')") == "off0"


def alone(sql: str, *params: object) -> object:
    """Return what one statement reads that is sent with its beginning and its end."""
    [[row]] = read_alone([(sql, params)])
    [found] = row
    return found


def test_statement_read_alone_is_a_bounded_reader_and_leaves_no_transaction(settings: Any) -> None:
    settings.READ_SECONDS = 7

    told = alone("SELECT current_setting('transaction_read_only') || current_setting('statement_timeout') || %s", "!")

    assert told == "on7s!"
    assert connection.connection.info.transaction_status == TransactionStatus.IDLE
    assert _execute("SELECT current_setting('transaction_read_only') || current_setting('statement_timeout')") == "off0"


def test_statements_read_alone_see_one_state_and_keep_their_parameters_apart() -> None:
    counted = ("SELECT txid_current_if_assigned() IS NULL, now()::text, %s::text, '%%'", ["one"])
    again = (counted[0], ["two"])

    [[first], [second]] = read_alone([counted, again])

    assert first[0] is True
    assert first[1] == second[1]
    assert (first[2:], second[2:]) == (("one", "%"), ("two", "%"))


def test_statement_read_alone_is_stopped_in_time(settings: Any) -> None:
    settings.READ_SECONDS = 0.2

    with pytest.raises(TimedOut) as raised:
        alone("SELECT pg_sleep(60)::text")

    assert raised.value.limit == 200
    assert alone("SELECT 1") == 1


def test_statement_read_alone_that_fails_leaves_the_connection_good() -> None:
    with pytest.raises(DataError):
        alone("SELECT 1 / %s::int", "0")

    assert connection.connection.info.transaction_status == TransactionStatus.IDLE
    assert alone("SELECT 1 / %s::int", "1") == 1


@pytest.mark.usefixtures("broken")
def test_reading_alone_takes_a_new_connection_where_a_request_finds_the_old_one_broken() -> None:
    connection.health_check_enabled, connection.health_check_done = True, False

    assert alone("SELECT 1") == 1


@pytest.mark.usefixtures("broken")
def test_connection_that_breaks_while_reading_alone_is_told() -> None:
    connection.health_check_enabled, connection.health_check_done = True, True

    with pytest.raises(OperationalError):
        alone("SELECT 1")


def test_no_more_than_so_many_statements_are_kept_prepared() -> None:
    for number in range(MOST_PREPARED + 5):
        assert alone(f"SELECT {number}") == number  # a number of ours

    assert _execute("SELECT count(*) FROM pg_prepared_statements") == MOST_PREPARED
    assert alone("SELECT 0") == 0


def test_connection_that_another_thread_had_from_the_pool_knows_what_is_prepared() -> None:
    assert alone("SELECT 1") == 1
    held = connection.connection

    # As Django takes one from a pool: the same connection to the database, another wrapper around it.
    other = connection.copy()
    other.connection, other.autocommit = held, True
    try:
        assert [other.read([("SELECT 1", ())]), other.read([("SELECT 2", ())])] == [[[(1,)]], [[(2,)]]]
    finally:
        other.connection = None
    assert alone("SELECT 2") == 2


def test_what_is_asked_first_comes_with_the_beginning() -> None:
    with snapshot(first=("SELECT 1", ())):
        assert told_first() == [(1,)]
    with snapshot():
        assert told_first() is None
