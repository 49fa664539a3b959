"""Global ids: any record by one opaque key."""

import base64
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sources.choices import Status
from sources.graphql.identity import global_id, is_identified
from sources.graphql.nodes import declared_fields
from tests import factories as a
from tests.access import a_client
from tests.graphql import answer, ask, query_for, refusal, row_types, ways
from tests.world import a_world

pytestmark = pytest.mark.django_db

RECORDS = [node for node in row_types() if is_identified(node)]
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Event { slug } ... on Actor { slug name } } }"


@pytest.mark.parametrize("node", RECORDS, ids=lambda node: node.__name__)
def test_every_record_is_found_by_the_id_it_answers(node: Any) -> None:
    a_world(1)
    listed = ask(query_for(ways()[node.__name__], declared_fields(node)["id"]))
    [first, *_] = ids_in(listed)

    found = ask(NODE, id=first)

    assert found == {"node": {"__typename": node.__name__, "id": first}}


def ids_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [found for one in value for found in ids_in(one)]
    return [value] if isinstance(value, str) else []


def test_nodes_come_in_the_order_asked_for_null_for_what_is_not_there() -> None:
    a.an_event("raid")
    a.an_actor("group", name="The group")
    ids = [global_id("Actor", "group"), global_id("Event", "no-such"), global_id("Event", "raid")]

    found = ask(NODES, ids=[*ids, ids[0]])

    group = {"__typename": "Actor", "slug": "group", "name": "The group"}
    assert found == {"nodes": [group, None, {"__typename": "Event", "slug": "raid"}, group]}


def test_what_is_hidden_answers_as_what_is_not_there() -> None:
    a.an_event("draft", status=Status.DRAFT)
    hidden, absent = global_id("Event", "draft"), global_id("Event", "no-such")

    assert ask(NODE, id=hidden) == ask(NODE, id=absent) == {"node": None}
    assert ask(NODE, a_client("a superuser"), id=hidden)["node"]["id"] == hidden


@pytest.mark.parametrize(
    "text",
    [
        "",
        "raid",
        "RXZlbnQ",
        "RXZlbnQ6cmFpZA",
        base64.b64encode(b"Event:raid\n").decode(),
        base64.b64encode(b"When:raid").decode(),
        base64.b64encode(b"ActorName:raid").decode(),
        base64.b64encode(b"Node:raid").decode(),
        base64.b64encode(b"Event:1; DROP").decode(),
        base64.b64encode(b"\xff\xfe").decode(),
        "😀",
    ],
)
def test_what_is_no_id_is_refused(text: str) -> None:
    assert refusal(NODE, id=text) == ("BAD_USER_INPUT", ["/id"])


def test_more_than_a_hundred_ids_are_refused() -> None:
    assert refusal(NODES, ids=[global_id("Event", "raid")] * 101) == ("PAGE_TOO_LARGE", ["/ids"])


def test_ids_count_towards_the_cost() -> None:
    query = (
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Event { claims(first: 100) { edges { node { id } } } } } }"
    )

    found = answer(query, ids=[global_id("Event", f"event-{number}") for number in range(300)])

    assert found["errors"][0]["extensions"]["code"] == "TOO_COSTLY"


def test_statements_grow_with_the_types_alone() -> None:
    for number in range(5):
        a.an_event(f"event-{number}")
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Event { slug type { slug } } } }"

    def statements(number: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            ask(query, ids=[global_id("Event", f"event-{one}") for one in range(number)])
        return len(captured)

    assert statements(1) == statements(5)
