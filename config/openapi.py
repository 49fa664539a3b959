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
    """Add to each operation the answers that come before it runs. A hook of drf-spectacular."""
    problem = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    result["components"]["responses"] = {
        name: {"description": description, **({"headers": headers} if headers else {}), "content": problem}
        for name, description, headers in (ANSWERS | OF_READING | OF_WRITING).values()
    }
    for operations in result["paths"].values():
        for method in METHODS:
            responses = operations.get(method, {}).get("responses", {})
            if responses:
                answers = ANSWERS | (OF_READING if method == "get" else OF_WRITING)
                responses |= {
                    status: {"$ref": f"#/components/responses/{name}"}
                    for status, (name, *_) in answers.items()
                    if status not in responses
                }
    return result
