"""Events and timelines as GeoJSON (RFC 7946)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from events.exchange.losses import Losses, Reason
from events.exchange.seen import SeenEvent
from events.exchange.texts import as_json
from events.models import EventPlace, Place
from events.timeline import Bucket, Timeline
from sources import dates
from sources.models.time import BOUNDS
from sources.records import Json

NEVER = ("citations.quote", "citations.locator", "claims", "links", "assessments", "narratives")


def events_geojson(chunks: Iterable[list[SeenEvent]], losses: Losses) -> Iterator[str]:
    """Yield a FeatureCollection with a Feature for each event, then ``losses``.

    Its geometry is the point of the first place where it occurred that has coordinates, null where none has.
    ``precision`` says how well that place is known: the point of a province is its centre, not where it happened.
    """
    return _collection((feature(event, losses) for events in chunks for event in events), losses)


def timeline_geojson(timeline: Timeline, places: Mapping[str, Place], losses: Losses) -> Iterator[str]:
    """Yield a FeatureCollection with a Feature for each bucket: at its place, where they are grouped by place."""
    losses.count("undated", Reason.NOT_CARRIED, timeline.undated)
    return _collection((_of_bucket(one, places, losses) for one in timeline.buckets), losses)


def _collection(features: Iterable[Json], losses: Losses) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    separator = "\n"
    for one in features:
        yield separator + as_json(one)
        separator = ",\n"
    yield f'\n],"losses":{as_json(losses.told())}}}\n'


def feature(event: SeenEvent, losses: Losses) -> dict[str, Json]:
    """Return an event as a Feature."""
    if not event.points:
        losses.count("geometry", Reason.NO_POINT)
    if len(event.points) > 1:
        losses.count("geometry", Reason.FIRST_ONLY)
    geometry = _point(event.points[0].place) if event.points else None
    return {"type": "Feature", "id": event.row.slug, "geometry": geometry, "properties": _properties(event)}


def _point(place: Place) -> dict[str, Json] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return {"type": "Point", "coordinates": [place.longitude, place.latitude]}


def _properties(event: SeenEvent) -> dict[str, Json]:
    row = event.row
    plain = {name: getattr(row, name) for name in ("title", "short_title", "summary", "granularity", "modality")}
    site = event.site
    return {
        "slug": row.slug,
        **plain,
        "type": row.type.slug,
        "topics": [topic.slug for topic in event.topics],
        **_when(event),
        "part_of": event.part_of and event.part_of.slug,
        "place": site and site.place.slug,
        "place_name": site and site.place.name,
        "place_kind": site and site.place.kind,
        "precision": site and site.precision,
        "places": [_place(one) for one in event.places],
        "participations": [
            {
                "actor": one.actor.slug,
                "name": one.actor.name,
                "role": one.role,
                "side": one.side,
                "alleged": one.alleged,
            }
            for one in event.participations
        ],
        "sources": [_source(one) for one in {one.source.slug: one.source for one in event.citations}.values()],
        "media": [{"slug": one.slug, "url": one.url, "alt_text": one.alt_text} for one in event.media],
        "correction": row.correction,
        "external_ids": dict(sorted(row.external_ids.items())),
        "status": row.status,
        "version": row.version,
    }


def _when(event: SeenEvent) -> dict[str, Json]:
    row, when = event.row, event.row.when
    return {
        "when": row.when_edtf or None,
        "when_display": when and when.display,
        "when_worded": row.when_worded,
        "when_basis": row.when_basis,
        "when_ongoing_on": row.when_ongoing_on and row.when_ongoing_on.isoformat(),
        "when_clock": row.when_clock,
        "coverage": row.when_coverage or None,
        "uncertain": row.when_uncertain,
        "approximate": row.when_approximate,
        **{name: dates.iso_day(getattr(row, f"when_{name}")) for name in BOUNDS},
    }


def _place(one: EventPlace) -> dict[str, Json]:
    place = one.place
    return {
        "slug": place.slug,
        "name": place.name,
        "kind": place.kind,
        "country": place.country,
        "role": one.role,
        "precision": one.precision,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _source(source: Json) -> dict[str, Json]:
    publisher = source.publisher and source.publisher.name
    return {"slug": source.slug, "title": source.title, "url": source.url, "publisher": publisher}


def _of_bucket(bucket: Bucket, places: Mapping[str, Place], losses: Losses) -> dict[str, Json]:
    place = places.get(bucket.key or "")
    geometry = place and _point(place)
    if geometry is None:
        losses.count("geometry", Reason.NO_POINT)
    days = {"start": dates.iso_day(bucket.start), "end": dates.iso_day(bucket.end)}
    counts = {"certain": bucket.certain, "possible": bucket.possible, "count": bucket.count}
    name = {"place_name": place.name, "place_kind": place.kind} if place else {}
    return {"type": "Feature", "geometry": geometry, "properties": {**days, "key": bucket.key, **name, **counts}}
