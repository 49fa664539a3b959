"""What is marked as deprecated names what to use in its place, and since and until when: see docs/graphql.md."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from graphql import GraphQLSchema, build_schema

from config.schema import schema

REASON = re.compile(r"Use `(?P<type>\w+)\.(?P<member>\w+)`\. Since \d+\.\d+, until \d+\.\d+\.")


def deprecated(found: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Yield what is deprecated in a schema, fields, arguments, inputs and values alike, with the reason."""
    for name, kind in found.type_map.items():
        members = {**getattr(kind, "fields", {}), **getattr(kind, "values", {})}
        for member, one in members.items():
            if one.deprecation_reason is not None:
                yield f"{name}.{member}", one.deprecation_reason
            for argument, given in getattr(one, "args", {}).items():
                if given.deprecation_reason is not None:
                    yield f"{name}.{member}({argument})", given.deprecation_reason


def members_of(found: GraphQLSchema, name: str) -> set[str]:
    kind = found.type_map.get(name)
    return {*getattr(kind, "fields", {}), *getattr(kind, "values", {})}


def unexplained(found: GraphQLSchema) -> list[str]:
    """Return what is deprecated without a replacement that there is and that is not deprecated itself."""
    marked = dict(deprecated(found))
    read = {name: REASON.fullmatch(reason) for name, reason in marked.items()}
    return [
        name
        for name, reason in read.items()
        if reason is None
        or reason["member"] not in members_of(found, reason["type"])
        or f"{reason['type']}.{reason['member']}" in marked
    ]


def test_everything_deprecated_names_its_replacement() -> None:
    assert unexplained(schema._schema) == []


@pytest.mark.parametrize(
    ("reason", "is_explained"),
    [
        ("Use `Event.new`. Since 0.4, until 0.6.", True),
        ("Use `Colour.RED`. Since 0.4, until 0.6.", True),
        ("Use `Event.gone`. Since 0.4, until 0.6.", False),
        ("Use `Event.old`. Since 0.4, until 0.6.", False),
        ("Use `Event.new`.", False),
        ("No longer supported", False),
    ],
)
@pytest.mark.parametrize("place", ["field", "argument", "value", "input"])
def test_what_is_deprecated_without_saying_so_is_found(place: str, reason: str, is_explained: bool) -> None:
    marks = dict.fromkeys(("field", "argument", "value", "input"), "")
    marks[place] = f'@deprecated(reason: "{reason}")'
    found = build_schema(
        f"""
        type Query {{ event(by: Filter): Event }}
        type Event {{ new(a: Int {marks["argument"]}): Int  old: Int {marks["field"]} }}
        enum Colour {{ RED GREEN {marks["value"]} }}
        input Filter {{ new: Int old: Int {marks["input"]} }}
        """
    )

    assert (unexplained(found) == []) is (is_explained or (place != "field" and "Event.old" in reason))
    assert len(list(deprecated(found))) == 1
