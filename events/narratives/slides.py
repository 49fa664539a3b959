"""A narrative as slides of TimelineJS3 (Knight Lab, https://timeline.knightlab.com/docs/json-format.html)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from itertools import takewhile
from typing import Any

from django.utils.encoding import iri_to_uri
from django.utils.html import linebreaks

from events.choices import StepStance
from events.models import Narrative, NarrativeStep
from events.narratives.steps import told
from sources.dates import MAX_DAY, MIN_DAY, civil
from sources.models import Media, When
from sources.querysets import visible
from sources.visibility import Viewer

OPEN = frozenset((MIN_DAY, MAX_DAY))
#: Year, month, day: as many of them as are known.
Parts = tuple[int, ...]


class Loss(StrEnum):
    """What a slide cannot carry of a step; the first two leave no slide at all."""

    UNDATED = "UNDATED"  #: Nothing is known of when its event happened.
    OPEN_START = "OPEN_START"  #: Nothing is known of when it began.
    VAGUE_START = "VAGUE_START"  #: Its start is open to one side or spans years: it is placed at the first known year.
    VAGUE_END = "VAGUE_END"  #: Its end is open, or too vague to be placed after its start.
    REORDERED = "REORDERED"  #: TimelineJS sorts slides by start, so it comes before one that is told before it.
    STANCE = "STANCE"  #: The teller only reports its event, or rejects it.
    MORE_MEDIA = "MORE_MEDIA"  #: A slide shows one medium, the first by slug.


@dataclass(frozen=True, slots=True)
class Span:
    """Where a slide stands: from ``start``, none where there can be no slide, to ``end``, none where that tells it."""

    start: Parts
    end: Parts
    display: str
    losses: list[Loss]


def timeline_js(narrative: Narrative, viewer: Viewer) -> dict[str, Any]:
    """Return a narrative as a viewer sees it as TimelineJS3 JSON: ``title``, ``events`` and ``losses``.

    A slide's dates hold the parts that are known: 5 to 12 September 2021 begins in ``{"year": "2021", "month": "9"}``,
    and ``display_date`` says the rest. Texts are escaped where TimelineJS expects HTML. ``losses`` is a list of
    ``{"slug", "reason"}`` of events, in the order of the steps; see :class:`Loss`. The claims and links that steps
    rest on have no place in the format.
    """
    return timelines_js([narrative], viewer)[narrative.pk]


def timelines_js(narratives: Iterable[Narrative], viewer: Viewer) -> dict[int, dict[str, Any]]:
    """Return ``timeline_js`` of narratives by their primary keys, in three statements."""
    given = list(narratives)
    steps = told(given, viewer)
    media = _media([step for some in steps.values() for step in some], viewer)
    return {narrative.pk: _timeline(narrative, steps[narrative.pk], media) for narrative in given}


def _media(steps: Sequence[NarrativeStep], viewer: Viewer) -> dict[int, list[Media]]:
    """Return the media that a viewer sees of each step, by slug."""
    shown = NarrativeStep.media.through._default_manager.filter(narrativestep__in=[step.pk for step in steps])
    found = defaultdict(list)
    for one in shown.filter(visible(viewer, "media__")).select_related("media").order_by("media__slug"):
        found[one.narrativestep_id].append(one.media)
    return found


def _timeline(narrative: Narrative, steps: Sequence[NarrativeStep], media: Mapping[int, list[Media]]) -> dict[str, Any]:
    slides: list[dict[str, Any]] = []
    losses: list[dict[str, str]] = []
    latest: Parts = ()
    times: Counter[str] = Counter()
    for step in steps:
        slug, span, shown = step.event.slug, span_of(step.event.when), media.get(step.pk, [])
        reasons = span.losses
        if span.start:
            times[slug] += 1
            slides.append(_slide(step, times[slug], span, shown))
            reasons = [*reasons, *_unshown(step, shown, is_earlier=_as_read(span.start) < latest)]
            latest = max(latest, _as_read(span.start))
        losses += [{"slug": slug, "reason": reason.value} for reason in reasons]
    return {"title": {"text": _title(narrative)}, "events": slides, "losses": losses}


def _title(narrative: Narrative) -> dict[str, str]:
    return {"headline": escape(narrative.title), "text": html_of(f"{narrative.thesis}\n\n{narrative.summary}")}


def _slide(step: NarrativeStep, time: int, span: Span, media: Sequence[Media]) -> dict[str, Any]:
    """Return the slide of a step that tells its event for the first, second … time."""
    event = step.event
    return {
        # No slug has an underscore, so no two slides are called the same.
        "unique_id": event.slug if time == 1 else f"{event.slug}_{time}",
        "start_date": date_of(span.start),
        **({"end_date": date_of(span.end)} if span.end else {}),
        "display_date": span.display,
        "text": {"headline": escape(step.heading or event.title), "text": html_of(step.text or event.summary)},
        **({"media": medium_of(media[0])} if media else {}),
    }


def medium_of(media: Media) -> dict[str, str]:
    """Return a medium as a slide shows it."""
    told = {
        "url": iri_to_uri(media.url),  # TimelineJS takes one with angle brackets for markup to embed
        "caption": escape(media.caption),
        "credit": escape(", ".join(words for words in (media.credit, media.licence) if words)),
        "alt": media.alt_text,
    }
    return {name: text for name, text in told.items() if text}


def html_of(text: str) -> str:
    """Return the paragraphs of a plain text as HTML."""
    return linebreaks(text.strip(), autoescape=True) if text.strip() else ""


def _unshown(step: NarrativeStep, media: Sequence[Media], *, is_earlier: bool) -> list[Loss]:
    """Return what the slide of a step does not show, besides its time."""
    lost = {
        Loss.REORDERED: is_earlier,
        Loss.STANCE: step.stance != StepStance.ACCEPTS,
        Loss.MORE_MEDIA: len(media) > 1,
    }
    return [loss for loss, is_lost in lost.items() if is_lost]


def span_of(when: When | None) -> Span:
    """Return where the slide of a time stands, with what that does not tell of it."""
    if when is None:
        return Span((), (), "", [Loss.UNDATED])
    start, losses = _start(when)
    if not start:
        return Span((), (), "", losses)
    end, more = _end(when, start)
    return Span(start, end, when.display, [*losses, *more])


def _start(when: When) -> tuple[Parts, list[Loss]]:
    """Return the known parts of a start, none where it cannot be placed, and what they do not tell."""
    if known := known_parts(when.earliest_start, when.latest_start):
        return known, []
    bound = next((day for day in (when.earliest_start, when.latest_start) if day not in OPEN), None)
    return ((), [Loss.OPEN_START]) if bound is None else (civil(bound)[:1], [Loss.VAGUE_START])


def _end(when: When, start: Parts) -> tuple[Parts, list[Loss]]:
    """Return the known parts of an end, none where the start tells it or it cannot be placed."""
    if (when.earliest_end, when.latest_end) == (when.earliest_start, when.latest_start):
        return (), []
    end = known_parts(when.earliest_end, when.latest_end)
    if end == start:
        return (), []
    return (end, []) if end and _as_read(end) > _as_read(start) else ((), [Loss.VAGUE_END])


def known_parts(first: int, last: int) -> Parts:
    """Return the parts that all days from the first to the last share."""
    if OPEN.intersection((first, last)):
        return ()
    return tuple(
        part for part, _ in takewhile(lambda two: two[0] == two[1], zip(civil(first), civil(last), strict=True))
    )


def _as_read(parts: Parts) -> Parts:
    """Return the day at which TimelineJS places a date of which some parts are missing."""
    return (*parts, 1, 1)[:3]


def date_of(parts: Parts) -> dict[str, str]:
    """Return the known parts of a date as TimelineJS reads them."""
    year, *rest = parts
    # Years before 1 are astronomical here (0 is 1 BC); TimelineJS labels -1 as 1 BCE.
    written = (year if year > 0 else year - 1, *rest)
    return {name: str(part) for name, part in zip(("year", "month", "day"), written, strict=False)}
