"""Bundles: the whole store as JSON Lines, one record a line (docs/records.md)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from sources import ingest
from sources.choices import JournalAction, Road
from sources.chunks import chunks
from sources.ingest.lines import FORMAT, VERSION
from sources.models import JournalRow
from sources.records import Json, Kind, all_kinds, seen_records, standing
from sources.snapshots import snapshot
from sources.visibility import Viewer

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
    """Put every record of a bundle, all or nothing, and return how many changed. ``seen`` is called once a line.

    :raises Refusal: every fault with its line, from 1.
    """
    return ingest.load(lines, by=by, reason=reason, road=road, seen=seen).changed


def is_empty() -> bool:
    """Return whether nothing was ever written, seeded vocabularies aside."""
    return not JournalRow.objects.filter(action=JournalAction.CREATE).exclude(road=Road.MIGRATION).exists()
