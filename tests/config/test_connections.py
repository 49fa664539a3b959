"""Every list that is asked page by page: its length is counted when it is asked for, and only then."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sources.graphql.connections import Listed, Paged
from sources.graphql.declared import TYPES
from sources.graphql.nodes import Node, declared_fields
from tests.graphql import answer, camel, least, leaves, query_for, ways
from tests.world import a_world

pytestmark = pytest.mark.django_db

CONNECTIONS = [
    (name, field)
    for name, node in TYPES.items()
    if isinstance(node, type) and issubclass(node, Node)
    for field in declared_fields(node).values()
    if isinstance(field, Paged)
]


def asked(name: str, field: Paged, body: str) -> tuple[list[str], list[object]]:
    """Ask one list, under all rows of a type or from the root; return its statements and what was answered."""
    text = f"{camel(field.name)} {{ {body} }}"
    if isinstance(field, Listed):
        query = f"{{ {text} }}"
    else:
        *before, last = ways()[name]
        marker = next(one for one in declared_fields(TYPES[name]).values() if not one.is_loaded)
        query = query_for([*before, last], marker).replace(camel(marker.name) + " ", text + " ", 1)
    with CaptureQueriesContext(connection) as captured:
        found = answer(query)
    assert "errors" not in found, (query, found)
    return [one["sql"] for one in captured.captured_queries], list(leaves(found["data"]))


@pytest.mark.parametrize("is_planned", [True, False], ids=["planned", "ordinary"])
@pytest.mark.parametrize(("name", "field"), CONNECTIONS, ids=[f"{name}.{field.name}" for name, field in CONNECTIONS])
def test_length_is_counted_only_when_asked(name: str, field: Paged, is_planned: bool, settings: Any) -> None:
    settings.GRAPHQL_PLANS = is_planned
    a_world(1)
    page = f"pageInfo {{ hasNextPage hasPreviousPage endCursor }} edges {{ node {{ {least(field.of)} }} }}"

    without, _ = asked(name, field, page)
    counted, numbers = asked(name, field, "totalCount")
    both, _ = asked(name, field, f"totalCount {page}")

    assert [sum(sql.count("COUNT(") for sql in some) for some in (without, counted, both)] == [0, 1, 1]
    assert len(both) == len(without) + (0 if is_planned else 1)
    assert len(counted) == len(without)
    assert any(number for number in numbers if isinstance(number, int))


def test_there_are_lists_at_the_root_and_under_rows() -> None:
    assert sum(isinstance(field, Listed) for _, field in CONNECTIONS) >= 10
    assert sum(not isinstance(field, Listed) for _, field in CONNECTIONS) >= 15
