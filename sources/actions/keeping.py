"""Saving an edited row, and deleting one."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import ProtectedError

from sources.journal import Writing
from sources.models import Record
from sources.records import (
    kind_of,
)
from sources.refusals import refuse


def save_record(writing: Writing, row: Record) -> Record:
    """Save an edited row's own columns after validating them; the caller writes owned rows within the writing.

    :raises ValidationError: keyed by column.
    """
    writing.touch(row)
    row.full_clean()
    writing.save(row)
    return row


def delete(writing: Writing, row: Any) -> None:
    """Delete a record that nothing refers to and that was never public.

    :raises Refusal: STILL_CITED, naming what refers to it; EVER_PUBLIC for what must be retracted instead.
    """
    kind = kind_of(row)
    if kind.has_status and row.published_at is not None:
        raise refuse("EVER_PUBLIC", "What was ever public is retracted, not deleted.", kind=kind.name, slug=row.slug)
    try:
        writing.delete(row)
    except ProtectedError as error:
        names = sorted({_describe(one) for one in error.protected_objects})
        shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
        raise refuse("STILL_CITED", f"Still referred to by {shown}.", kind=kind.name, slug=row.slug) from error


def _describe(row: models.Model) -> str:
    """Name a record, or the record that owns a row."""
    if isinstance(row, Record):
        return f"{kind_of(row).name} {row.slug}"
    owners = [
        field for field in row._meta.fields if field.remote_field and field.remote_field.on_delete is models.CASCADE
    ]
    return _describe(getattr(row, owners[0].name)) if owners else str(row)
