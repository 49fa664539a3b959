"""What an operation selects: fragments put in place, fields of one key merged, conditions decided.

It is read by the same functions that the ordinary executor collects fields with, so that both see one selection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues
from strawberry.schema.schema_converter import GraphQLCoreConverter

from config.graphql.planning.refusing import Unplanned
from sources.graphql.declared import Declared
from sources.graphql.nodes import DeclaredField

TYPENAME = "__typename"


@dataclass(frozen=True, eq=False)
class Picked:
    """One key of an answer: the field it answers, and what is selected below it for each type it can be."""

    key: str
    name: str
    node: FieldNode
    field: GraphQLField
    declared: Declared
    below: Mapping[str, Sequence[Picked]]

    @property
    def only(self) -> Sequence[Picked]:
        """What is selected below a field that is of one type."""
        (selected,) = self.below.values()
        return selected


@dataclass(frozen=True, eq=False)
class Typename:
    """A key that answers the name of the type."""

    key: str


class Selecting:
    """Reads the selections of one operation, for one set of variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._variables = variables
        fragments = (one for one in document.definitions if isinstance(one, FragmentDefinitionNode))
        self._fragments = {one.name.value: FragmentDetails(one) for one in fragments}

    def roots(self) -> list[Any]:
        """Return what is selected of the query. :raises Unplanned:"""
        query = self._schema.query_type
        assert query is not None
        found = collect_fields(self._schema, self._fragments, self._variables, query, self._operation)
        return list(self._picked(query, found.grouped_field_set))

    def _picked(self, parent: GraphQLObjectType, grouped: Mapping[str, Any]) -> Iterator[Any]:
        for key, details in grouped.items():
            node: FieldNode = details[0].node
            name = node.name.value
            if name == TYPENAME:
                yield Typename(key)
                continue
            field = parent.fields.get(name)
            if field is None:
                raise Unplanned("the schema is asked of itself")
            yield Picked(key, name, node, field, declared_by(field), self._below(field, details))

    def _below(self, field: GraphQLField, details: Any) -> dict[str, list[Any]]:
        named = get_named_type(field.type)
        if is_leaf_type(named):
            return {}
        found = {}
        for kind in self._kinds(named):
            collected = collect_subfields(
                self._schema, self._fragments, self._variables, self._operation, kind, details
            )
            found[kind.name] = list(self._picked(kind, collected.grouped_field_set))
        return found

    def _kinds(self, named: Any) -> Sequence[GraphQLObjectType]:
        if is_abstract_type(named):
            abstract: GraphQLAbstractType = named
            return self._schema.get_possible_types(abstract)
        return [named]


def declared_by(field: GraphQLField) -> Declared:
    """Return what was declared for a field of the schema."""
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(definition, DeclaredField):
        raise Unplanned("a field is not declared")
    return definition.declared


def deciding_variables(document: DocumentNode) -> tuple[str, ...]:
    """Return the names of the variables that decide what is selected at all, by @skip and @include."""
    found = _Deciding()
    visit(document, found)
    return tuple(sorted(found.names))


class _Deciding(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: Any, *_: Any) -> None:
        values = (argument.value for argument in node.arguments or ())
        self.names.update(value.name.value for value in values if isinstance(value, VariableNode))
