"""How values become an answer: leaves, lists, and objects that are computed and not stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django.db.models.base import ModelState
from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    get_nullable_type,
    is_leaf_type,
)

from config.graphql.planning.refusing import Absent, Unplanned
from config.graphql.planning.selection import Picked, Typename
from sources.graphql.declared import Declared, Derived

#: Takes a value and returns it as the answer has it.
Completed = Callable[[Any], Any]


def completed(kind: GraphQLOutputType, picked: Picked) -> Completed:
    """Return what completes values of a type. :raises Unplanned: where that reads more than the value."""
    inner = _completed(get_nullable_type(kind), picked)
    if isinstance(kind, GraphQLNonNull):
        return lambda value: inner(value) if value is not None else _refuse()
    return lambda value: None if value is None else inner(value)


def _refuse() -> None:
    raise Absent


def _completed(kind: Any, picked: Picked) -> Completed:
    if isinstance(kind, GraphQLList):
        one = completed(kind.of_type, picked)
        return lambda values: [one(value) for value in values]
    if is_leaf_type(kind):
        return _leaf(kind)
    if isinstance(kind, GraphQLObjectType):
        return _object(kind, picked)
    raise Unplanned(f"{kind} is one of several types")


def _leaf(kind: Any) -> Completed:
    serialize: Completed = kind.serialize

    def leaf(value: Any) -> Any:
        found = serialize(value)
        return _refuse() if found is None else found

    return leaf


def _object(kind: GraphQLObjectType, picked: Picked) -> Completed:
    parts = [_part(kind, one) for one in picked.below[kind.name]]
    return lambda value: {key: part(value) for key, part in parts}


def _part(kind: GraphQLObjectType, one: Picked | Typename) -> tuple[str, Completed]:
    if isinstance(one, Typename):
        return one.key, lambda value: kind.name
    if one.declared.is_loaded or one.declared.arguments:
        raise Unplanned(f"{kind.name}.{one.name} reads more than the value it is of")
    if one.declared.node.model is not None:
        raise Unplanned(f"{kind.name} is a record that was computed")
    declared, done = one.declared, completed(one.field.type, one)
    return one.key, lambda value: done(declared.answer(value, None, {}))


class Words(dict[Any, Any]):
    """The words of a vocabulary as they are answered, by how they are stored."""

    def __missing__(self, word: Any) -> Any:
        raise Unplanned(f"{word!r} is no word of a vocabulary")


def words_of(kind: Any, stored: Sequence[Any]) -> Words:
    """Return the words that a column may hold; blank is null where null may be answered."""
    vocabulary = get_nullable_type(kind)
    assert isinstance(vocabulary, GraphQLEnumType)
    found = Words({word: vocabulary.serialize(word) for word in stored if word not in ("", None)})
    if not isinstance(kind, GraphQLNonNull):
        found.update({"": None, None: None})
    return found


def stand_in(model: type[models.Model], columns: dict[str, Any], keys: dict[str, Any]) -> Any:
    """Return a row that has only some columns and records of foreign keys; to read any other is an error.

    So nothing is read for a computed field but what it declares.
    """
    row = model.__new__(model)
    state = ModelState()
    state.adding = False
    state.fetch_mode = models.FETCH_RAISE
    state.fields_cache = keys
    row.__dict__.update(columns, _state=state)
    return row


def answered(declared: Declared, done: Completed) -> Completed:
    """Return what answers a field that is computed from a row, and the records that its foreign keys lead to."""
    if isinstance(declared, Derived):
        function = declared.function
        return lambda row: done(function(row))
    return lambda row: done(declared.answer(row, None, {}))
