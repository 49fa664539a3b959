"""The scalars of events and claims."""

from __future__ import annotations

from typing import Any, NewType

import strawberry
from graphql import GraphQLError

from sources.graphql.filters import KINDS_BY_NAME

PredicateName = NewType("PredicateName", str)
KINDS_BY_NAME["predicate"] = PredicateName


def name_of(slug: str) -> str:
    return slug.upper().replace("-", "_")


def slug_of(name: Any) -> str:
    if not isinstance(name, str):
        raise GraphQLError(f"PredicateName cannot represent a value that is no text: {name!r}.")
    return name.lower().replace("_", "-")


#: Given to the schema.
SCALARS: dict[object, Any] = {
    PredicateName: strawberry.scalar(
        name="PredicateName",
        description="What a claim says of its event, as the upper-case name of a predicate: KILLED. "
        "No enum, because editors may add predicates.",
        serialize=name_of,
        parse_value=slug_of,
    ),
}
