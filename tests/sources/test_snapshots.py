import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction

from sources.snapshots import snapshot
from tests.connections import by_another_connection

OURS = ["at once", "before", "meanwhile", "never", "unsaved so far", "writable again", "written within"]


def names() -> list[str]:
    """Return the groups of these tests; the roles are groups too."""
    return list(Group.objects.filter(name__in=OURS).order_by("name").values_list("name", flat=True))


@pytest.mark.django_db(transaction=True)
def test_statements_of_one_snapshot_see_one_state_while_a_writer_commits() -> None:
    Group.objects.create(name="before")

    with snapshot():
        first = names()
        by_another_connection(lambda: Group.objects.create(name="meanwhile"))
        second = names()
    after = names()

    assert (first, second, after) == (["before"], ["before"], ["before", "meanwhile"])


@pytest.mark.django_db(transaction=True)
def test_snapshot_keeps_no_writer_waiting() -> None:
    def write() -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 0")
        with transaction.atomic():
            Group.objects.create(name="at once")

    with snapshot():
        assert names() == []
        by_another_connection(write)

    assert names() == ["at once"]


@pytest.mark.django_db(transaction=True)
def test_snapshot_opened_by_a_new_connection_keeps_no_writer_waiting() -> None:
    connection.close()

    with snapshot():
        by_another_connection(lambda: Group.objects.create(name="at once"))

    assert names() == ["at once"]


@pytest.mark.django_db(transaction=True)
def test_error_in_a_snapshot_leaves_no_transaction_behind() -> None:
    def read_and_fail() -> None:
        with snapshot():
            names()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read_and_fail()

    assert (connection.in_atomic_block, connection.get_autocommit()) == (False, True)
    Group.objects.create(name="writable again")
    assert names() == ["writable again"]


@pytest.mark.django_db(transaction=True)
def test_failed_statement_in_a_snapshot_leaves_no_transaction_behind() -> None:
    with snapshot(), connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("SELECT no_such_column")

    assert (connection.in_atomic_block, connection.get_autocommit()) == (False, True)
    assert names() == []


@pytest.mark.django_db(transaction=True)
def test_writing_after_a_snapshot_locks_as_before() -> None:
    mode = getattr(connection, "transaction_mode", None)

    with snapshot():
        during = getattr(connection, "transaction_mode", None)

    assert during == mode == getattr(connection, "transaction_mode", None)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_in_a_snapshot() -> None:
    with snapshot(), pytest.raises(DatabaseError, match="read-only"):
        Group.objects.create(name="never")

    assert names() == []


@pytest.mark.django_db
def test_snapshot_within_a_transaction_sees_what_that_one_wrote() -> None:
    Group.objects.create(name="unsaved so far")

    with snapshot():
        seen = names()
        Group.objects.create(name="written within")

    assert seen == ["unsaved so far"]
    assert names() == ["unsaved so far", "written within"]
