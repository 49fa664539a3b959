"""The one seam through which everything is written.

A writing takes the writers' lock, lets its caller change rows, checks the rules on the final state, and adds one
journal row for each record that really changed. Whoever has seen number N never later finds a new row below N.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from sources import feed
from sources.access import Access
from sources.choices import JournalAction, Road, Status
from sources.models import ExternalId, JournalHead, JournalRow, Record
from sources.records import (
    Change,
    Changes,
    Json,
    Kind,
    all_kinds,
    kind_named,
    kind_of,
    records_of,
    referrers,
    stored_of,
)
from sources.refusals import Refusal
from sources.visibility import Viewer

BATCH = 1000

_written: ContextVar[list[int] | None] = ContextVar("written", default=None)


@contextmanager
def noting_writes() -> Iterator[list[int]]:
    """Give the numbers that the journal comes to by each writing within that is kept."""
    numbers: list[int] = []
    token = _written.set(numbers)
    try:
        yield numbers
    finally:
        _written.reset(token)


def note_written(number: int) -> None:
    """Note to which number the journal comes by the present transaction, once that is kept."""
    numbers = _written.get()
    if numbers is not None:
        transaction.on_commit(lambda: numbers.append(number))


@contextmanager
def writing(
    *, by: Any = None, reason: str = "", road: str = Road.SHELL, access: Access | None = None, savepoint: bool = True
) -> Iterator[Writing]:
    """Open a writing: all of it is kept, or nothing.

    ``by`` is the user (none for the shell), ``reason`` goes to the journal. With ``access`` its user is who writes,
    and may change only what that allows. Without a ``savepoint`` the transaction that it is part of fails with it.

    :raises Refusal: at its end, when a change is not allowed or the final state breaks a rule.
    """
    with transaction.atomic(savepoint=savepoint):
        head = lock()
        current = Writing(by=access.user if access else by, reason=reason, road=road, access=access)
        yield current
        current.close(head)


def lock() -> JournalHead:
    """Wait for the writers' turn and return the row that holds it (SQLite's transaction has it already)."""
    head, _ = JournalHead.objects.select_for_update().get_or_create(id=1)
    return head


def public_revision() -> int:
    """Return the number of the last change the public could see."""
    return JournalHead.objects.values_list("public_revision", flat=True).first() or 0


def revision(viewer: Viewer) -> int:
    """Return the number of the last change that a viewer could see."""
    if viewer is Viewer.PUBLIC:
        return public_revision()
    return JournalHead.objects.values_list("last_number", flat=True).first() or 0


class Writing:
    """The records that are being changed in one transaction.

    Call :meth:`touch` before a record or its owned rows change, :meth:`save` and :meth:`delete` to change them.
    """

    def __init__(self, *, by: Any, reason: str, road: str, access: Access | None = None) -> None:
        self.by = by
        self.access = access
        self.reason = reason
        self.road = road
        self.written = 0
        self._before: dict[str, dict[int, dict[str, Json] | None]] = defaultdict(dict)
        #: The version of each record that was touched, by its kind and primary key.
        self._versions: dict[tuple[str, int], int] = {}

    @property
    def viewer(self) -> Viewer:
        """The view of whoever writes; the shell sees drafts."""
        return self.access.viewer if self.access else Viewer.DRAFTS

    def touch(self, *records: Record) -> None:
        """Remember how saved records stand now, once, before they are changed."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for record in records:
            kind = kind_of(record)
            if record.pk is not None and record.pk not in self._before[kind.name]:
                wanted[kind.name].add(record.pk)
        for name, pks in wanted.items():
            self.remember(name, records_of(kind_named(name), pks))

    def remember(self, kind: str, before: dict[int, dict[str, Json]]) -> None:
        """Take states that the caller has just read, as :meth:`touch` would."""
        for pk, state in before.items():
            self._before[kind].setdefault(pk, state)

    def forget(self, record: Record) -> None:
        """Take back that a record is new: its creation was rolled back."""
        if self._before[kind_of(record).name].get(record.pk, record) is None:
            del self._before[kind_of(record).name][record.pk]

    def save(self, record: Record) -> None:
        """Save a record: its own columns, not its owned rows."""
        self.touch(record)
        self._touch_namers(record)
        record.save()
        self._before[kind_of(record).name].setdefault(record.pk, None)

    def delete(self, record: Record) -> None:
        """Delete a record with its owned rows."""
        self.touch(record)
        kind = kind_of(record)
        version = kind.objects.filter(pk=record.pk).values_list("version", flat=True).first() or 0
        self._versions[kind.name, record.pk] = version + 1
        record.delete()

    def _touch_namers(self, record: Record) -> None:
        """Touch what names a record whose slug changes: it says something else then."""
        kind = kind_of(record)
        before = self._before[kind.name].get(record.pk)
        if before is not None and before["slug"] != record.slug:
            namers: dict[str, set[int]] = defaultdict(set)
            for one in referrers(kind.name, [record.pk]):
                namers[one.kind].add(one.pk)
            for name, pks in namers.items():
                self.remember(name, records_of(kind_named(name), pks - self._before[name].keys()))

    def close(self, head: JournalHead) -> None:
        """Check what is allowed and the rules, then version, journal and refresh what really changed.

        :raises Refusal: with every fault found.
        """
        changes = self._changes()
        self.written = sum(len(changed) for changed in changes.values())
        if not changes:
            return
        faults = list(self.access.faults(changes)) if self.access else []
        faults = faults or [fault for kind in all_kinds() for rule in kind.rules for fault in rule(changes)]
        if faults:
            raise Refusal(dict.fromkeys(faults))
        self._stamp(changes)
        self._number(changes, head)
        head.save()
        note_written(head.last_number)
        for kind in all_kinds():
            for refresh in kind.refreshes:
                refresh(changes)

    def _changes(self) -> Changes:
        changes = Changes(self.viewer)
        for kind in all_kinds():
            before = self._before.get(kind.name)
            if not before:
                continue
            stored = stored_of(kind, before)
            after = {pk: one.record for pk, one in stored.items()}
            self._versions |= {(kind.name, pk): one.version for pk, one in stored.items()}
            changed = {pk: Change(state, after.get(pk)) for pk, state in before.items() if state != after.get(pk)}
            if changed:
                changes[kind.name] = changed
        return changes

    def _stamp(self, changes: Changes) -> None:
        """Set version and moments of what changed: one statement for all that get the same."""
        now = timezone.now()
        for name in changes:
            kind = kind_named(name)
            index_external_ids(kind, changes)
            earlier = _versions_of_deleted(kind, changes)
            alike: dict[tuple[int, str], list[int]] = defaultdict(list)
            for pk, change in changes.present(name).items():
                state = change.after or {}
                version = earlier.get(state["slug"], self._versions[name, pk]) + 1
                self._versions[name, pk] = version
                alike[version, change.status(state) if kind.has_status else ""].append(pk)
            for (version, status), pks in alike.items():
                for some in batched(pks, BATCH):
                    kind.objects.filter(pk__in=some).update(version=version, updated_at=now, **moments(status, now))

    def _number(self, changes: Changes, head: JournalHead) -> None:
        rows = []
        for name, pk, change in _creations_first(changes):
            head.last_number += 1
            rows.append(self._row(head.last_number, name, change, self._versions.get((name, pk), 0)))
        JournalRow.objects.bulk_create(rows, batch_size=500)
        feed.keep(changes, rows, head)

    def _row(self, number: int, kind: str, change: Change, version: int) -> JournalRow:
        state = change.after or change.before or {}
        return JournalRow(
            number=number,
            kind=kind,
            slug=state["slug"],
            version=version,
            action=action_of(change),
            road=self.road,
            at=timezone.now(),
            by=self.by,
            reason=self.reason,
            before=change.before,
            after=change.after,
        )


