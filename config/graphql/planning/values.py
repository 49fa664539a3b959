"""How values become an answer: leaves, lists, objects that are computed, and the rows that these hold.

What is selected of a value is written as Python, as projections are: one function that writes the value, and one that
notes which rows later levels have to read for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
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

from config.graphql.planning.projection import Names, an_object, defined
from config.graphql.planning.refusing import Absent, Unplanned
from config.graphql.planning.selection import Picked, Typename
from sources.graphql.declared import TYPES, Attribute, Declared, Derived, Summed

#: Scalars that are written as they are where a value has the very type; an Int has 32 bits.
AS_IT_IS: dict[str, type] = {"Int": int, "Boolean": bool, "String": str}
MOST_INT = 2**31
#: Scalars of which no value is a blank text.
NEVER_BLANK = ("Int", "Float", "Boolean")
#: What was read, by the number of the level or call.
Results = Sequence[Any]
#: The primary keys of the rows that are wanted of each level.
Wanted = Mapping[int, set[int]]


@dataclass(frozen=True)
class Completed:
    """How a value of some type is written, and how the rows that it holds are noted, if it can hold any."""

    write: Callable[[Any, Results], Any]
    want: Callable[[Any, Wanted], None] | None = None

    def __call__(self, value: Any) -> Any:
        """Write a value that holds no rows."""
        return self.write(value, ())


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


NO_LEVELS = NoLevels()


def completed(
    kind: GraphQLOutputType, picked: Picked, levels: Levels = NO_LEVELS, *, holds_keys: bool = False
) -> Completed:
    """Return what completes values of a type; ``holds_keys`` where they hold the keys of rows, and not these.

    :raises Unplanned: where that reads more than the value and its rows.
    """
    if is_leaf_type(get_nullable_type(kind)):
        leaf = _leaf(kind)
        return Completed(lambda value, results: leaf(value))
    writing = _Writing(levels, holds_keys=holds_keys)
    return writing.completed(writing.value(kind, picked, "value"))


def _leaf(kind: Any) -> Callable[[Any], Any]:
    """Return what writes values of a scalar or a vocabulary."""
    scalar: Any = get_nullable_type(kind)
    serialize: Callable[[Any], Any] = scalar.serialize
    as_it_is = AS_IT_IS.get(scalar.name)

    def write(value: Any) -> Any:
        kind = type(value)
        if kind is as_it_is and (kind is not int or -MOST_INT <= value < MOST_INT):
            return value
        found = serialize(value)
        return _refuse() if found is None else found

    if isinstance(kind, GraphQLNonNull):
        return lambda value: _refuse() if value is None else write(value)
    return lambda value: None if value is None else write(value)


def _refuse() -> Any:
    raise Absent


def _present(value: Any) -> Any:
    """Return a value that must not be null. :raises Absent:"""
    return _refuse() if value is None else value


@dataclass(frozen=True)
class _Code:
    """The expression that writes a value, and the lines that note the rows it holds."""

    write: str
    want: list[str] = field(default_factory=list)


class _Writing:
    """Writes the code of one value. ``m1``, ``m2`` … are what levels read, ``w1``, ``w2`` … what is wanted of them."""

    def __init__(self, levels: Levels, *, holds_keys: bool) -> None:
        self._levels = levels
        self._key = "{}" if holds_keys else "{}.pk"
        self._names = Names()
        self._variables = (f"v{number}" for number in count(1))
        self._used: list[int] = []

    def completed(self, code: _Code) -> Completed:
        used = dict.fromkeys(self._used)
        found = [f"m{number} = results[{number}]" for number in used]
        write = defined(self._names, "value, results", [*found, f"return {code.write}"])
        wanted = [f"w{number} = wanted[{number}]" for number in used]
        return Completed(write, defined(self._names, "value, wanted", [*wanted, *code.want]) if code.want else None)

    def value(self, kind: Any, picked: Picked, of: str) -> _Code:
        """Return the code for the value of an expression."""
        if is_leaf_type(get_nullable_type(kind)):
            return _Code(f"{self._names.of(_leaf(kind), 'leaf')}({of})")
        if isinstance(kind, GraphQLNonNull):
            present = f"{self._names.of(_present, 'present')}({of})"
            return self._inner(kind.of_type, picked, present, of)
        held = next(self._variables)
        inner = self._inner(kind, picked, held, held)
        want = [f"{held} = {of}", f"if {held} is not None:", *_indented(inner.want)] if inner.want else []
        return _Code(f"(None if ({held} := {of}) is None else {inner.write})", want)

    def _inner(self, kind: Any, picked: Picked, once: str, again: str) -> _Code:
        """Return the code for a value that is not null: ``once`` is evaluated before ``again``."""
        if isinstance(kind, GraphQLList):
            one = next(self._variables)
            inner = self.value(kind.of_type, picked, one)
            want = [f"for {one} in {again}:", *_indented(inner.want)] if inner.want else []
            return _Code(f"[{inner.write} for {one} in {once}]", want)
        if is_abstract_type(kind):
            return self._row_of_some_type(picked, once, again)
        if TYPES[kind.name].model is not None:
            level = self._level(self._levels.objects(kind.name, picked.only))
            return _Code(f"m{level}[{self._key.format(once)}]", [f"w{level}.add({self._key.format(again)})"])
        return self._object(kind.name, picked, once, again)

    def _level(self, number: int) -> int:
        self._used.append(number)
        return number

    def _row_of_some_type(self, picked: Picked, once: str, again: str) -> _Code:
        """The type of a record is its model's."""
        levels = {TYPES[kind].model: self._levels.objects(kind, selected) for kind, selected in picked.below.items()}
        of, row = self._names.of(levels, "levels"), next(self._variables)
        write = f"results[{of}[type({row} := {once})]][{row}.pk]"
        return _Code(write, [f"wanted[{of}[type({again})]].add({again}.pk)"])

    def _object(self, kind: str, picked: Picked, once: str, again: str) -> _Code:
        one = once if once == again else next(self._variables)
        parts = [(part.key, self._part(kind, part, one)) for part in picked.below[kind]]
        written = an_object([(key, code.write) for key, code in parts])
        lines = [line for _, code in parts for line in code.want]
        if one == once:
            return _Code(written, lines)
        return _Code(f"({one} := {once}, {written})[1]", [f"{one} = {again}", *lines] if lines else [])

    def _part(self, kind: str, one: Picked | Typename, of: str) -> _Code:
        if isinstance(one, Typename):
            return _Code(repr(kind))
        declared = one.declared
        if declared.is_loaded or declared.arguments:
            raise Unplanned(f"{kind}.{one.name} reads more than the value it is of")
        if isinstance(declared, Summed):
            return self._summed(declared, one, of)
        return self.value(one.field.type, one, self._answer(declared, one, of))

    def _answer(self, declared: Declared, one: Picked, of: str) -> str:
        """Return the expression of what is answered; only texts can be blank."""
        named = get_nullable_type(one.field.type)
        if type(declared) is Attribute and (not is_leaf_type(named) or named.name in NEVER_BLANK):
            return f"{of}.{declared.attribute}"
        answer = declared.answer
        return f"{self._names.of(lambda value: answer(value, None, {}), 'answer')}({of})"

    def _summed(self, declared: Summed, one: Picked, of: str) -> _Code:
        level = self._level(self._levels.stand_ins(declared.of, declared.needs))
        row, rows = next(self._variables), f"{of}.{declared.attribute}"
        function = self._names.of(declared.function, "summed")
        found = f"{function}([m{level}[{self._key.format(row)}] for {row} in {rows}])"
        code = self.value(one.field.type, one, found)
        return _Code(code.write, [f"w{level}.update({self._key.format(row)} for {row} in {rows})"])


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]


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
