"""GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from config.authentication import challenge, token_shown
from config.graphql.execution import Schema
from config.graphql.graphiql import page
from config.graphql.requests import BadRequest, GraphQLRequest, address_parameters, read_request
from config.rates import RateLimited, spend
from sources.access import Access
from sources.refusals import Refusal
from sources.rest.problems import logged
from sources.tokens import BadToken
from sources.visibility import Viewer

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
HTML = "text/html"
RUN_BY = {"POST": {OperationType.QUERY, OperationType.MUTATION}}
READING = {OperationType.QUERY}
STATUS_OF = {"METHOD_NOT_ALLOWED": 405, "INTERNAL_ERROR": 500, "TIMED_OUT": 503}
SEEN_BY = ("Accept", "Authorization", "Cookie", "Origin", "Sec-Fetch-Site")


@dataclass
class Context:
    """What resolvers find in ``info.context``."""

    request: HttpRequest
    viewer: Viewer
    #: Whether a token or a login of ours asks, which may ask for more.
    is_known: bool = False


@method_decorator(csrf_exempt, name="dispatch")  # a foreign page gets no more than the public: see access_from
class GraphQLView(View):
    """Answers GraphQL requests, and GraphiQL to a browser that asks for no operation."""

    schema: Schema | None = None
    #: The operation that GraphiQL shows to begin with.
    example = ""
    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except BadRequest as error:
            return refused(request, error)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return page(request, self.example) if wants_page(request) else self.post(request)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        media_type = accepted(request)
        context = context_from(request)
        return answer(request, media_type, self.run(read_request(request), context))

    def run(self, asked: GraphQLRequest, context: Context) -> ExecutionResult:
        """Execute one operation as the one who asks may."""
        assert self.schema is not None
        return self.schema.execute_sync(
            asked.query,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            context_value=context,
            allowed_operation_types=RUN_BY.get(context.request.method or "", READING),
            operation_extensions=asked.extensions,
        )

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = ", ".join(self.http_method_names).upper()
        raise BadRequest(405, "METHOD_NOT_ALLOWED", "GraphQL is asked by GET or POST.", Allow=allowed)


def context_from(request: HttpRequest) -> Context:
    """Return as whom a request asks, and count it.

    :raises BadRequest: BAD_TOKEN, RATE_LIMITED or FORBIDDEN.
    """
    try:
        access = access_from(request)
        return Context(request, access.viewer, is_known=access.user is not None)
    except BadToken as error:
        raise BadRequest(401, "BAD_TOKEN", str(error), **{"WWW-Authenticate": challenge(request)}) from error
    except RateLimited as error:
        raise BadRequest(429, "RATE_LIMITED", str(error), **{"Retry-After": str(error.wait)}) from error
    except Refusal as error:
        raise BadRequest(403, error.faults[0].code, error.faults[0].message) from error


def access_from(request: HttpRequest) -> Access:
    """Return as whom a request asks: as its token, or else as its session, and count it.

    A browser sends our session cookie along with what other sites' pages ask for: they get the public view. A token
    it sends only when the page has it.
    """
    if token := token_shown(request):
        spend(request, token)
        return Access(token.user, frozenset(token.scopes))
    user = getattr(request, "user", None)
    known = user if user is not None and user.is_authenticated and not is_foreign(request) else None
    spend(request, known)
    return Access(known)


def is_foreign(request: HttpRequest) -> bool:
    """Tell whether a page of another origin asks, as the browser says of it."""
    origin = request.headers.get("Origin")
    if origin is not None and origin not in [
        f"{request.scheme}://{request.get_host()}",
        *settings.CSRF_TRUSTED_ORIGINS,
    ]:
        return True
    return origin is None and request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def wants_page(request: HttpRequest) -> bool:
    """Tell whether a browser asks for something to look at."""
    return "query" not in address_parameters(request) and request.get_preferred_type([JSON, GRAPHQL, HTML]) == HTML


def accepted(request: HttpRequest) -> str:
    """Return the media type to answer in: JSON when none is preferred.

    :raises BadRequest: NOT_ACCEPTABLE
    """
    if found := request.get_preferred_type([JSON, GRAPHQL, f"{JSON}; charset=utf-8", f"{GRAPHQL}; charset=utf-8"]):
        return found.partition(";")[0]
    raise BadRequest(406, "NOT_ACCEPTABLE", f"Answers are {GRAPHQL} or {JSON}.")


def answer(request: HttpRequest, media_type: str, result: ExecutionResult) -> HttpResponse:
    """Render what an operation resulted in; ``data`` is left out when it never began."""
    body: dict[str, Any] = {"data": result.data}
    errors = [error.formatted for error in result.errors or ()]
    if errors:
        body = {"errors": errors, **body}
    if result.extensions:
        body["extensions"] = result.extensions
    began = not errors or result.data is not None or any("path" in error for error in errors)
    if not began:
        del body["data"]
    response = respond(request, body, 200 if began else status_of(errors, media_type), media_type)
    return logged(response) if response.status_code == 500 else response


def status_of(errors: list[Any], media_type: str) -> int:
    """Return the status of a request whose operation never began: plain JSON says 200 of a mistaken document."""
    code = errors[0]["extensions"]["code"]
    return STATUS_OF.get(code) or (400 if media_type == GRAPHQL else 200)


def refused(request: HttpRequest, error: BadRequest) -> HttpResponse:
    """Render a request that was none."""
    body = {"errors": [{"message": error.message, "extensions": {"code": error.code, **error.bounds}}]}
    preferred = request.get_preferred_type([JSON, GRAPHQL]) or JSON
    return respond(request, body, error.status, preferred, error.headers)


def respond(
    request: HttpRequest, body: dict[str, Any], status: int, media_type: str, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    text = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, f"{media_type}; charset=utf-8", status, headers=headers)
    response["Cache-Control"] = "private, no-store" if is_personal(request) else "no-cache"
    patch_vary_headers(response, SEEN_BY)
    if status == 405:
        response.setdefault("Allow", "POST")
    return response


def is_personal(request: HttpRequest) -> bool:
    """Tell whether an answer may be for one person only."""
    user = getattr(request, "user", None)
    return "Authorization" in request.headers or (user is not None and user.is_authenticated)
