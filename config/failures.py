"""What a client is told when the server failed where neither API could catch it."""

from __future__ import annotations

import logging
import secrets
import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from sources.outages import Outage, outage
from sources.rest.problems import CONTENT_TYPE, logged, problem

logger = logging.getLogger(__name__)


def answer(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed: the APIs in their own form, with the id under which it is logged, once."""
    path = request.path_info
    error = sys.exc_info()[1]
    if error is not None and (down := outage(error)):
        return unavailable(path, down)
    if not path.startswith(("/api/", "/graphql/")):
        return server_error(request)
    name = secrets.token_hex(6)
    logger.error("%s %s failed [%s]", request.method, path, name, exc_info=error)
    return logged(told(path, 500, "INTERNAL_ERROR", f"Something failed here. It is logged as {name}.", id=name))


def unavailable(path: str, down: Outage) -> HttpResponse:
    """Say that the store failed, on a page of its own where a person asked: it needs nothing of the store."""
    if path.startswith(("/api/", "/graphql/")):
        return logged(told(path, down.status, down.code, down.message, down.headers))
    page = render_to_string("unavailable.html", {"outage": down})
    return logged(HttpResponse(page, status=down.status, headers=down.headers))


def told(
    path: str, status: int, code: str, message: str, headers: dict[str, str] | None = None, **more: Any
) -> HttpResponse:
    """Return an error in the form of the API that an address belongs to; elsewhere in that of REST."""
    if path.startswith("/graphql/"):
        body, form = {"errors": [{"message": message, "extensions": {"code": code, **more}}]}, "application/json"
    else:
        body, form = problem(status, code, message, **more), CONTENT_TYPE
    return JsonResponse(body, status=status, headers=headers, content_type=form)
