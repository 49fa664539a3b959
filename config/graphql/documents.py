"""GraphQL documents, read and checked once and remembered for a while."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode

from config.graphql.limits import Limits, parse_within
from config.graphql.measure import Measure, counts_in, measure
from config.graphql.validation import mistakes_in

#: Longer documents are read anew each time, so that strangers cannot fill the memory.
REMEMBERED_CHARACTERS = 4_000
REMEMBERED_DOCUMENTS = 256
#: How many measures of a document: one for each size of a page that a variable tells.
REMEMBERED_MEASURES = 64

#: PostgreSQL keeps no NUL in a text, so that no value can be meant by one.
NUL = re.compile(r"\x00|\\u0000|\\u\{0+\}")


@dataclass(slots=True)
class Document:
    """A parsed document, and what is wrong with it once that was asked."""

    schema: GraphQLSchema
    tree: DocumentNode
    _bounds: Limits
    _mistakes: list[GraphQLError] | None = field(default=None, init=False)
    _measures: dict[Any, Measure] = field(default_factory=dict, init=False)
    #: How it is answered, see ``config.graphql.planning``; kept as long as the document is.
    plans: Any = field(default=None, init=False)

    @property
    def mistakes(self) -> list[GraphQLError]:
        """What the validation rules of GraphQL find, each with its code."""
        if self._mistakes is None:
            self._mistakes = mistakes_in(self.schema, self.tree, self._bounds)
        return self._mistakes

    def measure(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Measure:
        """Return what an operation of the document asks for, nothing where fragments spread each other in a cycle."""
        key = (id(operation), counts_in(operation, variables))
        found = self._measures.get(key)
        if found is None:
            found = measure(self.schema, self.tree, operation, variables) or Measure()
            if len(self._measures) < REMEMBERED_MEASURES:
                self._measures[key] = found
        return found

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """Return the operation of a name, the only one when none is named.

        :raises GraphQLError: BAD_USER_INPUT when there are several and none is named.
        """
        found = [one for one in self.tree.definitions if isinstance(one, OperationDefinitionNode)]
        if name is not None:
            found = [one for one in found if one.name and one.name.value == name]
        elif len(found) > 1:
            message = "The document has several operations: operationName must say which to run."
            raise GraphQLError(message, found, extensions={"code": "BAD_USER_INPUT"})
        return found[0] if found else None


def read_document(schema: GraphQLSchema, source: str, bounds: Limits) -> Document:
    """Return a parsed document.

    :raises GraphQLError: as ``parse_within`` does, or BAD_USER_INPUT for a NUL character.
    """
    return (_remembered if len(source) <= REMEMBERED_CHARACTERS else _read)(schema, source, bounds)


def _read(schema: GraphQLSchema, source: str, bounds: Limits) -> Document:
    if NUL.search(source):
        raise GraphQLError("The document has a NUL character.", extensions={"code": "BAD_USER_INPUT"})
    return Document(schema, parse_within(source, bounds), bounds)


_remembered = lru_cache(REMEMBERED_DOCUMENTS)(_read)
