"""The schema as a whole: what it declares, what that costs, and that the committed copy is current."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import GraphQLInputObjectType, GraphQLObjectType

from config.schema import COMMITTED, schema, written
from sources.graphql.declared import TYPES, Declared
from sources.graphql.nodes import declared_fields
from tests.graphql import answer, camel, leaves, query_for, row_types, ways
from tests.world import a_world

FIELDS = [(node, field) for node in row_types() for field in declared_fields(node).values()]


def test_committed_schema_is_current() -> None:
    command = 'uv run manage.py shell --no-imports -c "import config.schema; config.schema.write()"'

    assert written() == COMMITTED.read_text(), f"Run `{command}` and commit schema.graphql."


def test_every_type_field_and_argument_is_described() -> None:
    types = {name: kind for name, kind in schema._schema.type_map.items() if not name.startswith("__")}
    fields = {f"{name}.{field}": one for name, kind in types.items() for field, one in fields_of(kind).items()}
    arguments = {
        f"{name}({argument})": one for name, field in fields.items() for argument, one in arguments_of(field).items()
    }

    described = {**types, **fields, **arguments}

    assert [name for name, one in described.items() if not one.description] == []
    assert len(arguments) > 100


def fields_of(kind: Any) -> dict[str, Any]:
    return kind.fields if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType) else {}


def arguments_of(field: Any) -> dict[str, Any]:
    return getattr(field, "args", {})


def test_every_field_of_every_type_is_declared() -> None:
    types = {name: kind for name, kind in schema._schema.type_map.items() if isinstance(kind, GraphQLObjectType)}
    in_schema = {name: set(kind.fields) for name, kind in types.items() if not name.startswith("__")}

    declared = {name: {camel(field) for field in declared_fields(TYPES[name])} for name in in_schema}

    assert in_schema == declared
    assert {node.__name__ for node in row_types()} <= in_schema.keys()


def test_fields_need_only_what_their_models_have() -> None:
    needs = [(node, path) for node, field in FIELDS for path in field.needs]

    wrong = [(node.__name__, path) for node, path in needs if not exists(node.model, path)]

    assert wrong == []
    assert len(needs) > 200


def exists(model: Any, path: str) -> bool:
    """Tell whether a model has the column, or the foreign keys one after another, that a path names."""
    for name in path.split("."):
        column = next((one for one in model._meta.fields if one.name == name), None)
        if column is None:
            return False
        model = column.related_model
    return True


def statements(field: Declared, query: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        body = answer(query)
    assert "errors" not in body, body
    if field.is_loaded:
        assert any(leaf is False or leaf not in (None, 0) for leaf in leaves(body["data"])), query
    return len(captured)


@pytest.mark.django_db
def test_each_field_alone_costs_the_same_with_one_row_and_with_five() -> None:
    way_to = ways()
    queries = {(node.__name__, field.name): (field, query_for(way_to[node.__name__], field)) for node, field in FIELDS}
    a_world(1)
    with_one = {name: statements(*asked) for name, asked in queries.items()}

    for number in range(2, 6):
        a_world(number)

    assert {name: statements(*asked) for name, asked in queries.items()} == with_one
