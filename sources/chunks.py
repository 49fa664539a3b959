"""Reading all rows of a list while holding only some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet

SIZE = 500


def chunks(rows: QuerySet[Any], *keys: str, size: int = SIZE) -> Iterator[list[Any]]:
    """Yield rows in ascending order of columns that are never null, the last of them unique, so many at a time.

    Each chunk costs what the queryset costs, wherever it lies. Read within a ``snapshot`` where all must be of one
    state.
    """
    ordered = rows.order_by(*keys)
    found = list(ordered[:size])
    while found:
        yield found
        if len(found) < size:
            return
        found = list(ordered.filter(_beyond(keys, [getattr(found[-1], key) for key in keys]))[:size])


def _beyond(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the predicate of rows behind a position; the first comparison alone is there for an index to use."""
    beyond, tied = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        beyond |= tied & Q((f"{key}__gt", value))
        tied &= Q((key, value))
    return Q((f"{keys[0]}__gte", values[0])) & beyond
