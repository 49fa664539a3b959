import json
import logging
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.graphql.requests import BadRequest, read_request
from tests.config.graphql_world import resolved
from tests.factories import a_token

GRAPHQL = "application/graphql-response+json"
THING = "{ thing { slug } }"
ONE = {"data": {"thing": {"slug": "one"}}}

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.graphql_world")]


@pytest.fixture(autouse=True)
def nothing_resolved_yet() -> None:
    resolved.clear()


def post(client: Client, body: Any, **options: Any) -> HttpResponse:
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post("/graphql/", data, **{"content_type": "application/json", **options})


def ask(client: Client, query: str, **options: Any) -> dict[str, Any]:
    """Return the answer to a query that ran."""
    response = post(client, {"query": query, **options})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json; charset=utf-8")
    return response.json()


def refusal(response: HttpResponse) -> tuple[int, str]:
    """Return status and code of a request of which nothing was run."""
    body = response.json()
    assert list(body) == ["errors"]
    assert resolved == []
    return response.status_code, body["errors"][0]["extensions"]["code"]


def test_query_is_answered_by_post_and_by_get(client: Client) -> None:
    assert ask(client, THING) == ONE
    assert client.get("/graphql/", {"query": THING}).json() == ONE


def test_variables_are_read_from_the_address(client: Client) -> None:
    query = "query Q($text: String!) { echo(text: $text) }"
    parameters = {"query": query, "variables": '{"text": "ä→"}', "operationName": "Q", "extensions": ""}

    assert client.get("/graphql/", parameters).json() == {"data": {"echo": "ä→"}}


def test_answer_is_utf8(client: Client) -> None:
    response = post(client, {"query": '{ echo(text: "Kabul → كابل") }'})

    assert response.content.decode() == '{"data":{"echo":"Kabul → كابل"}}'


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        ("application/*", "application/json"),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, application/json; charset=utf-8", GRAPHQL),
        (f"{GRAPHQL}, application/json;q=0.9", GRAPHQL),
        (f"application/json, {GRAPHQL};q=0.9", "application/json"),
        ("text/html;q=0.5, */*;q=0.1", "application/json"),
    ],
)
def test_answer_has_the_media_type_that_is_accepted(client: Client, accept: str, media_type: str) -> None:
    response = post(client, {"query": THING}, headers={"Accept": accept})

    assert (response.status_code, response["Content-Type"]) == (200, f"{media_type}; charset=utf-8")
    assert response.json() == ONE


def test_other_media_types_are_not_answered(client: Client) -> None:
    assert refusal(post(client, {"query": THING}, headers={"Accept": "image/png"})) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ thing", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ echo(text: 5) }", "BAD_USER_INPUT"),
        ("query ($text: String!) { echo(text: $text) }", "BAD_USER_INPUT"),
        ("{ things(first: 26000) { edges { cursor } } }", "TOO_COSTLY"),
    ],
)
def test_mistake_in_a_document_is_200_in_json_and_400_in_graphql(client: Client, query: str, code: str) -> None:
    in_json = post(client, {"query": query})
    in_graphql = post(client, {"query": query}, headers={"Accept": GRAPHQL})

    assert (refusal(in_json), refusal(in_graphql)) == ((200, code), (400, code))


