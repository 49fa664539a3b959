"""Keeps the plans of each document and answers by them."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import DEFAULT_DB_ALIAS, connections
from graphql import GraphQLError, OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues, get_variable_values

from config.graphql.documents import Document
from config.graphql.planning.plans import Plan, Read, read_within
from config.graphql.planning.questions import Given, Question
from config.graphql.planning.refusing import Unplanned
from config.graphql.planning.roots import plan_of
from config.graphql.planning.selection import Picked, Selecting, deciding_variables
from config.graphql.planning.slots import Opened
from sources.deadlines import timed_out
from sources.graphql.reading import Reading
from sources.outages import meaning
from sources.refusals import Refusal
from sources.states import Elsewhere
from sources.visibility import Viewer

logger = logging.getLogger(__name__)

#: What a function says of what it is asked; the ordinary executor words it.
REFUSALS = (Refusal, ValidationError, PermissionDenied, ObjectDoesNotExist, GraphQLError)
FAILED = "the plan failed"
#: How many outlines a document has, and how many plans a process keeps, before the oldest is forgotten.
MOST_OUTLINES = 8
MOST_PLANS = 1_000


@dataclass(eq=False)
class Outline:
    """What one operation selects, for one viewer and one set of decisions of @skip and @include, or why no plan can."""

    roots: list[Any]
    questions: list[Question]
    why_not: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A plan, and what is asked by it."""

    plan: Plan
    given: Mapping[Picked, Given]

    def run(self, reading: Reading, read: Read = read_within) -> dict[str, Any]:
        """Return the data of the operation. :raises Unplanned: saying why. :raises TimedOut: :raises Elsewhere:"""
        try:
            return self.plan.run(self.given, reading, connections[DEFAULT_DB_ALIAS], read)
        except (Unplanned, Elsewhere):
            raise
        except REFUSALS as error:
            raise Unplanned("what is asked is refused") from error
        except Exception as error:
            if timed_out(error) or meaning(error):
                raise  # there is no time left for another way, or nothing to read
            logger.warning("A plan failed; the operation is run in the ordinary way.", exc_info=True)
            raise Unplanned(f"{FAILED}: {type(error).__name__}") from error


class Kept[V]:
    """What was made last, by its key; what was not asked for the longest time is forgotten."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Any, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any, make: Callable[[], V]) -> V:
        """Return what is kept under a key, made where it is not there."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = make()
        with self._lock:
            self._found[key] = made
            if len(self._found) > self._most:
                self._found.popitem(last=False)
        return made


#: The plans of all outlines, or why there is none.
PLANS: Kept[Plan | str] = Kept(MOST_PLANS)


class Planned:
    """The plans of one document."""

    def __init__(self, schema: Any, document: Document) -> None:
        self._schema = schema
        self._document = document
        self._outlines: Kept[Outline] = Kept(MOST_OUTLINES)

    @cached_property
    def _deciding(self) -> tuple[str, ...]:
        return deciding_variables(self._document.tree)

    def ready(self, operation: OperationDefinitionNode, given: dict[str, Any], viewer: Viewer) -> Ready:
        """Return the plan of an operation that is within the limits and valid. :raises Unplanned: saying why."""
        if operation.operation is not OperationType.QUERY:
            raise Unplanned("only queries are planned")
        # That one is refused is enough: the ordinary executor words it, and finding suggestions for many is slow.
        variables = get_variable_values(
            self._schema._schema, operation.variable_definitions or [], given, max_errors=1, hide_suggestions=True
        )
        if isinstance(variables, list):
            raise Unplanned("a variable is refused")
        outline = self._outline(operation, variables, viewer)
        given_each = [_read(one, variables) for one in outline.questions]
        plan = self._plan(outline, given_each, viewer)
        return Ready(plan, {question.picked: one for question, one in zip(outline.questions, given_each, strict=True)})

    def _outline(self, operation: OperationDefinitionNode, variables: VariableValues, viewer: Viewer) -> Outline:
        decisions = tuple(variables.coerced.get(name) for name in self._deciding)
        key = _told_apart(operation, viewer, decisions)
        found = self._outlines.get(key, lambda: self._outlined(operation, variables))
        if found.why_not:
            raise Unplanned(found.why_not)
        return found

    def _outlined(self, operation: OperationDefinitionNode, variables: VariableValues) -> Outline:
        try:
            roots = Selecting(self._schema._schema, self._document.tree, operation, variables).roots()
            return Outline(roots, [_question(self._schema, one) for one in _asking(roots)])
        except Unplanned as error:
            return Outline([], [], str(error))

    def _plan(self, outline: Outline, asked: list[Given], viewer: Viewer) -> Plan:
        shape = tuple(one.shape for one in asked)
        plan = PLANS.get((outline, shape), lambda: _made(outline, asked, viewer))
        if isinstance(plan, str):
            raise Unplanned(plan)
        return plan


def _told_apart(operation: OperationDefinitionNode, viewer: Viewer, decisions: tuple[Any, ...]) -> Any:
    """Return what plans of one document are kept apart by, besides their shapes."""
    return (operation.name and operation.name.value, viewer, decisions)


def _made(outline: Outline, asked: list[Given], viewer: Viewer) -> Plan | str:
    slots = Opened()
    opened = {question.picked: one.opened(slots) for question, one in zip(outline.questions, asked, strict=True)}
    try:
        return plan_of(outline.roots, opened, Reading(viewer), connections[DEFAULT_DB_ALIAS])
    except Unplanned as error:
        return str(error)
    except Exception as error:
        logger.warning("No plan could be made; the operation is run in the ordinary way.", exc_info=True)
        return f"{FAILED}: {type(error).__name__}"


def _question(schema: Any, picked: Picked) -> Question:
    try:
        return Question(schema, picked)
    except Refusal as error:
        raise Unplanned("an argument is refused") from error


def _read(question: Question, variables: VariableValues) -> Given:
    try:
        return question.read(variables)
    except Refusal as error:
        raise Unplanned("an argument is refused") from error


def _asking(picked: list[Any]) -> list[Picked]:
    """Return the fields that take arguments, each before what is selected below it."""
    found = []
    for one in picked:
        if isinstance(one, Picked):
            found += [one] if one.field.args else []
            for below in one.below.values():
                found += _asking(list(below))
    return found
