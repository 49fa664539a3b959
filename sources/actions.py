"""Everything that changes records, the same by every road."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from sources.choices import Status
from sources.journal import Writing
from sources.models import Publishable, Record
from sources.records import (
    Json,
    Kind,
    Pointer,
    all_kinds,
    attach_lists,
    fill,
    kind_named,
    kind_of,
    record_faults,
    records_of,
)
from sources.refusals import Fault, Path, Refusal, refuse
from sources.rules import Gone, resting_kinds, unsupported_without


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

    References may point to the store or to any other record given. Absent plain fields get their defaults, absent
    lists are left alone.

    :raises Refusal: with every fault found in the records themselves; rules are checked when the writing ends.
    """
    by_kind: dict[str, list[Incoming]] = defaultdict(list)
    faults: list[Fault] = []
    for one in incoming:
        unstorable = list(_unstorable(one))
        faults.extend(unstorable)
        if not unstorable:
            by_kind[one.kind.name].append(one)
    faults.extend(_given_twice(by_kind))
    resolve = _References(by_kind)
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


def _given_twice(by_kind: dict[str, list[Incoming]]) -> Iterator[Fault]:
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

    def __init__(self, by_kind: dict[str, list[Incoming]]) -> None:
        named: dict[str, set[str]] = defaultdict(set)
        for some in by_kind.values():
            for one in some:
                for pointer in one.kind.pointers(one.data):
                    named[pointer.kind].add(pointer.slug)
        self._rows = {(kind, row.slug): row for kind, slugs in named.items() for row in _rows_with(kind, slugs)}
        self._refused: set[tuple[str, str]] = set()

    def __call__(self, kind: str, slug: str, *path: str | int) -> Any:
        row = self._rows.get((kind, slug))
        if (kind, slug) in self._refused:
            raise refuse(_FOLLOWS, f"The {kind} {slug} was refused.", *path)
        if row is None:
            raise refuse("NOT_FOUND", f"There is no {kind} {slug}.", *path)
        return row

    def add(self, kind: str, row: Record) -> None:
        self._rows[(kind, row.slug)] = row

    def refuse(self, kind: str, *slugs: str) -> None:
        self._refused.update((kind, slug) for slug in slugs)


def _rows_with(kind: str, slugs: set[str]) -> list[Any]:
    wanted = sorted(slugs)
    manager = kind_named(kind).objects
    return [
        row for start in range(0, len(wanted), 1000) for row in manager.filter(slug__in=wanted[start : start + 1000])
    ]


def _put_kind(
    writing: Writing,
    kind: Kind,
    some: list[Incoming],
    resolve: _References,
    saved: list[Record],
    seen: Callable[[], None],
) -> Iterator[Fault]:
    """Save the records of one kind, each after those of its kind that it names, and yield what is wrong with them."""
    rows = {row.slug: row for row in _rows_with(kind.name, {one.slug for one in some})}
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


def save_record(writing: Writing, row: Record) -> Record:
    """Save an edited row's own columns after validating them; the caller writes owned rows within the writing.

    :raises ValidationError: keyed by column.
    """
    writing.touch(row)
    row.full_clean()
    writing.save(row)
    return row


def find(kind: Kind, slug: str) -> Any:
    """Return the row with a slug. :raises ObjectDoesNotExist: when there is none."""
    return kind.objects.get(slug=slug)


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
            for row in _rows_with(kind, slugs)
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
        for one in kind.objects.filter(**{lookup: row, "status": Status.PUBLISHED}).order_by("slug")
    ]


def retract(writing: Writing, row: Publishable, reason: str) -> list[Publishable]:
    """Retract a published record and what rests on it, with a public reason. Returns all that were retracted.

    :raises Refusal: REASON_REQUIRED without a reason; NOT_PUBLISHABLE where others would lose their last support.
    """
    if not reason.strip():
        raise refuse("REASON_REQUIRED", "A retraction needs a public reason.", "retraction_reason")
    retracted = [row, *rests_on(row)]
    for one in retracted:
        writing.touch(one)
        one.retraction_reason = reason if one is row else f"It rested on {kind_of(row).name} {row.slug}: {reason}"
        _set_status(writing, one, Status.RETRACTED)
    return retracted


def _set_status(writing: Writing, row: Publishable, status: Status) -> None:
    writing.touch(row)
    row.status = status
    if status == Status.PUBLISHED:
        row.retraction_reason = ""
    writing.save(row)


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


def record_of(row: Record) -> dict[str, Json]:
    """Return a row as its record."""
    kind = kind_of(row)
    try:
        return records_of(kind, [row.pk])[row.pk]
    except KeyError as error:
        raise ObjectDoesNotExist from error
