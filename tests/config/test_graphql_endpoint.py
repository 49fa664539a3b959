"""The limits and refusals of the server's own schema, over HTTP."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from graphql import get_introspection_query

QUERIES = Path(__file__).parents[2] / "docs" / "queries"
HUNDREDS = """{ events(first: 100) { edges { node { effects(first: 100) { edges { node { cause {
    effects(first: 100) { edges { cursor } } } } } } } } } }"""

pytestmark = pytest.mark.django_db


def post(client: Client, body: Any) -> HttpResponse:
    data = body if isinstance(body, bytes) else json.dumps(body)
    return client.post("/graphql/", data, content_type="application/json")


def ask(client: Client, query: str) -> dict[str, Any]:
    response = post(client, {"query": query})
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize("path", sorted(QUERIES.glob("*.graphql")), ids=lambda path: path.stem)
def test_documented_query_fits_the_anonymous_limits(client: Client, path: Path) -> None:
    body = ask(client, path.read_text())

    assert [error for error in body.get("errors", []) if error["extensions"]["code"] != "NOT_FOUND"] == []
    assert "data" in body


def test_introspection_of_graphiql_fits_the_limits(client: Client) -> None:
    body = ask(client, get_introspection_query())

    assert "errors" not in body
    assert body["data"]["__schema"]["queryType"] == {"name": "Query", "kind": "OBJECT"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (HUNDREDS, "TOO_COSTLY"),
        ('{ event(slug: "a") ' + "{ partOf " * 98 + "{ slug }" + " }" * 99, "TOO_DEEP"),
        ("{" + " ".join(f"a{number}: revision" for number in range(101)) + "}", "TOO_MANY_ALIASES"),
        ("{ events { totalCount } } " + "# \n" * 6_000, "TOO_MANY_TOKENS"),
        ("{ events(first: 5) { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ("mutation { write }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_what_asks_for_too_much_reads_no_row(
    client: Client, django_assert_num_queries: Any, query: str, code: str
) -> None:
    with django_assert_num_queries(0):
        body = ask(client, query)

    assert list(body) == ["errors"]
    assert code in {error["extensions"]["code"] for error in body["errors"]}


def test_page_of_a_hundred_and_one_is_refused_by_the_list(client: Client) -> None:
    body = ask(client, "{ events(first: 101) { edges { node { slug } } } }")

    assert body["data"] is None
    assert [error["extensions"]["code"] for error in body["errors"]] == ["PAGE_TOO_LARGE"]


@pytest.mark.parametrize(
    "body",
    [
        {"query": "query ($s: ID!) { event(slug: $s) { slug } }", "variables": {"s": "a\x00b"}},
        {"query": r'{ event(slug: "a\u0000b") { slug } }'},
        b'{"query": "{ event(slug: \xff) { slug } }"}',
    ],
)
def test_text_that_is_none_is_refused(client: Client, django_assert_num_queries: Any, body: Any) -> None:
    with django_assert_num_queries(0):
        response = post(client, body)

    assert response.status_code in (200, 400)
    assert list(response.json()) == ["errors"]
    assert response.json()["errors"][0]["extensions"]["code"] in ("BAD_USER_INPUT", "BAD_JSON")


def test_graphiql_begins_with_the_documented_query(client: Client) -> None:
    response = client.get("/graphql/", headers={"Accept": "text/html"})

    shown = html.unescape(
        re.findall(r'<textarea id="query"[^>]*>(.*?)</textarea>', response.content.decode(), re.DOTALL)[0]
    )
    assert shown == (QUERIES / "causal-paths.graphql").read_text()
