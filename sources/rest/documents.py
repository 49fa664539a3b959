"""What OpenAPI says of the resources: parameters, answers and errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers

from sources import search
from sources.filters import Asked, Count, Moment, VisibleFilterSet, YesNo
from sources.records import Kind
from sources.rest.formats import JSON, Format, format_parameter, texts_in
from sources.rest.problems import CONTENT_TYPE
from sources.rest.serializers import serializer_for, shapes
from sources.rest.views import Resource


class KeySerializer(serializers.Serializer):
    """Names a record."""

    kind = serializers.CharField(help_text="Kind of the record.")
    slug = serializers.CharField(help_text="Its public key.")


class FaultSerializer(serializers.Serializer):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="Stable code, see docs/errors.md.")
    detail = serializers.CharField(help_text="The reason, in English.")
    parameter = serializers.CharField(required=False, help_text="The query parameter it is about.")
    pointer = serializers.CharField(
        required=False,
        help_text="JSON pointer (RFC 6901) to the value in the body that was sent; with `record`, in that record.",
    )
    limit = serializers.IntegerField(required=False, help_text="What is allowed, where there is too much of something.")
    found = serializers.IntegerField(required=False, help_text="How much of it was asked for.")
    record = KeySerializer(required=False, help_text="The record it is about, where that was not sent.")
    records = KeySerializer(many=True, required=False, help_text="Other records that it tells of.")


class ProblemSerializer(serializers.Serializer):
    """Problem details (RFC 9457)."""

    type = serializers.CharField(help_text="Always about:blank: the code says which problem it is.")
    title = serializers.CharField(help_text="What the status means.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    code = serializers.CharField(help_text="Stable code, see docs/errors.md.")
    detail = serializers.CharField(help_text="The first reason, in English.")
    errors = FaultSerializer(many=True, required=False, help_text="Every fault found.")  # type: ignore[assignment]  # a field called errors
    merged_into = serializers.CharField(required=False, help_text="With MERGED: the slug of what it was merged into.")
    retracted_at = serializers.DateTimeField(required=False, help_text="With RETRACTED.")
    reason = serializers.CharField(required=False, help_text="With RETRACTED: the public reason.")
    header = serializers.CharField(required=False, help_text="The request header it is about.")
    limit = serializers.IntegerField(required=False, help_text="What is allowed, where there is too much of something.")
    found = serializers.IntegerField(required=False, help_text="How much of it was asked for; with TIMED_OUT in ms.")
    current_version = serializers.IntegerField(
        required=False, allow_null=True, help_text="With VERSION_MISMATCH: the version now, null where there is none."
    )
    changed = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        allow_null=True,
        help_text="With VERSION_MISMATCH: the fields that differ since the version asked for; null where unknown.",
    )
    id = serializers.CharField(required=False, help_text="With INTERNAL_ERROR: the name it is logged under.")


def problems(*statuses: int) -> dict[Any, Any]:
    """Return the error answers of an operation."""
    return {(status, CONTENT_TYPE): ProblemSerializer for status in statuses}


def text_parameter(name: str, description: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, description=description, **more)


def number_parameter(name: str, description: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.INT, description=description, **more)


_shapes: dict[str, Any] = {}


def shape_of(resource: type[Resource]) -> Any:
    """Return the serializer that describes a resource's records, the same each time."""
    name = resource.kind.model.__name__
    if name not in _shapes:
        _shapes[name] = serializer_for(name, resource.kind, shapes(resource.extras))
    return _shapes[name]


