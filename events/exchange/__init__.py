"""Events, timelines and narratives in the formats that others read, each with what it cannot carry.

Every format is a pure function from events as a viewer sees them, chunk by chunk, to text, and counts its losses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from events.exchange import geojson, linked_data, slides, table
from events.exchange.geojson import timeline_geojson
from events.exchange.linked_data import Address, event_json_ld
from events.exchange.losses import Losses, Reason
from events.exchange.seen import SeenEvent, seen_events, seen_in_chunks
from events.exchange.slides import events_timeline_js
from events.exchange.table import timeline_csv
from events.exchange.texts import as_json

Chunks = Iterable[list[SeenEvent]]


@dataclass(frozen=True, slots=True)
class EventFormat:
    """A format of events: what it never carries and how it is written."""

    never: tuple[str, ...]
    write: Callable[[Chunks, Address, Losses], Iterator[str]]


#: By the name that ``format`` gives them.
EVENT_FORMATS = {
    "csv": EventFormat(table.NEVER, lambda chunks, address, losses: table.events_csv(chunks, losses)),
    "geojson": EventFormat(geojson.NEVER, lambda chunks, address, losses: geojson.events_geojson(chunks, losses)),
    "timelinejs": EventFormat(slides.NEVER, lambda chunks, address, losses: slides.events_timeline_js(chunks, losses)),
    "jsonld": EventFormat(linked_data.NEVER, linked_data.events_json_ld),
}

__all__ = [
    "EVENT_FORMATS",
    "Address",
    "EventFormat",
    "Losses",
    "Reason",
    "SeenEvent",
    "as_json",
    "event_json_ld",
    "events_timeline_js",
    "seen_events",
    "seen_in_chunks",
    "timeline_csv",
    "timeline_geojson",
]