def _creations_first(changes: Changes) -> list[tuple[str, int, Change]]:
    """Return changes in the order of their numbers; a large writing numbers what is new as it goes."""
    every = [(name, pk, change) for name, changed in changes.items() for pk, change in changed.items()]
    return sorted(every, key=lambda one: one[2].before is not None)


def action_of(change: Change) -> JournalAction:
    """Name what a change did, from its two states."""
    if change.before is None:
        return JournalAction.CREATE
    if change.after is None:
        return JournalAction.DELETE
    before, after = change.status(change.before), change.status(change.after)
    if before == after:
        return JournalAction.UPDATE
    return {
        Status.DRAFT: JournalAction.RETURN,
        Status.IN_REVIEW: JournalAction.SUBMIT,
        Status.PUBLISHED: JournalAction.PUBLISH,
        Status.RETRACTED: JournalAction.RETRACT,
    }[Status(after)]


def _versions_of_deleted(kind: Kind, changes: Changes) -> dict[str, int]:
    created = [change.after["slug"] for change in changes[kind.name].values() if change.after and not change.before]
    return versions_of_deleted(kind, created)


def versions_of_deleted(kind: Kind, slugs: Iterable[str]) -> dict[str, int]:
    """Return, for slugs that come back, the version at which their record was deleted: it goes on from there."""
    wanted = list(slugs)
    if not wanted or not kind.has_status:  # the slugs of other kinds never come back
        return {}
    rows = JournalRow.objects.filter(kind=kind.name, slug__in=wanted, action=JournalAction.DELETE)
    return dict(rows.values_list("slug").annotate(Max("version")))


def moments(status: str, now: datetime) -> dict[str, Any]:
    """Return the columns that tell when a record with a status came to stand where it does, to be updated."""
    if status == Status.PUBLISHED:
        return {"published_at": Coalesce("published_at", now), "retracted_at": None}
    if status == Status.RETRACTED:
        return {"published_at": Coalesce("published_at", now), "retracted_at": Coalesce("retracted_at", now)}
    return {}


def index_external_ids(kind: Kind, changes: Changes) -> None:
    """Bring the index of external ids in line with what changed."""
    altered = [change for change in changes[kind.name].values() if change.alters("external_ids", "slug")]
    old = {change.before["slug"] for change in altered if change.before}
    if old:
        ExternalId.objects.filter(kind=kind.name, slug__in=old).delete()
    states = [change.after for change in altered if change.after]
    ExternalId.objects.bulk_create(
        ExternalId(kind=kind.name, scheme=scheme, identifier=identifier, slug=state["slug"])
        for state in states
        for scheme, identifier in state.get("external_ids", {}).items()
    )
