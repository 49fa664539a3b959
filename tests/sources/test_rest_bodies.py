"""What a body over REST must be."""

from typing import Any

import pytest
from django.test import Client, override_settings

from tests.rest import API, faults, send
from tests.staff import a_client
from tests.storing import every_row, put, record

pytestmark = pytest.mark.django_db
ARMY = {"name": "Army", "kind": "STATE_FORCES"}


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("BAD_USER_INPUT", "/name")]),
        ([], [("BAD_USER_INPUT", None)]),
        (None, [("BAD_USER_INPUT", "/name")]),
        ({"name": 7, "kind": "ROBOT"}, [("BAD_USER_INPUT", "/name"), ("BAD_USER_INPUT", "/kind")]),
        ({"name": "x\0"}, [("BAD_USER_INPUT", "/name")]),
        ({"name": "\ud800"}, [("BAD_USER_INPUT", "/name")]),
        ({"name": "x", "active": "soon"}, [("BAD_EDTF", "/active")]),
        ({"name": "x", "active": {"edtf": 7}}, [("BAD_USER_INPUT", "/active/edtf")]),
        ({"name": "x", "names": {}}, [("BAD_USER_INPUT", "/names")]),
        ({"name": "x", "names": [{"text": "y"}, {"colour": 1}]}, [("UNKNOWN_PARAMETER", "/names/1/colour")]),
        ({"name": "x", "names": [{"text": "y"}] * 101}, [("TOO_MANY_ROWS", "/names")]),
        ({"name": "x", "speaks_through": ["nobody"]}, [("NOT_FOUND", "/speaks_through/0")]),
        ({"name": "x", "external_ids": {"a": 1}}, [("BAD_USER_INPUT", "/external_ids")]),
        ({"name": "x", "a/b~c": 1}, [("UNKNOWN_PARAMETER", "/a~1b~0c")]),
        ({"name": "x", "slug": "Not A Slug"}, [("BAD_USER_INPUT", "/slug")]),
        ({"name": "x", "slug": 7}, [("BAD_USER_INPUT", "/slug")]),
        ({"name": "x", "record": "event"}, [("BAD_USER_INPUT", "/record")]),
        ({"name": "x", "status": "RETRACTED"}, [("REASON_REQUIRED", "/retraction_reason")]),
    ],
)
def test_bad_body_is_refused_with_its_places(editor: Client, body: Any, expected: Any) -> None:
    before = every_row()

    response = send(editor, "POST", "/actors/", body)

    assert response.status_code == 400
    found = faults(response)
    assert found[: len(expected)] == expected
    assert "parameter" not in response.json()["errors"][0]
    assert every_row() == before


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        (b"{", 400, "BAD_JSON"),
        (b'{"name": "\xff"}', 400, "BAD_JSON"),
        (b'{"name": NaN}', 400, "BAD_JSON"),
        (b'{"name": "x", "name": "y"}', 400, "BAD_JSON"),
        (b"[" * 100_000 + b"]" * 100_000, 400, "BAD_JSON"),
        (b'{"a": ' * 30 + b"1" + b"}" * 30, 400, "BAD_JSON"),
        (b'{"name": ' + b"9" * 5_000 + b"}", 400, "BAD_USER_INPUT"),
        (b'{"name": 1e999}', 400, "BAD_USER_INPUT"),
        (b'{"name": "' + b"x" * 2_000 + b'"}', 413, "BODY_TOO_LARGE"),
    ],
)
@override_settings(REST_BODY_BYTES=250_000)
def test_what_is_no_good_json_is_refused(editor: Client, text: bytes, status: int, code: str) -> None:
    with override_settings(REST_BODY_BYTES=1_000 if status == 413 else 250_000):
        response = editor.post(f"{API}/actors/", text, "application/json")

    assert (response.status_code, response.json()["code"]) == (status, code)
    if code == "BAD_USER_INPUT":
        assert faults(response) == [(code, "/name")]


def test_number_out_of_bounds_is_refused_with_its_place(editor: Client) -> None:
    response = editor.put(
        f"{API}/places/somewhere/", '{"name": "x", "latitude": 1' + "0" * 400 + "}", "application/json"
    )

    assert faults(response) == [("BAD_USER_INPUT", "/latitude")]


@pytest.mark.parametrize(
    ("method", "media_type", "status"),
    [
        ("post", "text/plain", 415),
        ("post", "application/json; charset=latin-1", 415),
        ("post", "application/json; charset=UTF-8", 201),
        ("post", "application/merge-patch+json", 415),
        ("put", "application/merge-patch+json", 415),
        ("patch", "application/merge-patch+json", 200),
    ],
)
def test_media_type_is_json(editor: Client, method: str, media_type: str, status: int) -> None:
    put(record("actor", "army", **ARMY))

    path = f"{API}/actors/" if method == "post" else f"{API}/actors/army/"
    response = getattr(editor, method)(path, '{"name": "x"}', media_type)

    assert response.status_code == status
    assert status != 415 or response.json()["code"] == "UNSUPPORTED_MEDIA_TYPE"


def test_body_in_chunks_needs_its_length(editor: Client) -> None:
    response = editor.generic("POST", f"{API}/actors/", headers={"transfer-encoding": "chunked"})

    assert (response.status_code, response.json()["code"]) == (411, "LENGTH_REQUIRED")
