"""Other formats than JSON: which one a request asks for, and how it is answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from sources.records import Json
from sources.refusals import refuse
from sources.rest.rendering import JsonRenderer

#: The query parameter that names a format; it goes before Accept.
PARAMETER = "format"


@dataclass(frozen=True, slots=True)
class Format:
    """A format as HTTP knows it: its name in ``format``, its media type, and how its files end."""

    name: str
    media_type: str
    extension: str
    parameters: str = ""

    @property
    def content_type(self) -> str:
        return self.media_type + self.parameters


JSON = Format("json", "application/json", "json")
JSON_LINES = Format("jsonl", "application/jsonl", "jsonl", "; charset=utf-8")
CSV = Format("csv", "text/csv", "csv", "; charset=utf-8; header=present")
GEOJSON = Format("geojson", "application/geo+json", "geojson")
TIMELINE_JS = Format("timelinejs", "application/vnd.timelinejs+json", "json")
JSON_LD = Format("jsonld", "application/ld+json", "jsonld")


class FormatRenderer(JsonRenderer):
    """Sends text as it is; errors, which are no text, as JSON."""

    def __init__(self, shape: Format) -> None:
        self.media_type = shape.media_type
        self.format = shape.name

    def render(self, data: Any, *args: Any, **rest: Any) -> bytes:
        return data.encode() if isinstance(data, str) else super().render(data, *args, **rest)


class Negotiation(DefaultContentNegotiation):
    """Takes the format that Accept prefers; an empty Accept prefers nothing, like none."""

    def get_accept_list(self, request: Request) -> list[str]:
        return super().get_accept_list(request) if request.META.get("HTTP_ACCEPT", "").strip() else ["*/*"]


class FormatNegotiation(Negotiation):
    """Takes the format that the parameter names, else the one that Accept prefers."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        name = request.query_params.get(PARAMETER)
        if name is None:
            return super().select_renderer(request, renderers, format_suffix)
        for one in renderers:
            if one.format == name:
                return one, one.media_type
        names = ", ".join(one.format for one in renderers)
        raise refuse("BAD_USER_INPUT", f"{PARAMETER} is one of {names}.", PARAMETER)


class Formatted:
    """A view that answers in several formats, the first of them where none is asked for."""

    content_negotiation_class: type[BaseContentNegotiation] = FormatNegotiation
    #: The formats of each action of a resource; a view without actions has one entry, for None.
    formats: ClassVar[dict[str | None, Sequence[Format]]] = {}

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Answers differ by Accept, which a cache must know."""
        headers: dict[str, str] = super().default_response_headers  # type: ignore[misc]  # of the view
        return {**headers, "Vary": "Accept"}

    def get_renderers(self) -> list[Any]:
        shapes = self.formats.get(getattr(self, "action", None), (JSON,))
        return [FormatRenderer(shape) for shape in shapes]


def format_of(request: Request) -> str:
    """Return the name of the format that a request is answered in."""
    return str(request.accepted_renderer.format)


def formatted(
    shape: Format, text: str, losses: list[dict[str, Json]], headers: dict[str, str] | None = None
) -> Response:
    """Return a text in a format, with what that cannot carry in a header."""
    return Response(text, headers={**losses_header(losses), **(headers or {})}, content_type=shape.content_type)


def losses_header(losses: list[dict[str, Json]]) -> dict[str, str]:
    """Return the header ``Losses``: a JSON list, in ASCII."""
    return {"Losses": json.dumps(losses)}


def format_parameter(shapes: Sequence[Format]) -> OpenApiParameter:
    names = [shape.name for shape in shapes]
    return OpenApiParameter(
        PARAMETER,
        OpenApiTypes.STR,
        description="The format of the answer; goes before `Accept`. Each says what it cannot carry (docs/export.md).",
        enum=names,
        default=names[0],
    )


def texts_in(shapes: Sequence[Format]) -> dict[Any, Any]:
    """Return the answers of an operation in formats besides its first."""
    return {
        (200, shape.media_type): OpenApiTypes.OBJECT if shape.media_type.endswith("json") else OpenApiTypes.STR
        for shape in shapes[1:]
    }
