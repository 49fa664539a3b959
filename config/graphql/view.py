"""GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), and what opens a subscription."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from graphql import GraphQLError
from rest_framework.exceptions import APIException
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from config.authentication import challenge, token_shown
from config.graphql.answers import began, body_of, written
from config.graphql.context import Context
from config.graphql.execution import Schema
from config.graphql.graphiql import page
from config.graphql.kept import kept_or_run
from config.graphql.requests import BadRequest, GraphQLRequest, address_parameters, read_request
from config.graphql.subscriptions import Subscribed, is_subscription, subscribed
from config.graphql.trusted import documented, keep
from config.operations.notes import note_codes, notes_of
from config.rates import RateLimited, spend
from sources.access import Access
from sources.outages import OUTAGES
from sources.refusals import Refusal
from sources.rest.changes import EVENT_STREAM, LIVE
from sources.rest.problems import CODE_OF_STATUS, FAILURES, logged
from sources.tokens import BadToken
from sources.visibility import Viewer

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
HTML = "text/html"
RUN_BY = {"POST": {OperationType.QUERY, OperationType.MUTATION}}
READING = {OperationType.QUERY}
STATUS_OF = {"METHOD_NOT_ALLOWED": 405, "INTERNAL_ERROR": 500, "TIMED_OUT": 503}
STATUS_OF |= {down.code: down.status for down in OUTAGES}
SEEN_BY = ("Accept", "Authorization", "Cookie", "Origin", "Sec-Fetch-Site")
SEEN = ", ".join(SEEN_BY)
#: Headers that another site's page cannot send without asking us first, which we forbid.
PREFLIGHTED = ("X-CSRFToken", "X-Requested-With", "Apollo-Require-Preflight", "GraphQL-Require-Preflight")


class Live(Protocol):
    """What keeps a connection open once this view has let a subscriber in."""

    #: Whether this only asks once more whether a subscriber may still see what it saw.
    asks_again: bool
    #: Whether this only asks as whom a socket is opened.
    asks_who: bool

    def know(self, request: HttpRequest, viewer: Viewer) -> None:
        """Note who asks."""

    def open(self, request: HttpRequest, asked: Subscribed) -> None:
        """Take over. :raises APIException: where too many are open."""


@method_decorator(csrf_exempt, name="dispatch")  # a foreign page gets no more than the public: see access_from
class GraphQLView(View):
    """Answers GraphQL requests, and GraphiQL to a browser that asks for no operation."""

    schema: Schema | None = None
    #: The documents that GraphiQL shows to begin with, each in a tab.
    examples: Sequence[str] = ()
    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except BadRequest as error:
            return refused(request, error)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return page(request, self.examples) if wants_page(request) else self.post(request)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        live: Live | None = request.META.get(LIVE)
        if live is not None and (live.asks_again or live.asks_who):
            return introduced(request, live)
        media_type = accepted(request)
        context = context_from(request)
        asked = read_request(request)
        try:
            asked = documented(asked)
        except GraphQLError as error:
            return answer(request, media_type, ExecutionResult(data=None, errors=[error]))
        if (live is not None or media_type == EVENT_STREAM) and self.is_subscription(asked):
            return self.subscribe(request, media_type, asked, context)
        found = kept_or_run(asked, context, self.run)
        if request.method == "POST" and (isinstance(found, bytes) or began(found)):
            keep(asked)
        if request.method == "POST" and asked.digest is not None:
            notes_of(request).holds_at = None  # the next one, too, is to be registered
        if isinstance(found, bytes):
            return respond(request, found, media_type)
        return answer(request, media_type, found)

    def is_subscription(self, asked: GraphQLRequest) -> bool:
        assert self.schema is not None
        return is_subscription(self.schema, asked)

    def run(self, asked: GraphQLRequest, context: Context) -> ExecutionResult:
        """Execute one operation as the one who asks may."""
        assert self.schema is not None
        assert context.request is not None
        return self.schema.execute_sync(
            asked.query,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            context_value=context,
            allowed_operation_types=RUN_BY.get(context.request.method or "", READING),
            operation_extensions=asked.extensions,
        )

    def subscribe(
        self, request: HttpRequest, media_type: str, asked: GraphQLRequest, context: Context
    ) -> HttpResponseBase:
        """Let a subscriber in, or say what is wrong; the answer's body is written by the server, change by change.

        :raises BadRequest: NEEDS_ASGI, TOO_MANY_STREAMS or RATE_LIMITED.
        """
        assert self.schema is not None
        live: Live | None = request.META.get(LIVE)
        if live is None:
            raise BadRequest(501, "NEEDS_ASGI", "Subscriptions need a server that is started for ASGI.")
        last_event = request.headers.get("Last-Event-ID") if media_type == EVENT_STREAM else None
        try:
            begun = subscribed(self.schema, asked, context, last_event)
        except Refusal as error:
            raise BadRequest(400, error.faults[0].code, error.faults[0].message) from error
        if isinstance(begun, ExecutionResult):
            return answer(request, media_type, begun)
        try:
            live.open(request, begun)
        except APIException as error:
            code, wait = CODE_OF_STATUS[error.status_code], str(getattr(error, "wait", ""))
            raise BadRequest(error.status_code, code, str(error.detail), **{"Retry-After": wait}) from error
        if request.method == "POST":
            keep(asked)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        response = HttpResponse(content_type=EVENT_STREAM, headers=headers)
        patch_vary_headers(response, SEEN_BY)
        return response

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = ", ".join(self.http_method_names).upper()
        raise BadRequest(405, "METHOD_NOT_ALLOWED", "GraphQL is asked by GET or POST.", Allow=allowed)


def introduced(request: HttpRequest, live: Live) -> HttpResponse:
    """Tell the server who asks, and nothing else. :raises BadRequest: as ``context_from`` does."""
    if live.asks_who and is_of_unknown_page(request):
        raise BadRequest(403, "FORBIDDEN", "Pages of other sites may not open a socket here.")
    live.know(request, context_from(request, is_counted=not live.asks_again).viewer)
    return HttpResponse()


def context_from(request: HttpRequest, *, is_counted: bool = True) -> Context:
    """Return as whom a request asks, and count it.

    :raises BadRequest: BAD_TOKEN, RATE_LIMITED or FORBIDDEN.
    """
    try:
        access = access_from(request, is_counted=is_counted)
        return Context(request, access.viewer, is_known=access.user is not None)
    except BadToken as error:
        raise BadRequest(401, "BAD_TOKEN", str(error), **{"WWW-Authenticate": challenge(request)}) from error
    except RateLimited as error:
        raise BadRequest(429, "RATE_LIMITED", str(error), **{"Retry-After": str(error.wait)}) from error
    except Refusal as error:
        raise BadRequest(403, error.faults[0].code, error.faults[0].message) from error


def access_from(request: HttpRequest, *, is_counted: bool = True) -> Access:
    """Return as whom a request asks: as its token, or else as its session, and count it.

    A browser sends our session cookie along with what other sites' pages ask for: they get the public view. A token
    it sends only when the page has it.
    """
    if token := token_shown(request):
        if is_counted:
            spend(request, token)
        return Access(token.user, frozenset(token.scopes))
    user = getattr(request, "user", None)
    known = user if user is not None and user.is_authenticated and not is_foreign(request) else None
    if is_counted:
        spend(request, known)
    return Access(known)


def is_foreign(request: HttpRequest) -> bool:
    """Tell whether a page of another origin may be asking, so that a cookie says nothing of who wants it.

    The browser says whose page it is. One that does not is believed only where a page of another origin could not
    have sent such a request without asking us first.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        return not is_ours(request, origin)
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    return request.content_type != JSON and not any(name in request.headers for name in PREFLIGHTED)


