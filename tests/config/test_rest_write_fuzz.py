"""Whatever a script sends to REST is answered as openapi.yaml says, and never by a failure of the server."""

from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.config.test_rest_fuzz import CHECKS, CODES, EXAMPLES, SCHEMA, one_connection, some_slugs
from tests.staff import a_client
from tests.world import a_world

__all__ = ["one_connection"]
pytestmark = pytest.mark.django_db
OPERATIONS = [one for found in SCHEMA.get_all_operations() if (one := found.ok()).method != "get"]
CSRF = "a" * 32


@schemathesis.serializer("application/x-ndjson", "application/jsonl")
def lines(context: Any, value: Any) -> bytes:
    """Send a stream of records as it was made up, lines or not."""
    return value if isinstance(value, bytes) else str(getattr(value, "data", value)).encode("utf-8", "replace")


def known_to(client: Client) -> dict[str, str]:
    """Return the headers of a browser in which someone is logged in."""
    return {"Cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={CSRF}", "X-CSRFToken": CSRF}


def send_all(operation: Any, examples: int) -> None:
    """Send what fits an operation's document and what does not; also what is stored with one part replaced."""
    editor = a_client("Editor")
    slugs = st.sampled_from([*some_slugs(operation), "no-such-record"])
    cases = operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy(
        generation_mode=GenerationMode.NEGATIVE
    )

    @settings(max_examples=examples, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(cases, slugs, st.booleans(), st.booleans())
    def send(case: Any, slug: str, is_changed: bool, is_alone: bool) -> None:
        if "slug" in (case.path_parameters or {}):
            case.path_parameters["slug"] = slug
        if is_changed and isinstance(case.body, dict) and case.method in ("PUT", "PATCH"):
            stored = editor.get(case.formatted_path).json()
            part = dict(list(case.body.items())[:1])
            case.body = {**({} if is_alone and case.method == "PATCH" else stored), **part}
            case.media_type = "application/json"
        case.headers = {
            name: value for name, value in (case.headers or {}).items() if name not in ("If-Match", "If-None-Match")
        }
        response = case.call_and_validate("http://testserver", checks=CHECKS, headers=known_to(editor))
        if response.status_code >= 400:
            check_problem(response)

    send()


def check_problem(response: Any) -> None:
    body = response.json()
    assert body["code"] in CODES
    assert body["status"] == response.status_code
    assert all(fault["code"] in CODES and fault["detail"] for fault in body.get("errors", ()))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_answers_are_as_documented(operation: Any) -> None:
    a_world(1)

    send_all(operation, EXAMPLES // 16)


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_answers_are_as_documented_whatever_is_sent(operation: Any) -> None:
    a_world(1)

    send_all(operation, EXAMPLES // 6)
