"""Creating and replacing records from their JSON."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sources.actions.finding import rows_with
from sources.actions.following import follow_merges
from sources.journal import Writing
from sources.models import Record
from sources.records import (
    Json,
    Kept,
    Kind,
    all_kinds,
    attach_lists,
    fill,
    is_visible,
    kind_of,
    record_faults,
    records_of,
)
from sources.refusals import Fault, Path, Refusal, refuse
from sources.visibility import Viewer


@dataclass
class Incoming:
    """One record to put, and the line it came from."""

    kind: Kind
    data: dict[str, Json]
    line: int | None = None

    @property
    def slug(self) -> str:
        return str(self.data["slug"])


UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: Marks what is wrong only because something else given is: it is not told again.
_FOLLOWS = "FOLLOWS"


def put_records(
    writing: Writing, incoming: Iterable[Incoming], *, seen: Callable[[], None] = lambda: None
) -> list[Record]:
    """Create or replace records; an equal one is left as it is. ``seen`` is called once for each.

    References may point to the store, as far as whoever writes sees it, or to any other record given. Absent plain
    fields get their defaults, absent lists are left alone.

    :raises Refusal: with every fault found in the records themselves; rules are checked when the writing ends.
    """
    by_kind: Mapping[str, list[Incoming]] = defaultdict(list)
    faults: list[Fault] = []
    for one in incoming:
        unstorable = list(_unstorable(one))
        faults.extend(unstorable)
        if not unstorable:
            by_kind[one.kind.name].append(one)
    faults.extend(_given_twice(by_kind))
    by_kind = follow_merges(by_kind, writing.viewer)
    resolve = _References(by_kind, writing.viewer)
    saved: list[Record] = []
    for kind in all_kinds():
        if kind.name in by_kind:
            faults.extend(_put_kind(writing, kind, by_kind[kind.name], resolve, saved, seen))
    if faults:
        raise Refusal(fault for fault in faults if fault.code != _FOLLOWS)
    return saved


def _unstorable(one: Incoming) -> Iterator[Fault]:
    """Yield the texts that JSON can carry and a database cannot; a loop, for JSON may be nested deeply."""
    ahead: list[tuple[Path, Json]] = [((), one.data)]
    while ahead:
        path, value = ahead.pop()
        if isinstance(value, str) and UNSTORABLE.search(value):
            message = "A text holds a NUL or half of a surrogate pair."
            yield _placed(Fault("BAD_USER_INPUT", message, path), one)
        if isinstance(value, dict):
            ahead.extend(((*path, key), part) for key, part in value.items())
            ahead.extend(((*path, "key"), key) for key in value if UNSTORABLE.search(key))
        if isinstance(value, list):
            ahead.extend(((*path, place), part) for place, part in enumerate(value))


def _given_twice(by_kind: Mapping[str, list[Incoming]]) -> Iterator[Fault]:
    for kind, some in by_kind.items():
        seen: dict[str, Incoming] = {}
        for one in some:
            first = seen.setdefault(one.slug, one)
            if first is not one:
                message = (
                    f"This slug stands on line {first.line} already." if first.line else "This slug stands here twice."
                )
                yield Fault("SLUG_TAKEN", message, ("slug",), kind, one.slug, one.line)


class _References:
    """Finds the rows that slugs point to: one statement a kind for all that the given records name."""

    def __init__(self, by_kind: Mapping[str, list[Incoming]], viewer: Viewer) -> None:
        named: dict[str, set[str]] = defaultdict(set)
        for some in by_kind.values():
            for one in some:
                for pointer in one.kind.pointers(one.data):
                    named[pointer.kind].add(pointer.slug)
        self._rows = {(kind, row.slug): row for kind, slugs in named.items() for row in rows_with(kind, slugs)}
        public = viewer is Viewer.PUBLIC
        self._hidden = {key for key, row in self._rows.items() if public and not is_visible(row, viewer)}
        self._refused: set[tuple[str, str]] = set()

    def __call__(self, kind: str, slug: str, *path: str | int) -> Any:
        row = self._rows.get((kind, slug))
        if (kind, slug) in self._refused:
            raise refuse(_FOLLOWS, f"The {kind} {slug} was refused.", *path)
        if row is None or ((kind, slug) in self._hidden and not isinstance(slug, Kept)):
            raise refuse("NOT_FOUND", f"There is no {kind} {slug}.", *path)
        return row

    def add(self, kind: str, row: Record) -> None:
        self._rows[(kind, row.slug)] = row
        self._hidden.discard((kind, row.slug))

    def refuse(self, kind: str, *slugs: str) -> None:
        self._refused.update((kind, slug) for slug in slugs)


def _put_kind(
    writing: Writing,
    kind: Kind,
    some: list[Incoming],
    resolve: _References,
    saved: list[Record],
    seen: Callable[[], None],
) -> Iterator[Fault]:
    """Save the records of one kind, each after those of its kind that it names, and yield what is wrong with them."""
    rows = {row.slug: row for row in rows_with(kind.name, {one.slug for one in some})}
    before = records_of(kind, [row.pk for row in rows.values()])
    writing.remember(kind.name, before)
    given = {one.slug: one for one in some}
    try:
        ordered = _in_order(kind, given)
    except Refusal as circle:
        resolve.refuse(kind.name, *given)
        yield from circle.faults
        return
    for slug in ordered:
        one, row = given[slug], rows.get(slug)
        try:
            saved.append(_put_one(writing, one, row, before.get(row.pk) if row else None, resolve))
        except ValidationError as error:
            resolve.refuse(kind.name, slug)
            yield from (_placed(fault, one) for fault in record_faults(error))
        seen()


def _in_order(kind: Kind, given: dict[str, Incoming]) -> list[str]:
    """Return slugs so that each follows those of its own kind that it names. :raises Refusal: where they circle."""
    ahead = {slug: _named_alike(kind, one).keys() & given.keys() for slug, one in given.items()}
    try:
        return list(TopologicalSorter(ahead).static_order())
    except CycleError as error:
        path = list(reversed(error.args[1]))
        message = f"These refer to one another in a cycle: {' → '.join(path)}."
        first = given[path[0]]
        fault = Fault("CLOSES_CYCLE", message, _named_alike(kind, first)[path[1]])
        raise Refusal([_placed(fault, first)]) from error


def _named_alike(kind: Kind, one: Incoming) -> dict[str, Path]:
    """Return where a record names others of its own kind."""
    return {pointer.slug: pointer.path for pointer in kind.pointers(one.data) if pointer.kind == kind.name}


def _placed(fault: Fault, one: Incoming) -> Fault:
    return replace(fault, kind=one.kind.name, slug=one.slug, line=one.line)


def _put_one(writing: Writing, one: Incoming, row: Any, before: dict[str, Json] | None, resolve: _References) -> Any:
    body = {key: value for key, value in one.data.items() if key not in ("record", "slug")}
    if getattr(row, "merged_into_id", None) and "merged_into" not in body:
        raise refuse("MERGED", f"This {one.kind.name} was merged into {row.merged_into.slug}.", "slug")
    row = one.kind.model(slug=one.slug) if row is None else row
    fill(one.kind.fields, row, body, resolve)
    wanted = one.kind.normalise(one.data)
    if before is not None and all(wanted.get(key) == before.get(key) for key in _compared(one, before)):
        resolve.add(one.kind.name, row)
        return row
    _save(writing, row)
    changed = {key: value for key, value in body.items() if before is None or wanted.get(key) != before.get(key)}
    attach_lists(one.kind.fields, row, changed, resolve)
    resolve.add(one.kind.name, row)
    return row


def _compared(one: Incoming, before: dict[str, Json]) -> set[str]:
    lists = {field.name for field in one.kind.fields if hasattr(field, "attach")}
    return {*one.data, *before} - (lists - one.data.keys())


def _save(writing: Writing, row: Record) -> None:
    """Save a row. :raises Refusal: naming the constraint that the database held against it."""
    try:
        with transaction.atomic():
            writing.save(row)
    except IntegrityError as error:
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as explained:
            raise Refusal(record_faults(explained, names=kind_of(row).names)) from error
        raise