def is_ours(request: HttpRequest, origin: str) -> bool:
    return origin in [f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS]


def is_of_unknown_page(request: HttpRequest) -> bool:
    """Tell whether a page asks that is neither ours nor named: no CORS guards a socket, so we do."""
    origin = request.headers.get("Origin")
    return origin is not None and not is_ours(request, origin) and origin not in settings.CORS_ALLOWED_ORIGINS


def wants_page(request: HttpRequest) -> bool:
    """Tell whether a browser asks for something to look at."""
    asked = address_parameters(request)
    asks = any(name in asked for name in ("query", "extensions", "documentId"))
    return not asks and request.get_preferred_type([JSON, GRAPHQL, EVENT_STREAM, HTML]) == HTML


def accepted(request: HttpRequest) -> str:
    """Return the media type to answer in: JSON when none is preferred.

    :raises BadRequest: NOT_ACCEPTABLE
    """
    if found := _preferred(request.META.get("HTTP_ACCEPT", "*/*")):
        return found
    raise BadRequest(406, "NOT_ACCEPTABLE", f"Answers are {GRAPHQL}, {JSON} or {EVENT_STREAM}.")


@lru_cache
def _preferred(accept: str) -> str:
    """Return the media type that such a header prefers, blank where it is none of ours."""
    asking = HttpRequest()
    asking.META["HTTP_ACCEPT"] = accept
    offered = [JSON, GRAPHQL, f"{JSON}; charset=utf-8", f"{GRAPHQL}; charset=utf-8", EVENT_STREAM]
    return (asking.get_preferred_type(offered) or "").partition(";")[0]


