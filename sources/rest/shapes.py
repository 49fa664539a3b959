"""The shapes of what is sent, for OpenAPI: made from the kinds, and named, so that clients can be generated."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.plumbing import list_hash
from rest_framework import serializers

from sources.choices import TimeBasis
from sources.records import Column, Field, Json, Kind, Reference, References, Rows, Time, Voice, kind_named
from sources.records.rows import required
from sources.rest.received import MERGED_INTO, Nested

Shape = dict[str, Json]


class BodySerializer(serializers.Serializer):
    """What is sent of a record, or of a row it owns."""

    named: ClassVar[str]
    prefix: ClassVar[str]
    described: ClassVar[str]
    parts: ClassVar[list[Field]]
    needed: ClassVar[list[str]]
    #: Further properties, by name.
    more: ClassVar[dict[str, Any]] = {}
    #: Whether it is a patch: nothing is needed, and null clears.
    patches: ClassVar[bool] = False


class TimeWriteSerializer(serializers.Serializer):
    """A time in EDTF with what else is known of it."""

    edtf = serializers.CharField(max_length=200, allow_null=True, required=False, help_text="As 2021-09-05 (EDTF).")
    worded = serializers.CharField(max_length=200, required=False, help_text="The source's own words.")
    basis = serializers.ChoiceField(
        choices=TimeBasis.choices, required=False, help_text="Whether a source states it or it was worked out."
    )
    ongoing_on = serializers.DateField(
        allow_null=True, required=False, help_text="The date of the source that found it going on."
    )
    clock = serializers.CharField(required=False, help_text="Time of day for display.")


class VoiceWriteSerializer(serializers.Serializer):
    """Who speaks: an actor or a publisher, by slug; not both."""

    actor = serializers.CharField(required=False, help_text="Slug of an actor.")
    publisher = serializers.CharField(required=False, help_text="Slug of a publisher.")


def body_of(kind: Kind, nested: tuple[Nested, ...] = (), *, patches: bool = False) -> type[BodySerializer]:
    """Return the shape of a kind's record as it is written, or as it is patched."""
    name = kind.model.__name__
    more = {one.name: _nested(one) for one in nested}
    slug: Shape = {"type": "string", "maxLength": 100, "description": "Public key; made where it is absent."}
    return _body(
        f"{name}Write",  # the framework calls a patch of it PatchedEventWrite
        kind.model,
        [field for field in kind.fields if field.name != MERGED_INTO],
        kind.required,
        more={**({} if patches else {"slug": slug}), **more},
        prefix=name,
        patches=patches,
    )


def _nested(nested: Nested) -> type[BodySerializer]:
    kind = kind_named(nested.kind)
    fields = [field for field in kind.fields if field.name != nested.owner]
    slug: Shape = {"type": "string", "maxLength": 100, "description": "Public key; made where it is absent."}
    needed = [name for name in kind.required if name != nested.owner]
    name = f"Nested{kind.model.__name__}"
    return _body(f"{name}Write", kind.model, fields, needed, more={"slug": slug}, prefix=name)


def _body(label: str, model: type[models.Model], parts: list[Field], needed: list[str], **more: Any) -> Any:
    described = " ".join((model.__doc__ or "").split())
    members = {"prefix": label, **more, "named": label, "described": described, "parts": parts, "needed": needed}
    return type(f"{label}Serializer", (BodySerializer,), members)


class BodyExtension(OpenApiSerializerExtension):
    """Describes a body by its fields."""

    target_class = BodySerializer
    match_subclasses = True

    def get_name(self, auto_schema: Any, direction: Any) -> str:
        return str(self._body.named)

    def get_identity(self, auto_schema: Any, direction: Any) -> str:
        """A row is described each time its record is; by the same name it is the same."""
        return str(self._body.named)

    @property
    def _body(self) -> type[BodySerializer]:
        return self.target if isinstance(self.target, type) else type(self.target)

    def map_serializer(self, auto_schema: Any, direction: Any) -> Shape:
        body = self._body
        properties = {name: _more(one, auto_schema, direction) for name, one in body.more.items()}
        for field in body.parts:
            shape = _shape(field, body, auto_schema, direction)
            is_list = isinstance(field, References | Rows)
            optional = body.patches if is_list else field.name not in body.needed
            told = {"description": field.help} if field.help else {}
            properties[field.name] = {**(_or_null(shape) if optional else shape), **told}
        shape = {"type": "object", "description": body.described, "properties": properties}
        return {**shape, **({"required": body.needed} if body.needed and not body.patches else {})}


def _more(one: Any, auto_schema: Any, direction: Any) -> Shape:
    if isinstance(one, dict):
        return one
    items = {"oneOf": [auto_schema.resolve_serializer(one, direction).ref, {"type": "string"}]}
    text = "Records to write together with this one; a slug alone names one that is left as it is."
    return {"type": "array", "maxItems": 100, "items": items, "description": text}


def _shape(field: Field, body: type[BodySerializer], auto_schema: Any, direction: Any) -> Shape:
    match field:
        case Time():
            ref = auto_schema.resolve_serializer(TimeWriteSerializer, direction).ref
            return {"oneOf": [{"type": "string", "maxLength": 200}, ref]}
        case Voice():
            return dict(auto_schema.resolve_serializer(VoiceWriteSerializer, direction).ref)
        case Rows():
            label = f"{body.prefix}{field.name.capitalize()}Write"
            needed = [name for name in required(field.fields, field.model) if name != field.owner]
            row = _body(label, field.model, field.fields, needed)
            return {**field.schema(), "items": auto_schema.resolve_serializer(row, direction).ref}
        case Reference() | References():
            return field.schema()
        case Column() if field.column.choices:
            return {
                **field.schema(),
                "x-spec-enum-id": list_hash([pair for pair in field.column.flatchoices if pair[0]]),
            }
    return field.schema()


def _or_null(shape: Shape) -> Shape:
    """Return a shape that null fits too: it stands for the default."""
    if "oneOf" in shape:
        return {**shape, "oneOf": [*shape["oneOf"], {"type": "null"}]}
    if "$ref" in shape:
        return {"oneOf": [shape, {"type": "null"}]}
    enum = {"enum": [*shape["enum"], None]} if "enum" in shape else {}
    return {**shape, "type": [shape["type"], "null"], **enum}
