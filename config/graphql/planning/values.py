"""How values become an answer: leaves, lists, objects that are computed, and the rows that these hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol

from django.db import models
from django.db.models.base import ModelState
from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
)

from config.graphql.planning.refusing import Absent, Unplanned
from config.graphql.planning.selection import Picked, Typename
from sources.graphql.declared import TYPES, Declared, Derived, Summed

#: What was read, by the number of the level or call.
Results = Sequence[Any]
#: The number of a level and the primary key of one of its rows.
Wanted = tuple[int, int]


@dataclass(frozen=True)
class Completed:
    """How a value of some type is written; and which rows, that later levels read, it holds, if it can hold any."""

    write: Callable[[Any, Results], Any]
    rows: Callable[[Any], Iterable[Wanted]] | None = None

    def __call__(self, value: Any) -> Any:
        """Write a value that holds no rows."""
        return self.write(value, ())

    def wanted(self, value: Any) -> Iterable[Wanted]:
        return self.rows(value) if self.rows and value is not None else ()


class Levels(Protocol):
    """Makes levels that read rows of a type by their keys, and returns the numbers of these."""

    def objects(self, kind: str, selected: Sequence[Any]) -> int:
        """Read what is selected of rows."""

    def stand_ins(self, kind: str, needs: Sequence[str]) -> int:
        """Read what a function needs of rows."""


class NoLevels:
    """Stands for levels where a value may hold no rows. :raises Unplanned: where it does."""

    def objects(self, kind: str, selected: Sequence[Any]) -> int:
        raise Unplanned(f"{kind} is a record that was computed")

    stand_ins = objects


def completed(kind: GraphQLOutputType, picked: Picked, levels: Levels = NoLevels()) -> Completed:  # noqa: B008
    """Return what completes values of a type. :raises Unplanned: where that reads more than the value and its rows."""
    inner = _completed(get_nullable_type(kind), picked, levels)
    write = inner.write
    if isinstance(kind, GraphQLNonNull):
        return Completed(lambda value, results: write(value, results) if value is not None else _refuse(), inner.rows)
    return Completed(lambda value, results: None if value is None else write(value, results), inner.rows)


def _refuse() -> None:
    raise Absent


def _completed(kind: Any, picked: Picked, levels: Levels) -> Completed:
    if isinstance(kind, GraphQLList):
        return _list(completed(kind.of_type, picked, levels))
    if is_leaf_type(kind):
        return _leaf(kind)
    if is_abstract_type(kind):
        return _row_of_some_type(picked, levels)
    if TYPES[kind.name].model is not None:
        return _row(kind.name, picked, levels)
    return _object(kind.name, picked, levels)


def _list(one: Completed) -> Completed:
    def rows(values: Any) -> Iterator[Wanted]:
        for value in values:
            yield from one.wanted(value)

    return Completed(lambda values, results: [one.write(value, results) for value in values], one.rows and rows)


def _leaf(kind: Any) -> Completed:
    serialize: Callable[[Any], Any] = kind.serialize

    def write(value: Any, results: Results) -> Any:
        found = serialize(value)
        return _refuse() if found is None else found

    return Completed(write)


def _row(kind: str, picked: Picked, levels: Levels) -> Completed:
    """A record in a value, or its key: what is selected of it is read by a level, as the viewer may see it."""
    level = levels.objects(kind, picked.only)

    def write(value: Any, results: Results) -> Any:
        return results[level][_key_of(value)]

    return Completed(write, lambda value: [(level, _key_of(value))])


def _key_of(value: Any) -> int:
    return value if type(value) is int else value.pk


def _row_of_some_type(picked: Picked, levels: Levels) -> Completed:
    by_model = {TYPES[kind].model: levels.objects(kind, selected) for kind, selected in picked.below.items()}

    def write(value: Any, results: Results) -> Any:
        return results[by_model[type(value)]][value.pk]

    return Completed(write, lambda value: [(by_model[type(value)], value.pk)])


def _object(kind: str, picked: Picked, levels: Levels) -> Completed:
    parts = [(one.key, *_part(kind, one, levels)) for one in picked.below[kind]]

    def write(value: Any, results: Results) -> Any:
        return {key: done.write(answer(value), results) for key, answer, done in parts}

    with_rows = [(answer, done) for _, answer, done in parts if done.rows]

    def rows(value: Any) -> Iterator[Wanted]:
        for answer, done in with_rows:
            yield from done.wanted(answer(value))

    return Completed(write, rows if with_rows else None)


def _part(kind: str, one: Picked | Typename, levels: Levels) -> tuple[Callable[[Any], Any], Completed]:
    if isinstance(one, Typename):
        return lambda value: kind, Completed(lambda value, results: value)
    declared = one.declared
    if declared.is_loaded or declared.arguments:
        raise Unplanned(f"{kind}.{one.name} reads more than the value it is of")
    if isinstance(declared, Summed):
        return attrgetter(declared.attribute), _summed(declared, completed(one.field.type, one), levels)
    return lambda value: declared.answer(value, None, {}), completed(one.field.type, one, levels)


def _summed(declared: Summed, done: Completed, levels: Levels) -> Completed:
    level = levels.stand_ins(declared.of, declared.needs)

    def write(keys: Sequence[Any], results: Results) -> Any:
        found = results[level]
        return done(declared.function([found[_key_of(one)] for one in keys]))

    return Completed(write, lambda keys: [(level, _key_of(one)) for one in keys])


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


def stand_in(model: type[models.Model], columns: Mapping[str, Any], keys: dict[str, Any]) -> Any:
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


def answered(declared: Declared, done: Completed) -> Callable[[Any], Any]:
    """Return what answers a field that is computed from a row, and the records that its foreign keys lead to."""
    if isinstance(declared, Derived):
        function = declared.function
        return lambda row: done(function(row))
    return lambda row: done(declared.answer(row, None, {}))
