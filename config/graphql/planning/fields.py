"""How each kind of declared field is answered from a row: which columns, joins, levels and calls it needs.

Each way returns the Python expression of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from django.db import models
from graphql import GraphQLEnumType, GraphQLNonNull, GraphQLScalarType, get_nullable_type

from config.graphql.planning.levels import OWN, Row, sorted_by, under
from config.graphql.planning.making import Making
from config.graphql.planning.plans import Sibling
from config.graphql.planning.projection import an_object
from config.graphql.planning.refusing import Unplanned
from config.graphql.planning.selection import Picked, Typename
from config.graphql.planning.values import Completed, answered, completed, stand_in, words_of
from sources.graphql.declared import TYPES, Attribute, Batched, Column, Computed, Declared, Itself, Time
from sources.graphql.relations import Many, OneOf, ToOne

#: The columns of a time of which one has something where there is a time.
TELLING = ("edtf", "worded", "ongoing_on")
#: How many different times are kept as they were last answered.
REMEMBERED_TIMES = 256


class Fields(Making):
    """Answers the fields of a row."""

    #: The method that answers each kind of declared field.
    WAYS: ClassVar[dict[type[Declared], str]] = {
        Column: "_column",
        Time: "_time",
        Computed: "_computed",
        Itself: "_itself",
        ToOne: "_to_one",
        OneOf: "_one_of",
        Many: "_many",
        Batched: "_batched",
    }

    def _object(self, row: Row, kind: str, selected: Sequence[Picked | Typename]) -> str:
        return an_object([(one.key, self._field(row, kind, one)) for one in selected])

    def _field(self, row: Row, kind: str, one: Picked | Typename) -> str:
        if isinstance(one, Typename):
            return repr(kind)
        way = next((self.WAYS[base] for base in type(one.declared).__mro__ if base in self.WAYS), None)
        if way is None:
            raise Unplanned(f"{kind}.{one.name} is computed")
        answer: str = getattr(self, way)(row, one, one.declared)
        return answer

    def _column(self, row: Row, one: Picked, declared: Column) -> str:
        return self._of_column(row, one, declared.column)

    def _of_column(self, row: Row, one: Picked, column: str) -> str:
        field: Any = row.model._meta.get_field(column)
        read = self._cell(row, column)
        kind = get_nullable_type(one.field.type)
        if isinstance(kind, GraphQLEnumType):
            words = words_of(one.field.type, [word for word, _ in field.flatchoices])
            return f"{self._names.of(words, 'words')}[{read}]"
        if isinstance(kind, GraphQLScalarType) and kind.name in ("String", "ID"):
            return f"({read} or {self._nothing(one)})"
        if isinstance(kind, GraphQLScalarType) and kind.name in ("Int", "Boolean") and not field.null:
            return read
        return f"{self._names.of(completed(one.field.type, one), 'done')}({read})"

    def _nothing(self, one: Picked) -> str:
        """Return the expression of a field that has no value."""
        return f"{self._absent}()" if isinstance(one.field.type, GraphQLNonNull) else "None"

    def _time(self, row: Row, one: Picked, declared: Time) -> str:
        """A time is decided by a few columns, and many rows have the same one; some parts are columns themselves."""
        if all(isinstance(part, Typename) or type(part.declared) is Attribute for part in one.only):
            parts = [(part.key, self._part_of_time(row, part, declared)) for part in one.only]
            told = " or ".join(self._cell(row, f"{declared.name}_{name}") for name in TELLING)
            return f"({an_object(parts)} if {told} else None)"
        answer = answered(declared, completed(one.field.type, one))
        told = self._names.of(remembered(row.model, declared.needs, answer), "remembered")
        return f"{told}({', '.join(self._cell(row, name) for name in declared.needs)})"

    def _part_of_time(self, row: Row, part: Picked | Typename, declared: Time) -> str:
        """Return the expression of a part of a time that is a column of the row."""
        if isinstance(part, Typename):
            return repr(declared.kind)
        assert isinstance(part.declared, Attribute)
        return self._of_column(row, part, f"{declared.name}_{part.declared.attribute}")

    def _computed(self, row: Row, one: Picked, declared: Computed) -> str:
        answer = answered(declared, completed(one.field.type, one))
        return f"{self._names.of(answer, 'answered')}({self._stand_in(row, declared.needs)})"

    def _stand_in(self, row: Row, needs: Sequence[str]) -> str:
        """Return the expression of a row with what is needed of it and of the records that paths lead to."""
        columns = [(self._column_of(row, path), self._cell(row, path)) for path in needs if "." not in path]
        below: dict[str, list[str]] = {}
        for path in needs:
            name, _, rest = path.partition(".")
            if rest:
                below.setdefault(name, []).append(rest)
        keys = []
        for name, paths in below.items():
            target = row.to(name)
            keys.append((name, f"None if {target.key} is None else {self._stand_in(target, paths)}"))
        made, model = self._names.of(stand_in, "stand_in"), self._names.of(row.model, "model")
        return f"{made}({model}, {an_object(columns)}, {an_object(keys)})"

    def _itself(self, row: Row, one: Picked, declared: Itself) -> str:
        found = self._object(row, declared.kind, one.only)
        if not declared.only_with:
            return found
        return f"(None if {self._cell(row, declared.only_with)} is None else {found})"

    def _to_one(self, row: Row, one: Picked, declared: ToOne) -> str:
        target = row.along(declared.path)
        found = self._object(target, declared.kind, one.only)
        return f"({self._nothing(one)} if {target.key} is None else {found})"

    def _one_of(self, row: Row, one: Picked, declared: OneOf) -> str:
        """Each of the foreign keys leads to a type of its own, the model's."""
        found = "None"
        for path in reversed(declared.needs):
            target = row.along(path)
            kind = next(name for name in one.below if TYPES[name].model is target.model)
            found = f"({self._object(target, kind, one.below[kind])} if {target.key} is not None else {found})"
        return found

    def _many(self, row: Row, one: Picked, declared: Many) -> str:
        rows, sorts = sorted_by(under(declared.rows(self._reading), declared.owner, row), declared.order)
        level = self._level(row.level.stage, rows.order_by(), sorts=sorts, is_owned=True)
        self._bodies[level.number] = self._object(Row(level, OWN, declared.model), declared.kind, one.only)
        return f"({self._read_under(row.level, level.number)}.get({row.key}) or [])"

    def _batched(self, row: Row, one: Picked, declared: Batched) -> str:
        number = self._taken()
        done = completed(one.field.type, one, Keyed(self, row.level.stage + 1))
        return self._called(number, row, one, declared, done)

    def _called(self, number: int, row: Row, one: Picked, declared: Batched, done: Completed) -> str:
        """A function answers it for all rows of the level; what that holds is read in the next stage."""
        whose = (row.level.number, row.alias)
        call = self._steps[number] = Sibling(number, row.level.number, one, declared, done, whose)
        self._stage(row.level.stage + 1).calls.append(call)
        made = self._stand_in(row, ["pk", *declared.needs])
        self._bodies[number] = f"(None if {row.key} is None else {made})"
        return f"{self._read_under(row.level, number)}[{row.key}]"


class Keyed:
    """Levels of a stage that read rows by the keys which the functions of the stage return."""

    def __init__(self, planning: Fields, stage: int) -> None:
        self._planning = planning
        self._stage = stage

    def objects(self, kind: str, selected: Sequence[Any]) -> int:
        row = self._planning.keyed(self._stage, kind)
        return self._planning.made(row, self._planning._object(row, kind, selected))

    def stand_ins(self, kind: str, needs: Sequence[str]) -> int:
        row = self._planning.keyed(self._stage, kind)
        return self._planning.made(row, self._planning._stand_in(row, needs))


def remembered(model: type[models.Model], needs: Sequence[str], answer: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return what answers from a few columns alone and keeps its last answers."""

    @lru_cache(maxsize=REMEMBERED_TIMES)
    def remembered(*columns: Any) -> Any:
        return answer(stand_in(model, dict(zip(needs, columns, strict=True)), {}))

    return remembered
