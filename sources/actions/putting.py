"""Creating and replacing records from their JSON."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sources.actions.finding import rows_with
from sources.actions.following import follow_merges
from sources.choices import Status
from sources.journal import Writing
from sources.models import Record
from sources.records import (
    Json,
    Kept,
    Kind,
    Resolver,
    all_kinds,
    attach_lists,
    fill,
    kind_of,
    record_faults,
    records_of,
)
from sources.refusals import Fault, Path, Refusal, refuse
from sources.visibility import Viewer


@dataclass
class Incoming:
    """One record to put, and the line it came from.

    ``row`` is the saved row that it replaces, where that was read by :meth:`Kind.joined` in the same writing.
    """

    kind: Kind
    data: dict[str, Json]
    line: int | None = None
    row: Any = None

    @property
    def slug(self) -> str:
        return str(self.data["slug"])

    def check_is_seen(self, row: Any, viewer: Viewer) -> None:
        """Refuse to replace what the viewer may not know of. :raises Refusal: SLUG_TAKEN."""
        if row is not None and is_hidden(viewer, row):
            raise refuse("SLUG_TAKEN", "Another record of this kind has, or had, this slug.", "slug")


UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: Marks what is wrong only because something else given is: it is not told again.
FOLLOWS = "FOLLOWS"


def put_records(
    writing: Writing, incoming: Iterable[Incoming], *, seen: Callable[[], None] = lambda: None
) -> list[Record]:
    """Create or replace records; an equal one is left as it is. ``seen`` is called once for each.

    References may point to the store, as far as whoever writes sees it, or to any other record given. Absent plain
    fields get their defaults, absent lists are left alone.

    :raises Refusal: with every fault found in the records themselves; rules are checked when the writing ends.
    """
    faults: list[Fault] = []
    by_kind: dict[str, dict[str, Incoming]] = defaultdict(dict)
    for one in incoming:
        bad = [*unstorable(one), *_given_twice(one, by_kind[one.kind.name])]
        faults.extend(bad)
        if not bad:
            by_kind[one.kind.name][one.slug] = one
    followed = follow_merges({kind: list(some.values()) for kind, some in by_kind.items()}, writing.viewer)
    by_kind = defaultdict(dict, {kind: {one.slug: one for one in some} for kind, some in followed.items()})
    resolve = _References(by_kind, writing.viewer)
    saved: list[Record] = []
    for kind in all_kinds():
        if by_kind[kind.name]:
            faults.extend(_put_kind(writing, kind, by_kind[kind.name], resolve, saved, seen))
    if faults:
        raise Refusal(fault for fault in faults if fault.code != FOLLOWS)
    return saved


def unstorable(one: Incoming) -> Iterator[Fault]:
    """Yield the texts that JSON can carry and a database cannot; a loop, for JSON may be nested deeply."""
    ahead: list[tuple[Path, Json]] = [((), one.data)]
    while ahead:
        path, value = ahead.pop()
        if isinstance(value, str) and UNSTORABLE.search(value):
            message = "A text holds a NUL or half of a surrogate pair."
            yield placed(Fault("BAD_USER_INPUT", message, path), one)
        if isinstance(value, dict):
            ahead.extend(((*path, key), part) for key, part in value.items())
            ahead.extend(((*path, "key"), key) for key in value if UNSTORABLE.search(key))
        if isinstance(value, list):
            ahead.extend(((*path, place), part) for place, part in enumerate(value))


def _given_twice(one: Incoming, given: dict[str, Incoming]) -> Iterator[Fault]:
    if one.slug in given:
        yield given_twice(one, given[one.slug].line)


def given_twice(one: Incoming, line: int | None) -> Fault:
    """Return the fault of a record whose slug was given before, on a line where it has one."""
    message = f"This slug stands on line {line} already." if line else "This slug stands here twice."
    return placed(Fault("SLUG_TAKEN", message, ("slug",)), one)


def is_hidden(viewer: Viewer, row: Any) -> bool:
    """Return whether a row, or what is known of it, is of what the public may not see, and the viewer neither."""
    return viewer is Viewer.PUBLIC and (getattr(row, "status", "") or Status.PUBLISHED) != Status.PUBLISHED


def not_there(kind: str, slug: str, *path: str | int) -> Refusal:
    """Return the refusal of a reference to what is absent or hidden, to raise."""
    return refuse("NOT_FOUND", f"There is no {kind} {slug}.", *path)


def refused_before(kind: str, slug: str, *path: str | int) -> Refusal:
    """Return the refusal of a reference to what was given and refused, to raise."""
    return refuse(FOLLOWS, f"The {kind} {slug} was refused.", *path)


class _References:
    """Finds the rows that slugs point to: one statement a kind for all that the given records name."""

    def __init__(self, by_kind: dict[str, dict[str, Incoming]], viewer: Viewer) -> None:
        given = [one for some in by_kind.values() for one in some.values()]
        self._rows = {key: row for one in given for key, row in _loaded(one)}
        named: dict[str, set[str]] = defaultdict(set)
        for one in given:
            for pointer in one.kind.pointers(one.data):
                if (pointer.kind, pointer.slug) not in self._rows:
                    named[pointer.kind].add(pointer.slug)
        self._rows |= {(kind, row.slug): row for kind, slugs in named.items() for row in rows_with(kind, slugs)}
        self._hidden = {key for key, row in self._rows.items() if is_hidden(viewer, row)}
        self._refused: set[tuple[str, str]] = set()

    def __call__(self, kind: str, slug: str, *path: str | int) -> Any:
        row = self._rows.get((kind, slug))
        if (kind, slug) in self._refused:
            raise refused_before(kind, slug, *path)
        if row is None or ((kind, slug) in self._hidden and not isinstance(slug, Kept)):
            raise not_there(kind, slug, *path)
        return row

    def add(self, kind: str, row: Record) -> None:
        self._rows[(kind, row.slug)] = row
        self._hidden.discard((kind, row.slug))

    def refuse(self, kind: str, *slugs: str) -> None:
        self._refused.update((kind, slug) for slug in slugs)


def _loaded(one: Incoming) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield the records that were read with a row, by kind and slug."""
    for join in one.kind.joins if one.row is not None else ():
        target = getattr(one.row, join)
        if target is not None:
            yield (kind_of(target).name, target.slug), target


