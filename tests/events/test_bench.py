"""What is measured: a store that can be asked, and peers that answer the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from events.management.bench import raw
from events.management.bench.following import Subscriber, missed_and_doubled
from events.management.bench.http import in_days
from events.management.bench.kept import kept
from events.management.bench.questions import DOCUMENTS, drawn, rest_address
from events.management.bench.store import Link, ensure, fill
from events.management.bench.sustained import Mix
from events.management.bench.wire import Answered
from events.models import CausalLink, Event, Participation
from tests.serving import database_url

EVENTS = 1500
pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(settings: Any) -> dict[str, list[Any]]:
    """Fill the store and let the database know what there is, as it does by itself after a while."""
    settings.READ_SECONDS = 0
    links = fill(EVENTS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return drawn(links, EVENTS)


def slugs(value: Any) -> Iterator[str]:
    """Yield the slugs of events in an answer."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from slugs(one)
    elif isinstance(value, str) and value.startswith("event-"):
        yield value


def test_links_are_heavy_tailed_and_lead_forwards() -> None:
    links = fill(EVENTS)

    assert Event.objects.count() == EVENTS
    assert Participation.objects.count() == EVENTS * 5 // 2
    assert CausalLink.objects.count() == len(links)
    assert all(isinstance(link, Link) and link.cause < link.effect for link in links)
    assert sum(link.cause == 0 for link in links) > len(links) / 10


def test_a_store_that_is_there_is_not_filled_again() -> None:
    links = ensure(EVENTS)

    assert ensure(EVENTS) == links
    assert Event.objects.count() == EVENTS


STANDING = """
    SELECT split_part(pg_get_indexdef(indexrelid), ' WHERE ', 1), indpred IS NULL
    FROM pg_index JOIN pg_class ON oid = indrelid WHERE relname LIKE 'events_%'
    UNION ALL SELECT conname || pg_get_constraintdef(pg_constraint.oid), convalidated
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE relname LIKE 'events_%'
    ORDER BY 1
"""


def standing() -> list[tuple[str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        return cursor.fetchall()


@pytest.mark.postgresql
def test_indexes_and_references_are_there_again_when_a_store_is_filled() -> None:
    before = standing()

    fill(EVENTS)

    assert len(before) > 200
    assert standing() == before


@pytest.mark.postgresql
def test_a_store_that_was_not_made_here_is_neither_kept_nor_filled() -> None:
    with pytest.raises(OSError, match=f"The database {connection.settings_dict['NAME']} was not made by bench"):
        kept(database_url(), connection.settings_dict["NAME"])


def test_stores_are_kept_on_postgresql_alone() -> None:
    with pytest.raises(OSError, match="Stores are kept on PostgreSQL"):
        kept("sqlite:///store.sqlite3", "store")


def test_every_question_is_answered_by_both_apis(client: Client, asked: dict[str, list[Any]]) -> None:
    for name, document in DOCUMENTS.items():
        body = {"query": document, "variables": asked[name][0]}
        graphql = client.post("/graphql/", body, content_type="application/json").json()
        rest = client.get(rest_address(name, asked[name][0]))

        assert "errors" not in graphql
        assert rest.status_code == 200
        assert set(slugs(graphql)) <= set(slugs(rest.json())) or name == "Q4"  # REST has links apart


@pytest.mark.postgresql
def test_raw_statements_answer_the_same(client: Client, asked: dict[str, list[Any]]) -> None:
    for name, document in DOCUMENTS.items():
        for values in asked[name][:5]:
            body = {"query": document, "variables": values}
            graphql = client.post("/graphql/", body, content_type="application/json").json()
            with connection.cursor() as cursor:
                cursor.execute(raw.STATEMENTS[name], in_days(values) if name == "Q1" else values)
                [answer] = cursor.fetchone()

            found = answer if not isinstance(answer, str) else json.loads(answer)
            assert list(slugs(found)) == list(slugs(graphql["data"]))


def test_what_a_subscriber_was_not_told_or_told_twice_is_counted() -> None:
    whole, lacking = Subscriber(), Subscriber()
    whole.told.update(["a", "b", "others"])
    lacking.told.update(["a", "a"])

    assert missed_and_doubled([whole, lacking], ["a", "b"]) == (1, 1)


def test_no_event_is_written_twice_and_then_reading_goes_on() -> None:
    asked = {name: [{"event": "any"}] for name in ("Q1", "Q2", "Q4")}
    mix = Mix(asked, 3, "secret")

    kinds = [mix.next() for _ in range(200)]

    assert sorted(slug for _, slug, _ in kinds if slug) == ["event-0000000", "event-0000001", "event-0000002"]
    assert {kind for kind, _, _ in kinds[-50:]} == {"Q1 page", "Q2 chain", "Q4 event"}


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b'{"data": {}}', ""),
        (200, b'{"errors": [{"extensions": {"code": "TIMED_OUT"}}]}', "200 TIMED_OUT"),
        (503, b'{"code": "OVERLOADED"}', "503 OVERLOADED"),
        (502, b"<html>", "502"),
    ],
)
def test_an_answer_that_is_an_error_says_which(status: int, body: bytes, code: str) -> None:
    assert Answered(status, {}, body).code == code
