"""Events in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from events.admin.claims import ClaimInline
from events.admin.links import CauseInline, EffectInline
from events.admin.vocabulary import within
from events.models import Event, EventCitation, EventPlace, Participation
from sources.admin import CitationInline, OwnedInline, PublishableAdmin, time_fieldset, time_filter


class EventPlaceInline(OwnedInline):
    model = EventPlace
    verbose_name = "place"
    fields = ("place", "role", "precision")
    joins = within("place")


class ParticipationInline(OwnedInline):
    model = Participation
    fields = ("actor", "role", "side", "alleged")
    joins = ("actor",)


class EventCitationInline(CitationInline):
    model = EventCitation


@admin.register(Event)
class EventAdmin(PublishableAdmin):
    list_display = ("title", "when_shown", "type", "granularity", "modality", "status")
    list_filter = ("status", time_filter("when"), "granularity", "modality", ("type", admin.RelatedOnlyFieldListFilter))
    label_joins = (*within("type"), "part_of")
    search_fields = ("title", "short_title", "slug")
    search_help_text = "Title, short title or slug"
    ordering = ("-when_sort_day", "slug")
    prepopulated_fields = {"slug": ("title",)}
    fieldsets: ClassVar[Any] = [
        (
            None,
            {
                "fields": [
                    ("title", "short_title"),
                    "summary",
                    ("type", "topics"),
                    ("granularity", "modality"),
                    "part_of",
                    "media",
                    "correction",
                ]
            },
        ),
        time_fieldset("when"),
    ]
    inlines = (EventPlaceInline, ParticipationInline, EventCitationInline, ClaimInline, CauseInline, EffectInline)

    def label(self, row: Event) -> str:
        return f"{row.name} ({self.when_shown(row)})"
