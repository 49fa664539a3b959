"""Records as REST answers them, and what is computed of them.

How they are read is for the project to say: ``RECORDS_READ_BY`` names a class of which one is made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework import serializers

from sources.filters import VisibleFilterSet
from sources.pages import Order, Page, Span
from sources.records import Json, Kind
from sources.visibility import Viewer

#: Computes one value for many rows at once: a value by primary key.
Compute = Callable[[list[Any], Viewer], dict[int, Json]]


@dataclass(frozen=True)
class Extra:
    """A computed field of a resource, in a constant number of statements for any number of rows.

    ``needs`` names what of a row it reads: columns, times as a whole, and columns behind foreign keys as paths
    (``source.publisher.name``). The rows it is given have nothing else, and no record that the viewer may not see.
    """

    name: str
    shape: serializers.Field
    compute: Compute
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """A page of all records that pass the filters with some values."""

    filters: type[VisibleFilterSet]
    values: Mapping[str, Any]
    order: Order
    span: Span


class Records(Protocol):
    """Reads records: every field present, times with their bounds, hidden things left out, private fields for DRAFTS.

    In a constant number of statements, each as :class:`sources.records.Kind` has its fields.
    """

    def one(self, kind: Kind, extras: Collection[Extra], slug: str, viewer: Viewer) -> dict[str, Json] | None:
        """Return the visible record with a slug; None where there is none, or it was merged."""

    def some(
        self, kind: Kind, extras: Collection[Extra], keys: Iterable[int], viewer: Viewer, *, hidden: bool = False
    ) -> dict[int, dict[str, Json]]:
        """Return those of the records with some primary keys that are visible, by these; where ``hidden``, all."""

    def page(self, kind: Kind, extras: Collection[Extra], wanted: Wanted, viewer: Viewer) -> Page | None:
        """Return a page of the visible records, each as ``Placed``; None where it has to be read by its keys."""


@cache
def records() -> Records:
    read_by: type[Records] = import_string(settings.RECORDS_READ_BY)
    return read_by()
