"""The scalars of the schema that GraphQL does not bring along."""

from __future__ import annotations

from typing import Any, NewType

import strawberry
from graphql import GraphQLError

from sources.records.fields import to_json

Number = NewType("Number", float)
DateTime = NewType("DateTime", str)
Date = NewType("Date", str)


def _number(value: Any) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise GraphQLError(f"Number cannot represent a value that is none: {value!r}.")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise GraphQLError(f"Expected a text, found {value!r}.")
    return value


#: Given to the schema.
SCALARS: dict[object, Any] = {
    Number: strawberry.scalar(
        name="Number",
        description="A number of any size; a whole one is written without a decimal point.",
        serialize=to_json,
        parse_value=_number,
    ),
    DateTime: strawberry.scalar(
        name="DateTime",
        description="A moment, ISO 8601 with its zone: 2021-09-15T08:00:00Z.",
        serialize=to_json,
        parse_value=_text,
    ),
    Date: strawberry.scalar(
        name="Date",
        description="A day, ISO 8601: 2021-09-15. Years before 0000 and after 9999 have a sign: -000043-03-15.",
        serialize=to_json,
        parse_value=_text,
    ),
}
