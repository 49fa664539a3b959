"""What a list can be asked, as input of the schema: read off its FilterSet."""

from __future__ import annotations

import enum
from types import GenericAlias
from typing import Any

import strawberry

from sources.filters import Asked, Box, Count, Day, ExternalKey, Moment, Slug, Text, VisibleFilterSet, YesNo
from sources.graphql.enums import enum_type
from sources.graphql.scalars import Date, DateTime
from sources.pages import Order


@strawberry.input(
    description="A part of the map, in degrees (WGS 84); where west is more than east, across the antimeridian."
)
class BBox:
    west: float
    south: float
    east: float
    north: float


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
        _inputs[name] = enum_type(enum.Enum(name, {one: one for one in orders}))
    return _inputs[name]


def asked(filtered: Any) -> dict[str, Any]:
    """Return what an input asks, as ``sources.filters.apply`` takes it."""
    given = {} if filtered is None else vars(filtered)
    return {name: _plain(value) for name, value in given.items() if value is not None and value is not strawberry.UNSET}


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
