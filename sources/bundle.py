"""Bundles: the whole store as JSON Lines, one record a line (docs/records.md)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from sources.actions import Incoming, put_records
from sources.choices import JournalAction, Road
from sources.chunks import chunks
from sources.journal import Writing, writing
from sources.models import JournalRow
from sources.models.records import SLUG
from sources.records import ORDER, Json, Kind, all_kinds, kind_named, seen_records, standing
from sources.refusals import Fault, Refusal
from sources.snapshots import snapshot
from sources.visibility import Viewer

FORMAT = "sequitur"
VERSION = 1
MOST_FAULTS = 100
HEAD: dict[str, Json] = {"bundle": FORMAT, "version": VERSION}
#: Inside a JSON text they stand only in strings, where an escape means the same.
LINE_ENDS = {ord(one): f"\\u{ord(one):04x}" for one in "\x85\u2028\u2029"}


def dump(viewer: Viewer | None = None) -> Iterator[str]:
    """Yield the lines of a bundle: a head, then every record by kind in dependency order, then slug.

    The whole store, or what one viewer may see of it: nothing retracted, nothing that names what is hidden, no
    private note for the public; of drafts only those that can be entered again (see ``sources.records.standing``).
    All lines are of one state of the store, the same state gives the same bytes, and what is loaded from them into
    an empty store is dumped as the same bytes again. One chunk of records is held at a time.
    """
    yield line(HEAD)
    with snapshot():
        yield from lines_of(all_kinds(), viewer)


def lines_of(kinds: Iterable[Kind], viewer: Viewer | None) -> Iterator[str]:
    """Yield a line for each record of some kinds, by slug, in a constant number of statements a chunk."""
    for kind in kinds:
        for rows in chunks(kind.rows(rows_of(kind, viewer)), "slug"):
            records = [kind.dump(row) for row in rows] if viewer is None else seen_records(kind, rows, viewer)
            yield from map(line, records)


def rows_of(kind: Kind, viewer: Viewer | None) -> QuerySet[Any]:
    """Return the rows of a kind that a bundle has lines of."""
    everything: QuerySet[Any] = kind.objects.all()
    return everything if viewer is None else standing(kind, viewer)


def line(value: dict[str, Json]) -> str:
    """Return an object as a line: text as it is, but for what some readers take for the end of a line."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return text.translate(LINE_ENDS) + "\n"


def load(
    lines: Iterable[bytes],
    *,
    by: Any = None,
    reason: str = "",
    road: str = Road.BUNDLE,
    seen: Callable[[], None] = lambda: None,
) -> int:
    """Put every record of a bundle, all or nothing, and return how many changed. ``seen`` is called once a record.

    :raises Refusal: every fault with its line, from 1.
    """
    incoming, faults = _parse(lines)
    line_of = {(one.kind.name, one.slug): one.line for one in incoming}
    try:
        with writing(by=by, reason=reason, road=road) as current:
            _put(current, incoming, faults, seen)
    except Refusal as refusal:
        raise Refusal(_with_line(fault, line_of) for fault in refusal.faults) from refusal
    return current.written


def _put(current: Writing, incoming: list[Incoming], faults: list[Fault], seen: Callable[[], None]) -> None:
    """Put records. :raises Refusal: with what is wrong with them and what was wrong with their lines."""
    try:
        put_records(current, incoming, seen=seen)
    except Refusal as refusal:
        # A record that is not found may stand on a line that could not be read.
        faults = [*faults, *(fault for fault in refusal.faults if not faults or fault.code != "NOT_FOUND")]
    if faults:
        raise Refusal(sorted(faults, key=lambda fault: fault.line or 0))


def _with_line(fault: Fault, line_of: dict[tuple[str, str], int | None]) -> Fault:
    return fault if fault.line else replace(fault, line=line_of.get((fault.kind, fault.slug)))


def _parse(lines: Iterable[bytes]) -> tuple[list[Incoming], list[Fault]]:
    """Return the records of a bundle, and what is wrong with the lines that are no record."""
    good: list[Incoming] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, 1):
        try:
            record = _decode(line)
            if record is not None and not _is_head(record, number):
                good.append(_incoming(record, number))
        except Refusal as refusal:
            faults.extend(replace(fault, line=number) for fault in refusal.faults)
        if len(faults) >= MOST_FAULTS:
            break
    return good, faults


def _decode(line: bytes) -> dict[str, Json] | None:
    try:
        text = line.decode("utf-8").removeprefix("\ufeff").strip()
        if not text:
            return None
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_each_key_once)
    except UnicodeDecodeError as error:
        raise Refusal([Fault("BAD_USER_INPUT", f"This is not UTF-8, from byte {error.start} on.")]) from error
    except (ValueError, RecursionError) as error:
        raise Refusal([Fault("BAD_USER_INPUT", f"This is not JSON: {error}.")]) from error
    if not isinstance(value, dict):
        raise Refusal([Fault("BAD_USER_INPUT", "A line is one JSON object.")])
    return value


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is no number")


def _each_key_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice} stands twice")
    return value


def _is_head(record: dict[str, Json], line: int) -> bool:
    """Return whether a line is a bundle's head. :raises Refusal: when it is not on top, or of another format."""
    if "bundle" not in record:
        return False
    if line > 1:
        raise Refusal([Fault("BAD_USER_INPUT", "A bundle's head stands on its first line only.", ("bundle",))])
    if record["bundle"] != FORMAT:
        raise Refusal([Fault("BAD_USER_INPUT", f"This reads {FORMAT} bundles.", ("bundle",))])
    if record.get("version") != VERSION:
        raise Refusal([Fault("BAD_USER_INPUT", f"This reads bundles of version {VERSION}.", ("version",))])
    return True


def _incoming(record: dict[str, Json], line: int) -> Incoming:
    name, slug = record.get("record"), record.get("slug")
    if name not in ORDER:
        raise Refusal([Fault("BAD_USER_INPUT", f"record is one of {', '.join(ORDER)}.", ("record",))])
    if not isinstance(slug, str) or SLUG.regex.fullmatch(slug) is None:  # type: ignore[union-attr]  # compiled lazily
        raise Refusal([Fault("BAD_USER_INPUT", str(SLUG.message), ("slug",), name)])
    return Incoming(kind_named(name), record, line)


def is_empty() -> bool:
    """Return whether nothing was ever written, seeded vocabularies aside."""
    return not JournalRow.objects.filter(action=JournalAction.CREATE).exists()
