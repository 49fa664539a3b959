"""One change of many records at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sources.actions.putting import Incoming, put_records
from sources.actions.revising import patched
from sources.journal import Writing
from sources.records import Json, References, kind_of

#: From a stored record to the merge patch (RFC 7396) that is applied to it.
Patch = Callable[[dict[str, Json]], dict[str, Json]]


def revise(writing: Writing, rows: Collection[Any], patch: Patch) -> None:
    """Patch each of some records of one kind, all or none; one that it leaves equal is not written.

    :raises Refusal: with the faults of every record that stands in the way, each naming it; at the end of the writing,
        what rules say of them.
    """
    if not rows:
        return
    kind = kind_of(next(iter(rows)))
    loaded = kind.rows(kind.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))
    put_records(writing, [_revised(writing, kind, row, patch) for row in loaded])


def extend(writing: Writing, rows: Collection[Any], name: str, targets: Collection[Any]) -> None:
    """Add records to a list of each of some records; one that has them is not written.

    :raises Refusal: at the end of the writing, what rules say of them.
    """
    if rows:
        field = kind_of(next(iter(rows))).field_named(name)
        assert isinstance(field, References)
        writing.touch(*rows)
        field.extend(rows, targets)


def _revised(writing: Writing, kind: Any, row: Any, patch: Patch) -> Incoming:
    data, _ = patched(kind, row, patch(kind.dump(row)), writing.viewer)
    return Incoming(kind, {**data, "record": kind.name, "slug": row.slug})
