"""Events as JSON-LD in the words of schema.org (https://schema.org/Event)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from actors.choices import ActorKind
from actors.models import Actor
from events.choices import Modality, Precision, Role
from events.exchange.losses import Losses, Reason
from events.exchange.seen import SeenEvent
from events.exchange.texts import as_json
from events.models import EventCitation, EventPlace, Participation
from events.narratives.slides import known_parts
from sources.choices import MediaKind, SourceKind
from sources.dates import day_number
from sources.dates.calendar import month_length
from sources.models import Media, When
from sources.records import Json

#: The address of a record, from its collection and slug.
Address = Callable[[str, str], str]
#: EDTF has a datatype of its own; ``losses`` is no statement about the event.
CONTEXT: list[Json] = [
    "https://schema.org",
    {"dcterms": "http://purl.org/dc/terms/", "edtf": "http://id.loc.gov/datatypes/edtf/", "losses": None},
]
NEVER = (
    *("coverage", "granularity", "participations.side", "citations.locator"),
    *("claims", "links", "assessments", "narratives"),
)
POINTS = (Precision.EXACT, Precision.NEAR)
TYPE_OF_SOURCE = {
    SourceKind.ARTICLE: "NewsArticle",
    SourceKind.POST: "SocialMediaPosting",
    SourceKind.REPORT: "Report",
    SourceKind.DATASET: "Dataset",
    SourceKind.VIDEO: "VideoObject",
}
TYPE_OF_MEDIA = {
    MediaKind.IMAGE: "ImageObject",
    MediaKind.VIDEO: "VideoObject",
    MediaKind.AUDIO: "AudioObject",
    MediaKind.MAP: "Map",
}


def event_json_ld(event: SeenEvent, address: Address, losses: Losses) -> str:
    """Return one event as a JSON-LD document, with what that cannot carry in ``losses``."""
    node = _node(event, address, losses)
    return as_json({"@context": CONTEXT, **node, "losses": losses.told()}) + "\n"


def events_json_ld(chunks: Iterable[list[SeenEvent]], address: Address, losses: Losses) -> Iterator[str]:
    """Yield a JSON-LD document with a node for each event in its ``@graph``, then ``losses``."""
    yield f'{{"@context":{as_json(CONTEXT)},"@graph":['
    separator = "\n"
    for events in chunks:
        for event in events:
            yield separator + as_json(_node(event, address, losses))
            separator = ",\n"
    yield f'\n],"losses":{as_json(losses.told())}}}\n'


def _node(event: SeenEvent, address: Address, losses: Losses) -> dict[str, Json]:
    row = event.row
    if row.modality != Modality.OCCURRED:
        losses.count("modality", Reason.NOT_AS_FACT)
    organisers = [one for one in event.participations if one.role == Role.ORGANISER and not one.alleged]
    others = [one for one in event.participations if one not in organisers]
    node = {
        "@type": "Event",
        "@id": address("events", row.slug),
        "name": row.title,
        "alternateName": row.short_title,
        "description": row.summary,
        "additionalType": address("event-types", row.type.slug),
        "keywords": [topic.label for topic in event.topics],
        **_times(row.when, losses),
        "location": [_place(one, address, losses) for one in event.places],
        "organizer": [_actor(one.actor, address) for one in organisers],
        "actor": [_part(one, address) for one in others],
        "superEvent": event.part_of and {"@type": "Event", "@id": address("events", event.part_of.slug)},
        "subjectOf": [
            *(_source(some, address) for some in _by_source(event.citations)),
            *(_media(one, address) for one in event.media),
        ],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": scheme, "value": value}
            for scheme, value in sorted(row.external_ids.items())
        ],
    }
    return _filled(node)


def _filled(node: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in node.items() if value not in (None, "", [])}


def _times(when: When | None, losses: Losses) -> dict[str, Json]:
    """Return the time as entered, and start and end as ISO 8601 dates as far as all their days share one."""
    if when is None:
        return {}
    start = _date(when.earliest_start, when.latest_start, "startDate", losses)
    end = _date(when.earliest_end, when.latest_end, "endDate", losses)
    return {
        "dcterms:temporal": {"@type": "edtf:EDTF", "@value": when.edtf},
        "startDate": start,
        "endDate": end,
    }


def _date(first: int, last: int, name: str, losses: Losses) -> str | None:
    parts = known_parts(first, last)
    if not parts or (len(parts) < 3 and not _fills(parts, first, last)):
        losses.count(name, Reason.VAGUE)
    if parts and not _is_written(parts):
        losses.count(name, Reason.OUT_OF_RANGE)
    return _iso(parts)


def _fills(parts: tuple[int, ...], first: int, last: int) -> bool:
    """Return whether days are exactly those of a year or a month, which then says no less than they do."""
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    start = day_number(year, parts[1] if len(parts) > 1 else 1, 1)
    return first == start and last == day_number(year, month, 1) + month_length(year, month) - 1


def _iso(parts: tuple[int, ...]) -> str | None:
    """Return parts as an ISO 8601 date of four-digit year, None where there is none."""
    if not parts or not _is_written(parts):
        return None
    return "-".join(f"{part:0{width}d}" for part, width in zip(parts, (4, 2, 2), strict=False))


def _is_written(parts: tuple[int, ...]) -> bool:
    return 0 <= parts[0] <= 9999


def _place(one: EventPlace, address: Address, losses: Losses) -> dict[str, Json]:
    """Return a place, with coordinates only where they are known to be those of the event."""
    place = one.place
    is_point = place.latitude is not None and one.precision in POINTS
    if place.latitude is not None and not is_point:
        losses.count("location.geo", Reason.AREA)
    return _filled(
        {
            "@type": "Place",
            "@id": address("places", place.slug),
            "name": place.name,
            "description": f"{one.get_role_display()}; {one.get_precision_display().lower()}",
            "address": place.country and {"@type": "PostalAddress", "addressCountry": place.country},
            "geo": {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
            if is_point
            else None,
        }
    )


def _actor(actor: Actor, address: Address) -> dict[str, Json]:
    kind = "Person" if actor.kind == ActorKind.INDIVIDUAL else "Organization"
    return {"@type": kind, "@id": address("actors", actor.slug), "name": actor.name}


def _part(one: Participation, address: Address) -> dict[str, Json]:
    """Return a part as a Role, schema.org's way of saying in which capacity."""
    return _filled(
        {
            "@type": "Role",
            "roleName": one.role,
            "description": "Alleged" if one.alleged else "",
            "actor": _actor(one.actor, address),
        }
    )


