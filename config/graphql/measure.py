"""How much a GraphQL operation asks for: depth, fields, aliases, directives, and the objects its answer could hold.

What a field can say about itself stands in the ``metadata`` of its ``strawberry.field``:

``{"at_most": 100}``
    the list holds no more objects than that;
``{"counted_by": "ids"}``
    this argument, a number or a list, says how many objects the list holds (``first``, ``last`` and ``limit`` are
    known without being named);
``{"in_page": True}``
    the list is bounded by the page size of the field above it, as ``edges`` of a connection are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLNamedType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

PAGE_ARGUMENTS = ("first", "last", "limit")
PAGE = 20
HUGE = 2**53 - 1  # the largest number that every JSON reader keeps exact


class Measure(NamedTuple):
    """What a selection asks for. Introspection is counted apart, as it is of a fixed size and reads no rows."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    #: Objects the answer could hold, those of each page item apart from the others.
    cost: int = 0
    paged: int = 0
    introspection_depth: int = 0
    introspection_cost: int = 0

    def beside(self, other: Measure) -> Measure:
        """Return the measure of both together."""
        return Measure(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.cost + other.cost,
            self.paged + other.paged,
            max(self.introspection_depth, other.introspection_depth),
            self.introspection_cost + other.introspection_cost,
        )


def measure(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> Measure | None:
    """Measure one operation of a document, each fragment once however often it is spread.

    ``variables`` are as the client sent them. What a later check will refuse (unknown fields, page sizes that are no
    numbers) is counted as if it were absent. None when fragments spread each other in a cycle.
    """
    return _Walk(schema, document, operation, variables).measured()


def counts_in(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> tuple[tuple[str, int | None], ...]:
    """Return all that the measure of an operation takes from the variables: which are given, and how many they say."""
    names = (one.variable.name.value for one in operation.variable_definitions or ())
    return tuple((name, _count(variables[name])) for name in names if name in variables)


def values_in(variables: Mapping[str, Any]) -> int:
    """Return how many values variables hold: each list, object and plain value counts one, at any depth."""
    ahead, number = list(variables.values()), 0
    while ahead:
        one = ahead.pop()
        number += 1
        if isinstance(one, Mapping):
            ahead.extend(one.values())
        elif isinstance(one, list):
            ahead.extend(one)
    return number


class _Walk:
    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        given: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._given = given
        self._defaults = {one.variable.name.value: one.default_value for one in operation.variable_definitions or ()}
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._measured: dict[str, Measure] = {}

    def measured(self) -> Measure | None:
        for name in self._innermost_first() or ():
            fragment = self._fragments[name]
            self._measured[name] = self._selection(fragment.selection_set, self._type(fragment))
        if len(self._measured) < len(self._fragments):
            return None
        root = self._schema.get_root_type(self._operation.operation)
        own = Measure(directives=len(self._operation.directives or ()))
        return own.beside(self._selection(self._operation.selection_set, root))

    def _innermost_first(self) -> list[str] | None:
        """Sort the fragments so that none is met before what it spreads; without recursion, for chains may be long."""
        spreads = {
            name: [spread for spread in _spreads(fragment.selection_set) if spread in self._fragments]
            for name, fragment in self._fragments.items()
        }
        try:
            return list(TopologicalSorter(spreads).static_order())
        except CycleError:
            return None

    def _type(self, fragment: FragmentDefinitionNode | InlineFragmentNode) -> GraphQLNamedType | None:
        condition = fragment.type_condition
        return self._schema.get_type(condition.name.value) if condition else None

    def _selection(self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Measure:
        total = Measure()
        for node in selected.selections if selected else ():
            total = total.beside(self._node(node, parent))
            if node.directives:
                total = total._replace(directives=total.directives + len(node.directives))
        return total

    def _node(self, node: SelectionNode, parent: GraphQLNamedType | None) -> Measure:
        if isinstance(node, FragmentSpreadNode):
            return self._measured.get(node.name.value, Measure())
        if isinstance(node, InlineFragmentNode):
            return self._selection(node.selection_set, self._type(node) or parent)
        assert isinstance(node, FieldNode)
        own = Measure(fields=1, aliases=1 if node.alias else 0)
        if node.name.value in ("__schema", "__type"):
            return own.beside(self._introspection(node))
        return own.beside(self._field(node, parent, getattr(parent, "fields", {}).get(node.name.value)))

    def _introspection(self, node: FieldNode) -> Measure:
        kind = self._schema.get_type("__Schema" if node.name.value == "__schema" else "__Type")
        inner = self._selection(node.selection_set, kind)
        return inner._replace(depth=0, cost=0, introspection_depth=inner.depth + 1, introspection_cost=inner.cost + 1)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, field: GraphQLField | None) -> Measure:
        named = get_named_type(field.type) if field else None
        inner = self._selection(node.selection_set, named)
        deeper = inner._replace(depth=inner.depth + 1)
        if field is None or not node.selection_set:
            return deeper
        if _is_in_page(field, parent):
            return deeper._replace(cost=0, paged=inner.cost)
        size = self._size(node, field)
        if _is_page(named) and not _is_list(field.type):
            return deeper._replace(cost=inner.cost + size * max(1, inner.paged), paged=0)
        return deeper._replace(cost=size * (1 + inner.cost + PAGE * inner.paged), paged=0)

    def _size(self, node: FieldNode, field: GraphQLField) -> int:
        """Return how many objects a field could answer with."""
        if not _is_list(field.type) and not _is_page(get_named_type(field.type)):
            return 1
        told = _metadata(field)
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        names = [name for name in (told.get("counted_by"), *PAGE_ARGUMENTS) if name in field.args]
        sizes = [self._number(given.get(name), field.args[name]) for name in names]
        known = [size for size in sizes if size is not None]
        return max(known) if known else told.get("at_most", PAGE)

    def _number(self, node: ValueNode | None, argument: GraphQLArgument) -> int | None:
        if isinstance(node, VariableNode):
            name = node.name.value
            if name in self._given:
                return _count(self._given[name])
            node = self._defaults.get(name)
        return _count(argument.default_value) if node is None else _literal_count(node)


def _spreads(selected: SelectionSetNode) -> Iterable[str]:
    ahead = [selected]
    while ahead:
        for node in ahead.pop().selections:
            if isinstance(node, FragmentSpreadNode):
                yield node.name.value
            elif inner := getattr(node, "selection_set", None):
                ahead.append(inner)


def _literal_count(node: ValueNode) -> int | None:
    if isinstance(node, IntValueNode):
        return _count(int(node.value) if len(node.value) < 16 else HUGE)
    if isinstance(node, ListValueNode):
        return len(node.values)
    return None


def _count(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, list):
        return len(value)
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return min(max(int(value), 0), HUGE)
    return None


def _is_list(of: GraphQLOutputType) -> bool:
    return is_list_type(get_nullable_type(of))


def _metadata(field: GraphQLField) -> Mapping[str, Any]:
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return getattr(definition, "metadata", None) or {}


def _is_connection(kind: GraphQLNamedType | None) -> bool:
    return {"edges", "pageInfo"} <= getattr(kind, "fields", {}).keys()


@lru_cache(maxsize=4096)
def _is_page(kind: GraphQLNamedType | None) -> bool:
    fields = getattr(kind, "fields", {}).values()
    return _is_connection(kind) or any(_metadata(field).get("in_page") for field in fields)


def _is_in_page(field: GraphQLField, parent: GraphQLNamedType | None) -> bool:
    return bool(_metadata(field).get("in_page")) or (_is_connection(parent) and _is_list(field.type))
