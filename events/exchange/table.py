"""Events and timelines as CSV (RFC 4180)."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from io import StringIO

from events.exchange.losses import Losses, Reason
from events.exchange.seen import SeenEvent
from events.exchange.texts import cell, shown
from events.timeline import Timeline
from sources import dates
from sources.models.time import BOUNDS
from sources.records.fields import to_json

#: A text, a number, a flag, or nothing.
Cell = str | int | float | bool | None
#: Between the items of a list; slugs and the words of vocabularies have none in them.
SEPARATOR = ";"
NEVER = ("citations.quote", "citations.locator", "claims", "links", "assessments", "narratives")
BUCKET_COLUMNS = ("start", "end", "key", "certain", "possible", "count")


def events_csv(chunks: Iterable[list[SeenEvent]], losses: Losses) -> Iterator[str]:
    """Yield a header, then a record for each event."""
    yield _record(COLUMNS)
    for events in chunks:
        for event in events:
            if len(event.sites) > 1:
                losses.count("place", Reason.FIRST_ONLY)
            yield _record(_cell(name, read(event), losses) for name, read in COLUMNS.items())


def timeline_csv(timeline: Timeline, losses: Losses) -> Iterator[str]:
    """Yield a header, then a record for each bucket."""
    losses.count("undated", Reason.NOT_CARRIED, timeline.undated)
    yield _record(BUCKET_COLUMNS)
    for one in timeline.buckets:
        days = (dates.iso_day(one.start), dates.iso_day(one.end))
        cells: list[Cell] = [*days, one.key, one.certain, one.possible, one.count]
        yield _record(_cell(name, value, losses) for name, value in zip(BUCKET_COLUMNS, cells, strict=True))


def _record(cells: Iterable[str | int | float]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _cell(name: str, value: Cell, losses: Losses) -> str | int | float:
    """Return a value as it is written; numbers stay numbers, which no reader takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    text, was_unshown = shown(value)
    if was_unshown:
        losses.count(name, Reason.CONTROL_CHARACTERS)
    return cell(text)


def _bound(name: str) -> Callable[[SeenEvent], Cell]:
    return lambda event: dates.iso_day(getattr(event.row, f"when_{name}"))


def _site(name: str) -> Callable[[SeenEvent], Cell]:
    return lambda event: getattr(event.site.place, name) if event.site else None


def _column(name: str) -> Callable[[SeenEvent], Cell]:
    def read(event: SeenEvent) -> Cell:
        value: Cell = to_json(getattr(event.row, name))
        return value

    return read


def _listed(*items: Iterable[str]) -> str:
    return SEPARATOR.join(":".join(parts) for parts in items)


COLUMNS: dict[str, Callable[[SeenEvent], Cell]] = {
    **{name: _column(name) for name in ("slug", "title", "short_title", "summary")},
    "type": lambda event: event.row.type.slug,
    "type_label": lambda event: event.row.type.label,
    "topics": lambda event: _listed(*((topic.slug,) for topic in event.topics)),
    "when": _column("when_edtf"),
    "when_display": lambda event: event.row.when.display if event.row.when else None,
    **{f"when_{name}": _column(f"when_{name}") for name in ("worded", "basis", "ongoing_on", "clock")},
    **{name: _column(f"when_{name}") for name in ("coverage", "uncertain", "approximate")},
    **{name: _bound(name) for name in BOUNDS},
    **{name: _column(name) for name in ("granularity", "modality")},
    "part_of": lambda event: event.part_of.slug if event.part_of else None,
    "place": _site("slug"),
    "place_name": _site("name"),
    "country": _site("country"),
    "latitude": _site("latitude"),
    "longitude": _site("longitude"),
    "precision": lambda event: event.site.precision if event.site else None,
    "places": lambda event: _listed(*((one.place.slug, one.role, one.precision) for one in event.places)),
    "participations": lambda event: _listed(
        *((one.actor.slug, one.role, one.side, *(("ALLEGED",) if one.alleged else ())) for one in event.participations)
    ),
    "sources": lambda event: _listed(*((slug,) for slug in dict.fromkeys(one.source.slug for one in event.citations))),
    "media": lambda event: _listed(*((one.slug,) for one in event.media)),
    "correction": _column("correction"),
    "external_ids": lambda event: (
        json.dumps(dict(sorted(event.row.external_ids.items())), ensure_ascii=False) if event.row.external_ids else ""
    ),
    **{name: _column(name) for name in ("status", "version", "published_at", "updated_at")},
}
