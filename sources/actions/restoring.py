"""Putting an older state of a record again."""

from __future__ import annotations

from typing import Any

from sources import history
from sources.actions.putting import Incoming, put_records
from sources.choices import JournalAction
from sources.journal import Writing
from sources.models import JournalRow, Record
from sources.records import Json, Kind, References, Rows
from sources.refusals import refuse

#: What a state does not give back: where a record stands, which only publishing, retracting and merging move, and the
#: digest of a text that the journal does not keep.
KEPT = ("status", "retraction_reason", "merged_into", "captured_sha256")


def restore(writing: Writing, kind: Kind, slug: str, *, row: JournalRow) -> Record:
    """Put a record again as one row of its journal left it; of a row that deleted it, as it was before.

    It is a new write, and keeps its slug and its status. One that was deleted comes back as a draft. A state equal to
    the present one writes nothing.

    :raises Refusal: NOT_FOUND, where what it named is gone, or the record is and not by being deleted.
    """
    present = kind.rows(kind.objects.filter(slug=slug)).first()
    if present is None and not was_deleted(kind, slug):
        raise refuse("NOT_FOUND", f"There is no {kind.name} {slug}.", kind=kind.name, slug=slug)
    now = kind.dump(present) if present is not None else {"record": kind.name, "slug": slug}
    [record] = put_records(writing, [Incoming(kind, older_state(kind, now, row))])
    return record


def older_state(kind: Kind, now: dict[str, Json], row: JournalRow) -> dict[str, Json]:
    """Return the whole record that restoring a row of its journal would put, given the present one."""
    older = {key: value for key, value in history.state_of(row).items() if key not in KEPT}
    # An absent list is left alone when a record is put; here absent means that there was none.
    empty: dict[str, Any] = {field.name: [] for field in kind.fields if isinstance(field, (References, Rows))}
    return empty | older | {key: now[key] for key in ("record", "slug", *KEPT) if key in now}


def was_deleted(kind: Kind, slug: str) -> bool:
    """Return whether the last that was heard of a slug is that its record was deleted."""
    last = JournalRow.objects.filter(kind=kind.name, slug=slug).order_by("-number").first()
    return last is not None and last.action == JournalAction.DELETE
