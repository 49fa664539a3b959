"""Unions of types whose answers are rows: the row's model tells which of them it is."""

from __future__ import annotations

from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.union import StrawberryUnion

from sources.graphql.declared import TYPES
from sources.graphql.nodes import Node


class UnionOfRows(StrawberryUnion):
    def get_type_resolver(self, type_map: Any) -> Any:
        members: list[Any] = [annotation.annotation for annotation in self.type_annotations]
        names = {member.model: member.__name__ for member in members}
        return lambda row, info, union: names[type(row)]


def one_of(name: str, description: str, *members: type[Node]) -> None:
    """Add a union to the schema; its fields are written in the types it is made of."""
    annotations = tuple(StrawberryAnnotation(member) for member in members)
    TYPES[name] = UnionOfRows(name=name, type_annotations=annotations, description=description)
