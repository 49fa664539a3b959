"""The shape of records for OpenAPI; the answers themselves are written by ``sources.records.show``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from rest_framework import serializers

from sources.choices import Coverage, TimeBasis
from sources.models.time import BOUNDS
from sources.records import Column, ExternalIds, Field, Kind, Reference, References, Rows, TextList, Time, Voice

_COLUMNS: dict[type, type[serializers.Field]] = {
    models.BooleanField: serializers.BooleanField,
    models.DateField: serializers.DateField,
    models.DateTimeField: serializers.DateTimeField,
    models.FloatField: serializers.FloatField,
    models.DecimalField: serializers.FloatField,
    models.PositiveIntegerField: serializers.IntegerField,
    models.PositiveSmallIntegerField: serializers.IntegerField,
    models.URLField: serializers.URLField,
}


class TimeSerializer(serializers.Serializer):
    """A time as entered in EDTF and the bounds that follow from it, as ISO 8601 days; an open one is null."""

    edtf = serializers.CharField(allow_null=True, help_text="As entered: 2021-09-05, 2021-09-15/.. (EDTF).")
    worded = serializers.CharField(help_text="The source's own words.")
    basis = serializers.ChoiceField(
        choices=TimeBasis.choices, help_text="Whether a source states it or it was worked out."
    )
    ongoing_on = serializers.DateField(allow_null=True, help_text="The date of the source that found it going on.")
    clock = serializers.CharField(help_text="Time of day for display.")
    display = serializers.CharField(required=False, help_text="In short English.")
    coverage = serializers.ChoiceField(
        choices=Coverage.choices, required=False, help_text="Whether every day of it is meant, or some day in it."
    )
    uncertain = serializers.BooleanField(required=False, help_text="Whether the date itself is doubted (EDTF ?).")
    approximate = serializers.BooleanField(required=False, help_text="Whether the date is only near (EDTF ~).")


for _bound in BOUNDS:
    TimeSerializer._declared_fields[_bound] = serializers.CharField(
        allow_null=True, required=False, help_text=f"The {_bound.replace('_', ' ')}, ISO 8601; null is open."
    )


class VoiceSerializer(serializers.Serializer):
    """Who speaks: an actor or a publisher, by slug."""

    actor = serializers.CharField(required=False, help_text="Slug of an actor.")
    publisher = serializers.CharField(required=False, help_text="Slug of a publisher.")


def serializer_for(name: str, kind: Kind, extras: tuple[tuple[str, serializers.Field], ...]) -> Any:
    """Return the serializer class that describes a kind's record with its computed fields."""
    shape = {field.name: _field(name, field) for field in kind.fields}
    fields = {
        "slug": serializers.CharField(help_text="Public key."),
        **shape,
        "version": serializers.IntegerField(help_text="Grows by one with every write."),
        **(
            {"published_at": serializers.DateTimeField(allow_null=True, help_text="First publication.")}
            if kind.has_status
            else {}
        ),
        "updated_at": serializers.DateTimeField(help_text="When it was last written."),
        **dict(extras),
    }
    if "note" in fields:
        fields["note"] = serializers.CharField(required=False, help_text="Only for those who may see drafts.")
    return type(f"{name}Serializer", (serializers.Serializer,), {"__doc__": kind.model.__doc__, **fields})


def shapes(extras: Iterable[Any]) -> tuple[tuple[str, serializers.Field], ...]:
    """Return the names and shapes of computed fields."""
    return tuple((extra.name, extra.shape) for extra in extras)


def _field(name: str, field: Field) -> serializers.Field:
    match field:
        case Time():
            return TimeSerializer(allow_null=True, help_text=field.help)
        case Voice():
            return VoiceSerializer(allow_null=True, help_text=field.help)
        case ExternalIds():
            return serializers.DictField(child=serializers.CharField(), help_text=field.help)
        case TextList() | References():
            return serializers.ListField(child=serializers.CharField(), help_text=field.help)
        case Reference():
            return serializers.CharField(allow_null=True, help_text=field.help or f"Slug of a {field.kind}.")
        case Rows():
            inner = {one.name: _field(name, one) for one in field.fields}
            label = f"{name}{field.name.capitalize()}Serializer"
            return type(label, (serializers.Serializer,), {"__doc__": field.help, **inner})(
                many=True, help_text=field.help
            )
        case Column():
            return _column(field)
    raise TypeError(f"{field!r} has no shape")


def _column(field: Column) -> serializers.Field:
    column = field.column
    if column.choices:
        allow_blank = column.blank or column.get_default() == ""
        return serializers.ChoiceField(choices=column.choices, allow_blank=allow_blank, help_text=field.help)
    make = _COLUMNS.get(type(column), serializers.CharField)
    if make is serializers.URLField and column.blank and not column.null:
        make = serializers.CharField  # blank is no URL
    return make(allow_null=True, help_text=field.help) if column.null else make(help_text=field.help)
