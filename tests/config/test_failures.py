"""What was not foreseen: masked, and logged once under the id that the client is told."""

import json
import logging
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.failures import answer

SECRETS = re.compile(r"sources_secret|Traceback|\.py|RuntimeError|TypeError|object at|SELECT", re.IGNORECASE)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.graphql_world")]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def ask(client: Client, query: str) -> HttpResponse:
    return client.post("/graphql/", json.dumps({"query": query}), content_type="application/json")


def the_id(response: HttpResponse) -> str:
    body = response.json()
    return str(body["errors"][0]["extensions"]["id"] if "errors" in body else body["id"])


def is_logged_once(caplog: pytest.LogCaptureFixture, response: HttpResponse) -> None:
    [record] = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert the_id(response) in record.getMessage()
    assert record.exc_info
    assert record.exc_info[0] is not None
    assert SECRETS.search(response.content.decode()) is None


def test_failure_of_a_resolver_that_nothing_can_stand_for(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    response = ask(client, "{ mustNotFail }")

    assert (response.status_code, response.json()["data"]) == (200, None)
    is_logged_once(caplog, response)


@pytest.mark.parametrize("query", ["", "?answer=1"])
def test_failure_of_a_view_or_of_writing_its_answer(
    client: Client, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    response = client.get(f"/api/v1/failing/{query}")

    body = response.json()
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert body == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "code": "INTERNAL_ERROR",
        "detail": f"Something failed here. It is logged as {body['id']}.",
        "id": body["id"],
    }
    is_logged_once(caplog, response)


def fails(*_: Any, **__: Any) -> None:
    raise RuntimeError('relation "sources_secret" does not exist')


@pytest.mark.parametrize(
    ("place", "status"), [("config.graphql.documents.Document.measure", 500), ("config.graphql.view.access_from", 500)]
)
def test_failure_before_anything_is_run(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, place: str, status: int
) -> None:
    monkeypatch.setattr(place, fails)

    response = ask(client, "{ thing { slug } }")

    body = response.json()
    assert (response.status_code, list(body)) == (status, ["errors"])
    assert body["errors"] == [
        {
            "message": f"Something failed here. It is logged as {the_id(response)}.",
            "extensions": {"code": "INTERNAL_ERROR", "id": the_id(response)},
        }
    ]
    is_logged_once(caplog, response)


def test_failure_of_a_page_for_people_stays_a_page(caplog: pytest.LogCaptureFixture) -> None:
    response = answer(RequestFactory().get("/admin/"))

    assert (response.status_code, response["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert caplog.records == []  # Django logs it
