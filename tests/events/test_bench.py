"""What is measured: a store that can be asked, and peers that answer the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from events.management.bench import raw
from events.management.bench.http import in_days
from events.management.bench.questions import DOCUMENTS, drawn, rest_address
from events.management.bench.store import Link, fill
from events.models import CausalLink, Event, Participation

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
