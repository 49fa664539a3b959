"""What the page of a source shows beside its form: the text, what it offers, and what was made from it."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Q
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events import suggestions
from events.admin.entry.offers import Offers
from events.models import CausalLink, Claim, Event, EventCitation
from events.sentences import statement_of
from sources import dates
from sources.choices import Status
from sources.models import Source
from sources.visibility import viewer_of


def context_of(request: HttpRequest, site: AdminSite, source: Source) -> dict[str, Any]:
    """Return what the page shows, by a number of statements that does not grow with it."""
    text = source.captured_text
    on = dates.parse(source.published.edtf) if source.published else None
    found = Found(text, on, suggestions.known_in(text, viewer_of(request.user)))
    made = made_from(request, site, source)
    offers = Offers(request, site, source, found)
    return {
        "source": source,
        "paragraphs": [paragraph_of(one, [*found.marks, *made["marks"]]) for one in suggestions.paragraphs_of(text)],
        "offers": offers.groups(),
        "made": made | {"events": [(event, claims, offers.of_event(event)) for event, claims in made["events"]]},
        "source_opts": Source._meta,
    }


class Found:
    """What a text offers."""

    def __init__(self, text: str, on: dates.ParsedTime | None, known: list[suggestions.Known]) -> None:
        self.text = text
        self.names = suggestions.names_in(text, known)
        self.times = suggestions.times_in(text, on)
        self.figures = suggestions.figures_in(text)

    @property
    def marks(self) -> list[tuple[int, int, str]]:
        """Where what is offered stands, and of what sort it is."""
        names = [(one.start, one.end, one.known.kind if one.is_sure else "perhaps") for one in self.names]
        times = [(one.start, one.end, "time") for one in self.times]
        return [*names, *times, *((one.start, one.end, "figure") for one in self.figures)]


def paragraph_of(paragraph: suggestions.Paragraph, marks: list[tuple[int, int, str]]) -> SafeString:
    """Return a paragraph with everything marked in it; nothing is added to its letters."""
    inside = [one for one in marks if one[0] < paragraph.end and paragraph.start < one[1]]
    cuts = {cut for start, end, _ in inside for cut in (start, end) if paragraph.start < cut < paragraph.end}
    edges = [paragraph.start, *sorted(cuts), paragraph.end]
    pieces = (
        (sorted({sort for first, last, sort in inside if first <= start and end <= last}), start, end)
        for start, end in pairwise(edges)
    )
    html = (
        _piece(paragraph.text[start - paragraph.start : end - paragraph.start], sorts) for sorts, start, end in pieces
    )
    return format_html(
        '<p data-start="{}" data-number="{}">{}</p>',
        paragraph.start,
        paragraph.number,
        format_html_join("", "{}", ((one,) for one in html)),
    )


def _piece(text: str, sorts: list[str]) -> SafeString | str:
    if not sorts:
        return text
    return format_html('<mark class="{}">{}</mark>', " ".join(f"is-{sort}" for sort in sorts), text)


def made_from(request: HttpRequest, site: AdminSite, source: Source) -> dict[str, Any]:
    """Return the events and links that rest on a source, each event with its claims from it, and their excerpts."""
    claims = list(
        _standing(site, Claim, request)
        .filter(source=source)
        .select_related("subject", "place", "actor", "source__publisher")
        .order_by("event__when_sort_day", "event__slug", "pk")
    )
    citations = EventCitation.objects.filter(source=source, event__in=_standing(site, Event, request))
    events = _standing(site, Event, request).filter(
        Q(pk__in=citations.values("event")) | Q(pk__in=[claim.event_id for claim in claims])
    )
    links = _standing(site, CausalLink, request).filter(Q(evidence__source=source) | Q(evidence__claim__source=source))
    by_event = {
        pk: [(claim, statement_of(claim)) for claim in some]
        for pk, some in groupby(claims, key=lambda claim: claim.event_id)
    }
    cited = [(one.start_offset, one.end_offset, "excerpt") for one in [*claims, *citations]]
    return {
        "events": [(event, by_event.get(event.pk, [])) for event in events.order_by("when_sort_day", "slug")],
        "links": list(links.distinct().order_by("slug")),
        "marks": [mark for mark in cited if mark[0] is not None],
    }


def _standing(site: AdminSite, model: type[Any], request: HttpRequest) -> Any:
    return site.get_model_admin(model).get_queryset(request).exclude(status=Status.RETRACTED)
