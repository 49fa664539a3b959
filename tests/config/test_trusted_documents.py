"""Documents that are asked for by their hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client

from config.environment import directory
from config.graphql import trusted

GRAPHQL = "application/graphql-response+json"
THING = "{ thing { slug } }"
ONE = {"data": {"thing": {"slug": "one"}}}

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.graphql_world")]


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    caches["documents"].clear()
    trusted.trusted_documents.cache_clear()
    yield
    caches["documents"].clear()


@pytest.fixture
def documents(settings: Any, tmp_path: Path) -> str:
    """Trust one document, and return its hash."""
    (tmp_path / "thing.graphql").write_text(f"{THING}\n")
    (tmp_path / "notes.txt").write_text("{ things { edges { cursor } } }")
    settings.TRUSTED_DOCUMENTS = str(tmp_path)
    return digest(f"{THING}\n")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(query: str | None = None, of: str = THING, **more: Any) -> dict[str, Any]:
    body = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest(of)} | more}}
    return body | ({"query": query} if query is not None else {})


def post(client: Client, body: Any, **headers: str) -> HttpResponse:
    return client.post("/graphql/", json.dumps(body), content_type="application/json", headers=headers)


def get(client: Client, body: Any) -> HttpResponse:
    return client.get(
        "/graphql/", {name: one if isinstance(one, str) else json.dumps(one) for name, one in body.items()}
    )


def code(response: HttpResponse) -> tuple[int, str]:
    body = response.json()
    assert list(body) == ["errors"]
    return response.status_code, body["errors"][0]["extensions"]["code"]


def test_a_client_sends_a_document_once_and_its_hash_from_then_on(client: Client) -> None:
    unknown = post(client, persisted())

    assert code(unknown) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert code(post(client, persisted(), Accept=GRAPHQL)) == (400, "PERSISTED_QUERY_NOT_FOUND")
    assert post(client, persisted(THING)).json() == ONE
    assert post(client, persisted()).json() == ONE
    assert get(client, persisted()).json() == ONE
    assert post(client, {"documentId": f"sha256:{digest(THING)}"}).json() == ONE


def test_a_document_with_another_hash_is_neither_run_nor_kept(client: Client) -> None:
    other = persisted(THING, of="{ viewer }")

    assert code(post(client, other)) == (400, "PERSISTED_QUERY_MISMATCH")
    assert code(post(client, persisted(of="{ viewer }"))) == (200, "PERSISTED_QUERY_NOT_FOUND")


@pytest.mark.parametrize(
    "body",
    [
        {"extensions": {"persistedQuery": "x"}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "0" * 64}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 5}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "../../etc/passwd"}}},
        {"documentId": "thing"},
    ],
)
def test_a_name_that_is_no_hash_is_refused(client: Client, body: dict[str, Any]) -> None:
    assert code(post(client, body)) == (400, "BAD_USER_INPUT")


def test_what_comes_by_get_or_is_mistaken_or_long_is_not_kept(client: Client) -> None:
    long = THING + " " * configured.GRAPHQL_LIMITS["characters"]
    assert get(client, persisted(THING)).json() == ONE
    assert code(post(client, persisted("{ nothing }", of="{ nothing }"))) == (200, "GRAPHQL_VALIDATION_FAILED")
    assert code(post(client, persisted(long, of=long))) == (200, "TOO_MANY_CHARACTERS")

    for of in (THING, "{ nothing }", long):
        assert code(post(client, persisted(of=of))) == (200, "PERSISTED_QUERY_NOT_FOUND")


def test_a_mutation_is_not_run_by_get_under_its_hash_either(client: Client) -> None:
    mutation = "mutation { write }"
    assert post(client, persisted(mutation, of=mutation)).json() == {"data": {"write": "written"}}

    assert code(get(client, persisted(of=mutation))) == (405, "METHOD_NOT_ALLOWED")


def test_a_trusted_document_needs_no_registering(client: Client, documents: str) -> None:
    for name in (documents, digest(THING)):  # the file as it is, and without the end of its last line
        assert post(client, {"documentId": f"sha256:{name}"}).json() == ONE
    assert post(client, {"query": "{ viewer }"}).json() == {"data": {"viewer": "PUBLIC"}}
    notes = "{ things { edges { cursor } } }"
    assert code(post(client, persisted(of=notes))) == (200, "PERSISTED_QUERY_NOT_FOUND")


def test_only_trusted_documents_are_run_where_that_is_set(client: Client, settings: Any, documents: str) -> None:
    settings.TRUSTED_DOCUMENTS_ONLY = True

    assert post(client, {"query": THING}).json() == ONE
    assert post(client, persisted()).json() == ONE
    assert code(post(client, {"query": "{ viewer }"})) == (200, "UNTRUSTED_DOCUMENT")
    assert code(post(client, {"query": "{ viewer }"}, Accept=GRAPHQL)) == (400, "UNTRUSTED_DOCUMENT")
    assert code(post(client, persisted("{ viewer }", of="{ viewer }"))) == (200, "UNTRUSTED_DOCUMENT")
    assert code(post(client, persisted(of="{ viewer }"))) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert code(get(client, {"query": "{ viewer }"})) == (200, "UNTRUSTED_DOCUMENT")


def test_a_directory_that_is_none_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SETTING", str(tmp_path / "nowhere"))
    with pytest.raises(ImproperlyConfigured, match=r"^SETTING "):
        directory("SETTING")

    monkeypatch.setenv("SETTING", str(tmp_path))
    assert directory("SETTING") == str(tmp_path)