def answer(request: HttpRequest, media_type: str, result: ExecutionResult) -> HttpResponse:
    """Render what an operation resulted in."""
    body = body_of(result)
    status = 200 if began(result) else status_of(body["errors"], media_type)
    response = respond(request, written(body), media_type, status, headers_of(body), codes=codes_of(body))
    is_logged = response.status_code == 500 or not FAILURES.isdisjoint(codes_of(body))
    return logged(response) if is_logged else response


def status_of(errors: list[Any], media_type: str) -> int:
    """Return the status of a request whose operation never began: plain JSON says 200 of a mistaken document.

    So does a stream of events, whose readers see nothing of a response with another status.
    """
    if media_type == EVENT_STREAM:
        return 200
    code = errors[0]["extensions"]["code"]
    return STATUS_OF.get(code) or (400 if media_type == GRAPHQL else 200)


def headers_of(body: dict[str, Any]) -> dict[str, str]:
    """Return what the headers say of an answer: when to come back, where the store failed."""
    codes = codes_of(body)
    return next((down.headers for down in OUTAGES if down.code in codes), {})


def codes_of(body: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in body.get("errors", ())]


def refused(request: HttpRequest, error: BadRequest) -> HttpResponse:
    """Render a request that was none."""
    body = {"errors": [{"message": error.message, "extensions": {"code": error.code, **error.bounds}}]}
    preferred = request.get_preferred_type([JSON, GRAPHQL]) or JSON
    return respond(request, written(body), preferred, error.status, error.headers, codes=[error.code])


def respond(
    request: HttpRequest,
    text: bytes,
    media_type: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    codes: Sequence[str] = (),
) -> HttpResponse:
    """Return an answer with all that caches go by; ``codes`` are those of its errors."""
    note_codes(request, codes)
    is_clean = status == 200 and not codes
    if media_type == EVENT_STREAM:
        text = b"event: next\ndata: %b\n\nevent: complete\ndata:\n\n" % text
    response = HttpResponse(text, f"{media_type}; charset=utf-8", status, headers=headers)
    response["Cache-Control"] = caching(request, is_clean=is_clean)
    response["Vary"] = SEEN
    if status == 405:
        response.setdefault("Allow", "POST")
    if request.method == "POST" or not is_clean:
        return response
    etag = f'"{hashlib.sha256(response["Content-Type"].encode() + response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    found: HttpResponse = get_conditional_response(request, etag=etag, response=response)  # type: ignore[assignment]
    return found


def caching(request: HttpRequest, *, is_clean: bool) -> str:
    """Return who may keep an answer, and for how long without asking again."""
    if is_personal(request):
        return "private, no-store"
    if request.method == "POST" or not is_clean:
        return "no-cache"
    return f"public, max-age={settings.GRAPHQL_MAX_AGE}, must-revalidate"


def is_personal(request: HttpRequest) -> bool:
    """Tell whether an answer may be for one person only."""
    user = getattr(request, "user", None)
    return "Authorization" in request.headers or (user is not None and user.is_authenticated)
