"""The exact way of one line: one record at a time, through the actions that everything else goes through."""

from __future__ import annotations

from typing import Any

from sources.actions import Incoming, patched, retract
from sources.actions.putting import put_one
from sources.choices import Status
from sources.ingest.lines import PATCH, RETRACT, Order
from sources.journal import Writing
from sources.records import Json, Resolver, records_of
from sources.refusals import refuse


def carry_out(writing: Writing, order: Order, resolve: Resolver) -> Any:
    """Put, patch or retract one record and return its row.

    :raises ValidationError: with every fault found in it; nothing of it is written then.
    """
    one = order.incoming
    row = one.kind.objects.filter(slug=one.slug).first()
    one.check_is_seen(row, writing.viewer)
    if order.if_version is not None and order.if_version != (row.version if row else 0):
        message = f"This record has version {row.version}." if row else "There is no such record."
        raise refuse("VERSION_MISMATCH", message, "if_version")
    if order.operation == RETRACT:
        _retract(writing, order, row)
        return row
    before = records_of(one.kind, [row.pk])[row.pk] if row else None
    if order.operation == PATCH:
        one = Incoming(one.kind, _patched(writing, one), one.line)
    return put_one(writing, one, row, before, resolve)


def _patched(writing: Writing, one: Incoming) -> dict[str, Json]:
    """Return a whole record: what is stored, with the given fields in their place; null is the default."""
    row = one.kind.joined(one.kind.objects.filter(slug=one.slug)).first()
    if row is None:
        raise refuse("NOT_FOUND", f"There is no {one.kind.name} {one.slug}.", "slug")
    data, _ = patched(one.kind, row, one.data, writing.viewer)
    return data


def _retract(writing: Writing, order: Order, row: Any) -> None:
    one = order.incoming
    if row is None:
        raise refuse("NOT_FOUND", f"There is no {one.kind.name} {one.slug}.", "slug")
    if not one.kind.has_status or row.status not in (Status.PUBLISHED, Status.RETRACTED):
        raise refuse("BAD_STATUS", "Only what is published can be retracted.", "op")
    if row.status == Status.PUBLISHED:
        retract(writing, row, order.reason)
