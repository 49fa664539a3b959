"""Asking the public API from inside the server, as the one who looks at a page."""

from __future__ import annotations

import json
from typing import Any, cast

from django.http import HttpRequest
from strawberry.types import ExecutionResult

from config.explorer.documents import TEXTS
from config.graphql.context import Context
from config.graphql.kept import kept_or_run
from config.graphql.requests import GraphQLRequest
from config.graphql.view import context_from
from config.schema import schema


class Unanswered(Exception):
    """The API refused or failed: its message, its code, and the status that a page has then."""

    STATUS_OF = {"TIMED_OUT": 503, "INTERNAL_ERROR": 500}

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.status = self.STATUS_OF.get(code, 400)


def ask(request: HttpRequest, document: str, **variables: Any) -> dict[str, Any]:
    """Return what the API answers to a document of the explorer; it counts as a request of the reader.

    What the public is answered is kept, as at the API's own address, until the public sees anything else.

    :raises BadRequest: as the API's own address does, RATE_LIMITED say. :raises Unanswered:
    """
    given = {name: value for name, value in variables.items() if value is not None}
    context = context_from(request)
    found = kept_or_run(GraphQLRequest(TEXTS[document], given), context, _run)
    if isinstance(found, bytes):
        return cast("dict[str, Any]", json.loads(found)["data"])
    if found.errors:
        first = found.errors[0]
        raise Unanswered(str((first.extensions or {}).get("code")), first.message)
    assert found.data is not None
    return found.data


def _run(asked: GraphQLRequest, context: Context) -> ExecutionResult:
    return schema.execute_sync(asked.query, variable_values=asked.variables, context_value=context)
