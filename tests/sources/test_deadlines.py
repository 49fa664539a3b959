import time
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sources.deadlines import TimedOut, reading
from tests.slowness import ENDLESS, ENDLESS_ROWS, read

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 0.3
#: Far below what the statements take, far above what a busy machine adds.
SOON = 10


def stopped(work: Callable[[], object], seconds: float = SECONDS) -> TimedOut:
    """Return the error of reading that was stopped in time."""
    began = time.monotonic()
    with pytest.raises(TimedOut) as raised, reading(seconds):
        work()
    assert time.monotonic() - began < SOON
    return raised.value


@pytest.mark.parametrize("statement", [ENDLESS, ENDLESS_ROWS])
def test_statement_that_takes_too_long_is_stopped(statement: str) -> None:
    error = stopped(lambda: read(statement))

    assert error.limit == 300
    assert 300 <= error.found < SOON * 1000
    assert str(error) == "This took longer than 0.3 seconds and was stopped; ask for less."


def test_connection_is_as_good_as_before_when_a_statement_was_stopped() -> None:
    connection.ensure_connection()
    same = connection.connection

    stopped(lambda: read(ENDLESS))

    assert connection.connection is same
    assert not connection.in_atomic_block
    Group.objects.create(name="written afterwards")
    with reading(SECONDS):
        assert Group.objects.filter(name="written afterwards").exists()


def test_time_is_that_of_all_statements_together() -> None:
    def many() -> None:
        while True:
            read()
            time.sleep(0.01)

    assert stopped(many).found < 2_000


def test_later_statement_has_only_the_time_that_is_left() -> None:
    def two() -> None:
        time.sleep(0.6)
        read(ENDLESS)

    error = stopped(two, 1)

    assert 1_000 <= error.found < 1_600


def test_nothing_is_read_after_a_statement_was_stopped() -> None:
    with reading(SECONDS):
        with pytest.raises(TimedOut):
            read(ENDLESS)
        with pytest.raises(TimedOut):
            read()

    assert read() == [(1,)]


def test_time_without_a_limit_is_that_of_nobody() -> None:
    with reading(SECONDS):
        read()
    time.sleep(SECONDS)

    with reading(0):
        assert read() == [(1,)]


def test_limit_ends_where_reading_ends_within_a_longer_transaction() -> None:
    with transaction.atomic():
        with reading(SECONDS):
            read()
        time.sleep(SECONDS * 1.5)
        assert read() == [(1,)]
        assert timeout() == before()


def test_limit_is_the_setting_where_none_is_told(settings: object) -> None:
    settings.READ_SECONDS = 1  # type: ignore[attr-defined]

    with pytest.raises(TimedOut) as raised, reading():
        read(ENDLESS)

    assert raised.value.limit == 1_000


def test_limit_costs_no_statement_of_its_own() -> None:
    with transaction.atomic(), reading(SECONDS), CaptureQueriesContext(connection) as statements:
        read()

    assert len(statements) == 1


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(OperationalError, match="ours"), reading(SECONDS):
        raise OperationalError("ours")


@pytest.mark.postgresql
def test_aborted_transaction_of_another_raises_its_own_error_only() -> None:
    with pytest.raises(Exception, match="nothing_of_this_name"), transaction.atomic(), reading(SECONDS):
        read("SELECT * FROM nothing_of_this_name")


def timeout() -> object:
    return read("SHOW statement_timeout") if connection.vendor == "postgresql" else None


def before() -> object:
    """Return what a statement of nobody's reading may take."""
    return [("0",)] if connection.vendor == "postgresql" else None
