"""Where a record went that the API does not answer: withdrawn with a reason, merged into another, or never there."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sources.choices import Status
from sources.records import Kind, is_visible
from sources.visibility import Viewer


@dataclass(frozen=True)
class Retracted:
    """What the public may know of a record that was withdrawn."""

    at: datetime.datetime | None
    reason: str


@dataclass(frozen=True)
class Merged:
    """That a record is another one now."""

    into: str


def standing(kind: Kind, slug: str, viewer: Viewer) -> Retracted | Merged | None:
    """Return what became of a record; None where it is as it was, hidden, or was never there."""
    row = None if "\0" in slug else kind.objects.filter(slug=slug).first()
    if row is None:
        return None
    into = getattr(row, "merged_into", None)
    if into is not None and is_visible(into, viewer):
        return Merged(into.slug)
    if row.status == Status.RETRACTED:
        return Retracted(row.retracted_at, row.retraction_reason)
    return None
