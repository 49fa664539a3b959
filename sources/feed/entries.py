"""Keeping the feed: which records a writing changed, for whom, and which others show it otherwise since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sources.choices import Status
from sources.models import FeedEntry, JournalHead, JournalRow
from sources.records import Change, Changes, Kind, kind_named, referrers

BATCH = 500
#: A record's kind and slug.
Key = tuple[str, str]


def is_public(kind: Kind, change: Change) -> bool:
    """Return whether the public can see that a record changed."""
    if change.before is None:
        return is_public_when_new(kind, change.status(change.after))
    if not kind.has_status or change.was_published or change.is_published:
        return True
    return change.status(change.after) == Status.RETRACTED and change.alters("status", "retraction_reason")


def is_public_when_new(kind: Kind, status: str) -> bool:
    """Return whether the public can see that a record was made with a status."""
    return not kind.has_status or status in (Status.PUBLISHED, Status.RETRACTED)


def keep(changes: Changes, rows: Sequence[JournalRow], head: JournalHead) -> None:
    """Enter what a writing changed, at the numbers of its journal rows, and after it what shows it otherwise now.

    Nobody wrote the latter, so the journal has no row of them: they take further numbers of the head.
    """
    if not rows:
        return
    number_of = {(row.kind, row.slug): row.number for row in rows}
    public_of = dict(_changed(changes))
    for key, public in _shown_otherwise(changes):
        if key not in number_of:
            head.last_number += 1
            number_of[key] = head.last_number
            public_of[key] = public
    at = rows[-1].at
    _store(
        [
            FeedEntry(kind=key[0], slug=key[1], number=number, at=at)
            if not public_of[key]
            else FeedEntry(kind=key[0], slug=key[1], number=number, at=at, public_number=number, public_at=at)
            for key, number in number_of.items()
        ]
    )
    head.public_revision = max(head.public_revision, *(number_of[key] if public_of[key] else 0 for key in number_of))


def _changed(changes: Changes) -> Iterator[tuple[Key, bool]]:
    """Yield what was written, and whether the public may know; of two with one key the last has the word."""
    for name, changed in changes.items():
        for change in changed.values():
            state = change.after or change.before or {}
            yield (name, state["slug"]), is_public(kind_named(name), change)


def _shown_otherwise(changes: Changes) -> Iterator[tuple[Key, bool]]:
    """Yield the keys that were left for others, and what names a record that was hidden, brought back or renamed.

    A draft that rests on a hidden record does not stand, so what names it is shown otherwise too.
    """
    ahead: dict[str, set[int]] = {}
    for name, changed in changes.items():
        turned = {pk: change for pk, change in changed.items() if _turned(change)}
        yield from (((name, change.before["slug"]), False) for change in turned.values() if change.before)
        if turned:
            ahead[name] = set(turned)
    known = {name: set(pks) for name, pks in ahead.items()}
    while ahead:
        found = sorted({one for name, pks in ahead.items() for one in referrers(name, pks)})
        ahead = defaultdict(set)
        for one in found:
            if one.status == Status.RETRACTED:
                continue
            yield (one.kind, one.slug), one.status in ("", Status.PUBLISHED)
            if one.rests and one.pk not in known.setdefault(one.kind, set()):
                known[one.kind].add(one.pk)
                ahead[one.kind].add(one.pk)


def _turned(change: Change) -> bool:
    """Return whether records that name this one show it otherwise than before.

    What becomes public is not asked about: nothing public named it while it was a draft.
    """
    if change.before is None or change.after is None:
        return False
    was, is_now = (change.status(state) == Status.RETRACTED for state in (change.before, change.after))
    return was != is_now or change.alters("slug")


def _store(entries: list[FeedEntry]) -> None:
    """Put entries in place of the records' earlier ones; where the public may not know, its number stays."""
    for public, fields in ((False, ["number", "at"]), (True, ["number", "at", "public_number", "public_at"])):
        FeedEntry.objects.bulk_create(
            [entry for entry in entries if (entry.public_number is not None) is public],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["kind", "slug"],
            update_fields=fields,
        )