def _by_source(citations: Iterable[EventCitation]) -> list[list[EventCitation]]:
    found: dict[int, list[EventCitation]] = {}
    for one in citations:
        found.setdefault(one.source_id, []).append(one)
    return list(found.values())


def _source(citations: list[EventCitation], address: Address) -> dict[str, Json]:
    """Return a source and the few words of it that are cited."""
    source: Any = citations[0].source
    parts = known_parts(source.published.earliest_start, source.published.latest_start) if source.published else ()
    return _filled(
        {
            "@type": TYPE_OF_SOURCE.get(source.kind, "CreativeWork"),
            "@id": address("sources", source.slug),
            "name": source.title,
            "url": source.url,
            "inLanguage": source.language,
            "creditText": source.authors,
            "datePublished": _iso(parts),
            "publisher": source.publisher and {"@type": "Organization", "name": source.publisher.name},
            "license": source.licence,
            "hasPart": [{"@type": "Quotation", "text": one.quote} for one in citations if one.quote],
        }
    )


def _media(one: Media, address: Address) -> dict[str, Json]:
    return _filled(
        {
            "@type": TYPE_OF_MEDIA.get(MediaKind(one.kind), "MediaObject"),
            "@id": address("media", one.slug),
            "url": one.url,
            "caption": one.caption,
            "description": one.alt_text,
            "creditText": one.credit,
            "license": one.licence,
        }
    )
