"""Makes a plan of a selection: each kind of declared field says which columns, joins, levels and calls it needs.

It also says the Python expression of its answer, in which ``c0``, ``c1`` … are the columns of the row at hand, and
``m1``, ``m2`` … are what the levels and calls under it hold, by the key of the row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Count, F, QuerySet
from django.db.models.expressions import Window
from django.db.models.functions import DenseRank
from graphql import GraphQLEnumType, GraphQLNonNull, GraphQLScalarType, get_nullable_type

from config.graphql.planning.connections import Edges, Listing, PageWriter
from config.graphql.planning.levels import OWN, OWNER, Keys, Level, Row, Sort, sorted_by, under
from config.graphql.planning.plans import Plan, Projected, Rooted, Sibling, Stage
from config.graphql.planning.projection import Form, Names, an_object, function
from config.graphql.planning.questions import Given, listed
from config.graphql.planning.refusing import Unplanned, absent
from config.graphql.planning.selection import Picked, Typename
from config.graphql.planning.statement import BEFORE_SLOTS, Counting, Statement
from config.graphql.planning.values import answered, completed, stand_in, words_of
from sources.graphql.connections import Connected, Listed, Paged
from sources.graphql.declared import TYPES, Batched, Column, Computed, Declared, Itself, Time
from sources.graphql.query import Asked, One
from sources.graphql.reading import Reading
from sources.graphql.relations import Many, OneOf, ToOne
from sources.models import Mergeable
from sources.pages import RANK, Key, Span, between, keyed, sorting

#: What the code of a projection calls a column.
VARIABLE = re.compile(r"\b[ck]\d+\b")
#: How many different times are kept as they were last answered.
REMEMBERED_TIMES = 256


def plan_of(
    roots: Sequence[Picked | Typename], given: Mapping[Picked, Given], reading: Reading, connection: Any
) -> Plan:
    """Return the plan of a selection, for questions whose values are slots. :raises Unplanned:"""
    return _Planning(given, reading, connection).plan(roots)


class _Planning:
    def __init__(self, given: Mapping[Picked, Given], reading: Reading, connection: Any) -> None:
        self._given = given
        self._reading = reading
        self._connection = connection
        self._names = Names()
        self._absent = self._names.of(absent, "absent")
        self._stages = [Stage()]
        self._steps: list[Level | Counting | Rooted | Sibling] = []
        #: The expression of each row of a level, and of the stand-ins of a call.
        self._bodies: dict[int, str] = {}
        self._below: dict[int, list[int]] = {}

    def plan(self, roots: Sequence[Picked | Typename]) -> Plan:
        made = [self._root(one) for one in roots]
        projected: list[Projected | Rooted | Sibling] = []
        for stage in self._stages:
            projected += self._written(stage)
        calls = [one for one in self._steps if isinstance(one, Rooted | Sibling)]
        return Plan(made, self._stages, [*projected, *calls])

    # What a plan is made of

    def _stage(self, number: int) -> Stage:
        while len(self._stages) <= number:
            self._stages.append(Stage())
        return self._stages[number]

    def _level(self, stage: int, rows: QuerySet[Any], **options: Any) -> Level:
        level = Level(len(self._steps), stage, rows, **options)
        self._steps.append(level)
        self._stage(stage).levels.append(level.number)
        self._below[level.number] = []
        return level

    def _count(self, stage: int, rows: QuerySet[Any], *, is_owned: bool) -> int:
        counting = Counting(len(self._steps), rows, is_owned)
        self._steps.append(counting)
        self._stage(stage).levels.append(counting.number)
        self._below[counting.number] = []
        self._bodies[counting.number] = "c0"
        return counting.number

    def keyed(self, stage: int, kind: str) -> Row:
        """Return the row of a level that reads rows of a type by their keys, in a stage."""
        model: type[models.Model] = TYPES[kind].model
        if model._meta.abstract:
            raise Unplanned(f"a {kind} was computed")
        rows = self._reading.rows(model).annotate(**{OWNER: F("pk")})
        level = self._level(stage, rows.order_by(), is_owned=True, is_keyed=True)
        level.rows = level.rows.filter(pk__in=Keys(level.number))
        self._stage(stage).keyed.append(level.number)
        return Row(level, OWN, model)

    def made(self, row: Row, body: str) -> int:
        """Note the expression of each row of a level, and return the number of the level."""
        self._bodies[row.level.number] = body
        return row.level.number

    def _read_under(self, level: Level, number: int) -> str:
        """Note that the rows of a level take what another holds, and return the variable of that."""
        self._below[level.number].append(number)
        return f"m{number}"

    # Writing the statements and the code

    def _written(self, stage: Stage) -> list[Projected]:
        levels = [self._steps[number] for number in stage.levels]
        if not levels:
            return []
        used = {number: self._used(number) for number in stage.levels}
        statement = Statement(levels, used, self._reading, self._connection)  # type: ignore[arg-type]  # levels
        stage.sql, stage.params = statement.sql, statement.params
        for call in self._steps:
            if isinstance(call, Sibling) and call.level in stage.levels:
                call.rows_of = self._function(statement, call.level, self._bodies[call.number], [], Form.LIST)
        return [self._projected(statement, number) for number in stage.levels]

    def _used(self, number: int) -> set[str]:
        calls = [one.number for one in self._steps if isinstance(one, Sibling) and one.level == number]
        names = {name for one in (number, *calls) for name in VARIABLE.findall(self._bodies[one])}
        return names | ({"owner"} if self._steps[number].is_owned else set())  # type: ignore[union-attr]  # a level

    def _projected(self, statement: Statement, number: int) -> Projected:
        below = list(dict.fromkeys(self._below[number]))
        project = self._function(statement, number, self._bodies[number], below, _form(self._steps[number]))
        return Projected(number, project, below)

    def _function(
        self, statement: Statement, number: int, body: str, below: Sequence[int], form: Form
    ) -> Callable[..., Any]:
        layout = {name: at + BEFORE_SLOTS for name, at in statement.layouts[number].items()}
        results = [f"m{one}" for one in below]
        return function(self._names, layout, BEFORE_SLOTS + statement.width, results, body, form)

    # Roots

    def _root(self, one: Picked | Typename) -> tuple[str, Callable[[list[Any]], Any]]:
        if isinstance(one, Typename):
            return one.key, lambda results: "Query"
        match one.declared:
            case One():
                self._stages[0].has_roots = True
                return one.key, self._one(one, one.declared)
            case Listed():
                self._stages[0].has_roots = True
                return one.key, self._listed(one, one.declared)
            case Asked():
                return one.key, self._asked(one, one.declared)
        raise Unplanned(f"Query.{one.name} is computed")

    def _asked(self, picked: Picked, declared: Asked) -> Callable[[list[Any]], Any]:
        number = len(self._steps)
        self._steps.append(declared)  # type: ignore[arg-type]  # the place is taken; what stands there follows
        call = Rooted(
            number,
            picked,
            declared,
            completed(picked.field.type, picked, _Keyed(self, 0), holds_keys=declared.load is not None),
        )
        self._steps[number] = call
        self._stages[0].calls.append(call)
        return lambda results: results[number]

    def _one(self, picked: Picked, declared: One) -> Callable[[list[Any]], Any]:
        model = TYPES[declared.kind].model
        level = self._level(0, self._reading.rows(model).filter(slug=self._given[picked].values["slug"]).order_by())
        self._bodies[level.number] = self._object(Row(level, OWN, model), declared.kind, picked.only)
        may_be_merged = issubclass(model, Mergeable)

        def made(results: list[Any]) -> Any:
            if results[level.number]:
                return results[level.number][0]
            if may_be_merged:
                raise Unplanned("a record that is not there may have been merged")
            return None

        return made

    def _listed(self, picked: Picked, declared: Listed) -> Callable[[list[Any]], Any]:
        given = self._given[picked]
        every = listed(declared, given, self._reading)
        listing = Listing(picked, given)
        writer = PageWriter(listing)
        page = self._page(declared, every, listing) if listing.has_page else None
        count = self._count(0, every.order_by().values_list("pk"), is_owned=False) if listing.is_counted else None

        def made(results: list[Any]) -> Any:
            return writer(results[page] if page is not None else [], results[count][0] if count is not None else 0)

        return made

    # Pages

    def _page(self, declared: Listed, every: QuerySet[Any], listing: Listing) -> int:
        span = listing.span
        rows, keys = keyed(every, listing.order)
        wanted = rows.filter(between(keys, span)).order_by(*sorting(keys, span))
        level = self._level(0, wanted[: span.size + 1], sorts=_sorts(keys, span))
        self._bodies[level.number] = self._edges(level, declared, listing)
        return level.number

    def _connected(self, row: Row, one: Picked, declared: Connected) -> str:
        """A page under each row. Its rows are numbered under each owner, and read as far as the page goes."""
        given = self._given[one]
        every = listed(declared, given, self._reading)
        listing = Listing(one, given)
        page, count = "[]", "0"
        if listing.has_page:
            level = self._pages(declared, every, row, listing)
            page = f"{self._read_under(row.level, level)}.get({row.key}) or []"
        if listing.is_counted:
            owned = under(every.order_by(), declared.owner, row)
            counted = owned.values_list(OWNER).annotate(Count("pk", distinct=True))
            number = self._count(row.level.stage, counted, is_owned=True)
            count = f"({self._read_under(row.level, number)}.get({row.key}) or [0])[0]"
        return f"{self._names.of(PageWriter(listing), 'page')}({page}, {count})"

    def _pages(self, declared: Connected, every: QuerySet[Any], row: Row, listing: Listing) -> int:
        span = listing.span
        rows, keys = keyed(every, listing.order)
        rows = under(rows, declared.owner, row).filter(between(keys, span))
        rank = Window(DenseRank(), partition_by=[F(OWNER)], order_by=sorting(keys, span))
        level = self._level(
            row.level.stage,
            rows.annotate(**{RANK: rank}).order_by(),
            sorts=_sorts(keys, span),
            is_owned=True,
            rank=(RANK, span.size + 1),
        )
        self._bodies[level.number] = self._edges(level, declared, listing)
        return level.number

    def _edges(self, level: Level, declared: Paged, listing: Listing) -> str:
        """Return the expression of what a page keeps of a row: its key, its position, and its edges."""
        assert declared.target.model is not None
        row = Row(level, OWN, declared.target.model)
        position = "None"
        if listing.has_cursors:
            kinds = [level.rows.query.annotations[sort.name] for sort in level.sorts]
            position = f"({', '.join(self._read(f'k{at}', kind) for at, kind in enumerate(kinds))},)"
        edges = [self._edge(row, declared.of, one, position, listing) for one in listing.edges]
        return f"({', '.join([row.key, position, *edges])},)"

    def _edge(self, row: Row, kind: str, edges: Edges, position: str, listing: Listing) -> str:
        parts = []
        for one in edges.picked.only:
            if isinstance(one, Typename):
                parts.append((one.key, repr(f"{kind}Edge")))
            elif one.name == "cursor":
                parts.append((one.key, f"{self._names.of(listing.cursor, 'cursor')}({position})"))
            else:
                parts.append((one.key, self._object(row, kind, one.only)))
        return an_object(parts)

    # Fields of a row

    def _object(self, row: Row, kind: str, selected: Sequence[Picked | Typename]) -> str:
        return an_object([(one.key, self._field(row, kind, one)) for one in selected])

    def _field(self, row: Row, kind: str, one: Picked | Typename) -> str:
        if isinstance(one, Typename):
            return repr(kind)
        way = next((WAYS[base] for base in type(one.declared).__mro__ if base in WAYS), None)
        if way is None:
            raise Unplanned(f"{kind}.{one.name} is computed")
        return way(self, row, one, one.declared)

    def _column(self, row: Row, one: Picked, declared: Column) -> str:
        field: Any = row.model._meta.get_field(declared.column)
        read = self._cell(row, declared.column)
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
        """A time is decided by a few columns, and many rows have the same one."""
        answer = answered(declared, completed(one.field.type, one))
        remembered = self._names.of(_remembered(row.model, declared.needs, answer), "remembered")
        return f"{remembered}({', '.join(self._cell(row, name) for name in declared.needs)})"

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
        """A function answers it for all rows of the level; what that holds is read in the next stage."""
        number, stage = len(self._steps), row.level.stage + 1
        self._steps.append(declared)  # type: ignore[arg-type]  # the place is taken; what stands there follows
        done = completed(one.field.type, one, _Keyed(self, stage))
        whose = (row.level.number, row.alias)
        call = self._steps[number] = Sibling(number, row.level.number, one, declared, done, whose)
        self._stage(stage).calls.append(call)
        made = self._stand_in(row, ["pk", *declared.needs])
        self._bodies[number] = f"(None if {row.key} is None else {made})"
        return f"{self._read_under(row.level, number)}[{row.key}]"

    # Columns

    def _cell(self, row: Row, name: str) -> str:
        """Return the expression of a column, as Django would read it."""
        field: Any = row.model._meta.pk if name == "pk" else row.model._meta.get_field(name)
        return self._read(f"c{row.cell(name)}", field.get_col(row.model._meta.db_table, field))

    def _column_of(self, row: Row, name: str) -> str:
        field: Any = row.model._meta.pk if name == "pk" else row.model._meta.get_field(name)
        column: str = field.attname
        return column

    def _read(self, variable: str, expression: Any) -> str:
        """Return the expression of a value that the database gave, with what Django makes of it."""
        connection = self._connection
        for converter in [*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection)]:
            bound = _bound(converter, expression, connection)
            variable = f"{self._names.of(bound, 'read')}({variable})"
        return variable


class _Keyed:
    """Levels of a stage that read rows by the keys which the functions of the stage return."""

    def __init__(self, planning: _Planning, stage: int) -> None:
        self._planning = planning
        self._stage = stage

    def objects(self, kind: str, selected: Sequence[Any]) -> int:
        row = self._planning.keyed(self._stage, kind)
        return self._planning.made(row, self._planning._object(row, kind, selected))

    def stand_ins(self, kind: str, needs: Sequence[str]) -> int:
        row = self._planning.keyed(self._stage, kind)
        return self._planning.made(row, self._planning._stand_in(row, needs))


def _form(level: Any) -> Form:
    if not level.is_owned:
        return Form.LIST
    return Form.BY_KEY if isinstance(level, Level) and level.is_keyed else Form.LISTS


#: How each kind of declared field is answered from a row.
WAYS: dict[type[Declared], Callable[[_Planning, Row, Picked, Any], str]] = {
    Column: _Planning._column,
    Time: _Planning._time,
    Computed: _Planning._computed,
    Itself: _Planning._itself,
    ToOne: _Planning._to_one,
    OneOf: _Planning._one_of,
    Many: _Planning._many,
    Connected: _Planning._connected,
    Batched: _Planning._batched,
}


def _remembered(model: type[models.Model], needs: Sequence[str], answer: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return what answers from a few columns alone and keeps its last answers."""

    @lru_cache(maxsize=REMEMBERED_TIMES)
    def remembered(*columns: Any) -> Any:
        return answer(stand_in(model, dict(zip(needs, columns, strict=True)), {}))

    return remembered


def _sorts(keys: Sequence[Key], span: Span) -> list[Sort]:
    return [Sort(key.name, key.descends != span.backwards) for key in keys]


def _bound(converter: Callable[..., Any], expression: Any, connection: Any) -> Callable[[Any], Any]:
    return lambda value: converter(value, expression, connection)