def _put_kind(
    writing: Writing,
    kind: Kind,
    given: dict[str, Incoming],
    resolve: _References,
    saved: list[Record],
    seen: Callable[[], None],
) -> Iterator[Fault]:
    """Save the records of one kind, each after those of its kind that it names, and yield what is wrong with them."""
    rows = {slug: one.row for slug, one in given.items() if one.row is not None}
    rows |= {row.slug: row for row in rows_with(kind.name, given.keys() - rows.keys())}
    before = records_of(kind, [row.pk for row in rows.values()])
    ordered, circling = in_order({slug: named_alike(one) for slug, one in given.items()})
    for slug, fault in circling.items():
        resolve.refuse(kind.name, slug)
        yield placed(fault, given[slug])
    for slug in ordered:
        one, row = given[slug], rows.get(slug)
        try:
            one.check_is_seen(row, writing.viewer)
            saved.append(put_one(writing, one, row, before[row.pk] if row else None, resolve))
            resolve.add(kind.name, saved[-1])
        except ValidationError as error:
            resolve.refuse(kind.name, slug)
            yield from (placed(fault, one) for fault in record_faults(error))
        seen()


def in_order(named: dict[str, dict[str, Path]]) -> tuple[list[str], dict[str, Fault]]:
    """Return slugs so that each follows those of its own kind that it names, and the faults of those that circle.

    ``named`` holds the slugs that each names, and where. Those that name none come first, as they were given. Of each
    circle one is told.
    """
    alone = [slug for slug, others in named.items() if not others]
    ahead = {slug: others.keys() & named.keys() for slug, others in named.items() if others}
    circling: dict[str, Fault] = {}
    while True:
        try:
            known = set(alone)
            sorter = TopologicalSorter({slug: others - known for slug, others in ahead.items()})
            return [*alone, *(slug for slug in sorter.static_order() if slug in ahead)], circling
        except CycleError as error:
            path = list(reversed(error.args[1]))
            message = f"These refer to one another in a cycle: {' → '.join(path)}."
            for slug, other in pairwise(path):
                code = FOLLOWS if slug in path[1:-1] else "CLOSES_CYCLE"
                circling[slug] = Fault(code, message, named[slug][other])
                del ahead[slug]


def named_alike(one: Incoming) -> dict[str, Path]:
    """Return where a record names others of its own kind."""
    return {pointer.slug: pointer.path for pointer in one.kind.pointers(one.data) if pointer.kind == one.kind.name}


def placed(fault: Fault, one: Incoming) -> Fault:
    return replace(fault, kind=one.kind.name, slug=one.slug, line=one.line)


def put_one(writing: Writing, one: Incoming, row: Any, before: dict[str, Json] | None, resolve: Resolver) -> Any:
    """Create or replace one record and return its row: all of it is written, or nothing.

    ``row`` and ``before`` are the saved row and its record, none for a new one.

    :raises ValidationError: with every fault found in the record itself.
    """
    body = {key: value for key, value in one.data.items() if key not in ("record", "slug")}
    if getattr(row, "merged_into_id", None) and "merged_into" not in body:
        raise refuse("MERGED", f"This {one.kind.name} was merged into {row.merged_into.slug}.", "slug")
    row = one.kind.model(slug=one.slug) if row is None else row
    fill(one.kind.fields, row, body, resolve)
    wanted = one.kind.normalise(one.data)
    if before is not None:
        if not is_altered(one.kind, one.data.keys(), wanted, before):
            return row
        writing.remember(one.kind.name, {row.pk: before})
    changed = {key: value for key, value in body.items() if before is None or wanted.get(key) != before.get(key)}
    try:
        _write(writing, one.kind, row, changed, resolve)
    except ValidationError:
        writing.forget(row)
        raise
    return row


def is_altered(kind: Kind, given: Collection[str], wanted: dict[str, Json], before: dict[str, Json]) -> bool:
    """Return whether a record differs from what is stored; a list that was not given is left alone."""
    left = {field.name for field in kind.fields if hasattr(field, "attach")}.difference(given)
    return any(wanted.get(key) != before.get(key) for key in {*wanted, *before} - left)


def _write(writing: Writing, kind: Kind, row: Record, changed: dict[str, Json], resolve: Resolver) -> None:
    """Save a row and the lists that changed, or nothing.

    :raises Refusal: naming the constraint that the database held against the row.
    """
    is_saved = False
    try:
        with transaction.atomic():
            writing.save(row)
            is_saved = True
            attach_lists(kind.fields, row, changed, resolve)
    except IntegrityError as error:
        if is_saved:
            raise
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as explained:
            raise Refusal(record_faults(explained, names=kind.names)) from error
        raise
