"""What the arguments of a field ask, parted into what decides the statement and what is filled in.

The *shape* of a question is which parameters are given, how many values each has, the order, and the size of the
page. Operations of one document and one shape share a statement; the values go into its slots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from graphql import GraphQLError, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.types.arguments import convert_arguments

from config.graphql.planning.refusing import Unplanned
from config.graphql.planning.selection import Picked
from config.graphql.planning.slots import Opened, leaves_of, shape_of
from sources.filters import VisibleFilterSet
from sources.graphql.connections import Paged, positions
from sources.graphql.filters import asked
from sources.graphql.nodes import DeclaredField
from sources.graphql.query import One
from sources.graphql.reading import Reading
from sources.pages import Order, Span, keys_of, span_of


@dataclass(frozen=True)
class Fixed:
    """A value that decides the statement: one word of a small vocabulary."""

    value: Any


@dataclass(frozen=True)
class Given:
    """The arguments of one field, by their Python names, and for a list what they mean."""

    arguments: Mapping[str, Any]
    values: Mapping[str, Any]
    order: Order | None = None
    span: Span | None = None

    @property
    def shape(self) -> Any:
        """What the statement depends on."""
        values = tuple((name, _shape(value)) for name, value in self.values.items())
        if self.span is None or self.order is None:
            return values
        ends = (shape_of(self.span.after), shape_of(self.span.before))
        return (self.order.name, self.span.size, self.span.backwards, ends, values)

    @property
    def leaves(self) -> list[Any]:
        """What goes into the slots, in their order."""
        found = [leaf for value in self.values.values() if not isinstance(value, Fixed) for leaf in leaves_of(value)]
        if self.span is None:
            return found
        return [*found, *leaves_of(self.span.after or []), *leaves_of(self.span.before or [])]

    def opened(self, slots: Opened) -> Given:
        """Return the same question with slots in place of the values."""
        values = {name: _opened(value, slots) for name, value in self.values.items()}
        if self.span is None:
            return replace(self, values=values)
        after = self.span.after and slots.slot(self.span.after)
        return replace(
            self,
            values=values,
            span=replace(self.span, after=after, before=self.span.before and slots.slot(self.span.before)),
        )


def _shape(value: Any) -> Any:
    return value if isinstance(value, Fixed) else shape_of(value)


def _opened(value: Any, slots: Opened) -> Any:
    return value.value if isinstance(value, Fixed) else slots.slot(value)


class Question:
    """The arguments of one field of an operation. Those without variables are read once."""

    def __init__(self, schema: Any, picked: Picked) -> None:
        self._schema = schema
        self.picked = picked
        self._arguments = DeclaredField(picked.declared).arguments
        self._constant = None if _has_variables(picked.node) else self._read(VariableValues({}, {}))

    def read(self, variables: VariableValues) -> Given:
        """Return what is asked. :raises Unplanned: :raises Refusal:"""
        return self._constant or self._read(variables)

    def _read(self, variables: VariableValues) -> Given:
        declared = self.picked.declared
        try:
            given = get_argument_values(self.picked.field, self.picked.node, variables)
        except GraphQLError as error:
            raise Unplanned("an argument is refused") from error
        converter = self._schema.schema_converter
        arguments = convert_arguments(given, self._arguments, converter.scalar_registry, self._schema.config)
        if isinstance(declared, Paged):
            return _of_page(declared, arguments)
        values = arguments if isinstance(declared, One) else {}
        return Given(arguments, values)


def _of_page(declared: Paged, arguments: Mapping[str, Any]) -> Given:
    if arguments.get("search") is not None:
        raise Unplanned("a list is searched")
    order = declared.order(arguments)
    assert declared.target.model is not None
    span = span_of(order, keys_of(declared.target.model, order), **positions(arguments))
    values = declared.filters.read(asked(arguments.get("filter")))
    return Given(arguments, parted(declared.filters, values), order, span)


def parted(filters: type[VisibleFilterSet], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a list's filters, those apart that decide the statement."""
    return {name: _fixed(filters.base_filters[name], value) for name, value in values.items()}


def _fixed(one: Any, value: Any) -> Any:
    return Fixed(value) if one.choices and not one.many and not isinstance(value, list) else value


def listed(declared: Paged, given: Given, reading: Reading) -> QuerySet[Any]:
    """Return all rows that an opened question asks for, each of them visible."""
    assert declared.target.model is not None
    found: QuerySet[Any] = reading.rows(declared.target.model)
    return found.filter(declared.filters.predicate(given.values, reading.viewer))


def _has_variables(node: Any) -> bool:
    found = _Variables()
    for argument in node.arguments or ():
        visit(argument, found)
    return found.any


class _Variables(Visitor):
    any = False

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.any = True
