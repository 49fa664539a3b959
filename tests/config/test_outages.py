"""A store that is busy, out of reach or full, by every road: what is told, and that it goes on afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from sources.journal import lock
from tests.connections import by_another_connection
from tests.rest import send
from tests.staff import a_user
from tests.storing import put, record, row, stored

pytestmark = pytest.mark.django_db(transaction=True)
Road = Callable[[Client], HttpResponse]


def by_graphql(client: Client) -> Any:
    body = json.dumps({"query": "{ actors { totalCount } }"})
    return client.post("/graphql/", body, content_type="application/json")


def by_rest(client: Client) -> Any:
    return client.get("/api/v1/actors/")


def by_rest_write(client: Client) -> Any:
    return send(client, "PATCH", "/topics/peace/", {"label": "Truce"})


def by_admin(client: Client) -> Any:
    address = f"/admin/events/topic/{row('topic', 'peace').pk}/change/"
    return client.post(address, {"slug": "peace", "label": "Truce", "_change_reason": "x"})


WRITING: dict[str, Road] = {"REST write": by_rest_write, "admin": by_admin}
ROADS: dict[str, Road] = {"GraphQL": by_graphql, "REST": by_rest, "REST write": by_rest_write}


def told(response: HttpResponse) -> Any:
    """Return the code that an answer tells, or the page's text."""
    if response["Content-Type"].startswith("text/html"):
        return response.content.decode()
    body = response.json()
    return body["errors"][0]["extensions"]["code"] if "extensions" in body.get("errors", [{}])[0] else body["code"]


@pytest.fixture
def client() -> Client:
    put(record("topic", "peace", label="Peace"))
    client = Client(raise_request_exception=False)
    client.force_login(a_user("superuser"))
    return client


@contextmanager
def turn_is_held() -> Iterator[None]:
    held, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            lock()
            held.set()
            done.wait(timeout=60)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    assert held.wait(timeout=30)
    try:
        yield
    finally:
        done.set()
        holder.join(timeout=30)


@pytest.mark.parametrize("road", WRITING)
def test_who_does_not_get_the_turn_is_told_to_come_back(client: Client, road: str, caplog: Any) -> None:
    before = stored()
    with turn_is_held(), caplog.at_level("WARNING"):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50" if connection.vendor == "sqlite" else "SET lock_timeout = '50ms'")
        response = WRITING[road](client)
    connection.close()

    assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert told(response) == "BUSY" or "did not get its turn in time" in told(response)
    assert [record.getMessage()[:6] for record in caplog.records] == ["BUSY: "]  # once
    assert stored() == before
    assert WRITING[road](client).status_code in (200, 302)
    assert row("topic", "peace").label == "Truce"


def lose_connection() -> None:
    connection.ensure_connection()
    ours = connection.connection.info.backend_pid

    def end() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [ours])

    by_another_connection(end)


@pytest.mark.postgresql
@pytest.mark.parametrize("road", ROADS)
def test_lost_connection_is_told_and_the_next_request_has_another(client: Client, road: str, caplog: Any) -> None:
    lose_connection()
    with caplog.at_level("WARNING"):
        response = ROADS[road](client)
    connection.close_if_unusable_or_obsolete()  # as every request begins with, but those of the test client

    assert (response.status_code, response["Retry-After"], told(response)) == (503, "5", "DATABASE_UNAVAILABLE")
    assert [record.name for record in caplog.records] == ["sources.outages"]  # once
    assert ROADS[road](client).status_code == 200


@pytest.mark.postgresql
def test_page_of_a_person_says_so_too(client: Client) -> None:
    lose_connection()
    response = client.get("/admin/")
    connection.close_if_unusable_or_obsolete()

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "The database cannot be reached." in told(response)
    assert client.get("/admin/").status_code == 200


@pytest.fixture
def small_disk(client: Client) -> Iterator[None]:
    """Let the store grow no more than for what a client needs, for as long as the connection lasts."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    yield
    connection.close()


@pytest.mark.sqlite
@pytest.mark.usefixtures("small_disk")
def test_full_store_says_so_and_keeps_nothing_of_the_write(client: Client) -> None:
    before = stored()

    response = send(client, "PUT", "/actors/long/", {"name": "x", "kind": "NGO", "description": "long " * 50_000})

    assert (response.status_code, told(response), "Retry-After" in response) == (507, "STORAGE_FULL", False)
    assert stored() == before
    assert by_rest(client).status_code == 200