def documented[R: Resource](resource: type[R]) -> type[R]:
    """Describe a resource's list and detail from its kind, its filters and its orders."""
    name = resource.kind.model.__name__
    shape = shape_of(resource)
    label = str(resource.kind.model._meta.verbose_name)
    page = type(f"{name}PageSerializer", (serializers.Serializer,), {
        "__doc__": f"One page of {resource.kind.collection}.",
        "next": serializers.URLField(allow_null=True, help_text="The page after this one."),
        "previous": serializers.URLField(allow_null=True, help_text="The page before this one."),
        "results": shape(many=True, help_text="The records."),
    })  # fmt: skip
    formats = getattr(resource, "formats", {})
    described = extend_schema_view(
        list=extend_schema(
            operation_id=f"{resource.kind.collection.replace('-', '_')}_list",
            summary=f"A page of {resource.kind.model._meta.verbose_name_plural}",
            parameters=[
                *filters_of(resource.filterset_class),
                *search_of(resource.kind),
                *paging_of(resource),
                *_choice_of(formats.get("list")),
            ],
            # A page is an object; the framework would make a list of it, because the action is called list.
            responses={
                (200, JSON.media_type): extend_schema_serializer(many=False)(page),
                **texts_in(formats.get("list", ())),
                **problems(400),
            },
            tags=[resource.kind.collection],
        ),
        retrieve=extend_schema(
            operation_id=f"{resource.kind.collection.replace('-', '_')}_detail",
            summary=f"One {label}",
            parameters=[slug_parameter(), FIELDS, *_choice_of(formats.get("retrieve")), IF_KNOWN, ETAG],
            responses={
                (200, JSON.media_type): shape,
                **texts_in(formats.get("retrieve", ())),
                304: UNCHANGED,
                **problems(400, 404, *((410,) if resource.kind.has_status else ())),
            },
            tags=[resource.kind.collection],
        ),
    )
    return described(resource)


def _choice_of(shapes: Sequence[Format] | None) -> list[OpenApiParameter]:
    return [format_parameter(shapes)] if shapes else []


def slug_parameter() -> OpenApiParameter:
    return OpenApiParameter("slug", OpenApiTypes.STR, OpenApiParameter.PATH, description="Public key of the record.")


def header(name: str, description: str, *statuses: int) -> OpenApiParameter:
    """Return a header of the request, or of the answers with some statuses."""
    return OpenApiParameter(
        name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=description, response=list(statuses) or False
    )


IF_KNOWN = header("If-None-Match", "ETags of what is known already; the same again is not sent.")
ETAG = header("ETag", "Version of the record and hash of the answer.", 200, 304)
UNCHANGED = OpenApiResponse(description="It is as it was.")
FIELDS = text_parameter("fields", "Only these fields, separated by commas.")


def paging_of(resource: type[Resource]) -> list[OpenApiParameter]:
    orders = [name.lower() for name in resource.filterset_class.orders]
    if search.searched(resource.kind.name):
        orders.append(search.RELEVANCE.lower())
    return [
        text_parameter("cursor", "From `next` or `previous` of another page."),
        number_parameter("limit", "Records a page, at most 100; 20 when absent."),
        text_parameter("ordering", "The order of the list.", enum=orders, default=orders[0]),
        FIELDS,
    ]


def search_of(kind: Kind) -> list[OpenApiParameter]:
    """Return the parameter of lists whose records are searched."""
    if search.searched(kind.name) is None:
        return []
    text = "Only what has all these words; of the last one the beginning is enough. Then ordered by relevance."
    return [text_parameter("search", text)]


def filters_of(filterset: type[VisibleFilterSet]) -> list[OpenApiParameter]:
    """Return a FilterSet's filters as parameters, with their help texts and choices."""
    return [_filter_parameter(name, one) for name, one in filterset.base_filters.items()]


def _filter_parameter(name: str, one: Asked) -> OpenApiParameter:
    shapes = {YesNo: OpenApiTypes.BOOL, Count: OpenApiTypes.INT, Moment: OpenApiTypes.DATETIME}
    shape = next((shape for kind, shape in shapes.items() if isinstance(one, kind)), OpenApiTypes.STR)
    return OpenApiParameter(
        name,
        shape,
        description=one.help_text,
        enum=list(one.choices.values) if one.choices else None,
        many=one.many,
        explode=False if one.many else None,
    )
