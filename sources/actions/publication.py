"""Bringing records to the public, and taking them back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sources.actions.finding import rows_with
from sources.choices import Status
from sources.journal import Writing
from sources.models import Publishable
from sources.models.records import RETRACTION_NEEDS_REASON
from sources.records import (
    Pointer,
    kind_named,
    kind_of,
    records_of,
)
from sources.refusals import refuse
from sources.rules import Gone, resting_kinds, unsupported_without


def submit(writing: Writing, row: Publishable) -> None:
    """Hand a draft in for review."""
    _set_status(writing, row, Status.IN_REVIEW)


def return_to_draft(writing: Writing, row: Publishable) -> None:
    """Give what is in review back to its author."""
    _set_status(writing, row, Status.DRAFT)


def publish(writing: Writing, rows: Iterable[Publishable], *, along: bool = False) -> list[Publishable]:
    """Publish records; with ``along``, also the unpublished ones they refer to. Returns all that were published.

    :raises Refusal: NOT_PUBLISHABLE, naming what is missing, at the end of the writing.
    """
    wanted = list(rows)
    if along:
        wanted = [*unpublished_behind(wanted), *wanted]
    for row in wanted:
        _set_status(writing, row, Status.PUBLISHED)
    return wanted


def unpublished_behind(rows: Iterable[Publishable]) -> list[Publishable]:
    """Return the drafts that records refer to, directly or through one another, without the records themselves."""
    start = {(kind_of(row).name, row.slug) for row in rows}
    seen, ahead = set(start), start
    found: list[Publishable] = []
    while ahead:
        pointers = [pointer for kind, slugs in _by_kind(ahead).items() for pointer in _pointers_from(kind, slugs)]
        ahead = {(pointer.kind, pointer.slug) for pointer in pointers if kind_named(pointer.kind).has_status} - seen
        drafts = [
            row
            for kind, slugs in _by_kind(ahead).items()
            for row in rows_with(kind, slugs)
            if row.status in (Status.DRAFT, Status.IN_REVIEW)
        ]
        ahead = {(kind_of(row).name, row.slug) for row in drafts}
        seen |= ahead
        found.extend(drafts)
    return found


def _by_kind(keys: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    grouped: dict[str, set[str]] = defaultdict(set)
    for kind, slug in keys:
        grouped[kind].add(slug)
    return grouped


def _pointers_from(name: str, slugs: set[str]) -> list[Pointer]:
    kind = kind_named(name)
    pks = kind.objects.filter(slug__in=slugs).values_list("pk", flat=True)
    return [pointer for record in records_of(kind, pks).values() for pointer in kind.pointers(record)]


def rests_on(row: Publishable) -> list[Publishable]:
    """Return the published records that would be retracted together with one, nearest first."""
    found: dict[tuple[str, int], Publishable] = {(kind_of(row).name, row.pk): row}
    ahead: list[Publishable] = [row]
    while ahead:
        gone = _pks_by_kind(found)
        near = [*(one for under in ahead for one in _resting_on(under)), *unsupported_without(gone)]
        new = {(kind_of(one).name, one.pk): one for one in near}
        ahead = [one for key, one in new.items() if key not in found]
        found.update(new)
    return list(found.values())[1:]


def _pks_by_kind(keys: Iterable[tuple[str, int]]) -> Gone:
    grouped: Gone = defaultdict(set)
    for kind, pk in keys:
        grouped[kind].add(pk)
    return grouped


def _resting_on(row: Publishable) -> list[Any]:
    return [
        one
        for kind, lookup in resting_kinds(kind_of(row).name)
        for one in kind.objects.filter(**{lookup: row, "status": Status.PUBLISHED})
        .select_related(*(join for field in kind.fields for join in field.joins()))  # they are named to the user
        .order_by("slug")
    ]


def retract(writing: Writing, row: Publishable, reason: str) -> list[Publishable]:
    """Retract a published record and what rests on it, with a public reason. Returns all that were retracted.

    :raises Refusal: REASON_REQUIRED without a reason; NOT_PUBLISHABLE where others would lose their last support.
    """
    if not reason.strip():
        raise refuse("REASON_REQUIRED", RETRACTION_NEEDS_REASON, "retraction_reason")
    retracted = [row, *rests_on(row)]
    for one in retracted:
        writing.touch(one)
        one.retraction_reason = reason if one is row else f"It rested on {kind_of(row).name} {row.slug}: {reason}"
        _set_status(writing, one, Status.RETRACTED)
    return retracted


def _set_status(writing: Writing, row: Publishable, status: Status) -> None:
    _refuse_merged(row)
    writing.touch(row)
    row.status = status
    if status == Status.PUBLISHED:
        row.retraction_reason = ""
    writing.save(row)


def _refuse_merged(row: Publishable) -> None:
    """Leave what was merged where it stands. :raises Refusal: MERGED."""
    into = getattr(row, "merged_into", None)
    if into is not None:
        message = f"It was merged into {into.slug}."
        raise refuse("MERGED", message, kind=kind_of(row).name, slug=row.slug)
