"""Asking the GraphQL endpoint, and finding ways through its schema."""

import json
from collections import deque
from collections.abc import Iterator
from typing import Any

from django.test import Client

import config.schema  # noqa: F401  # declares every type
from sources.graphql.connections import Listed, Paged
from sources.graphql.declared import TYPES, Declared
from sources.graphql.nodes import Node, declared_fields
from sources.graphql.query import Query


def ask(query: str, client: Client | None = None, **variables: Any) -> dict[str, Any]:
    """Return the data of a query that must succeed."""
    body = answer(query, client, **variables)
    assert "errors" not in body, body
    data: dict[str, Any] = body["data"]
    return data


def answer(query: str, client: Client | None = None, **variables: Any) -> dict[str, Any]:
    """Return all that is answered, errors too."""
    body = json.dumps({"query": query, "variables": variables})
    response = (client or Client()).post("/graphql/", body, content_type="application/json")
    found: dict[str, Any] = response.json()
    return found


def refusal(query: str, client: Client | None = None, **variables: Any) -> tuple[str, list[str]]:
    """Return the code of the one error of a query, and the pointers to what is wrong."""
    errors = answer(query, client, **variables)["errors"]
    assert len(errors) == 1, errors
    extensions = errors[0]["extensions"]
    return extensions["code"], [field["pointer"] for field in extensions.get("errors", [])]


def row_types() -> list[type[Node]]:
    """Return the types that answer from rows."""
    return [node for node in TYPES.values() if isinstance(node, type) and issubclass(node, Node) and node.model]


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def ways() -> dict[str, list[Declared]]:
    """Return, for each type that can be reached by lists from the root, the fields of a shortest way there."""
    found: dict[str, list[Declared]] = {}
    ahead: deque[tuple[str, list[Declared]]] = deque([("Query", [])])
    while ahead:
        name, way = ahead.popleft()
        for field in declared_fields(TYPES[name]).values() if name in TYPES else ():
            target = leads_to(field)
            if target and target not in found and (name != "Query" or isinstance(field, Listed)):
                found[target] = [*way, field]
                ahead.append((target, found[target]))
    return found


def leads_to(field: Declared) -> str | None:
    """Return the name of the type a field leads to, that of the rows of a page."""
    if isinstance(field, Paged):
        return field.of
    node = TYPES.get(field.kind) if isinstance(field.kind, str) else None
    return field.kind if isinstance(node, type) and issubclass(node, Node) else None


def query_for(way: list[Declared], field: Declared) -> str:
    """Return the query that asks one field of all rows at the end of a way."""
    text = selected(field)
    for step in reversed(way):
        page = "(first: 30)" if isinstance(step, Listed) else ""
        inner = f"edges {{ node {{ {text} }} }}" if isinstance(step, Paged) else text
        text = f"{camel(step.name)}{page} {{ {inner} }}"
    return f"{{ {text} }}"


def selected(field: Declared) -> str:
    """Return a field with the least selection that loads it."""
    name = camel(field.name)
    if isinstance(field, Paged):
        return f"{name} {{ totalCount pageInfo {{ endCursor }} edges {{ node {{ {least(field.of)} }} }} }}"
    if field.kind == "Voice":
        return f"{name} {{ __typename ... on Actor {{ slug }} ... on Publisher {{ slug }} }}"
    return f"{name} {{ {least(field.kind)} }}" if leads_to(field) else name


def least(kind: str) -> str:
    """Return what identifies a row of a type, without loading anything else."""
    fields = declared_fields(TYPES[kind])
    at_hand = (camel(one.name) for one in fields.values() if not one.is_loaded and not leads_to(one))
    return "slug" if "slug" in fields else next(at_hand)


def leaves(value: Any) -> Iterator[Any]:
    """Yield what is answered in the end; an empty list is nothing."""
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    else:
        yield value


__all__ = [
    "Query",
    "answer",
    "ask",
    "camel",
    "leads_to",
    "least",
    "leaves",
    "query_for",
    "refusal",
    "row_types",
    "ways",
]