BODIES = {
    "not UTF-8": (b'{"query": "\xff"}', "BAD_JSON"),
    "UTF-16": ('{"query": "{ thing { slug } }"}'.encode("utf-16"), "BAD_JSON"),
    "broken JSON": (b'{"query": ', "BAD_JSON"),
    "nothing": (b" ", "BAD_JSON"),
    "nested arrays": (b"[" * 50_000, "BAD_JSON"),
    "nested objects": (b'{"a":' * 30_000, "BAD_JSON"),
    "nested variables": (
        b'{"query": "{ thing { slug } }", "variables": {"a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
        "BAD_JSON",
    ),
    "a number of 5,000 digits": (
        b'{"query": "{ thing { slug } }", "variables": {"n": ' + b"9" * 5_000 + b"}}",
        "BAD_JSON",
    ),
    "NaN": (b'{"query": "{ thing { slug } }", "variables": {"n": NaN}}', "BAD_JSON"),
    "a string": (b'"{ thing { slug } }"', "BAD_USER_INPUT"),
    "a number": (b"5", "BAD_USER_INPUT"),
    "null": (b"null", "BAD_USER_INPUT"),
    "a batch": (b'[{"query": "{ thing { slug } }"}]', "BAD_USER_INPUT"),
    "an empty batch": (b"[]", "BAD_USER_INPUT"),
    "no query": (b"{}", "BAD_USER_INPUT"),
    "an empty query": (b'{"query": ""}', "BAD_USER_INPUT"),
    "a query that is no string": (b'{"query": {"a": 1}}', "BAD_USER_INPUT"),
    "variables that are no object": (b'{"query": "{ thing { slug } }", "variables": [1]}', "BAD_USER_INPUT"),
    "variables in a string": (b'{"query": "{ thing { slug } }", "variables": "{}"}', "BAD_USER_INPUT"),
    "an operation name that is no string": (b'{"query": "{ thing { slug } }", "operationName": 5}', "BAD_USER_INPUT"),
    "extensions that are no object": (b'{"query": "{ thing { slug } }", "extensions": 5}', "BAD_USER_INPUT"),
    "NUL in a variable": (rb'{"query": "{ thing { slug } }", "variables": {"a": ["\u0000"]}}', "BAD_USER_INPUT"),
    "half a surrogate pair in a variable": (
        rb'{"query": "{ thing { slug } }", "variables": {"a": "\ud800"}}',
        "BAD_USER_INPUT",
    ),
    "half a surrogate pair in the query": (rb'{"query": "{ thing { slug } } # \ud800"}', "BAD_USER_INPUT"),
}


@pytest.mark.parametrize(("body", "code"), BODIES.values(), ids=BODIES)
def test_body_that_is_no_request_is_refused(client: Client, body: bytes, code: str) -> None:
    assert refusal(post(client, body)) == (400, code)


@pytest.mark.parametrize(
    "query", [r'{ echo(text: "\u0000") }', '{ echo(text: "\\u{00}") }', r'{ echo(text: "\ud800") }']
)
def test_text_that_no_database_keeps_is_refused_in_a_document(client: Client, query: str) -> None:
    assert refusal(post(client, {"query": query}))[1] in ("BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED")


@pytest.mark.parametrize(
    "query",
    ['{ echo(text: "a", number: 99999999999999999999) }', '{ echo(text: "a", number: ' + "9" * 5_000 + ") }"],
)
def test_huge_number_in_a_document_is_refused(client: Client, query: str) -> None:
    assert refusal(post(client, {"query": query})) == (200, "BAD_USER_INPUT")


def test_huge_number_in_a_variable_is_refused(client: Client) -> None:
    query = 'query ($n: Int!) { echo(text: "a", number: $n) }'

    assert refusal(post(client, {"query": query, "variables": {"n": 10**30}})) == (200, "BAD_USER_INPUT")


def test_body_beyond_the_limit_is_refused(client: Client) -> None:
    limit = configured.GRAPHQL_LIMITS["body_bytes"]
    body = json.dumps({"query": THING})

    assert refusal(post(client, body + " " * limit)) == (413, "BODY_TOO_LARGE")
    assert post(client, body.ljust(limit)).json() == ONE


def test_body_without_its_length_is_refused() -> None:
    headers = {"CONTENT_TYPE": "application/json", "HTTP_TRANSFER_ENCODING": "chunked"}
    request = WSGIRequest({**RequestFactory()._base_environ(), **headers, "REQUEST_METHOD": "POST"})

    with pytest.raises(BadRequest) as refused:
        read_request(request)

    assert (refused.value.status, refused.value.code) == (411, "LENGTH_REQUIRED")


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
    ],
)
def test_other_content_types_are_refused(client: Client, content_type: str) -> None:
    response = post(client, {"query": THING}, content_type=content_type)

    assert refusal(response) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", "Application/JSON"])
def test_json_in_utf8_is_read_however_it_is_spelled(client: Client, content_type: str) -> None:
    assert post(client, {"query": THING}, content_type=content_type).json() == ONE


