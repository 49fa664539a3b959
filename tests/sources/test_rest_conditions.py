"""Entity tags, and writes that depend on them."""

from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from sources.journal import lock
from sources.models import JournalRow
from tests.rest import send, sent
from tests.staff import a_client, a_user
from tests.storing import every_row, published, put, record, record_of

pytestmark = pytest.mark.django_db
ARMY = {"name": "Army", "kind": "STATE_FORCES"}


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def etag(client: Client, path: str = "/actors/army/") -> str:
    response = send(client, "GET", path)
    assert response.status_code == 200
    return str(response["ETag"])


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', "*", '{} , W/"y"'])
def test_what_is_known_already_is_not_sent_again(form: str) -> None:
    put(published("actor", "army", **ARMY))
    known = etag(Client())

    response = send(Client(), "GET", "/actors/army/", if_none_match=form.format(known))

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", known)
    assert "Content-Type" not in response


@pytest.mark.parametrize("form", ['"1-0"', '"other"', "garbled", '"'])
def test_anything_else_is_sent(form: str) -> None:
    put(published("actor", "army", **ARMY))

    assert send(Client(), "GET", "/actors/army/", if_none_match=form).status_code == 200


def test_tag_names_the_whole_answer(editor: Client) -> None:
    put(published("actor", "army", **ARMY, note="private"))

    tags = [etag(Client()), etag(editor), etag(Client(), "/actors/army/?fields=name")]

    assert len(set(tags)) == 3
    assert {tag.split("-")[0] for tag in tags} == {'"1'}


def test_answers_say_who_may_keep_them(editor: Client) -> None:
    put(published("actor", "army", **ARMY))

    for path in ("/actors/army/", "/actors/", "/actors/nobody/"):
        public, private = send(Client(), "GET", path), send(editor, "GET", path)
        assert "public" in public["Cache-Control"]
        assert "private" in private["Cache-Control"]
        for response in (public, private):
            assert "no-cache" in response["Cache-Control"]
            assert {"Accept", "Authorization", "Cookie"} <= set(response["Vary"].split(", "))


MATCHING = ["{etag}", '"1"', '"1-0123"', '"7-a", "1-b"', "*"]


@pytest.mark.parametrize("if_match", MATCHING)
def test_write_goes_through_where_the_version_matches(editor: Client, if_match: str) -> None:
    put(record("actor", "army", **ARMY))

    sent(editor, "PATCH", "/actors/army/", {"name": "x"}, if_match=if_match.format(etag=etag(editor)))

    assert record_of("actor", "army")["name"] == "x"


@pytest.mark.parametrize("if_match", ['"2-0123"', '"other"', 'W/"1-0123"', '""', '"1-0123-x"'])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "", ARMY | {"name": "x"}),
        ("PATCH", "", {"name": "x"}),
        ("DELETE", "", None),
        ("POST", "submit/", None),
        ("POST", "publish/", {"along": True}),
        ("POST", "retract/", {"reason": "x"}),
    ],
)
def test_write_is_refused_where_it_does_not(editor: Client, if_match: str, method: str, path: str, body: Any) -> None:
    put(record("actor", "army", **ARMY))
    before = every_row()

    problem = sent(editor, method, f"/actors/army/{path}", body, 412, if_match=if_match)

    assert (problem["code"], problem["current_version"]) == ("VERSION_MISMATCH", 1)
    assert every_row() == before


def test_refusal_tells_what_changed_since(editor: Client) -> None:
    for name, note in [("a", "x"), ("b", "x"), ("b", "y"), ("c", "y")]:
        sent(editor, "PUT", "/actors/army/", {"name": name, "note": note, "kind": "STATE"}, 201 if name == "a" else 200)
    for version, changed in [(1, ["name", "note"]), (2, ["name", "note"]), (3, ["name"]), (9, None)]:
        problem = sent(editor, "PATCH", "/actors/army/", {"name": "z"}, 412, if_match=f'"{version}-00"')
        assert (problem["current_version"], problem["changed"]) == (4, changed)


@pytest.mark.parametrize("header", ["If-Match", "If-None-Match"])
def test_header_that_is_not_well_formed_is_refused(editor: Client, header: str) -> None:
    put(record("actor", "army", **ARMY))

    for text in ("1", "garbled", '"1', '"1" "2"', '*, "1"'):
        problem = sent(editor, "PUT", "/actors/army/", {"name": "x"}, 400, **{header: text})
        assert (problem["code"], problem["header"]) == ("BAD_USER_INPUT", header)
    assert record_of("actor", "army")["name"] == "Army"


def test_put_may_ask_to_make_only_or_to_replace_only(editor: Client) -> None:
    absent = sent(editor, "PUT", "/actors/army/", ARMY, 412, if_match="*")
    sent(editor, "PUT", "/actors/army/", ARMY, 201, if_none_match="*")
    present = sent(editor, "PUT", "/actors/army/", {"name": "x"}, 412, if_none_match="*")
    known = sent(editor, "PUT", "/actors/army/", {"name": "x"}, 412, if_none_match=etag(editor))
    sent(editor, "PUT", "/actors/army/", {"name": "y", "kind": "NGO"}, if_match="*", if_none_match='"other"')

    assert (absent["code"], absent["current_version"]) == ("VERSION_MISMATCH", None)
    assert (present["code"], present["current_version"]) == (known["code"], 1) == ("VERSION_MISMATCH", 1)
    assert record_of("actor", "army") == record("actor", "army", name="y", kind="NGO")


@pytest.mark.django_db(transaction=True)
def test_write_that_does_not_get_its_turn_is_told_to_come_back() -> None:
    client = a_client("Editor")
    put(record("actor", "army", **ARMY))
    wait = "PRAGMA busy_timeout = 100" if connection.vendor == "sqlite" else "SET lock_timeout = '100ms'"
    held, done = Event(), Event()
    holder = Thread(target=hold_the_turn, args=(held, done))
    holder.start()
    assert held.wait(timeout=30)
    with connection.cursor() as cursor:
        cursor.execute(wait)

    try:
        response = send(client, "PATCH", "/actors/army/", {"name": "x"})
    finally:
        done.set()
        holder.join(timeout=30)
        connection.close()

    assert (response.status_code, response.json()["code"], response["Retry-After"]) == (503, "BUSY", "1")
    sent(client, "PATCH", "/actors/army/", {"name": "x"})


def hold_the_turn(held: Event, done: Event) -> None:
    with transaction.atomic():
        lock()
        held.set()
        done.wait(timeout=30)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_read_the_same_version_one_writes() -> None:
    """Each comes by a connection of its own and waits for its turn; whoever is second sees what the first wrote."""
    user = a_user("Editor")
    for number in range(5):
        slug = f"army-{number}"
        put(record("actor", slug, **ARMY))
        clients = [Client(), Client()]
        for client in clients:
            client.force_login(user)
        known, rows = etag(clients[0], f"/actors/{slug}/"), JournalRow.objects.count()
        start, outcomes = Barrier(2), []

        def write(client: Client, name: str, slug: str, known: str, start: Barrier, outcomes: list[Any]) -> None:
            try:
                start.wait()
                response = send(client, "PATCH", f"/actors/{slug}/", {"name": name}, if_match=known)
                outcomes.append((response.status_code, name))
            finally:
                connection.close()

        threads = [
            Thread(target=write, args=(one, str(at), slug, known, start, outcomes)) for at, one in enumerate(clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)

        assert sorted(status for status, _ in outcomes) == [200, 412]
        assert JournalRow.objects.count() == rows + 1
        assert record_of("actor", slug)["name"] == dict(outcomes)[200]
