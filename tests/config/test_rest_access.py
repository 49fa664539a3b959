"""Who may write what over REST: role, deed, and where the record stands."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from sources.actions import retract
from sources.journal import writing
from tests.rest import send
from tests.staff import ROLES, a_client
from tests.storing import every_row, put, record, row

pytestmark = pytest.mark.django_db
STATES = ("DRAFT", "IN_REVIEW", "PUBLISHED", "RETRACTED")
#: Deeds: method, path behind the record, body.
DEEDS: dict[str, tuple[str, str, Any]] = {
    "replace": ("PUT", "", {"name": "x", "kind": "NGO"}),
    "change": ("PATCH", "", {"name": "x"}),
    "delete": ("DELETE", "", None),
    "publish": ("POST", "publish/", None),
    "submit": ("POST", "submit/", None),
    "return": ("POST", "return/", None),
    "retract": ("POST", "retract/", {"reason": "Another reason."}),
    "ask what retracting takes along": ("POST", "retract/?dry_run=1", None),
}
NOBODY = dict.fromkeys(DEEDS, (403, 403, 403, 403))
#: What an editor is answered for a record in each of STATES: the rules alone refuse.
EDITORS = {
    "replace": (200, 200, 200, 200),
    "change": (200, 200, 200, 200),
    "delete": (204, 204, 400, 400),
    "publish": (200, 200, 200, 200),
    "submit": (200, 200, 400, 400),
    "return": (200, 200, 400, 400),
    "retract": (400, 400, 200, 200),
    "ask what retracting takes along": (200, 200, 200, 200),
}
EXPECTED = {
    "anonymous": dict.fromkeys(DEEDS, (401, 401, 401, 401)),
    "Viewer": NOBODY,
    "Contributor": {
        "replace": (200, 200, 403, 403),
        "change": (200, 200, 403, 403),
        "delete": (403, 403, 403, 403),
        # What is published already is left as it is, which anyone may ask for who changes such records.
        "publish": (403, 403, 200, 403),
        "submit": (200, 200, 403, 403),
        "return": (200, 200, 403, 403),
        "retract": (403, 403, 403, 403),
        "ask what retracting takes along": (200, 200, 200, 200),
    },
    "Editor": EDITORS,
    "superuser": EDITORS,
}


def asked_of_both() -> Iterator[Any]:
    """Yield the roles; who may not all that an editor may is told so by Python, which SQLite alone is asked for."""
    for role in ROLES:
        yield role if role == "Editor" else pytest.param(role, marks=pytest.mark.sqlite)


def the_actor(state: str) -> None:
    """Store one actor that came to a state as records do."""
    put(record("actor", "army", name="Army", status="PUBLISHED" if state == "RETRACTED" else state))
    if state == "RETRACTED":
        with writing() as current:
            retract(current, row("actor", "army"), "A reason.")


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", [*asked_of_both()])
@pytest.mark.parametrize(("place", "state"), list(enumerate(STATES)))
def test_who_may_do_what_to_a_record(role: str, deed: str, place: int, state: str) -> None:
    the_actor(state)
    method, path, body = DEEDS[deed]
    before = every_row()

    response = send(a_client(role), method, f"/actors/army/{path}", body)

    expected = EXPECTED[role][deed][place]
    if expected == 401 and "WWW-Authenticate" not in response:
        expected = 403  # a browser's login is no scheme that could be asked for
    assert (response.status_code, state, response.content) == (expected, state, response.content)
    if expected in (401, 403):
        assert response.json()["code"] == "FORBIDDEN"
    if expected >= 400:
        assert every_row() == before


@pytest.mark.parametrize(
    ("role", "collection", "body", "allowed"),
    [
        ("anonymous", "actors", {"name": "x"}, False),
        ("Viewer", "actors", {"name": "x"}, False),
        ("Contributor", "actors", {"name": "x"}, True),
        ("Contributor", "actors", {"name": "x", "status": "PUBLISHED"}, False),
        ("Contributor", "publishers", {"name": "x"}, False),
        ("Contributor", "places", {"name": "x"}, True),
        ("Editor", "actors", {"name": "x", "status": "PUBLISHED"}, True),
        ("Editor", "publishers", {"name": "x"}, True),
        ("superuser", "publishers", {"name": "x"}, True),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_who_may_make_what(role: str, collection: str, body: dict[str, Any], allowed: bool, method: str) -> None:
    before = every_row()

    response = send(a_client(role), method, f"/{collection}/{'new/' if method == 'PUT' else ''}", body)

    assert response.status_code == 201 if allowed else response.status_code in (401, 403)
    assert (every_row() != before) is allowed


def test_whoever_is_not_known_is_told_so_before_anything_is_read() -> None:
    response = send(Client(), "POST", "/nonsense/")
    assert response.status_code == 404

    for path, body in [("/actors/", "{"), ("/actors/nobody/publish/", None)]:
        response = Client().post(f"/api/v1{path}", body, "application/json")
        assert response.status_code in (401, 403)
        assert response.json()["code"] == "FORBIDDEN"
