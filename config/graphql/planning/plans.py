"""A plan as it is run: stages of one statement each, and the code that writes the answer from what they read.

An operation that computes nothing has one stage. What a function computes, of the root or of many rows at once, may
hold rows; what is selected of these is read by their keys in the statement of the next stage. So the number of
statements follows from the document, not from the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from config.graphql.planning.levels import Keys
from config.graphql.planning.questions import Given
from config.graphql.planning.selection import Picked
from config.graphql.planning.slots import Slot, filled
from config.graphql.planning.values import Completed
from sources.graphql.declared import Batched
from sources.graphql.query import Asked
from sources.graphql.reading import Reading
from sources.prepared import rows_of
from sources.states import State


@dataclass(frozen=True, eq=False)
class Rooted:
    """A field of the root that a function answers."""

    number: int
    picked: Picked
    declared: Asked
    done: Completed


@dataclass(eq=False)
class Sibling:
    """A field that a function answers for all rows of a level at once.

    ``rows_of`` makes a stand-in of each row of a level, or of the record joined to it, or None.
    """

    number: int
    level: int
    picked: Picked
    declared: Batched
    done: Completed
    whose: tuple[int, str]
    rows_of: Callable[..., list[Any]] | None = None


@dataclass(eq=False)
class Stage:
    """What functions compute, and then one statement."""

    calls: list[Rooted | Sibling] = field(default_factory=list)
    #: The levels of its statement, and those of them that are read by keys.
    levels: list[int] = field(default_factory=list)
    keyed: list[int] = field(default_factory=list)
    #: Whether anything of it is read without keys.
    has_roots: bool = False
    sql: str = ""
    params: tuple[Any, ...] = ()
    #: Whether it was run before, or had nothing to read.
    was_run: bool = False


#: By what rows are sorted: the number of their level, and their place in its order.
PLACE = itemgetter(0, 1)
#: What reads the rows of a stage, whose parameters are filled in.
Read = Callable[[Stage, list[Any]], list[Any]]


def read_within(stage: Stage, params: list[Any]) -> list[Any]:
    """Read the rows of a stage in whatever snapshot is open. Its statement is prepared when it is run once more."""
    if stage.was_run:
        return rows_of(stage.sql, params)
    connection: Any = connections[DEFAULT_DB_ALIAS]
    with connection.bound_cursor() if connection.vendor == "postgresql" else connection.cursor() as cursor:
        cursor.execute(stage.sql, params)
        found: list[Any] = cursor.fetchall()
    return found


@dataclass(frozen=True, eq=False)
class Projected:
    """How the rows of a level become what it answers; ``below`` are the levels and calls that this takes."""

    number: int
    project: Callable[..., Any]
    below: Sequence[int]


class Plan:
    """What answers one operation of one shape for one viewer."""

    def __init__(
        self,
        roots: Sequence[tuple[str, Callable[[list[Any]], Any]]],
        stages: Sequence[Stage],
        steps: Sequence[Projected | Rooted | Sibling],
    ) -> None:
        self._roots = roots
        self.stages = stages
        #: In an order in which each finds what it takes.
        self._steps = sorted(steps, key=lambda step: step.number, reverse=True)

    @property
    def is_one_statement(self) -> bool:
        """Whether it reads one statement, and was run before."""
        [first, *others] = self.stages
        return not others and first.was_run

    @property
    def computes(self) -> bool:
        """Whether functions compute anything before its first statement."""
        return bool(self.stages[0].calls)

    def is_at_hand(self, state: State) -> bool:
        """Tell whether these functions are likely to find in memory what they need to know of the store at a state."""
        return all(isinstance(call, Rooted) and call.declared.at_hand(state) for call in self.stages[0].calls)

    def run(
        self, given: Mapping[Picked, Given], reading: Reading, connection: Any, read: Read = read_within
    ) -> dict[str, Any]:
        """Read, and return the answer's data. :raises Unplanned: where it is not a plain answer."""
        running = _Run(given, reading, connection, read, len(self._steps))
        for stage in self.stages:
            for call in stage.calls:
                running.call(call)
            if stage.levels:
                running.read(stage)
        results = running.results
        for step in self._steps:
            if isinstance(step, Projected):
                rows = running.parts[step.number]
                results[step.number] = step.project(rows, *[results[one] for one in step.below])
            elif isinstance(step, Sibling):
                found = running.values[step.number]
                results[step.number] = {pk: step.done.write(value, results) for pk, value in found.items()}
            else:
                results[step.number] = step.done.write(running.values[step.number], results)
        return {key: made(results) for key, made in self._roots}


class _Run:
    """What one run of a plan has read so far."""

    def __init__(
        self, given: Mapping[Picked, Given], reading: Reading, connection: Any, read: Read, steps: int
    ) -> None:
        self._given = given
        self._reading = reading
        self._connection = connection
        self._read = read
        self._slots = [leaf for one in given.values() for leaf in one.leaves]
        self._wanted: dict[int, set[int]] = defaultdict(set)
        self._computed: dict[Any, Mapping[int, Any]] = {}
        self.values: dict[int, Any] = {}
        self.parts: list[list[Any]] = [[] for _ in range(steps)]
        self.results: list[Any] = [None] * steps

    def call(self, call: Rooted | Sibling) -> None:
        """Compute, and note the rows that are wanted for it."""
        if isinstance(call, Rooted):
            found = call.declared.found(self._reading, self._arguments(call.picked))
            self.values[call.number] = found
            self._want(call.done, [found])
            return
        select = call.declared.select
        each = self._each(call)
        values = {pk: select(value) for pk, value in each.items()} if select else each
        self.values[call.number] = values
        self._want(call.done, values.values())

    def _arguments(self, picked: Picked) -> Mapping[str, Any]:
        return self._given[picked].arguments if picked in self._given else {}

    def _each(self, call: Sibling) -> Mapping[int, Any]:
        """Return what a function answers for the rows of a level, by primary key; once for fields that share it."""
        asked = {name: value for name, value in self._arguments(call.picked).items() if value is not None}
        question = (call.whose, call.declared.function, tuple(sorted(asked.items())))
        if question not in self._computed:
            assert call.rows_of is not None
            rows = {row.pk: row for row in call.rows_of(self.parts[call.level]) if row is not None}
            found = call.declared.function(list(rows.values()), self._reading, **asked) if rows else {}
            self._computed[question] = {pk: found[pk] for pk in rows}
        return self._computed[question]

    def _want(self, done: Completed, values: Iterable[Any]) -> None:
        if done.want is not None:
            for value in values:
                done.want(value, self._wanted)

    def read(self, stage: Stage) -> None:
        """Run the statement of a stage, where it can find anything."""
        if not stage.has_roots and not any(self._wanted[number] for number in stage.keyed):
            stage.was_run = True
            return
        rows = self._read(stage, [self._filled(one) for one in stage.params])
        stage.was_run = True
        rows.sort(key=PLACE)
        for row in rows:
            self.parts[row[0]].append(row)

    def _filled(self, param: Any) -> Any:
        if type(param) is Slot:
            return filled(param, self._slots, self._connection)
        if type(param) is Keys:
            wanted = ",".join(map(str, sorted(self._wanted[param.number])))
            return f"{{{wanted}}}" if self._connection.vendor == "postgresql" else f"[{wanted}]"
        return param
