"""What one GraphQL request may ask for, checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, parse

from config.graphql.measure import HUGE, Measure


@dataclass(frozen=True, slots=True)
class Limits:
    """The greatest measure of one operation, and of the request it stands in: the setting ``GRAPHQL_LIMITS``.

    ``cost``, the objects the answer could hold, is the setting ``GRAPHQL_COSTS``.
    """

    body_bytes: int
    characters: int
    tokens: int
    depth: int
    fields: int
    #: Of fields that would be answered under one name, two by two.
    comparisons: int
    aliases: int
    directives: int
    #: In the variables, at any depth.
    values: int
    introspection_depth: int
    introspection_cost: int
    cost: int


def limits(*, is_known: bool = False) -> Limits:
    """Return the limits in force for a stranger, or for one who shows a token or is signed in."""
    return Limits(**settings.GRAPHQL_LIMITS, cost=settings.GRAPHQL_COSTS["known" if is_known else "anonymous"])


def parse_within(source: str, bounds: Limits) -> DocumentNode:
    """Parse a document.

    :raises GraphQLError: TOO_MANY_CHARACTERS, TOO_MANY_TOKENS, TOO_DEEP, or GRAPHQL_PARSE_FAILED with the place of the
        mistake.
    """
    if len(source) > bounds.characters:
        raise excess("TOO_MANY_CHARACTERS", "characters", bounds.characters, len(source))
    try:
        return parse(source, max_lexical_tokens=bounds.tokens, max_comments=bounds.tokens)
    except GraphQLSyntaxError as error:
        raise _explained(error, bounds) from None


def _explained(error: GraphQLSyntaxError, bounds: Limits) -> GraphQLError:
    # The parser tells its own limits from mistakes by their words only.
    if error.message.endswith(("tokens. Parsing aborted.", "comments. Parsing aborted.")):
        return excess("TOO_MANY_TOKENS", "tokens", bounds.tokens, bounds.tokens + 1)
    if error.message.endswith("nested too deeply. Parsing aborted."):
        return excess("TOO_DEEP", "levels", bounds.depth, PARSER_DEPTH)
    extensions = {"code": "GRAPHQL_PARSE_FAILED"}
    return GraphQLError(error.message, source=error.source, positions=error.positions, extensions=extensions)


#: How deep graphql-core reads at all; where it stops counting.
PARSER_DEPTH = 200


def excesses(found: Measure, values: int, most: Limits) -> list[GraphQLError]:
    """Return an error for each limit that an operation exceeds. ``values`` is how many its variables hold."""
    return [*_excesses(found, values, most)]


def _excesses(found: Measure, values: int, most: Limits) -> Iterator[GraphQLError]:
    yield from _beyond("TOO_DEEP", "levels", most.depth, found.depth)
    yield from _beyond("TOO_DEEP", "levels of introspection", most.introspection_depth, found.introspection_depth)
    yield from _beyond("TOO_MANY_FIELDS", "fields", most.fields, found.fields)
    yield from _beyond("TOO_MANY_ALIASES", "aliases", most.aliases, found.aliases)
    yield from _beyond("TOO_MANY_DIRECTIVES", "directives", most.directives, found.directives)
    yield from _beyond("TOO_MANY_VALUES", "values in variables", most.values, values)
    yield from _beyond("TOO_COSTLY", "objects", most.cost, found.cost)
    yield from _beyond("TOO_COSTLY", "objects of introspection", most.introspection_cost, found.introspection_cost)


def _beyond(code: str, unit: str, limit: int, found: int) -> Iterator[GraphQLError]:
    if found > limit:
        yield excess(code, unit, limit, min(found, HUGE))


def excess(code: str, unit: str, limit: int, found: int) -> GraphQLError:
    """Return the error of what is more than a limit allows."""
    message = f"This could ask for {found:,} {unit}; {limit:,} are allowed."
    return GraphQLError(message, extensions={"code": code, "limit": limit, "found": found})