def test_address_is_utf8_whatever_charset_a_get_claims(client: Client) -> None:
    parameters = {"query": '{ echo(text: "ä") }'}

    response = client.get("/graphql/", parameters, headers={"Content-Type": "text/plain; charset=latin-1"})

    assert response.json() == {"data": {"echo": "ä"}}


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, "BAD_USER_INPUT"),
        ({"query": ""}, "BAD_USER_INPUT"),
        ({"query": THING, "variables": "{"}, "BAD_JSON"),
        ({"query": THING, "variables": "[" * 5_000}, "BAD_JSON"),
        ({"query": THING, "variables": "[]"}, "BAD_USER_INPUT"),
        ({"query": THING, "extensions": "5"}, "BAD_USER_INPUT"),
        ({"query": THING, "a": ["x"] * 1_001}, "BAD_USER_INPUT"),
    ],
)
def test_address_that_is_no_request_is_refused(client: Client, parameters: dict[str, Any], code: str) -> None:
    assert refusal(client.get("/graphql/", parameters)) == (400, code)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    response = getattr(client, method)("/graphql/", json.dumps({"query": THING}), content_type="application/json")

    assert refusal(response) == (405, "METHOD_NOT_ALLOWED")
    assert response["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_mutation_is_not_run_by_get(client: Client) -> None:
    response = client.get("/graphql/", {"query": "mutation { write }"})

    assert refusal(response) == (405, "METHOD_NOT_ALLOWED")
    assert response["Allow"] == "POST"


def test_subscription_is_not_run_over_plain_http(client: Client) -> None:
    assert refusal(post(client, {"query": "subscription { x }"})) == (405, "METHOD_NOT_ALLOWED")


def test_curl_without_a_cookie_needs_no_csrf_token() -> None:
    assert post(Client(enforce_csrf_checks=True), {"query": THING}).json() == ONE


def a_reader() -> User:
    return User.objects.create_user("reader")


def an_editor() -> User:
    kind = ContentType.objects.get_or_create(app_label="sources", model="source")[0]
    permission, _ = Permission.objects.get_or_create(
        codename="view_drafts", content_type=kind, defaults={"name": "Can view drafts"}
    )
    user = User.objects.create_user("editor")
    user.user_permissions.add(permission)
    return user


VIEWERS: list[tuple[str, bool, dict[str, str], str]] = [
    ("a stranger", False, {}, "PUBLIC"),
    ("an editor by curl", True, {}, "DRAFTS"),
    ("an editor on our page", True, {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, "DRAFTS"),
    ("an editor typing the address", True, {"Sec-Fetch-Site": "none"}, "DRAFTS"),
    ("an editor on a trusted origin", True, {"Origin": "https://desk.example.org"}, "DRAFTS"),
    ("an editor on a foreign page", True, {"Origin": "https://evil.example.org"}, "PUBLIC"),
    ("an editor on our host without TLS", True, {"Origin": "https://testserver"}, "PUBLIC"),
    ("an editor in a sandboxed frame", True, {"Origin": "null"}, "PUBLIC"),
    ("an editor following a link", True, {"Sec-Fetch-Site": "cross-site"}, "PUBLIC"),
    ("an editor on a neighbour's page", True, {"Sec-Fetch-Site": "same-site"}, "PUBLIC"),
]


@pytest.mark.parametrize(
    ("signed_in", "headers", "viewer"), [row[1:] for row in VIEWERS], ids=[row[0] for row in VIEWERS]
)
def test_drafts_are_seen_by_editors_on_our_own_pages(
    client: Client, settings: Any, signed_in: bool, headers: dict[str, str], viewer: str
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://desk.example.org"]
    if signed_in:
        client.force_login(an_editor())

    response = post(client, {"query": "{ viewer }"}, headers=headers)

    assert response.json() == {"data": {"viewer": viewer}}


def test_answer_to_one_person_is_stored_nowhere(client: Client) -> None:
    public = client.get("/graphql/", {"query": THING})
    with_token = client.get("/graphql/", {"query": THING}, headers={"Authorization": f"Bearer {a_token(a_reader())}"})
    client.force_login(an_editor())
    personal = client.get("/graphql/", {"query": THING})

    answers = [public, with_token, personal]
    assert [one.json() for one in answers] == [ONE, ONE, ONE]
    public_for_all = "public, max-age=0, must-revalidate"
    assert [one["Cache-Control"] for one in answers] == [public_for_all, "private, no-store", "private, no-store"]
    assert {"Accept", "Authorization", "Cookie", "Origin"} <= set(public["Vary"].split(", "))


BUDGETS: list[tuple[str, bool, dict[str, str], str]] = [
    ("a stranger", False, {}, "anonymous"),
    ("a reader who is signed in", True, {}, "known"),
    ("a reader on our own page", True, {"Origin": "http://testserver"}, "known"),
    ("a reader on a foreign page", True, {"Origin": "https://evil.example.org"}, "anonymous"),
    ("a token", False, {"Authorization": "token"}, "known"),
]


@pytest.mark.parametrize(
    ("signed_in", "headers", "budget"), [row[1:] for row in BUDGETS], ids=[row[0] for row in BUDGETS]
)
def test_what_may_be_asked_depends_on_who_asks(
    client: Client, signed_in: bool, headers: dict[str, str], budget: str
) -> None:
    reader = a_reader()
    if signed_in:
        client.force_login(reader)
    if "Authorization" in headers:
        headers = {"Authorization": f"Bearer {a_token(reader)}"}
    limit = configured.GRAPHQL_COSTS[budget]
    query = "query ($n: Int) { things(first: $n) { edges { node { slug } } } }"

    def asked(number: int) -> dict[str, Any]:
        body = {"query": query, "variables": {"n": number}, "extensions": {"cost": True}}
        return post(client, body, headers=headers).json()

    allowed, refused = asked(limit), asked(limit + 1)
    assert allowed["extensions"] == {"cost": {"found": limit, "limit": limit}}
    assert [one["extensions"] for one in refused["errors"]] == [
        {"code": "TOO_COSTLY", "limit": limit, "found": limit + 1}
    ]
    assert "extensions" not in refused


def test_price_is_told_by_get_and_only_to_whom_asks(client: Client) -> None:
    query = "{ things(first: 7) { edges { cursor } } }"

    told = client.get("/graphql/", {"query": query, "extensions": '{"cost": true}'}).json()
    untold = client.get("/graphql/", {"query": query}).json()

    assert told.pop("extensions") == {"cost": {"found": 7, "limit": configured.GRAPHQL_COSTS["anonymous"]}}
    assert told == untold


@pytest.mark.parametrize("wish", ["yes", 1, {}, None])
def test_wish_for_the_price_is_true_or_false(client: Client, wish: Any) -> None:
    assert refusal(post(client, {"query": THING, "extensions": {"cost": wish}})) == (400, "BAD_USER_INPUT")


def test_body_that_is_too_large_tells_by_how_much(client: Client) -> None:
    limit = configured.GRAPHQL_LIMITS["body_bytes"]

    told = post(client, b" " * (limit + 5)).json()["errors"][0]["extensions"]

    assert told == {"code": "BODY_TOO_LARGE", "limit": limit, "found": limit + 5}


def test_public_answer_may_be_kept_for_as_long_as_is_set(client: Client, settings: Any) -> None:
    settings.GRAPHQL_MAX_AGE = 30

    answers = [
        client.get("/graphql/", {"query": THING}),
        post(client, {"query": THING}),
        client.get("/graphql/", {"query": "{ nothing }"}),
        client.get("/graphql/", {"query": '{ fails(how: "missing") }'}),
    ]

    kept = "public, max-age=30, must-revalidate"
    assert [one["Cache-Control"] for one in answers] == [kept, "no-cache", "no-cache", "no-cache"]
    assert [one.has_header("ETag") for one in answers] == [True, False, False, False]


def test_answer_that_one_has_already_is_not_sent_again(client: Client) -> None:
    first = client.get("/graphql/", {"query": THING})
    again = client.get("/graphql/", {"query": THING}, headers={"If-None-Match": first["ETag"]})
    other = client.get("/graphql/", {"query": "{ viewer }"}, headers={"If-None-Match": first["ETag"]})
    in_graphql = client.get("/graphql/", {"query": THING}, headers={"If-None-Match": first["ETag"], "Accept": GRAPHQL})

    assert (again.status_code, again.content) == (304, b"")
    assert [again[name] for name in ("ETag", "Cache-Control", "Vary")] == [
        first[name] for name in ("ETag", "Cache-Control", "Vary")
    ]
    assert (other.status_code, in_graphql.status_code) == (200, 200)
    assert first["ETag"] not in (other["ETag"], in_graphql["ETag"])


GETS: list[tuple[str, dict[str, str], str]] = [
    ("no word of whose page it is", {}, "PUBLIC"),
    ("with the token of a form", {"X-CSRFToken": "x"}, "DRAFTS"),
    ("by a script", {"X-Requested-With": "XMLHttpRequest"}, "DRAFTS"),
    ("by Apollo", {"Apollo-Require-Preflight": "true"}, "DRAFTS"),
    ("on our page", {"Sec-Fetch-Site": "same-origin"}, "DRAFTS"),
    ("by Apollo on a foreign page", {"Apollo-Require-Preflight": "true", "Sec-Fetch-Site": "cross-site"}, "PUBLIC"),
    (
        "by Apollo from a foreign origin",
        {"Apollo-Require-Preflight": "true", "Origin": "https://evil.example"},
        "PUBLIC",
    ),
]


@pytest.mark.parametrize(("headers", "viewer"), [row[1:] for row in GETS], ids=[row[0] for row in GETS])
def test_cookie_counts_where_no_foreign_page_can_have_asked(
    client: Client, headers: dict[str, str], viewer: str
) -> None:
    client.force_login(an_editor())

    response = client.get("/graphql/", {"query": "{ viewer }"}, headers=headers)

    assert response.json() == {"data": {"viewer": viewer}}


def test_token_counts_wherever_it_comes_from(client: Client) -> None:
    secret = a_token(an_editor(), "read", "read-drafts")
    headers = {
        "Authorization": f"Bearer {secret}",
        "Origin": "https://elsewhere.example",
        "Sec-Fetch-Site": "cross-site",
    }

    assert client.get("/graphql/", {"query": "{ viewer }"}, headers=headers).json() == {"data": {"viewer": "DRAFTS"}}


def told(client: Client, how: str) -> dict[str, Any]:
    body = ask(client, f'{{ fails(how: "{how}") }}')
    assert body["data"] == {"fails": None}
    [error] = body["errors"]
    assert (error["path"], error["locations"]) == (["fails"], [{"line": 1, "column": 3}])
    return {"message": error["message"], **error["extensions"]}


EXPECTED: dict[str, dict[str, Any]] = {
    "missing": {"message": "There is nothing here.", "code": "NOT_FOUND"},
    "forbidden": {"message": "You may not do this.", "code": "FORBIDDEN"},
    "coded": {"message": "The cursor is of another list.", "code": "BAD_CURSOR"},
    "form": {
        "message": "Low is above high.",
        "code": "LOW_ABOVE_HIGH",
        "errors": [{"code": "LOW_ABOVE_HIGH", "detail": "Low is above high.", "pointer": "/low"}],
    },
    "refusal": {
        "message": "Not a time. An event does not cause itself.",
        "code": "BAD_EDTF",
        "errors": [
            {"code": "BAD_EDTF", "detail": "Not a time.", "pointer": "/when/edtf"},
            {"code": "SELF_LINK", "detail": "An event does not cause itself.", "pointer": "/cause"},
        ],
    },
}


@pytest.mark.parametrize("how", EXPECTED)
def test_domain_error_is_told_with_its_code_and_logged_nowhere(
    client: Client, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert told(client, how) == EXPECTED[how]

    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize("how", ["unexpected", "uncoded"])
def test_unforeseen_error_is_masked_and_logged_once_under_its_id(
    client: Client, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    error = told(client, how)

    [record] = [record for record in caplog.records if record.name == "config.graphql.errors"]
    assert error == {
        "message": f"Something failed here. It is logged as {error['id']}.",
        "code": "INTERNAL_ERROR",
        "id": error["id"],
    }
    assert error["id"] in record.getMessage()
    assert record.exc_info


def test_failure_of_every_row_is_logged_once(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    body = ask(client, "{ failingList { secret } }")

    ids = {error["extensions"]["id"] for error in body["errors"]}
    assert (len(body["errors"]), len(ids)) == (3, 1)
    assert [record.name for record in caplog.records] == ["config.graphql.errors"]


def test_number_of_ours_that_graphql_cannot_write_is_our_failure(client: Client) -> None:
    body = ask(client, "{ tooLargeANumber }")

    assert body["data"] == {"tooLargeANumber": None}
    assert body["errors"][0]["extensions"]["code"] == "INTERNAL_ERROR"


def test_failed_operation_that_began_tells_that_its_data_are_null(client: Client) -> None:
    response = post(client, {"query": "{ mustNotFail }"}, headers={"Accept": GRAPHQL})

    assert (response.status_code, response.json()["data"]) == (200, None)


def test_mistakes_of_clients_are_logged_without_traceback(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for query in ("{", "{ nothing }", 'query ($n: Int!) { echo(text: "", number: $n) }'):
            post(client, {"query": query})

    assert [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR] == []


@pytest.mark.django_db(transaction=True)
def test_all_fields_of_an_operation_see_one_state_of_the_database(client: Client) -> None:
    body = ask(client, '{ first: groups second: groups(meanwhile: "graphql-new") }')

    assert body == {"data": {"first": [], "second": []}}
    assert ask(client, "{ groups }") == {"data": {"groups": ["graphql-new"]}}
