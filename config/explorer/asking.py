"""Asking the public API from inside the server, as the one who looks at a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from config.explorer.documents import TEXTS
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

    :raises BadRequest: as the API's own address does, RATE_LIMITED say. :raises Unanswered:
    """
    given = {name: value for name, value in variables.items() if value is not None}
    result = schema.execute_sync(TEXTS[document], variable_values=given, context_value=context_from(request))
    if result.errors:
        first = result.errors[0]
        raise Unanswered(str((first.extensions or {}).get("code")), first.message)
    assert result.data is not None
    return result.data
