"""What a client is told when something went wrong: every error with its stable code, nothing of our inside."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404
from graphql import GraphQLError, ValueNode, VariableDefinitionNode, VariableNode
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from sources.deadlines import TimedOut, timed_out
from sources.outages import OUTAGES, outage
from sources.refusals import Fault, faults_of

logger = logging.getLogger(__name__)


def presented(errors: Sequence[GraphQLError], *, operation: str | None = None) -> list[GraphQLError]:
    """Return errors as the client may see them.

    What was not foreseen is masked as INTERNAL_ERROR with one id an operation, and logged with its traceback under
    that id: each kind of failure at each field once, however many rows it met. An operation that was stopped for its
    time has this one error, TIMED_OUT; so has one that the store failed, with what that means.
    """
    if late := next(filter(None, (timed_out(_cause(error)) for error in errors)), None):
        return [_stopped(late)]
    if down := next(filter(None, (outage(_cause(error)) for error in errors)), None):
        return [GraphQLError(down.message, extensions={"code": down.code})]
    incident = _Incident(operation)
    return [_presented(error, incident) for error in errors]


def is_broken_off(errors: Sequence[GraphQLError]) -> bool:
    """Tell whether presented errors say that the operation was stopped or the store failed: no data is answered."""
    codes = {"TIMED_OUT", *(down.code for down in OUTAGES)}
    return any((error.extensions or {}).get("code") in codes for error in errors)


def _stopped(late: TimedOut) -> GraphQLError:
    return GraphQLError(str(late), extensions={"code": "TIMED_OUT", "limit": late.limit, "found": late.found})


class _Incident:
    """The unforeseen failures of one operation."""

    def __init__(self, operation: str | None) -> None:
        self.id = secrets.token_hex(6)
        self._operation = operation
        self._logged: set[tuple[type[BaseException], tuple[str, ...]]] = set()

    def log(self, error: GraphQLError, cause: BaseException) -> None:
        field = tuple(part for part in error.path or () if isinstance(part, str))
        if (type(cause), field) in self._logged:
            return
        self._logged.add((type(cause), field))
        where = ".".join(field) or "no field"
        logger.error("GraphQL failed at %s (operation %s) [%s]", where, self._operation, self.id, exc_info=cause)


def _presented(error: GraphQLError, incident: _Incident) -> GraphQLError:
    cause = _cause(error)
    message, extensions = _told(error, cause)
    if not extensions:
        incident.log(error, cause)
        message = f"Something failed here. It is logged as {incident.id}."
        extensions = {"code": "INTERNAL_ERROR", "id": incident.id}
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, extensions=extensions)


def _cause(error: GraphQLError) -> BaseException:
    """Return what was raised first: GraphQL wraps errors in errors."""
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _told(error: GraphQLError, cause: BaseException) -> tuple[str, dict[str, Any]]:
    """Return message and extensions of a foreseen error; no extensions for one that was not."""
    if isinstance(cause, ValidationError):
        return _refused(faults_of(cause))
    if isinstance(cause, PermissionDenied):
        return "You may not do this.", {"code": "FORBIDDEN"}
    if isinstance(cause, ObjectDoesNotExist | Http404):  # their texts name models
        return "There is nothing here.", {"code": "NOT_FOUND"}
    if isinstance(cause, InvalidOperationTypeError):
        return _not_by_this_method(cause), {"code": "METHOD_NOT_ALLOWED"}
    if isinstance(cause, CannotGetOperationTypeError):
        return cause.as_http_error_reason(), {"code": "BAD_USER_INPUT"}
    for one in (error, cause):
        if isinstance(one, GraphQLError) and "code" in (one.extensions or {}):
            return error.message, dict(one.extensions or {})
    return error.message, {"code": code_of_input(error)} if is_about_input(error) else {}


def _refused(faults: list[Fault]) -> tuple[str, dict[str, Any]]:
    errors = [{"code": one.code, "detail": one.message, "pointer": one.pointer, **one.bounds} for one in faults]
    return " ".join(one.message for one in faults), {"code": faults[0].code, **faults[0].bounds, "errors": errors}


def _not_by_this_method(cause: InvalidOperationTypeError) -> str:
    return f"A {cause.operation_type.value} cannot be run by this kind of request."


def is_about_input(error: GraphQLError) -> bool:
    """Tell whether an error is about a value that the client gave: of a variable or written in the document."""
    if error.message in ABOUT_VARIABLES:
        return True
    node = error.nodes[0] if error.nodes else None
    if isinstance(node, VariableNode):
        return error.path is not None
    return isinstance(node, ValueNode | VariableDefinitionNode)


def code_of_input(error: GraphQLError) -> str:
    """Return the code of an error about what the client gave: an argument or a field of an input that there is not."""
    return "UNKNOWN_PARAMETER" if UNKNOWN.search(error.message) else "BAD_USER_INPUT"


#: How graphql-core says so; no type of its errors does.
UNKNOWN = re.compile(r"^Unknown argument '|to include unknown field '")
#: What graphql-core says of variables without naming one.
ABOUT_VARIABLES = {
    "Variable values are nested too deeply.",
    "Too many errors processing variables, error limit reached. Execution aborted.",
}
