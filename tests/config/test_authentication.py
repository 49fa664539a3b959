"""Tokens at the two APIs: how they are shown, refused and kept out of sight."""

import json
import logging
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.debug import ExceptionReporter

from config.authentication import token_shown
from sources.choices import Scope
from sources.models import Token
from sources.tokens import BadToken
from tests import factories as a
from tests.staff import a_client, a_user

pytestmark = pytest.mark.django_db

REST = "/api/v1/events/?fields=slug"
QUERY = "/graphql/?query={events{edges{node{slug}}}}"
ROADS = [REST, QUERY]
UNKNOWN = f"sequitur_{'0' * 64}"


def get(address: str, authorization: str | None = None, client: Client | None = None, **headers: str) -> Any:
    shown = {} if authorization is None else {"Authorization": authorization}
    return (client or Client()).get(address, headers={**shown, **headers})


def code_of(response: Any) -> tuple[int, str]:
    body = response.json()
    return response.status_code, body.get("code") or body["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize("address", ROADS)
@pytest.mark.parametrize("scheme", ["Bearer", "Token", "bearer"])
def test_token_shows_what_its_user_may_see(address: str, scheme: str) -> None:
    a.an_event("hidden", status="DRAFT")
    secret = a.a_token(a_user("Editor"), Scope.READ, Scope.READ_DRAFTS)

    response = get(address, f"{scheme} {secret}")

    assert (response.status_code, "hidden" in response.content.decode()) == (200, True)
    assert "hidden" not in get(address).content.decode()


@pytest.mark.parametrize("address", ROADS)
@pytest.mark.parametrize("header", [f"Bearer {UNKNOWN}", "Bearer", "", "Basic eDp5", "Bearer \xff\xfe", f"{UNKNOWN}"])
def test_what_is_no_token_is_refused_with_a_challenge(address: str, header: str) -> None:
    response = get(address, header)

    assert code_of(response) == (401, "BAD_TOKEN")
    assert response["WWW-Authenticate"] == 'Bearer realm="Sequitur", error="invalid_token"'
    assert "Authorization" in response["Vary"]


def test_refused_token_is_a_problem_and_a_graphql_error() -> None:
    message = "This token is unknown or revoked. Send “Authorization: Bearer” and a token that was made for you."

    problem, error = (get(address, f"Bearer {UNKNOWN}") for address in ROADS)

    assert problem["Content-Type"] == "application/problem+json"
    assert problem.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "code": "BAD_TOKEN",
        "detail": message,
    }
    assert error.json() == {"errors": [{"message": message, "extensions": {"code": "BAD_TOKEN"}}]}


@pytest.mark.parametrize("address", [*ROADS, "/api/v1/schema/", "/api/v1/docs/"])
def test_bad_token_counts_even_with_a_session(address: str) -> None:
    assert code_of(get(address, f"Bearer {UNKNOWN}", a_client("Editor"))) == (401, "BAD_TOKEN")


@pytest.mark.parametrize("address", ROADS)
def test_token_narrows_what_a_session_would_see(address: str) -> None:
    a.an_event("hidden", status="DRAFT")
    client = a_client("superuser")
    our_page = {"Sec-Fetch-Site": "same-origin"}
    assert "hidden" in get(address, None, client, **our_page).content.decode()

    response = get(address, f"Bearer {a.a_token(a_user('Editor'))}", client, **our_page)

    assert (response.status_code, "hidden" in response.content.decode()) == (200, False)


def test_token_counts_on_a_page_of_another_origin() -> None:
    a.an_event("hidden", status="DRAFT")
    secret = a.a_token(a_user("Editor"), Scope.READ, Scope.READ_DRAFTS)

    response = get(QUERY, f"Bearer {secret}", Origin="https://other.example.org")

    assert "hidden" in response.content.decode()
    assert "authorization" not in configured.CORS_ALLOW_HEADERS


def test_named_origin_may_send_a_token(settings: Any) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS = False
    settings.CORS_ALLOWED_ORIGINS = ["https://a.example.org"]
    settings.CORS_ALLOW_HEADERS = ["authorization"]
    asked = {"Origin": "https://a.example.org", "Access-Control-Request-Method": "GET"}
    asked["Access-Control-Request-Headers"] = "authorization"

    preflight = Client().options("/api/v1/events/", headers=asked)
    answers = [get(address, f"Bearer {UNKNOWN}", Origin="https://a.example.org") for address in ROADS]

    assert preflight["Access-Control-Allow-Headers"] == "authorization"
    assert [one["Access-Control-Allow-Origin"] for one in answers] == ["https://a.example.org"] * 2
    assert all("www-authenticate" in one["Access-Control-Expose-Headers"] for one in answers)


@pytest.mark.parametrize("name", ["token", "access_token", "authorization"])
def test_token_in_the_address_is_not_read(name: str) -> None:
    a.an_event("hidden", status="DRAFT")
    secret = a.a_token(a_user("Editor"), Scope.READ, Scope.READ_DRAFTS)

    by_rest, by_graphql = (get(f"{address}&{name}={secret}") for address in ROADS)

    assert code_of(by_rest) == (400, "UNKNOWN_PARAMETER")
    assert (by_graphql.status_code, "hidden" in by_graphql.content.decode()) == (200, False)


def test_token_without_read_is_told_so() -> None:
    secret = a.a_token(a_user("Editor"), Scope.WRITE)

    answers = [get(address, f"Bearer {secret}") for address in ROADS]

    assert [code_of(one) for one in answers] == [(403, "FORBIDDEN")] * 2
    assert ["needs a token with the scope read" in one.content.decode() for one in answers] == [True] * 2


@pytest.mark.parametrize("address", ROADS)
def test_use_is_noted(address: str) -> None:
    secret = a.a_token(a_user("Editor"))

    get(address, f"Bearer {secret}")

    assert Token.objects.get().last_used_at is not None


@pytest.mark.parametrize("address", ROADS)
def test_token_costs_two_statements_more_and_one_when_used_before(address: str) -> None:
    secret = a.a_token(User.objects.create_user("reader"))

    def statements(*authorization: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert get(address, *authorization).status_code == 200
        return len([one for one in found if "PRAGMA" not in one["sql"]])

    without = statements()

    assert [statements(f"Bearer {secret}") - without for _ in range(2)] == [2, 1]


@pytest.mark.parametrize("address", ROADS)
def test_secret_is_in_no_log(address: str, caplog: pytest.LogCaptureFixture) -> None:
    secret = a.a_token(a_user("Editor"))

    with caplog.at_level(logging.DEBUG):
        get(address, f"Bearer {secret}")
        Token.objects.all().delete()
        refused = get(address, f"Bearer {secret}")

    assert refused.status_code == 401
    assert caplog.records
    assert secret not in caplog.text
    assert secret not in refused.content.decode()


def test_secret_is_in_no_report_of_a_failure() -> None:
    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {UNKNOWN}"})
    with pytest.raises(BadToken) as failure:
        token_shown(request)

    report = ExceptionReporter(request, failure.type, failure.value, failure.tb).get_traceback_text()

    assert "token_shown" in report
    assert UNKNOWN not in report
    assert UNKNOWN not in json.dumps(str(failure.value))


def test_admin_knows_no_tokens() -> None:
    secret = a.a_token(a_user("superuser"), *Scope)

    response = get("/admin/", f"Bearer {secret}")

    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/")
