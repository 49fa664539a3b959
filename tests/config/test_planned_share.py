"""How much of the schema plans answer: what is left to the ordinary executor is named here, with why."""

from __future__ import annotations

from typing import Any

import pytest

from config.graphql.context import Context
from config.schema import schema
from sources.graphql.nodes import declared_fields
from sources.visibility import Viewer
from tests.documented import QUERIES
from tests.graphql import query_for, row_types, ways
from tests.world import a_world

pytestmark = pytest.mark.django_db

#: The fields of records that no plan answers, each asked alone.
FIELDS_LEFT: dict[str, str] = {}
#: The documented queries that are executed field by field.
QUERIES_LEFT = {
    "search": "SearchHit.record reads more than the value it is of",
    "why": "When.why reads more than the value it is of",
}


def why_not(text: str) -> str:
    """Return why an operation was not planned, blank where it was."""
    result = schema.execute_sync(
        text,
        context_value=Context(None, Viewer.PUBLIC, is_known=True),
        operation_extensions={"plan": True},
    )
    assert not result.errors, (text, result.errors)
    reason: str | None = (result.extensions or {})["plan"]["reason"]
    return reason or ""


def test_fields_of_records_are_planned_but_for_those_named(settings: Any) -> None:
    settings.DEBUG = True
    a_world(1)
    way_to = ways()
    fields = [(node.__name__, field) for node in row_types() for field in declared_fields(node).values()]

    found = {f"{name}.{field.name}": why_not(query_for(way_to[name], field)) for name, field in fields}

    assert {name: reason for name, reason in found.items() if reason} == FIELDS_LEFT
    assert len(found) > 150


def test_documented_queries_are_planned_but_for_those_named(sample: None, settings: Any) -> None:
    settings.DEBUG = True
    texts = {path.stem: path.read_text() for path in QUERIES.glob("*.graphql")}

    found = {name: why_not(text) for name, text in texts.items()}

    assert {name: reason for name, reason in found.items() if reason} == QUERIES_LEFT
