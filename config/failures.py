"""What a client of the APIs is told when the server failed where neither API could catch it."""

from __future__ import annotations

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import server_error

from sources.rest.problems import CONTENT_TYPE, logged, problem

logger = logging.getLogger(__name__)


def answer(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed: the APIs in their own form, with the id under which it is logged, once."""
    path = request.path_info
    if not path.startswith(("/api/", "/graphql/")):
        return server_error(request)
    name = secrets.token_hex(6)
    logger.error("%s %s failed [%s]", request.method, path, name, exc_info=sys.exc_info())
    message = f"Something failed here. It is logged as {name}."
    if path.startswith("/api/"):
        body = problem(500, "INTERNAL_ERROR", message, id=name)
        return logged(JsonResponse(body, status=500, content_type=CONTENT_TYPE))
    told = {"message": message, "extensions": {"code": "INTERNAL_ERROR", "id": name}}
    return logged(JsonResponse({"errors": [told]}, status=500))
