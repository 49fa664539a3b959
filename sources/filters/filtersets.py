"""What a list can be asked, named once for both APIs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from sources.choices import Status
from sources.filters.asked import Asked, Choices, ExternalKey, Moment, Slugs
from sources.filters.predicates import at_least, has_external_key, is_any
from sources.filters.values import shown
from sources.pages import Order
from sources.querysets import visible
from sources.refusals import Fault, Refusal
from sources.visibility import Viewer

#: The values asked for by name; what was not asked for is absent.
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Together:
    """Parameters whose values make one predicate; it is asked when one of ``needs`` is given (or one of ``names``)."""

    names: tuple[str, ...]
    where: Callable[[Values, Viewer], Q]
    needs: tuple[str, ...] = ()

    def is_asked(self, values: Values) -> bool:
        return any(name in values for name in self.needs or self.names)


class VisibleFilterSet(django_filters.FilterSet):
    """The parameters of one model's list and the predicates they stand for.

    Predicates look only at rows that the viewer may see. ``orders`` names the list's orders, the default one first;
    ``ranges`` names the pairs of which the first must not be above the second.
    """

    orders: ClassVar[dict[str, Order]] = {}
    together: ClassVar[tuple[Together, ...]] = ()
    ranges: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __init__(
        self,
        data: Any = None,
        queryset: QuerySet[Any] | None = None,
        *,
        viewer: Viewer = Viewer.PUBLIC,
        request: Any = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, queryset, request=request, prefix=prefix)
        self.viewer = viewer

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        values = {name: value for name, value in self.form.cleaned_data.items() if value is not None}
        return queryset.filter(self.predicate(values, self.viewer))

    @classmethod
    def predicate(cls, values: Values, viewer: Viewer) -> Q:
        """Return the predicate of all that was asked; an empty one where nothing was."""
        asked = Q()
        for name, value in values.items():
            where = cls.base_filters[name].where
            asked &= where(value, viewer) if where else Q()
        for some in cls.together:
            asked &= some.where(values, viewer) if some.is_asked(values) else Q()
        return asked

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was asked, as values; None means not asked.

        :raises Refusal: with UNKNOWN_PARAMETER or BAD_USER_INPUT for each parameter that is wrong.
        """
        given = {name: value for name, value in data.items() if value is not None}
        faults = [_unknown(name, list(cls.base_filters)) for name in data if name not in cls.base_filters]
        values: dict[str, Any] = {}
        for name in (name for name in given if name in cls.base_filters):
            try:
                values[name] = cls.base_filters[name].field.clean(given[name])
            except ValidationError as error:
                faults.append(Fault("BAD_USER_INPUT", " ".join(error.messages), (name,)))
        faults.extend(cls._reversed(values))
        if faults:
            raise Refusal(faults)
        return {name: values[name] for name in cls.base_filters if name in values}

    @classmethod
    def _reversed(cls, values: Values) -> Iterator[Fault]:
        for low, high in cls.ranges:
            if low in values and high in values and values[low] > values[high]:
                yield Fault("BAD_USER_INPUT", f"{low} is above {high}.", (low,))

    @classmethod
    def extend(cls, **filters: Asked) -> None:
        """Add parameters that a higher app knows how to answer."""
        for name, one in filters.items():
            one.field_name = name
            cls.base_filters[name] = one
            cls.declared_filters[name] = one


def _unknown(name: str, known: list[str]) -> Fault:
    near = get_close_matches(name, known, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(known)}."
    return Fault("UNKNOWN_PARAMETER", f"There is no parameter {shown(name)}. {hint}", (name,))


def apply(
    filterset: type[VisibleFilterSet], queryset: QuerySet[Any], data: Mapping[str, Any], viewer: Viewer
) -> QuerySet[Any]:
    """Return the rows of ``queryset``, all of them visible, that pass what is asked in ``data``.

    ``data`` has parameters in snake_case, each with the text of a URL or with a plain value or list; None is not
    asked. No statement is run.

    :raises Refusal: UNKNOWN_PARAMETER and BAD_USER_INPUT, each fault at the parameter's name.
    """
    return queryset.filter(filterset.predicate(filterset.read(data), viewer))


def has_status(statuses: Any, viewer: Viewer) -> Q:
    """Whether the record stands there, as far as the viewer may know."""
    return Q(status__in=statuses) & visible(viewer)


def external_key(kind: str) -> ExternalKey:
    """Return the parameter that finds a record of a kind by its key elsewhere."""
    help_text = "The record with this key elsewhere, as scheme:identifier (wikidata:Q42418)."
    return ExternalKey(help_text, has_external_key(kind))


class RecordFilterSet(VisibleFilterSet):
    """What every kind of record can be asked."""

    slug_in = Slugs("Only records with one of these slugs.", is_any("slug"))
    updated_since = Moment("Changed at this moment or later, ISO 8601.", at_least("updated_at"))


class PublishableFilterSet(RecordFilterSet):
    """What every kind of record with a status can be asked."""

    status = Choices(
        "Where the record stands. Only those who may see drafts find any but PUBLISHED.", Status, has_status
    )


RECENTLY_CHANGED = Order("RECENTLY_CHANGED", (("updated_at", True), ("slug", False)))
SLUG = Order("SLUG", (("slug", False),))


def orders(*some: Order) -> dict[str, Order]:
    """Return orders by name, the default one first."""
    return {order.name: order for order in some}
