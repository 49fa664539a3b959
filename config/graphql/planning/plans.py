"""A plan: the levels that a selection needs, the statement that reads them, and the code that writes the answer.

Each kind of declared field says here which columns, joins and levels it needs, and the Python expression of its
answer, in which ``c0``, ``c1`` … are the columns of the row at hand and ``m1``, ``m2`` … what the levels under it hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.expressions import Window
from django.db.models.functions import DenseRank
from graphql import GraphQLEnumType, GraphQLNonNull, GraphQLScalarType, get_nullable_type

from config.graphql.planning.connections import Edges, Listing, PageWriter
from config.graphql.planning.levels import OWN, OWNER, Level, Row, Sort, sorted_by, under
from config.graphql.planning.projection import Names, an_object, function
from config.graphql.planning.questions import Asked, listed
from config.graphql.planning.refusing import Unplanned, absent
from config.graphql.planning.selection import Picked, Typename
from config.graphql.planning.slots import filled
from config.graphql.planning.statement import BEFORE_SLOTS, Counting, Statement
from config.graphql.planning.values import answered, completed, stand_in, words_of
from sources.graphql.connections import Connected, Listed, Paged
from sources.graphql.declared import TYPES, Batched, Choice, Column, Computed, Declared, Derived, Itself, Time
from sources.graphql.query import One
from sources.graphql.reading import Reading
from sources.graphql.relations import Many, OneOf, ToOne
from sources.models import Mergeable
from sources.pages import RANK, Key, Span, between, keyed, sorting

#: What the code of a projection calls a column.
VARIABLE = re.compile(r"\b[ck]\d+\b")
#: How many different times are kept as they were last answered.
REMEMBERED_TIMES = 4096


class Plan:
    """One statement and the code that turns its rows into the answer."""

    def __init__(
        self, roots: Sequence[Any], asked: Mapping[Picked, Asked], reading: Reading, connection: Any
    ) -> None:
        self._asked = asked
        self._reading = reading
        self._connection = connection
        self._names = Names()
        self._absent = self._names.of(absent, "absent")
        self._levels: list[Level | Counting] = []
        self._bodies: dict[int, tuple[str, list[int]]] = {}
        self._keys = [self._root(one) for one in roots]
        self._write()

    def run(self, values: Sequence[Any], connection: Any) -> dict[str, Any]:
        """Read and return the answer's data. :raises Unplanned: where it is not a plain answer."""
        results: list[Any] = [None] * len(self._levels)
        if self._levels:
            with connection.cursor() as cursor:
                cursor.execute(self.sql, filled(self.params, values, connection))
                rows = cursor.fetchall()
            rows.sort(key=_place_of)
            parts: list[list[Any]] = [[] for _ in self._levels]
            for row in rows:
                parts[row[0]].append(row)
            for number in range(len(self._levels) - 1, -1, -1):
                project, below = self._projections[number]
                results[number] = project(parts[number], *[results[one] for one in below])
        return {key: made(results) for key, made in self._keys}

    # Writing

    def _write(self) -> None:
        if not self._levels:
            return
        used = {one.number: _used(one, self._bodies[one.number][0]) for one in self._levels}
        statement = Statement(self._levels, used, self._reading, self._connection)
        self.sql, self.params = statement.sql, statement.params
        self._projections = [self._projection(one, statement) for one in self._levels]

    def _projection(self, level: Level | Counting, statement: Statement) -> tuple[Callable[..., Any], list[int]]:
        body, below = self._bodies[level.number]
        made = function(
            self._names,
            {name: at + BEFORE_SLOTS for name, at in statement.layouts[level.number].items()},
            BEFORE_SLOTS + statement.width,
            [f"m{number}" for number in below],
            body,
            by_owner=level.is_owned,
        )
        return made, below

    def _level(self, rows: QuerySet[Any], **options: Any) -> Level:
        level = Level(len(self._levels), rows, **options)
        self._levels.append(level)
        self._bodies[level.number] = ("", [])
        return level

    def _count(self, rows: QuerySet[Any], *, is_owned: bool) -> int:
        level = Counting(len(self._levels), rows, is_owned)
        self._levels.append(level)
        self._bodies[level.number] = ("c0", [])
        return level.number

    def _is_read_under(self, level: Level, number: int) -> str:
        """Note that a level is read under another, and return the variable of what it holds."""
        below = self._bodies[level.number][1]
        if number not in below:
            below.append(number)
        return f"m{number}"

    def _has_body(self, level: Level, body: str) -> None:
        self._bodies[level.number] = (body, self._bodies[level.number][1])

    # Roots

    def _root(self, one: Picked | Typename) -> tuple[str, Callable[[list[Any]], Any]]:
        if isinstance(one, Typename):
            return one.key, lambda results: "Query"
        match one.declared:
            case One():
                return one.key, self._one(one, one.declared)
            case Listed():
                return one.key, self._listed(one, one.declared)
        raise Unplanned(f"Query.{one.name} is computed")

    def _one(self, picked: Picked, declared: One) -> Callable[[list[Any]], Any]:
        model = TYPES[declared.kind].model
        slug = self._asked[picked].values["slug"]
        level = self._level(self._reading.rows(model).filter(slug=slug).order_by())
        self._has_body(level, self._object(Row(level, OWN, model), declared.kind, picked.only))
        may_be_merged = issubclass(model, Mergeable)

        def made(results: list[Any]) -> Any:
            if results[level.number]:
                return results[level.number][0]
            if may_be_merged:
                raise Unplanned("a record that is not there may have been merged")
            return None

        return made

    def _listed(self, picked: Picked, declared: Listed) -> Callable[[list[Any]], Any]:
        asked = self._asked[picked]
        every = listed(declared, asked, self._reading)
        listing, writer = self._listing(picked, asked)
        page = self._page(declared, every, listing) if listing.has_page else None
        count = self._count(every.order_by().values_list("pk"), is_owned=False) if listing.is_counted else None

        def made(results: list[Any]) -> Any:
            return writer(results[page] if page is not None else [], results[count][0] if count is not None else 0)

        return made

    def _listing(self, picked: Picked, asked: Asked) -> tuple[Listing, PageWriter]:
        listing = Listing(picked, asked)
        return listing, PageWriter(listing)

    def _page(self, declared: Listed, every: QuerySet[Any], listing: Listing) -> int:
        span = listing.span
        rows, keys = keyed(every, listing.order)
        wanted = rows.filter(between(keys, span)).order_by(*sorting(keys, span))
        level = self._level(wanted[: span.size + 1], sorts=_sorts(keys, span))
        self._has_body(level, self._edges(level, declared, listing))
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
        return f"({', '.join([row.key, position, *edges])})"

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

    def _object(self, row: Row, kind: str, selected: Sequence[Any]) -> str:
        return an_object([(one.key, self._field(row, kind, one)) for one in selected])

    def _field(self, row: Row, kind: str, one: Picked | Typename) -> str:
        if isinstance(one, Typename):
            return repr(kind)
        match one.declared:
            case Column():
                return self._column(row, one, one.declared)
            case Time():
                return self._computed(row, one, one.declared, remembered=True)
            case Derived() | Computed():
                return self._computed(row, one, one.declared)
            case Itself():
                return self._itself(row, one, one.declared)
            case ToOne():
                return self._to_one(row, one, one.declared)
            case OneOf():
                return self._one_of(row, one, one.declared)
            case Many():
                return self._many(row, one, one.declared)
            case Connected():
                return self._connected(row, one, one.declared)
            case Batched():
                raise Unplanned(f"{kind}.{one.name} is computed for many rows at once")
        raise Unplanned(f"{kind}.{one.name} is computed")

    def _column(self, row: Row, one: Picked, declared: Column) -> str:
        field: Any = row.model._meta.get_field(declared.column)
        read = self._cell(row, declared.column)
        kind = get_nullable_type(one.field.type)
        if isinstance(kind, GraphQLEnumType):
            words = words_of(one.field.type, [word for word, _ in field.flatchoices])
            return f"{self._names.of(words, 'words')}[{read}]"
        is_null_refused = isinstance(one.field.type, GraphQLNonNull)
        if isinstance(kind, GraphQLScalarType) and kind.name in ("String", "ID"):
            return f"({read} or {f'{self._absent}()' if is_null_refused else 'None'})"
        if isinstance(kind, GraphQLScalarType) and kind.name in ("Int", "Boolean") and not field.null:
            return read
        return f"{self._names.of(completed(one.field.type, one), 'done')}({read})"

    def _computed(self, row: Row, one: Picked, declared: Declared, *, remembered: bool = False) -> str:
        if declared.arguments:
            raise Unplanned(f"{one.name} has arguments")
        made = self._names.of(answered(declared, completed(one.field.type, one)), "answered")
        if remembered:
            return self._remembered(row, declared.needs, made)
        return f"{made}({self._stand_in(row, declared.needs)})"

    def _remembered(self, row: Row, needs: Sequence[str], made: str) -> str:
        """Return the expression of what a few columns alone decide; the last answers are kept."""
        model, answer = row.model, self._names.given[made]

        @lru_cache(maxsize=REMEMBERED_TIMES)
        def remembered(*columns: Any) -> Any:
            return answer(stand_in(model, dict(zip(needs, columns, strict=True)), {}))

        return f"{self._names.of(remembered, 'remembered')}({', '.join(self._cell(row, name) for name in needs)})"

    def _stand_in(self, row: Row, needs: Sequence[str]) -> str:
        """Return the expression of a row with what is needed of it and of the records that paths lead to."""
        columns = {path: self._cell(row, path) for path in needs if "." not in path}
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
        return f"{made}({model}, {an_object(list(columns.items()))}, {an_object(keys)})"

    def _itself(self, row: Row, one: Picked, declared: Itself) -> str:
        found = self._object(row, declared.kind, one.only)
        if not declared.only_with:
            return found
        return f"(None if {self._cell(row, declared.only_with)} is None else {found})"

    def _to_one(self, row: Row, one: Picked, declared: ToOne) -> str:
        target = row.along(declared.path)
        nothing = f"{self._absent}()" if isinstance(one.field.type, GraphQLNonNull) else "None"
        return f"({nothing} if {target.key} is None else {self._object(target, declared.kind, one.only)})"

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
        level = self._level(rows.order_by(), sorts=sorts, is_owned=True)
        self._has_body(level, self._object(Row(level, OWN, declared.model), declared.kind, one.only))
        return f"({self._is_read_under(row.level, level.number)}.get({row.key}) or [])"

    def _connected(self, row: Row, one: Picked, declared: Connected) -> str:
        """A page under each row. Its rows are numbered under each owner, and read as far as the page goes."""
        asked = self._asked[one]
        every = listed(declared, asked, self._reading)
        listing, writer = self._listing(one, asked)
        page, count = "[]", "0"
        if listing.has_page:
            level = self._pages(declared, every, row, listing)
            page = f"{self._is_read_under(row.level, level)}.get({row.key}) or []"
        if listing.is_counted:
            counted = under(every.order_by(), declared.owner, row).values_list(OWNER).annotate(Count("pk", distinct=True))
            number = self._count(counted, is_owned=True)
            count = f"({self._is_read_under(row.level, number)}.get({row.key}) or [0])[0]"
        return f"{self._names.of(writer, 'page')}({page}, {count})"

    def _pages(self, declared: Connected, every: QuerySet[Any], row: Row, listing: Listing) -> int:
        span = listing.span
        rows, keys = keyed(every, listing.order)
        rows = under(rows, declared.owner, row).filter(between(keys, span))
        rank = Window(DenseRank(), partition_by=[F(OWNER)], order_by=sorting(keys, span))
        level = self._level(
            rows.annotate(**{RANK: rank}).order_by(),
            sorts=_sorts(keys, span),
            is_owned=True,
            rank=(RANK, span.size + 1),
        )
        self._has_body(level, self._edges(level, declared, listing))
        return level.number

    def _cell(self, row: Row, name: str) -> str:
        """Return the expression of a column, as Django would read it."""
        field: Any = row.model._meta.get_field(name)
        return self._read(f"c{row.cell(name)}", field.get_col(row.model._meta.db_table, field))

    def _read(self, variable: str, expression: Any) -> str:
        """Return the expression of a value that the database gave, with what Django makes of it."""
        connection = self._connection
        for converter in [*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection)]:
            bound = _bound(converter, expression, connection)
            variable = f"{self._names.of(bound, 'read')}({variable})"
        return variable


def _used(level: Level | Counting, body: str) -> set[str]:
    return set(VARIABLE.findall(body)) | ({"owner"} if level.is_owned else set())


def _sorts(keys: Sequence[Key], span: Span) -> list[Sort]:
    return [Sort(key.name, key.descends != span.backwards) for key in keys]


def _bound(converter: Callable[..., Any], expression: Any, connection: Any) -> Callable[[Any], Any]:
    return lambda value: converter(value, expression, connection)


def _place_of(row: Sequence[Any]) -> tuple[int, int]:
    return row[0], row[1]
