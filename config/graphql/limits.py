"""What one GraphQL request may ask for, checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from graphql import DocumentNode, GraphQLError, GraphQLSchema, GraphQLSyntaxError, OperationDefinitionNode, parse

from config.graphql.measure import HUGE, Measure, measure


@dataclass(frozen=True, slots=True)
class Limits:
    """The setting ``GRAPHQL_LIMITS``: the greatest measure of one operation, and of the request it stands in."""

    body_bytes: int
    tokens: int
    depth: int
    aliases: int
    directives: int
    #: Objects the answer could hold: a connection counts its page size, a list without one 20.
    cost: int
    introspection_depth: int
    introspection_cost: int


def limits() -> Limits:
    """Return the limits in force."""
    return Limits(**settings.GRAPHQL_LIMITS)


def parse_within(source: str, bounds: Limits) -> DocumentNode:
    """Parse a document.

    :raises GraphQLError: TOO_MANY_TOKENS, TOO_DEEP, or GRAPHQL_PARSE_FAILED with the place of the mistake.
    """
    try:
        return parse(source, max_lexical_tokens=bounds.tokens, max_comments=bounds.tokens)
    except GraphQLSyntaxError as error:
        raise _explained(error, bounds) from None


def _explained(error: GraphQLSyntaxError, bounds: Limits) -> GraphQLError:
    # The parser tells its own limits from mistakes by their words only.
    if error.message.endswith(("tokens. Parsing aborted.", "comments. Parsing aborted.")):
        return _excess("TOO_MANY_TOKENS", "tokens", bounds.tokens, bounds.tokens + 1)
    if error.message.endswith("nested too deeply. Parsing aborted."):
        return _excess("TOO_DEEP", "levels", bounds.depth, PARSER_DEPTH)
    extensions = {"code": "GRAPHQL_PARSE_FAILED"}
    return GraphQLError(error.message, source=error.source, positions=error.positions, extensions=extensions)


#: How deep graphql-core reads at all; where it stops counting.
PARSER_DEPTH = 200


def excesses(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    bounds: Limits,
) -> list[GraphQLError]:
    """Return an error for each limit that the operation exceeds; it is counted in one walk, the others not at all."""
    found = measure(schema, document, operation, variables)
    return list(_excesses(found, bounds)) if found else []


def _excesses(found: Measure, most: Limits) -> Iterator[GraphQLError]:
    yield from _beyond("TOO_DEEP", "levels", most.depth, found.depth)
    yield from _beyond("TOO_DEEP", "levels of introspection", most.introspection_depth, found.introspection_depth)
    yield from _beyond("TOO_MANY_ALIASES", "aliases", most.aliases, found.aliases)
    yield from _beyond("TOO_MANY_DIRECTIVES", "directives", most.directives, found.directives)
    yield from _beyond("TOO_COSTLY", "objects", most.cost, found.cost)
    yield from _beyond("TOO_COSTLY", "objects of introspection", most.introspection_cost, found.introspection_cost)


def _beyond(code: str, unit: str, limit: int, found: int) -> Iterator[GraphQLError]:
    if found > limit:
        yield _excess(code, unit, limit, min(found, HUGE))


def _excess(code: str, unit: str, limit: int, found: int) -> GraphQLError:
    message = f"This could ask for {found:,} {unit}; {limit:,} are allowed."
    return GraphQLError(message, extensions={"code": code, "limit": limit, "found": found})
