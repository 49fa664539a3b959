"""Events, timelines and narratives in other formats than JSON."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from events import exchange
from events.exchange import EVENT_FORMATS, Losses
from events.models import Event, Narrative, Place
from events.narratives import timeline_js
from events.timeline import Timeline
from sources import pages
from sources.deadlines import reading
from sources.records import Json
from sources.refusals import refuse
from sources.rest.formats import CSV, GEOJSON, JSON_LD, TIMELINE_JS, Format, format_of, formatted, losses_header
from sources.rest.streams import streamed
from sources.rest.views import page_links
from sources.visibility import Viewer

SHAPES: dict[str, Format] = {shape.name: shape for shape in (CSV, GEOJSON, TIMELINE_JS, JSON_LD)}


def address_from(request: Request) -> exchange.Address:
    """Return what gives the full address of a record."""
    return lambda collection, slug: request.build_absolute_uri(f"/api/v1/{collection}/{slug}/")


def events_page(request: Request, find: Callable[[Request], pages.Page], viewer: Viewer) -> Response:
    """Answer a page of events in another format; ``Link`` leads to the pages next to it."""
    if "fields" in request.query_params:
        raise refuse("BAD_USER_INPUT", "Only JSON can be narrowed to some fields.", "fields")
    name = format_of(request)
    losses = Losses(EVENT_FORMATS[name].never)
    with reading():
        page = find(request)
        seen = exchange.seen_events(page.rows, viewer)
    text = "".join(EVENT_FORMATS[name].write([seen], address_from(request), losses))
    return formatted(SHAPES[name], text, losses.told(), link_header(page_links(request, page)))


def link_header(links: dict[str, str | None]) -> dict[str, str]:
    """Return the header ``Link`` (RFC 8288), none where there are no other pages."""
    told = [f'<{links[name]}>; rel="{rel}"' for name, rel in (("next", "next"), ("previous", "prev")) if links[name]]
    return {"Link": ", ".join(told)} if told else {}


def one_event(request: Request, row: Event, viewer: Viewer) -> Response:
    """Answer one event as linked data."""
    losses = Losses(EVENT_FORMATS[JSON_LD.name].never)
    [seen] = exchange.seen_events([row], viewer)
    text = exchange.event_json_ld(seen, address_from(request), losses)
    return formatted(JSON_LD, text, losses.told())


def one_narrative(row: Narrative, viewer: Viewer) -> Response:
    """Answer one narrative as slides."""
    slides = timeline_js(row, viewer)
    return formatted(TIMELINE_JS, exchange.as_json(slides) + "\n", slides["losses"])


def timeline_page(name: str, found: Timeline, group_by: str) -> Response:
    """Answer a timeline as a table, or on a map where it is grouped by place."""
    never = ("extent",)
    losses = Losses(never)
    if name == CSV.name:
        text = "".join(exchange.timeline_csv(found, losses))
    else:
        keys = {one.key for one in found.buckets if one.key} if group_by == "PLACE" else set()
        text = "".join(exchange.timeline_geojson(found, places_named(keys), losses))
    return formatted(SHAPES[name], text, losses.told())


def places_named(slugs: set[str]) -> dict[str, Place]:
    wanted = sorted(slugs)
    some = (wanted[start : start + 1000] for start in range(0, len(wanted), 1000))
    return {place.slug: place for slugs in some for place in Place.objects.filter(slug__in=slugs)}


def timeline_slides(
    request: Request, events: Any, group_by: str, viewer: Viewer, within: ExitStack
) -> StreamingHttpResponse:
    """Answer the events of a timeline as slides, as long as it is."""
    losses = Losses(EVENT_FORMATS[TIMELINE_JS.name].never)
    texts = exchange.events_timeline_js(exchange.seen_in_chunks(events, viewer), losses, group_by)
    told: list[dict[str, Json]] = losses.told()
    headers = {"Content-Type": TIMELINE_JS.content_type, **losses_header(told)}
    return streamed(request, texts, within, headers)
