"""Loading lines: all or nothing, or only the good ones; for good, or to see what would happen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from sources.access import Access
from sources.choices import JournalAction, Road
from sources.ingest.closing import close
from sources.ingest.lines import Line
from sources.ingest.loading import Loading
from sources.ingest.report import Faults, Report
from sources.ingest.staging import Staging
from sources.ingest.writer import BulkWriting
from sources.journal import action_of, lock
from sources.models import JournalHead
from sources.records import Changes
from sources.refusals import Refusal

#: How often the good lines are tried anew without those that broke a rule.
MOST_PASSES = 100


def load(
    lines: Iterable[Line],
    *,
    by: Any = None,
    access: Access | None = None,
    reason: str = "",
    road: str = Road.BUNDLE,
    skip_errors: bool = False,
    dry_run: bool = False,
    seen: Callable[[], None] = lambda: None,
) -> Report:
    """Put every record of some lines into the store, in one writing.

    All is kept or nothing, but with ``skip_errors`` the good lines are: those that are right themselves, break no
    rule, and name no bad one. ``dry_run`` keeps nothing and tells what would be. ``by`` is who writes; with ``access``
    that is its user, who may change only what it allows. ``seen`` is called once a line.

    Lines are read and checked before the writers' lock is taken. What they hold is kept on disk meanwhile; memory does
    not grow with their number, but with the number of those that change what is stored, or name their own kind.

    :raises LoadRefused: with every fault and its line, from 1; nothing was written then.
    """
    staging = Staging()
    try:
        staging.read(lines, seen)
        return _Load(staging, _How(by, access, reason, road), skip_errors, dry_run).run()
    finally:
        staging.close()


@dataclass(frozen=True)
class _How:
    by: Any
    access: Access | None
    reason: str
    road: str


class _TryAgain(Exception):
    """Undoes a pass whose lines broke rules."""


class _Undone(Exception):
    """Undoes what was only to be seen."""


class _Load:
    def __init__(self, staging: Staging, how: _How, skip_errors: bool, dry_run: bool) -> None:
        self._staging = staging
        self._how = how
        self._skip_errors = skip_errors
        self._dry_run = dry_run
        #: What was found when a pass ended, in lines that the next one leaves out.
        self._broken = Faults(staging.faults)

    def run(self) -> Report:
        report = Report(dry_run=self._dry_run)
        try:
            with transaction.atomic():
                self._passes(report, lock())
        except _Undone:
            report.first = report.last = None
        return report

    def _passes(self, report: Report, head: JournalHead) -> None:
        for _ in range(MOST_PASSES):
            try:
                with transaction.atomic():
                    self._pass(report, copy(head))
            except _TryAgain:
                continue
            if self._dry_run:
                raise _Undone
            return
        raise self._broken.refusal()

    def _pass(self, report: Report, head: JournalHead) -> None:
        how = self._how
        by = how.access.user if how.access else how.by
        writing = BulkWriting(head, by=by, reason=how.reason, road=how.road, access=how.access)
        loading = Loading(self._staging, writing, self._broken.lines)
        loading.run()
        faults = self._faults_of(loading)
        if faults and not self._skip_errors:
            raise faults.refusal()
        try:
            changes = close(writing)
        except Refusal as refusal:
            self._note(refusal)
            raise _TryAgain from refusal
        _tell(report, writing, loading, changes, faults)

    def _faults_of(self, loading: Loading) -> Faults:
        """Return what was wrong with lines so far."""
        faults = Faults(self._broken)
        if self._skip_errors:
            faults.add([*loading.faults.told, *loading.follows])
            faults.count(loading.faults)
            return faults
        # A record that is not found may stand on a line that could not be read.
        told = [fault for fault in loading.faults.told if not self._staging.faults or fault.code != "NOT_FOUND"]
        faults.add(told)
        faults.count(loading.faults)
        return faults

    def _note(self, refusal: Refusal) -> None:
        """Find the lines of what broke rules. :raises LoadRefused: where all is refused, or no line is to blame."""
        wanted = {(fault.kind, fault.slug) for fault in refusal.faults}
        line_of = self._staging.lines_of(wanted)
        faults = [replace(fault, line=line_of.get((fault.kind, fault.slug))) for fault in refusal.faults]
        if self._skip_errors and all(fault.line for fault in faults):
            self._broken.add(faults)
            return
        refused = Faults() if self._skip_errors else Faults(self._broken)
        refused.add(faults)
        raise refused.refusal() from refusal


def _tell(report: Report, writing: BulkWriting, loading: Loading, changes: Changes, faults: Faults) -> None:
    """Write into a report what a pass came to."""
    actions = [action_of(change) for changed in changes.values() for change in changed.values()]
    report.retracted = actions.count(JournalAction.RETRACT)
    report.updated = len(actions) - report.retracted
    report.created = writing.written - len(actions)
    report.unchanged = loading.unchanged + sum(
        slug not in {(change.after or {}).get("slug") for change in changes.of(kind).values()}
        for kind, slug in loading.handled
    )
    report.failed = len(faults.lines)
    report.total = faults.total
    report.faults = faults.in_order()
    if writing.head.last_number > writing.start:
        report.first, report.last = writing.start + 1, writing.head.last_number
