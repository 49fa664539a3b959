"""OpenAPI: where it is read, and what it says of every operation alike."""

from functools import cache
from typing import Any

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from sources.rest.problems import CONTENT_TYPE

METHODS = ("get", "put", "post", "delete", "patch")
TEXT, SECONDS = {"type": "string"}, {"type": "integer"}
RATES = {
    "RateLimit-Policy": {"description": 'The budget: `"reads";q=1200;w=60` is 1200 in 60 seconds.', "schema": TEXT},
    "RateLimit": {"description": 'What is left of it: `"reads";r=1199;t=42` lasts 42 seconds.', "schema": TEXT},
}
CHALLENGE = {"WWW-Authenticate": {"description": "How to authenticate (RFC 6750).", "schema": TEXT}}
RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": SECONDS}}
#: Name, description and headers of an answer, by its status.
ANSWERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "401": ("BadToken", "The token is unknown, revoked, expired or not written as one (BAD_TOKEN).", CHALLENGE),
    "403": ("Forbidden", "The user or the token may not do this (FORBIDDEN).", {}),
    "406": ("NotAcceptable", "Accept names none of the media types that there are (NOT_ACCEPTABLE).", {}),
    "429": ("RateLimited", "Too many requests (RATE_LIMITED).", {**RETRY, **RATES}),
}
#: The same of what is only read.
OF_READING: dict[str, tuple[str, str, dict[str, Any]]] = {
    "400": ("BadInput", "A parameter or a header cannot be read (BAD_USER_INPUT).", {}),
    "503": (
        "NotNow",
        (
            "It took too long and was stopped (TIMED_OUT); the store is busy (BUSY) or lost (DATABASE_UNAVAILABLE); "
            "more is asked than can be answered in time (OVERLOADED)."
        ),
        RETRY,
    ),
}
#: The same of what is written.
OF_WRITING: dict[str, tuple[str, str, dict[str, Any]]] = {
    "507": ("StorageFull", "The store has no room left; nothing of this was kept (STORAGE_FULL).", {}),
}
#: What a question may name, so that it is answered from a state that has a write.
NUMBER = {
    "name": "Journal-Number",
    "in": "header",
    "description": (
        "The number that a write was answered with: what is read has that write, from whichever database it comes."
    ),
    "schema": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
}
#: What a write tells that changed anything.
WRITTEN = {
    "description": "The number that the journal came to, where anything was changed; send it back with a question.",
    "schema": {"type": "integer"},
}
NUMBERED = {"Journal-Number": {"$ref": "#/components/headers/JournalNumber"}}


class SchemaView(SpectacularAPIView):
    """OpenAPI as YAML or JSON. It is made once, which takes seconds: nothing in it hangs on who asks."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        renderer = request.accepted_renderer
        charset = f"; charset={renderer.charset}" if renderer.charset else ""
        headers = {"Content-Disposition": f'inline; filename="{self._get_filename(request, "")}"'}
        text = _written(type(renderer))  # type: ignore[arg-type]  # a class that mypy takes for its instance
        return HttpResponse(text, renderer.media_type + charset, headers=headers)


@cache
def _written(renderer: type[BaseRenderer]) -> str | bytes:
    text: str | bytes = renderer().render(SchemaGenerator().get_schema(public=True))
    return text


def answers_of_all(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add to each operation the answers that come before it runs, and the journal's number; drf-spectacular's hook."""
    problem = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components = result["components"]
    components["responses"] = {
        name: {"description": description, **({"headers": headers} if headers else {}), "content": problem}
        for name, description, headers in (ANSWERS | OF_READING | OF_WRITING).values()
    }
    components["headers"] = {"JournalNumber": WRITTEN}
    for operations in result["paths"].values():
        for method in METHODS:
            if operations.get(method, {}).get("responses"):
                _answer(operations[method], reads=method == "get")
                _number(operations[method], reads=method == "get")
    return result


def _answer(operation: dict[str, Any], *, reads: bool) -> None:
    for status, (name, *_) in (ANSWERS | (OF_READING if reads else OF_WRITING)).items():
        operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{name}"})


def _number(operation: dict[str, Any], *, reads: bool) -> None:
    """Let a question name the number of a write, and a write tell it."""
    if reads:
        operation.setdefault("parameters", []).append(NUMBER)
        return
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            answer["headers"] = answer.get("headers", {}) | NUMBERED
