"""Questions across events: paths, timelines, facets and clusters."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events import clusters, facets, filters, timeline
from events.choices import BucketSize, Facet, TimelineGroup
from events.models import Event
from events.rest import documents, exports, graphs
from sources import dates, search
from sources.deadlines import reading
from sources.filters import apply
from sources.filters.values import a_box
from sources.records import Json
from sources.refusals import Fault, Refusal, refuse
from sources.rest.access import access_of
from sources.rest.formats import JSON, PARAMETER, TIMELINE_JS, Formatted, format_of
from sources.rest.views import asked_search, filter_parameters, only_parameters, whole_number
from sources.snapshots import snapshot
from sources.visibility import Viewer


class PathsView(APIView):
    """How one event led to another."""

    @documents.paths
    def get(self, request: Request) -> Response:
        only_parameters(request, "from", "to", "first", "max_depth", "fields", *graphs.SCOPE)
        viewer = access_of(request).viewer
        with reading():
            start, end = events_named(request, ("from", "to"), viewer)
            return Response(graphs.paths_answer(request, start, end, viewer))


def events_named(request: Request, names: tuple[str, ...], viewer: Viewer) -> list[Event]:
    """Return the visible events that parameters name. :raises Refusal: naming each parameter that names none."""
    slugs = {name: request.query_params.get(name, "") for name in names}
    found = {event.slug: event for event in Event.objects.visible_to(viewer).filter(slug__in=slugs.values())}
    faults = [_no_event(name, slug) for name, slug in slugs.items() if slug not in found]
    if faults:
        raise Refusal(faults)
    return [found[slug] for slug in slugs.values()]


def _no_event(name: str, slug: str) -> Fault:
    if not slug:
        return Fault("BAD_USER_INPUT", f"{name} is the slug of an event.", (name,))
    return Fault("NOT_FOUND", f"There is no event {slug}.", (name,))


def events_found(request: Request, asked: dict[str, Any], viewer: Viewer) -> QuerySet[Event]:
    """Return the visible events that pass the filters, and that a search finds where there is one."""
    events = apply(filters.EventFilterSet, Event.objects.visible_to(viewer), asked, viewer)
    query = asked_search(request)
    return events.filter(search.matches("event", query, viewer)) if query else events


class TimelineView(Formatted, APIView):
    """How many events fall when; as slides, the events themselves."""

    formats = {None: documents.TIMELINE_FORMATS}

    @documents.timeline
    def get(self, request: Request) -> StreamingHttpResponse | Response:
        viewer, name = access_of(request).viewer, format_of(request)
        bucket = graphs.one_of(request, "bucket", BucketSize.values)
        group = graphs.one_of(request, "group_by", TimelineGroup.values) or TimelineGroup.NONE
        asked = filter_parameters(request, ("bucket", "group_by", "search", PARAMETER))
        with ExitStack() as within:
            within.enter_context(snapshot() if name == TIMELINE_JS.name else reading())
            events = events_found(request, asked, viewer)
            if name == TIMELINE_JS.name:
                if bucket:
                    raise refuse("BAD_USER_INPUT", "Slides are of events, not of buckets.", "bucket")
                return exports.timeline_slides(request, events, group, viewer, within.pop_all())
            found = timeline.timeline(events, bucket=bucket or BucketSize.AUTO, group_by=group, viewer=viewer)
            if name != JSON.name:
                return exports.timeline_page(name, found, group)
        return Response(timeline_answer(found))


def timeline_answer(found: Any) -> dict[str, Json]:
    return {
        "bucket": found.bucket,
        "buckets": [
            {
                "start": dates.iso_day(one.start),
                "end": dates.iso_day(one.end),
                "key": one.key,
                "certain": one.certain,
                "possible": one.possible,
                "count": one.count,
            }
            for one in found.buckets
        ],
        "undated": found.undated,
        "extent": found.extent and {"start": dates.iso_day(found.extent.start), "end": dates.iso_day(found.extent.end)},
    }


class FacetsView(APIView):
    """How many events share a type, a topic, an actor, a place, a month."""

    @documents.facets
    def get(self, request: Request) -> Response:
        viewer = access_of(request).viewer
        by = graphs.some_of(request, "by", Facet.values) or []
        asked = filter_parameters(request, ("by", "search"))
        with reading():
            events = events_found(request, asked, viewer)
            return Response({"results": [facet_answer(one) for one in facets.facets(events, by, viewer=viewer)]})


def facet_answer(found: facets.FacetResult) -> dict[str, Json]:
    return {
        "facet": found.facet.value,
        "values": [
            {name: getattr(one, name) for name in ("value", "label", "count", "own", "certain", "possible")}
            for one in found.values
        ],
        "other_count": found.other_count,
        "truncated": found.truncated,
        "without": found.without,
    }


class ClustersView(APIView):
    """Events on a map, those near each other counted together."""

    @documents.clusters
    def get(self, request: Request) -> Response:
        viewer = access_of(request).viewer
        asked = filter_parameters(request, ("bbox", "zoom", "limit", "search"))
        box, zoom = box_in(request, "bbox"), whole_number(request, "zoom", -1)
        limit = whole_number(request, "limit", clusters.USUAL_CLUSTERS)
        with reading():
            events = events_found(request, asked, viewer)
            found = clusters.clusters(events, box, zoom, limit=limit, viewer=viewer)
        return Response({"results": [cluster_answer(one) for one in found]})


def box_in(request: Request, name: str) -> clusters.Box:
    """Return a parameter as a part of the map. :raises Refusal: where it is absent or none."""
    try:
        return a_box(request.query_params.get(name, ""))
    except ValidationError as error:
        raise refuse("BAD_USER_INPUT", " ".join(error.messages), name) from error


def cluster_answer(found: clusters.Cluster) -> dict[str, Json]:
    return {
        **{name: getattr(found, name) for name in ("key", "count", "imprecise", "latitude", "longitude")},
        "bounds": dict(zip(("west", "south", "east", "north"), found.bounds, strict=True)),
        "event": found.event and found.event.slug,
    }
