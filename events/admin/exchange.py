"""Tables of events in and out of the admin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from events.exchange import Losses, seen_in_chunks
from events.exchange.reading import read_events
from events.exchange.table import NEVER, events_csv
from events.models import Event
from sources.admin.exporting import Download, register_download
from sources.admin.importing import Format, Reading, register_format
from sources.snapshots import snapshot
from sources.visibility import Viewer

CONTENT_TYPE = "text/csv; charset=utf-8"
FILE = "events.csv"


def table(rows: Any, viewer: Viewer) -> Iterator[str]:
    """Yield some events as CSV."""
    with snapshot():
        yield from events_csv(seen_in_chunks(rows, viewer), Losses(NEVER))


def all_events(viewer: Viewer) -> Iterable[str]:
    return table(Event.objects.visible_to(viewer), viewer)


def _read(data: bytes, viewer: Viewer) -> Reading:
    found = read_events(data, viewer)
    return Reading(found.records, found.faults, found.not_read, found.placed)


register_format(Format("events.csv", "Events (CSV)", _read))
register_download(
    Download(
        FILE,
        "Events (CSV)",
        f"A row for each event, to be worked on in a spreadsheet and imported again; without {', '.join(NEVER)}.",
        CONTENT_TYPE,
        all_events,
    )
)
