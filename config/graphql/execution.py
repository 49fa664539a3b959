"""A schema whose operations are bounded, run in one snapshot of the database, and fail in stable codes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Any

import strawberry
from django.conf import settings
from graphql import ExecutionResult as GraphQLResult
from graphql import GraphQLError, OperationDefinitionNode, OperationType
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult

from config.graphql.documents import Document, read_document
from config.graphql.errors import is_broken_off, presented
from config.graphql.limits import Limits, excesses, limits
from config.graphql.measure import Measure, values_in
from config.graphql.planning.planner import Planned
from config.graphql.planning.refusing import Unplanned
from config.operations.notes import notes_of
from sources.deadlines import reading
from sources.graphql.reading import Reading
from sources.replicas import primary
from sources.snapshots import is_snapshot
from sources.states import public_state

logger = logging.getLogger(__name__)


class Gate(SchemaExtension):
    """Lets through what may run: read once, within the limits, valid; and runs it in one snapshot, in time."""

    document: Document
    accepted: Measure | None = None
    #: Why the operation was not planned; blank where it was.
    unplanned = ""

    def on_parse(self) -> Iterator[None]:
        running = self.execution_context
        self.document = read_document(running.schema._schema, running.query or "", limits())
        operation = self.document.operation(running._provided_operation_name)
        request = getattr(running.context, "request", None)
        if operation is not None and operation.name and request is not None:
            notes_of(request).operation = operation.name.value
        running.graphql_document = self.document.tree
        yield

    def on_validate(self) -> Iterator[None]:
        # Before validation, whose work also grows with the document, and with the variables at hand.
        running = self.execution_context
        operation = self.document.operation(running._provided_operation_name)
        assert operation is not None
        variables = running.variables or {}
        found = self.document.measure(operation, variables)
        beyond = excesses(found, values_in(variables), self._limits())
        running.pre_execution_errors = beyond or self.document.mistakes
        if not running.pre_execution_errors:
            self.accepted = found
        yield

    def on_execute(self) -> Iterator[None]:
        running = self.execution_context
        operation = self.document.operation(running._provided_operation_name)
        is_query = operation is not None and operation.operation is OperationType.QUERY
        with nullcontext() if is_query else primary(), reading():
            context = running.context
            if getattr(context, "notes_state", False) and is_snapshot():
                context.state = public_state()
            running.result = self._planned(operation)
            yield

    def _planned(self, operation: OperationDefinitionNode | None) -> GraphQLResult | None:
        """Return what a plan answers; None where none can, so that the operation is executed field by field."""
        running = self.execution_context
        viewer = getattr(running.context, "viewer", None)
        if operation is None or viewer is None or not settings.GRAPHQL_PLANS:
            return None
        if self.document.plans is None:
            self.document.plans = Planned(running.schema, self.document)
        try:
            data = self.document.plans.answer(operation, running.variables or {}, Reading(viewer))
        except Unplanned as error:
            self.unplanned = str(error)
            logger.debug("Not planned: %s.", error)
            return None
        return GraphQLResult(data, None)

    def get_results(self) -> dict[str, Any]:
        """Tell what the operation costs, where the request's ``extensions`` ask for it: ``{"cost": true}``.

        And to staff, who ask with ``{"plan": true}``, whether it was planned.
        """
        asked = self.execution_context.operation_extensions or {}
        told: dict[str, Any] = {}
        if self.accepted is None:
            return told
        if asked.get("cost"):
            told["cost"] = {"found": self.accepted.cost, "limit": self._limits().cost}
        if asked.get("plan") and _is_staff(self.execution_context.context):
            told["plan"] = {"planned": not self.unplanned, "reason": self.unplanned or None}
        return told

    def _limits(self) -> Limits:
        return limits(is_known=getattr(self.execution_context.context, "is_known", False))


def _is_staff(context: Any) -> bool:
    """Tell whether one asks who may look inside."""
    user = getattr(getattr(context, "request", None), "user", None)
    return settings.DEBUG or bool(user is not None and user.is_active and user.is_staff)


class Schema(strawberry.Schema):
    """A strawberry schema behind the gate; every error it answers with has ``extensions.code``."""

    def __init__(
        self,
        query: type,
        mutation: type | None = None,
        *,
        extensions: Iterable[type[SchemaExtension]] = (),
        **rest: Any,
    ) -> None:
        super().__init__(query, mutation, extensions=[*extensions, Gate], **rest)

    def execute_sync(self, query: str | None, *args: Any, **options: Any) -> ExecutionResult:
        """Run an operation. Nothing is raised for what a client or a resolver did wrong."""
        try:
            result = super().execute_sync(query, *args, **options)
        except MissingQueryError:
            error = GraphQLError("There is no query to run.", extensions={"code": "BAD_USER_INPUT"})
            return ExecutionResult(data=None, errors=[error])
        except (CannotGetOperationTypeError, InvalidOperationTypeError) as error:
            result = ExecutionResult(data=None, errors=[GraphQLError(str(error), original_error=error)])
        if result.errors:
            result.errors = presented(result.errors, operation=options.get("operation_name"))
            if is_broken_off(result.errors):
                result.data = None
        return result

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Log nothing here: ``presented`` logs what was not foreseen, and only that."""
