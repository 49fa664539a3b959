"""A schema whose operations are bounded, run in one snapshot of the database, and fail in stable codes."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Any

import strawberry
from django.conf import settings
from graphql import ExecutionResult as GraphQLResult
from graphql import GraphQLError, OperationDefinitionNode, execute_sync
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from config.graphql.alone import read_by_one
from config.graphql.documents import Document, read_document
from config.graphql.errors import is_broken_off, presented
from config.graphql.limits import Limits, excesses, limits
from config.graphql.measure import Measure, values_in
from config.graphql.planning.planner import Planned, Ready
from config.graphql.planning.refusing import Unplanned
from config.operations.metrics import count_answer
from config.operations.notes import notes_of
from sources.deadlines import reading
from sources.graphql.reading import Reading
from sources.replicas import primary
from sources.snapshots import is_snapshot
from sources.states import STATE, Elsewhere, public_state

logger = logging.getLogger(__name__)

ALL = frozenset(OperationType)


class Mistaken(Exception):
    """An operation that may not run, with all that speaks against it."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass(slots=True)
class Running:
    """An operation, and what it is run with."""

    query: str
    variables: dict[str, Any]
    name: str | None
    #: As whom and by which request, see ``config.graphql.context``.
    context: Any
    root: Any = None

    @property
    def limits(self) -> Limits:
        return limits(is_known=getattr(self.context, "is_known", False))


@dataclass(slots=True)
class Accepted:
    """An operation of a document that is valid, and within the limits."""

    document: Document
    operation: OperationDefinitionNode
    measure: Measure
    #: Why it was not planned; blank where it was.
    unplanned: str = ""

    @property
    def kind(self) -> OperationType:
        return OperationType(self.operation.operation.value)


class Schema(strawberry.Schema):
    """A strawberry schema that lets through what may run; every error it answers with has ``extensions.code``.

    What runs is answered by a plan, or else executed field by field.
    """

    def execute_sync(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Run an operation. Nothing is raised for what a client or a resolver did wrong.

        It tells what the operation costs, where the request's ``extensions`` ask for it: ``{"cost": true}``; and to
        staff, who ask with ``{"plan": true}``, whether it was planned.
        """
        running = Running(query or "", variable_values or {}, operation_name, context_value, root_value)
        accepted = None
        try:
            accepted = self._accepted(running, ALL if allowed_operation_types is None else allowed_operation_types)
            result = self._run(accepted, running)
        except Mistaken as error:
            result = ExecutionResult(data=None, errors=error.errors)
        except Exception as error:
            result = ExecutionResult(data=None, errors=[_as_graphql(error)])
        if result.errors:
            result.errors = presented(result.errors, operation=operation_name)
            if is_broken_off(result.errors):
                result.data = None
        result.extensions = _told(accepted, running, operation_extensions or {}) if accepted is not None else {}
        return result

    def _accepted(self, running: Running, allowed: Iterable[OperationType]) -> Accepted:
        """Return an operation that may run.

        :raises GraphQLError: for a document that cannot be read, or does not say which operation to run.
        :raises CannotGetOperationTypeError: for a name that none has.
        :raises InvalidOperationTypeError: for one that is not run by such a request.
        :raises Mistaken:
        """
        if not running.query:
            raise GraphQLError("There is no query to run.", extensions={"code": "BAD_USER_INPUT"})
        document = read_document(self._schema, running.query, limits())
        operation = document.operation(running.name)
        if operation is None:
            raise CannotGetOperationTypeError(running.name)
        _note_name(running.context, operation)
        # Before validation, whose work also grows with the document, and with the variables at hand.
        accepted = Accepted(document, operation, document.measure(operation, running.variables))
        if accepted.kind not in allowed:
            raise InvalidOperationTypeError(accepted.kind)
        if errors := excesses(accepted.measure, values_in(running.variables), running.limits) or document.mistakes:
            raise Mistaken(errors)
        return accepted

    def _run(self, accepted: Accepted, running: Running) -> ExecutionResult:
        """Run an operation in one snapshot, in time. :raises TimedOut: :raises DatabaseError:"""
        try:
            data = self._planned(accepted, running)
            count_answer("plan")
            return ExecutionResult(data=data, errors=None)
        except Unplanned as error:
            accepted.unplanned = str(error)
            logger.debug("Not planned: %s.", error)
        with nullcontext() if accepted.kind is OperationType.QUERY else primary(), reading():
            _note_state(running.context)
            found = self._executed(accepted, running)
        if accepted.kind is OperationType.QUERY:
            count_answer("fields")
        return ExecutionResult(data=found.data, errors=found.errors)

    def _planned(self, accepted: Accepted, running: Running) -> dict[str, Any]:
        """Return what a plan answers. :raises Unplanned: where none can."""
        context, document = running.context, accepted.document
        viewer = getattr(context, "viewer", None)
        if viewer is None or not settings.GRAPHQL_PLANS:
            raise Unplanned("nothing is planned")
        if document.plans is None:
            document.plans = Planned(self, document)
        ready: Ready = document.plans.ready(accepted.operation, running.variables, viewer)
        with suppress(Elsewhere):
            return read_by_one(ready, viewer, context)
        with reading(first=(STATE, ())):
            _note_state(context)
            return ready.run(Reading(viewer))

    def _executed(self, accepted: Accepted, running: Running) -> GraphQLResult:
        """Execute an operation field by field, by what Strawberry has made of the types."""
        return execute_sync(
            self._schema,
            accepted.document.tree,
            root_value=running.root,
            context_value=running.context,
            variable_values=running.variables,
            operation_name=running.name,
            executor_class=self.execution_context_class,
        )


def _as_graphql(error: Exception) -> GraphQLError:
    return error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)


def _note_name(context: Any, operation: OperationDefinitionNode) -> None:
    """Let the log and the metrics of a request name its operation."""
    request = getattr(context, "request", None)
    if operation.name and request is not None:
        notes_of(request).operation = operation.name.value


def _note_state(context: Any) -> None:
    """Note the state that is read, where the answer is to be kept with it."""
    if getattr(context, "notes_state", False) and is_snapshot():
        context.state = public_state()


def _told(accepted: Accepted, running: Running, asked: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if asked.get("cost"):
        told["cost"] = {"found": accepted.measure.cost, "limit": running.limits.cost}
    if asked.get("plan") and _is_staff(running.context):
        told["plan"] = {"planned": not accepted.unplanned, "reason": accepted.unplanned or None}
    return told


def _is_staff(context: Any) -> bool:
    """Tell whether one asks who may look inside."""
    user = getattr(getattr(context, "request", None), "user", None)
    return settings.DEBUG or bool(user is not None and user.is_active and user.is_staff)
