"""Leaving remarks on records, and settling them. They are no records: no journal, no version, no road to the public."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from sources.models import Record, Remark
from sources.records import kind_of

REMARK_PERMISSION = "sources.add_remark"


def remarks_on(row: Record) -> QuerySet[Remark]:
    """Return the remarks on a record, oldest first."""
    found = Remark.objects.filter(kind=kind_of(row).name, record=row.pk)
    return found.select_related("by", "settled_by").order_by("id")


def remark(row: Record, *, by: Any, text: str) -> Remark:
    """Leave a remark. :raises ValidationError: where nothing is said, or too much. :raises PermissionDenied:"""
    if not by.has_perm(REMARK_PERMISSION):
        raise PermissionDenied
    left = Remark(kind=kind_of(row).name, record=row.pk, text=text.replace("\0", "").strip(), by=by)
    left.full_clean()
    left.save()
    return left


def settle(left: Remark, *, by: Any) -> None:
    """Settle a remark for good. :raises ValidationError: where that was done before."""
    now = timezone.now()
    if not Remark.objects.filter(pk=left.pk, settled_at__isnull=True).update(settled_by=by, settled_at=now):
        raise ValidationError("It was settled before.", code="BAD_STATUS")


def drop_remarks(row: Record) -> None:
    """Drop the remarks on a record that is being deleted."""
    Remark.objects.filter(kind=kind_of(row).name, record=row.pk).delete()


def move_remarks(row: Record, into: Record) -> None:
    """Let the remarks on a record that is being merged stand at the one that stays."""
    Remark.objects.filter(kind=kind_of(row).name, record=row.pk).update(record=into.pk)
