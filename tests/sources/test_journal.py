"""The journal itself: what the database refuses of it, and in which order readers find it."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, ProtectedError
from django.utils import timezone
from psycopg.errors import IntegrityConstraintViolation

from events.models import EventType, Predicate
from sources import journal, protection
from sources.models import JournalHead, JournalRow
from sources.refusals import Refusal
from tests import staff
from tests.storing import put, record, record_of

SQL = Callable[[], object]
LAST = "(SELECT MAX(number) FROM sources_journalrow)"
COPIED = "kind, slug, version, action, road, at, reason, before, after, by_id"


def run(sql: str) -> SQL:
    def execute() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return execute


def a_row(number: int) -> JournalRow:
    return JournalRow(
        number=number, kind="topic", slug="x", version=1, action="CREATE", road="SHELL", at=timezone.now()
    )


def a_row_after(sql: str) -> SQL:
    return run(
        f"INSERT INTO sources_journalrow (number, {COPIED}) SELECT {sql}, {COPIED} FROM sources_journalrow"
        f" WHERE number = 1"
    )


def last() -> int:
    return JournalRow.objects.latest("number").number


REFUSED: dict[str, SQL] = {
    "change a row": lambda: JournalRow.objects.filter(number=1).update(reason="Never mind"),
    "change every row": run("UPDATE sources_journalrow SET reason = 'x'"),
    "save a row again": lambda: JournalRow.objects.get(number=1).save(),
    "delete a row": lambda: JournalRow.objects.get(number=1).delete(),
    "delete every row": run("DELETE FROM sources_journalrow"),
    "give a number twice": a_row_after("1"),
    "give a number before the first": a_row_after("0"),
    "lower the head": lambda: JournalHead.objects.update(last_number=F("last_number") - 1),
    "lower the public revision": lambda: JournalHead.objects.update(public_revision=F("public_revision") - 1),
    "delete the head": lambda: JournalHead.objects.all().delete(),
}


def everything() -> list[Any]:
    return [*JournalHead.objects.values(), *JournalRow.objects.order_by("number").values()]


@pytest.mark.django_db
@pytest.mark.parametrize("deed", REFUSED)
def test_journal_is_kept_by_the_database(deed: str) -> None:
    put(record("topic", "peace", label="Peace"))
    before = everything()

    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED[deed]()

    assert everything() == before


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("table", ["sources_journalrow", "sources_journalhead", "auth_user"])
def test_journal_is_not_truncated_either(table: str) -> None:
    before = everything()

    with pytest.raises(IntegrityError, match="journal"), transaction.atomic():
        run(f"TRUNCATE {table} CASCADE")()

    assert everything() == before


@pytest.mark.sqlite
@pytest.mark.django_db
def test_row_is_not_replaced_either() -> None:
    before = everything()

    with pytest.raises(IntegrityError), transaction.atomic():
        run("INSERT OR REPLACE INTO sources_journalrow SELECT * FROM sources_journalrow WHERE number = 1")()

    assert everything() == before


@pytest.mark.postgresql
@pytest.mark.django_db
def test_copied_rows_keep_the_order_too() -> None:
    def copy(*numbers: int) -> None:
        columns = "number, kind, slug, version, action, road, at, reason"
        with connection.cursor() as cursor, cursor.copy(f"COPY sources_journalrow ({columns}) FROM STDIN") as lines:
            for number in numbers:
                lines.write_row((number, "topic", "x", 1, "CREATE", "BUNDLE", timezone.now(), ""))

    beginning = last()
    copy(beginning + 2, beginning + 3)

    with pytest.raises(IntegrityConstraintViolation), transaction.atomic():
        copy(beginning + 1, beginning + 4)

    assert last() == beginning + 3


@pytest.mark.django_db
def test_check_names_the_triggers_that_are_missing_and_migrate_puts_them_back() -> None:
    healthy = run_checks(tags=[Tags.database], databases=["default"])
    run(
        "DROP TRIGGER sources_journalrow_kept" + (" ON sources_journalrow" if connection.vendor == "postgresql" else "")
    )()

    [error] = run_checks(tags=[Tags.database], databases=["default"])
    call_command("migrate", verbosity=0)

    assert healthy == []
    assert (error.id, "sources_journalrow_kept" in error.msg, "migrate" in error.hint) == ("sources.E001", True, True)
    assert run_checks(tags=[Tags.database], databases=["default"]) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED["change a row"]()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [JournalRow, JournalHead])
def test_table_that_sqlite_remakes_is_protected_again_after_migrate(model: type[models.Model]) -> None:
    before = everything()
    with connection.schema_editor() as editor:
        editor._remake_table(model)
    unprotected = protection.missing(connection)

    call_command("migrate", verbosity=0)

    assert unprotected != []
    assert protection.missing(connection) == []
    assert everything() == before


@pytest.mark.django_db
def test_user_who_wrote_is_never_deleted_but_may_be_renamed() -> None:
    user = get_user_model().objects.create_user("ada")
    put(record("topic", "peace", label="Peace"), by=user)

    with pytest.raises(ProtectedError):
        user.delete()
    user.username, user.is_active = "former-user-1", False
    user.save()

    assert staff.journal("by__username") == ["former-user-1"]


@pytest.mark.django_db
def test_journal_begins_with_what_was_seeded() -> None:
    rows = JournalRow.objects.order_by("number")

    told = {(row.kind, row.slug): (row.version, row.action, row.road, row.after) for row in rows}

    seeded = [("event_type", one.slug) for one in EventType.objects.all()]
    seeded += [("predicate", one.slug) for one in Predicate.objects.all()]
    assert len(seeded) > 90
    assert told == {key: (1, "CREATE", "MIGRATION", record_of(*key)) for key in seeded}
    assert [row.number for row in rows] == list(range(1, len(seeded) + 1))
    assert JournalHead.objects.get().last_number == len(seeded)
    assert journal.public_revision() == len(seeded)


@pytest.mark.django_db(transaction=True)
def test_database_that_a_test_empties_has_its_seeds_and_its_triggers_again() -> None:
    put(record("topic", "peace", label="Peace"))
    call_command("flush", interactive=False, verbosity=0)

    assert protection.missing(connection) == []
    assert staff.journal("slug") == []
    test_journal_begins_with_what_was_seeded()
    assert staff.a_user("Editor").has_perm("sources.publish")


# Readers that poll for what is beyond the last number they saw


def polled(seen: list[int]) -> list[int]:
    """Return what a reader finds beyond the last number it saw."""
    beyond = JournalRow.objects.filter(number__gt=seen[-1] if seen else 0)
    return list(beyond.order_by("number").values_list("number", flat=True))


@contextmanager
def threads(*work: Callable[[], None]) -> Iterator[list[Exception]]:
    """Run each in a thread with a connection of its own, and wait for all at the end."""
    raised: list[Exception] = []

    def on_its_own(one: Callable[[], None]) -> None:
        try:
            one()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    running = [Thread(target=on_its_own, args=(one,)) for one in work]
    for one in running:
        one.start()
    yield raised
    for one in running:
        one.join(timeout=300)
        assert not one.is_alive()


@pytest.mark.django_db(transaction=True)
def test_number_is_not_seen_while_a_smaller_one_may_still_come() -> None:
    written, may_end, seen = Event(), Event(), polled([])
    beginning = len(seen)

    def first() -> None:
        with transaction.atomic():
            put(record("topic", "first", label="First"))
            written.set()
            may_end.wait(60)

    def second() -> None:
        written.wait(60)
        put(record("topic", "second", label="Second"))

    with threads(first, second) as raised:
        written.wait(60)
        for _ in range(20):
            seen += polled(seen)
        meanwhile = len(seen)
        may_end.set()
    seen += polled(seen)

    assert raised == []
    assert meanwhile == beginning
    assert seen == list(range(1, beginning + 3))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("writers", "writings"), [(8, 12), pytest.param(12, 25, marks=pytest.mark.postgresql)], ids=["short", "long"]
)
def test_reader_that_polls_misses_no_row_of_many_writers(writers: int, writings: int) -> None:
    seen, done = polled([]), Event()
    beginning = len(seen)
    committed: list[str] = []

    def write(writer: int) -> None:
        chance = random.Random(writer)
        for turn in range(writings):
            slugs = [f"topic-{writer}-{turn}-{one}" for one in range(chance.randint(1, 3))]
            broken = [record("topic", "broken", label="")] if chance.random() < 0.3 else []
            try:
                with transaction.atomic():
                    put(*(record("topic", slug, label="A topic") for slug in slugs))
                    put(*broken)
                committed.extend(slugs)
            except Refusal:
                assert broken

    def read() -> None:
        while not done.is_set():
            seen.extend(polled(seen))

    with threads(read) as failed:
        with threads(*(lambda writer=writer: write(writer) for writer in range(writers))) as raised:
            pass
        done.set()
    seen += polled(seen)

    assert (raised, failed) == ([], [])
    assert len(committed) > writers
    assert sorted(staff.journal("slug")) == sorted(committed)
    assert seen == list(range(1, beginning + len(committed) + 1))
