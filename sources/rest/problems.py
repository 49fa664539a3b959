"""Every error of the REST API as problem details (RFC 9457), with the codes of docs/errors.md."""

from __future__ import annotations

import logging
import math
import uuid
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from sources.deadlines import TimedOut
from sources.outages import OUTAGES, outage
from sources.refusals import Fault, faults_of
from sources.rest.rendering import JsonRenderer

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
#: What the store failed with stands in the log when it is found out.
FAILURES = {down.code for down in OUTAGES}
STATUS_OF = {
    "NOT_FOUND": 404,
    "FORBIDDEN": 403,
    "RETRACTED": 410,
    "RATE_LIMITED": 429,
    "VERSION_MISMATCH": 412,
    "SLUG_TAKEN": 409,
    "STILL_CITED": 409,
    "MERGED": 409,
    "LENGTH_REQUIRED": 411,
    "BODY_TOO_LARGE": 413,
}


class Retracted(Exception):
    """A record that was public once and is retracted."""

    def __init__(self, at: Any, reason: str) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason


class Problem(Exception):
    """A request that is answered with problem details as they stand here; further members go into the body."""

    def __init__(
        self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.body = problem(status, code, detail, **members)
        self.headers = dict(headers or {})


def problem(status: int, code: str, detail: str, **members: Any) -> dict[str, Any]:
    """Return the body of a problem: type, title, status, detail, code and further members."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    return {**body, **members}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error that a view raised; what nobody expected stays a 500 and is logged once with an id."""
    body, headers = (error.body, error.headers) if isinstance(error, Problem) else _body_of(error)
    set_rollback()
    if request := context.get("request"):  # whatever the view would have answered in
        request.accepted_renderer, request.accepted_media_type = JsonRenderer(), CONTENT_TYPE
    response = Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)
    return logged(response) if "id" in body or body["code"] in FAILURES else response


def logged[R: HttpResponseBase](response: R) -> R:
    """Return an answer whose failure is in the log already, under its id: Django is not to log it a second time."""
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark, for this very purpose
    return response


def _body_of(error: Exception) -> tuple[dict[str, Any], dict[str, str]]:
    match error:
        case ValidationError():
            return _refused(faults_of(error)), {}
        case Retracted():
            at = error.at.isoformat().replace("+00:00", "Z") if error.at else None
            return problem(410, "RETRACTED", "This record was retracted.", retracted_at=at, reason=error.reason), {}
        case Http404() | ObjectDoesNotExist():
            return problem(404, "NOT_FOUND", "There is nothing here."), {}
        case TimedOut():
            return problem(503, "TIMED_OUT", str(error), limit=error.limit, found=error.found), {}
        case PermissionDenied():
            return problem(403, "FORBIDDEN", "You may not do this."), {}
        case SuspiciousOperation():
            return problem(400, "BAD_USER_INPUT", str(error)), {}
        case exceptions.APIException():
            return _of_framework(error)
    return _failed(error)


def _failed(error: Exception) -> tuple[dict[str, Any], dict[str, str]]:
    if down := outage(error):
        return problem(down.status, down.code, down.message), down.headers
    name = uuid.uuid4().hex[:12]
    logger.error("Unexpected error %s", name, exc_info=error)
    return problem(500, "INTERNAL_ERROR", f"Something failed here. It is logged as {name}.", id=name), {}


def _refused(faults: list[Fault]) -> dict[str, Any]:
    """Return the problem of faults in the query parameters."""
    errors = [{**told(one), **({"parameter": str(one.path[0])} if one.path else {})} for one in faults]
    first = faults[0]
    return problem(status_of(first), first.code, first.message, **first.bounds, errors=errors)


def status_of(fault: Fault) -> int:
    return STATUS_OF.get(fault.code, 400)


def told(fault: Fault) -> dict[str, Any]:
    """Return a fault without its place."""
    return {"code": fault.code, "detail": fault.message, **fault.bounds}


def faults_in_body(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Return faults whose paths lead into the body that was sent."""
    return [{**told(fault), **({"pointer": fault.pointer} if fault.path else {})} for fault in faults]


CODE_OF_STATUS = {
    400: "BAD_USER_INPUT",
    401: "FORBIDDEN",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "RATE_LIMITED",
    501: "NEEDS_ASGI",
    503: "TOO_MANY_STREAMS",
}


def _of_framework(error: exceptions.APIException) -> tuple[dict[str, Any], dict[str, str]]:
    code = CODE_OF_STATUS.get(error.status_code, "BAD_USER_INPUT")
    headers = {}
    if isinstance(error, exceptions.AuthenticationFailed):
        code = "BAD_TOKEN"
    challenge = getattr(error, "auth_header", None)
    if challenge:
        headers["WWW-Authenticate"] = challenge
    wait = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(math.ceil(wait))
    return problem(error.status_code, code, str(error.detail)), headers


def not_found(request: HttpRequest, path: str = "") -> JsonResponse:
    """Answer any address below the API that is no resource."""
    return JsonResponse(problem(404, "NOT_FOUND", "There is nothing here."), status=404, content_type=CONTENT_TYPE)
