"""The end of a bulk writing: the rules on the final state, and what follows from what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import batched

from sources.access import Access
from sources.created import Created, refresh_of, suspects_of
from sources.ingest.writer import BulkWriting
from sources.journal import index_external_ids
from sources.records import Change, Changes, Kind, Refresh, Rule, all_kinds, kind_named, records_of
from sources.refusals import Fault, Refusal
from sources.visibility import Viewer

#: How many new records a rule without suspects of its own sees at once.
BATCH = 1000


def close(writing: BulkWriting) -> Changes:
    """Check what is allowed and the rules, then version, journal and refresh; return what was changed of the old.

    :raises Refusal: with every fault found.
    """
    changes, created = writing.altered(), writing.created
    faults = [*_forbidden(writing.access, changes, writing)] if writing.access else []
    faults = faults or [
        fault for kind in all_kinds() for rule in kind.rules for fault in _broken(rule, changes, created)
    ]
    if faults:
        raise Refusal(dict.fromkeys(faults))
    writing.number(changes)
    for name, pks in created.contested.items():
        if pks:
            index_external_ids(kind_named(name), _with(Changes(), kind_named(name), sorted(pks)))
    for kind in all_kinds():
        for refresh in kind.refreshes:
            _refresh(refresh, changes, created)
    return changes


def _forbidden(access: Access, changes: Changes, writing: BulkWriting) -> Iterator[Fault]:
    yield from access.faults(changes)
    for (name, status), state in writing.samples.items():
        for fault in access.faults(_changes(writing.viewer, {name: {0: Change(None, state)}})):
            rows = writing.created.rows(name)
            slugs = (rows.filter(status=status) if status else rows).values_list("slug", flat=True)
            yield from (Fault(fault.code, fault.message, fault.path, name, slug) for slug in slugs.iterator())


def _broken(rule: Rule, changes: Changes, created: Created) -> Iterator[Fault]:
    """Yield what breaks a rule: in all changes with the rule's suspects, a thousand of each kind at a time."""
    parts = {kind: list(batched(pks, BATCH)) for kind, pks in suspects_of(rule, created, changes)}
    for at in range(max([1, *map(len, parts.values())])):
        some = _changes(changes.viewer, changes)
        for kind_name, batches in parts.items():
            if at < len(batches):
                _with(some, kind_named(kind_name), list(batches[at]))
        if some:
            yield from rule(some)


def _changes(viewer: Viewer, changed: Mapping[str, dict[int, Change]]) -> Changes:
    changes = Changes(viewer)
    changes.update({name: dict(some) for name, some in changed.items()})
    return changes


def _with(changes: Changes, kind: Kind, pks: list[int]) -> Changes:
    """Add new records to changes."""
    new = {pk: Change(None, state) for pk, state in records_of(kind, pks).items()}
    if new:
        changes[kind.name] = changes.of(kind.name) | new
    return changes


def _refresh(refresh: Refresh, changes: Changes, created: Created) -> None:
    if changes:
        refresh(changes)
    in_bulk = refresh_of(refresh)
    if in_bulk is not None:
        in_bulk(created)
        return
    for kind in all_kinds():
        for pks in created.batches(kind.name, BATCH):
            refresh(_with(Changes(), kind, pks))
