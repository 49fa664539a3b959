"""What our connection to PostgreSQL does otherwise than Django's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection

from sources.snapshots import snapshot
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
