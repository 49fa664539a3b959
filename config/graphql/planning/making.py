"""What a plan is made of while it is made: stages, levels, the columns they read, and the code for their rows.

In the expressions of code ``c0``, ``c1`` … are the columns of the row at hand, and ``m1``, ``m2`` … are what the
levels and calls under it hold, by the key of the row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django.db.models import F, QuerySet

from config.graphql.planning.levels import OWN, OWNER, Keys, Level, Row, sorts
from config.graphql.planning.plans import Plan, Projected, Rooted, Sibling, Stage
from config.graphql.planning.projection import Form, Names, function
from config.graphql.planning.questions import Given
from config.graphql.planning.refusing import Unplanned, absent
from config.graphql.planning.statement import BEFORE_SLOTS, Counting, Statement
from sources.graphql.declared import TYPES
from sources.graphql.reading import Reading
from sources.pages import first_of, keys_of

#: What the code of a projection calls a column.
VARIABLE = re.compile(r"\b[ck]\d+\b")


class Making:
    """The stages of a plan, to which levels are added, and the statements and functions that come of these."""

    def __init__(self, reading: Reading, connection: Any) -> None:
        self._reading = reading
        self._connection = connection
        self._names = Names()
        self._absent = self._names.of(absent, "absent")
        self._stages = [Stage()]
        self._steps: list[Level | Counting | Rooted | Sibling] = []
        #: The expression of each row of a level, and of the stand-ins of a call.
        self._bodies: dict[int, str] = {}
        self._below: dict[int, list[int]] = {}

    def _stage(self, number: int) -> Stage:
        while len(self._stages) <= number:
            self._stages.append(Stage())
        return self._stages[number]

    def _taken(self) -> int:
        """Return the number of a step that is made later: what it takes has the numbers that follow."""
        self._steps.append(None)  # type: ignore[arg-type]  # until it stands there
        return len(self._steps) - 1

    def _level(self, stage: int, rows: QuerySet[Any], **options: Any) -> Level:
        level = Level(len(self._steps), stage, rows, **options)
        self._steps.append(level)
        self._stage(stage).levels.append(level.number)
        self._below[level.number] = []
        return level

    def _paged(self, every: QuerySet[Any], asked: Given) -> Level:
        """Return the level of a page of rows, and one row more where there are more."""
        order, span = asked.order, asked.span
        assert order is not None
        assert span is not None
        model: type[models.Model] = every.model
        rows = first_of(every, order, span, asked.values)
        return self._level(0, rows, sorts=sorts(keys_of(model, order), span))

    def _position(self, level: Level) -> str:
        """Return the expression of the position of a row of a page."""
        kinds = [level.rows.query.annotations[sort.name] for sort in level.sorts]
        return f"({', '.join(self._read(f'k{at}', kind) for at, kind in enumerate(kinds))},)"

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
        return self._keyed(stage, self._reading.rows(model))

    def _keyed(self, stage: int, rows: QuerySet[Any]) -> Row:
        level = self._level(stage, rows.annotate(**{OWNER: F("pk")}).order_by(), is_owned=True, is_keyed=True)
        level.rows = level.rows.filter(pk__in=Keys(level.number))
        self._stage(stage).keyed.append(level.number)
        return Row(level, OWN, rows.model)

    def made(self, row: Row, body: str) -> int:
        """Note the expression of each row of a level, and return the number of the level."""
        self._bodies[row.level.number] = body
        return row.level.number

    def _read_under(self, level: Level, number: int) -> str:
        """Note that the rows of a level take what another holds, and return the variable of that."""
        self._below[level.number].append(number)
        return f"m{number}"

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

    # Writing the statements and the code

    def _plan(self, roots: Sequence[tuple[str, Callable[[list[Any]], Any]]]) -> Plan:
        projected: list[Projected | Rooted | Sibling] = []
        for stage in self._stages:
            projected += self._written(stage)
        calls = [one for one in self._steps if isinstance(one, Rooted | Sibling)]
        return Plan(roots, self._stages, [*projected, *calls])

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


def _form(level: Any) -> Form:
    if not level.is_owned:
        return Form.LIST
    return Form.BY_KEY if isinstance(level, Level) and level.is_keyed else Form.LISTS


def _bound(converter: Callable[..., Any], expression: Any, connection: Any) -> Callable[[Any], Any]:
    return lambda value: converter(value, expression, connection)
