"""Whether the journal tells all that was written: what is stored, held against the last row of each record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from django.db.models import F, Max

from sources.choices import JournalAction
from sources.differences import differences
from sources.history import SLUG_BEFORE
from sources.models import JournalHead, JournalRow
from sources.records import Kind, all_kinds, kind_named
from sources.refusals import pointer_to
from sources.snapshots import snapshot

BATCH = 500


def discrepancies() -> Iterator[str]:
    """Yield, in words, each place where store and journal differ. Reads one state of both, a few hundred at a time."""
    with snapshot():
        yield from _of_numbers()
        for kind in all_kinds():
            yield from _of_stored(kind)
        yield from _of_lost()


def _of_numbers() -> Iterator[str]:
    head = JournalHead.objects.values_list("last_number", flat=True).first() or 0
    last = JournalRow.objects.aggregate(last=Max("number"))["last"] or 0
    if head < last:  # it may stand beyond: the feed takes numbers too
        yield f"The head stands at {head}, but the journal's last number is {last}."


def _of_stored(kind: Kind) -> Iterator[str]:
    slug = ""
    while True:
        rows = list(kind.rows(kind.objects.filter(slug__gt=slug).order_by("slug")[:BATCH]))
        if not rows:
            return
        slug = rows[-1].slug
        last = _last_rows(kind.name, [row.slug for row in rows])
        for row in rows:
            yield from (f"{kind.name} {row.slug}: {fault}" for fault in _of_record(kind, row, last.get(row.slug)))


def _last_rows(kind: str, slugs: Iterable[str]) -> dict[str, JournalRow]:
    of_kind = JournalRow.objects.filter(kind=kind, slug__in=slugs).order_by()
    numbers = of_kind.values("slug").annotate(last=Max("number")).values_list("last", flat=True)
    return {row.slug: row for row in JournalRow.objects.filter(number__in=list(numbers))}


def _of_record(kind: Kind, row: Any, last: JournalRow | None) -> Iterator[str]:
    if last is None:
        yield "it has no row in the journal."
        return
    if last.action == JournalAction.DELETE:
        yield f"row {last.number} deleted it, but it is there."
        return
    if row.version != last.version:
        yield f"its version is {row.version}, but row {last.number} made version {last.version}."
    places = [pointer_to(one.path) for one in differences(kind, last.after, kind.dump(row))]
    if places:
        yield f"it is not what row {last.number} left, at {', '.join(places)}."


def _of_lost() -> Iterator[str]:
    """Yield the records that the journal does not say are gone, but are."""
    named = JournalRow.objects.order_by("kind", "slug").values_list("kind", "slug").distinct()
    for some in batched(named.iterator(chunk_size=BATCH), BATCH):
        for kind in {name for name, _ in some}:
            yield from _lost_of(kind, {slug for name, slug in some if name == kind})


def _lost_of(kind: str, slugs: set[str]) -> Iterator[str]:
    stored = kind_named(kind).objects.filter(slug__in=slugs).values_list("slug", flat=True)
    last = _last_rows(kind, slugs - set(stored))
    lost = {slug: row for slug, row in last.items() if row.action != JournalAction.DELETE}
    renamed = JournalRow.objects.filter(kind=kind).annotate(was=SLUG_BEFORE).filter(was__in=lost)
    left = set(renamed.exclude(slug=F("was")).values_list("was", flat=True)) if lost else set()
    for slug in sorted(lost.keys() - left):
        yield f"{kind} {slug}: row {lost[slug].number} left it, but it is not there."
