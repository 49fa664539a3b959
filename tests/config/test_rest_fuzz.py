"""Whatever a script asks of REST is answered as openapi.yaml says, and never by a failure of the server."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from sources import records
from tests.world import a_world

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
CODES = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "errors.md").read_text(), re.MULTILINE))
EXAMPLES = settings().max_examples
#: Every process of a test run reads the document, and in Python alone that takes four times as long.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
#: What the parameters of filters, orders and chains ask for; many fit several of them.
WORDS = [
    *(f"{word}-1" for word in ("event", "effect", "actor", "source", "place", "claim", "link", "topic", "type")),
    *("killed", "2021-09", "2021-09-05", "-0044-03-15", "9999-12-31", "2021-09-05T12:00:00Z", "wikidata:Q1"),
    *("60,20,80,40", "INITIATOR", "CAUSED,ENABLED", "CONTRADICTION", "LIKELY", "true", "0", "7", "101", "CAUSES"),
    *("", ",", "\0", "a" * 9_000, "٣", "𝔘", "' OR 1=1 --", "%", "{}", "../..", "1e9", "-1", "9" * 30),
]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Let a request through WSGI keep the connection of the test, whose transaction it sees."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def document() -> dict[str, Any]:
    """Return the committed document, closed: an answer may hold nothing that it does not name."""
    found: dict[str, Any] = yaml.load((ROOT / "openapi.yaml").read_text(), Loader=LOADER)
    for shape in found["components"]["schemas"].values():
        if "properties" in shape:
            shape["additionalProperties"] = False
    return found


SCHEMA = schemathesis.openapi.from_dict(document())
SCHEMA.app = application
OPERATIONS = [one for found in SCHEMA.get_all_operations() if (one := found.ok()).method == "get"]


def ask_all(operation: Any, examples: int) -> None:
    """Ask an operation for what fits its document and for what does not, with words of the store among it."""
    names = [parameter.name for parameter in operation.query]
    words = st.dictionaries(st.sampled_from(names), st.sampled_from(WORDS), max_size=2) if names else st.just({})
    slugs = st.sampled_from([*some_slugs(operation), "no-such-record"]) | st.none()
    cases = operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy(
        generation_mode=GenerationMode.NEGATIVE
    )

    @settings(max_examples=examples, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(cases, words, slugs)
    def ask(case: Any, words: dict[str, str], slug: str | None) -> None:
        # A narrowed answer is less than its shape on purpose.
        case.query = {name: value for name, value in {**(case.query or {}), **words}.items() if name != "fields"}
        if slug is not None and "slug" in (case.path_parameters or {}):
            case.path_parameters["slug"] = slug
        # What checks the answers does not unpack them.
        plain = {"Accept-Encoding": "identity"}
        response = case.call_and_validate("http://testserver", checks=CHECKS, headers=plain)
        if response.status_code >= 400:
            check_problem(response)

    ask()


def some_slugs(operation: Any) -> list[str]:
    """Return slugs of the records that an operation is about, if it is about one."""
    collection = operation.path.removeprefix("/api/v1/").split("/")[0]
    kinds = [kind for kind in records.all_kinds() if kind.collection == collection]
    return [slug for kind in kinds for slug in kind.objects.order_by("slug").values_list("slug", flat=True)[:5]]


def check_problem(response: Any) -> None:
    """A problem has a code of the documented ones and, where something was asked wrongly, its place."""
    body = response.json()
    assert body["code"] in CODES
    assert body["status"] == response.status_code
    if response.status_code == 400:
        assert all(fault["code"] in CODES and fault["detail"] and "parameter" in fault for fault in body["errors"])


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_answers_are_as_documented(operation: Any) -> None:
    a_world(1)

    ask_all(operation, EXAMPLES // 8)


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_answers_are_as_documented_whatever_is_asked(operation: Any) -> None:
    a_world(1)

    ask_all(operation, EXAMPLES * 2 // 5)
