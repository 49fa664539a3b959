"""Events that look like the one on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from actors.models import Actor
from events.duplicates import Sketch, Span, duplicates_of, titles_of
from events.models import CausalLink, Claim, Event, Place
from sources.admin import Entered, Lookalike, WarnsOfLookalikes, entered_time
from sources.records import title_for
from sources.visibility import Viewer

#: How many claims, and links each way, are shown of an event that is compared.
MOST_BESIDE = 20


class WarnsOfDuplicates(WarnsOfLookalikes):
    """An admin of events, which are warned of where place, time, actors and title are much like another's."""

    telling = r"title|short_title|when_edtf|places-\d+-place|participations-\d+-actor"
    parting = r"source|citations-\d+-source|part_of|cause_links-\d+-cause|effect_links-\d+-effect"

    def lookalikes(self, entered: Entered, viewer: Viewer, row: Event | None) -> Iterable[Lookalike]:
        return [Lookalike(one.event, one.reasons) for one in duplicates_of(sketch_of(entered, row, viewer), viewer)]

    def entered_record(self, entered: Entered, viewer: Viewer) -> dict[str, Any]:
        sketch = sketch_of(entered, None, viewer)
        places = Place.objects.visible_to(viewer).filter(pk__in=sketch.places)
        actors = Actor.objects.visible_to(viewer).filter(pk__in=sketch.actors)
        return {
            "title": entered.text("title"),
            "short_title": entered.text("short_title"),
            "when": entered.text("when_edtf"),
            "places": [{"place": slug} for slug in places.order_by("slug").values_list("slug", flat=True)],
            "participations": [{"actor": slug} for slug in actors.order_by("slug").values_list("slug", flat=True)],
        }

    def beside(self, row: Event, viewer: Viewer) -> dict[str, Any]:
        claims = Claim.objects.visible_to(viewer).filter(event=row).select_related("predicate", "event")
        links = CausalLink.objects.visible_to(viewer).select_related("cause", "effect")
        return {
            "claims": [str(claim) for claim in claims.chronological()[:MOST_BESIDE]],
            "causes": [
                title_for(link.cause, viewer) for link in links.filter(effect=row).order_by("slug")[:MOST_BESIDE]
            ],
            "effects": [
                title_for(link.effect, viewer) for link in links.filter(cause=row).order_by("slug")[:MOST_BESIDE]
            ],
        }


def sketch_of(entered: Entered, row: Event | None, viewer: Viewer) -> Sketch:
    """Return what a page says of its event; a time that cannot be read yet is unknown."""
    apart = [
        entered.key("part_of"),
        *entered.keys("cause_links", "cause"),
        *entered.keys("effect_links", "effect"),
    ]
    sketch = Sketch(
        titles=titles_of(entered.text("title"), entered.text("short_title")),
        span=Span.of(entered_time(entered, "when", viewer)),
        places=frozenset(entered.keys("places", "place")),
        actors=frozenset(entered.keys("participations", "actor")),
        apart=frozenset(filter(None, apart)),
    )
    return replace(sketch, pk=row.pk) if row else sketch
