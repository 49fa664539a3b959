"""What a list can be asked, as input of the schema: read off its FilterSet."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import replace
from types import GenericAlias
from typing import Any

import strawberry
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from strawberry.utils.str_converters import to_camel_case

from sources.filters import Asked, Box, Count, Day, ExternalKey, Moment, Slug, Text, VisibleFilterSet, YesNo, apply
from sources.filters.values import a_box
from sources.graphql.enums import enum_type
from sources.graphql.scalars import Date, DateTime
from sources.pages import Order
from sources.refusals import Refusal, refuse
from sources.visibility import Viewer


@strawberry.input(
    description="A part of the map, in degrees (WGS 84); where west is more than east, across the antimeridian."
)
class BBox:
    west: float = strawberry.field(description="The western edge, −180 to 180.")
    south: float = strawberry.field(description="The southern edge, −90 to 90.")
    east: float = strawberry.field(description="The eastern edge, −180 to 180.")
    north: float = strawberry.field(description="The northern edge, −90 to 90.")


KINDS: dict[type[Asked], Any] = {
    Slug: strawberry.ID,
    Text: str,
    YesNo: bool,
    Count: int,
    Day: Date,
    Moment: DateTime,
    Box: BBox,
    ExternalKey: str,
}
#: Parameters whose scalar is their own, whatever the list. A higher app may add to them.
KINDS_BY_NAME: dict[str, Any] = {}

_inputs: dict[str, Any] = {}


def filter_input(filterset: type[VisibleFilterSet], name: str) -> Any:
    """Return the input that asks what a FilterSet can be asked, made when it is first asked for."""
    if name not in _inputs:
        given = filterset.base_filters
        fields: dict[str, Any] = {
            parameter: strawberry.field(default=strawberry.UNSET, description=one.help_text)
            for parameter, one in given.items()
        }
        annotations = {parameter: _kind(parameter, one) | None for parameter, one in given.items()}
        made = type(name, (), {**fields, "__annotations__": annotations, "__doc__": filterset.__doc__})
        _inputs[name] = strawberry.input(made, name=name, description=(filterset.__doc__ or "").strip())
    return _inputs[name]


def order_enum(name: str, orders: dict[str, Order]) -> Any:
    """Return the enum of the names of orders, made when it is first asked for."""
    if name not in _inputs:
        made = _words(name, orders)
        made.__doc__ = "In which order a list comes; what is equal in it comes by slug."
        _inputs[name] = enum_type(made)
    return _inputs[name]


def _words(name: str, some: Iterable[str]) -> Any:
    return enum.Enum(name, {one: one for one in some})


def filtered(filterset: type[VisibleFilterSet], rows: QuerySet[Any], given: Any, viewer: Viewer) -> QuerySet[Any]:
    """Return the rows, all of them visible, that pass what an input asks.

    :raises Refusal: each fault at the name the parameter has in the schema: ``/filter/happenedFrom``.
    """
    try:
        return apply(filterset, rows, asked(given), viewer)
    except Refusal as refusal:
        faults = (
            replace(fault, path=("filter", *(to_camel_case(str(name)) for name in fault.path)))
            for fault in refusal.faults
        )
        raise Refusal(faults) from None


def box_of(given: BBox, name: str) -> tuple[float, float, float, float]:
    """Return the edges of a part of the map. :raises Refusal: naming the argument, for degrees that there are not."""
    try:
        return a_box(_plain(given))
    except ValidationError as error:
        raise refuse("BAD_USER_INPUT", " ".join(error.messages), name) from error


def asked(given: Any) -> dict[str, Any]:
    """Return what an input asks, as ``sources.filters.apply`` takes it."""
    values = {} if given is None else vars(given)
    return {
        name: _plain(value) for name, value in values.items() if value is not None and value is not strawberry.UNSET
    }


def _kind(name: str, one: Asked) -> Any:
    kind = KINDS_BY_NAME.get(name) or (
        enum_type(one.choices) if one.choices else next(KINDS[base] for base in type(one).__mro__ if base in KINDS)
    )
    return GenericAlias(list, (kind,)) if one.many else kind


def _plain(value: Any) -> Any:
    match value:
        case enum.Enum():
            return value.value
        case list():
            return [_plain(one) for one in value]
        case BBox():
            return [value.west, value.south, value.east, value.north]
    return value
