"""Events as slides of TimelineJS3; narratives have their own in ``events.narratives``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from events.choices import Modality, TimelineGroup
from events.exchange.losses import Losses, Reason
from events.exchange.seen import SeenEvent
from events.exchange.texts import as_json
from events.narratives.slides import date_of, html_of, medium_of, span_of
from sources.records import Json

NEVER = (
    *("places", "participations", "topics", "citations", "external_ids", "claims", "links", "assessments"),
    "narratives",
)


def events_timeline_js(
    chunks: Iterable[list[SeenEvent]], losses: Losses, group_by: str = TimelineGroup.NONE
) -> Iterator[str]:
    """Yield TimelineJS3 JSON: a slide for each event that can be placed in time, then ``losses``."""
    yield '{"events":['
    separator = "\n"
    for events in chunks:
        for event in events:
            slide = _slide(event, losses, group_by)
            if slide is not None:
                yield separator + as_json(slide)
                separator = ",\n"
    yield f'\n],"losses":{as_json(losses.told())}}}\n'


def _slide(event: SeenEvent, losses: Losses, group_by: str) -> dict[str, Json] | None:
    span = span_of(event.row.when)
    for loss in span.losses:
        losses.count("when", Reason(loss.value))
    if not span.start:
        return None
    if len(event.media) > 1:
        losses.count("media", Reason.FIRST_ONLY)
    if event.row.modality != Modality.OCCURRED:
        losses.count("modality", Reason.NOT_AS_FACT)
    group = _group(event, group_by, losses)
    return {
        "unique_id": event.row.slug,
        "start_date": date_of(span.start),
        **({"end_date": date_of(span.end)} if span.end else {}),
        "display_date": span.display,
        "text": {"headline": escape(event.row.title), "text": html_of(event.row.summary)},
        **({"media": medium_of(event.media[0])} if event.media else {}),
        **({"group": escape(group)} if group else {}),
    }


def _group(event: SeenEvent, group_by: str, losses: Losses) -> str:
    """Return the label of the row that a slide stands in; TimelineJS knows one for each slide."""
    found = list(dict.fromkeys(_labels(event, group_by)))
    if len(found) > 1:
        losses.count("group", Reason.FIRST_ONLY)
    return next(iter(found), "")


def _labels(event: SeenEvent, group_by: str) -> list[str]:
    match group_by:
        case TimelineGroup.TYPE:
            return [event.row.type.label]
        case TimelineGroup.TOPIC:
            return [topic.label for topic in event.topics]
        case TimelineGroup.PLACE:
            return [one.place.name for one in event.places]
        case TimelineGroup.ACTOR:
            return [one.actor.name for one in event.participations]
    return []
