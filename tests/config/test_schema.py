"""The schema as a whole: what it declares, what that costs, and that the committed copy is current."""

from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from graphql import GraphQLInputObjectType, GraphQLObjectType

from config.schema import COMMITTED, schema, written
from sources.graphql.connections import Connection
from sources.graphql.declared import TYPES, Declared, Derived
from sources.graphql.nodes import declared_fields
from sources.graphql.reading import Reading
from sources.visibility import Viewer
from tests.graphql import answer, camel, leaves, query_for, row_types, ways
from tests.world import a_world

#: Only what is asked for by its old slug has the first, only those who see drafts are told the second.
NOT_ANSWERED = ("merged_into", "hidden_parts")
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


@pytest.mark.django_db
def test_fields_read_nothing_but_what_they_say_they_need() -> None:
    a_world(1)

    answered = [(model, field) for node, field in FIELDS for model in concrete(node.model) if narrow(model, field)]

    assert {model for model, _ in answered} == {model for node in row_types() for model in concrete(node.model)}
    for model, field in answered:
        for row in narrow(model, field):
            found = answered_from(row, field)
            if isinstance(found, Connection):
                assert found.total_count == len(found.edges)


def concrete(model: Any) -> list[Any]:
    """Return a model, or those that share its shape where it has no table."""
    return model.__subclasses__() if model._meta.abstract else [model]


def narrow(model: Any, field: Declared) -> list[Any]:
    """Return rows with what a field needs, which refuse to load anything else."""
    rows = model._default_manager.only("pk", *(path.replace(".", "__") for path in field.needs))
    if isinstance(field, Derived) and field.keys:
        rows = rows.select_related(*(key.replace(".", "__") for key in field.keys))
    return list(rows.fetch_mode(models.FETCH_RAISE))


def answered_from(row: Any, field: Declared) -> Any:
    if isinstance(field, Derived):
        return field.function(row)  # the rest of what it does is to load what was loaded here
    return field.answer(row, Reading(Viewer.DRAFTS), {})


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
    if field.is_loaded and field.name not in NOT_ANSWERED:
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
