"""Causal links in the admin: on pages of their own, and as causes and effects of an event."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from events.models import CausalLink, Evidence
from sources.admin import CITATION, OwnedInline, PublishableAdmin, RecordInline, RecordInlineForm, time_filter

LINK = ("kind", "basis", "likelihood", "mechanism")


class CauseForm(RecordInlineForm):
    """Here the effect is the page's event: what is wrong with it is shown at the cause."""

    stand_ins: ClassVar[dict[str, str]] = {"effect": "cause"}


class CauseInline(RecordInline):
    model = CausalLink
    form = CauseForm
    fk_name = "effect"
    verbose_name = "cause"
    verbose_name_plural = "causes: what led to it"
    fields = ("cause", *LINK)
    joins = ("cause", "effect")
    ordering = ("cause__when_sort_day", "slug")


class EffectInline(RecordInline):
    model = CausalLink
    fk_name = "cause"
    verbose_name = "effect"
    verbose_name_plural = "effects: what it led to"
    fields = ("effect", *LINK)
    joins = ("cause", "effect")
    ordering = ("effect__when_sort_day", "slug")


class EvidenceInline(OwnedInline):
    """For and against: a place in a source, or a claim."""

    model = Evidence
    fields = ("stance", *CITATION, "claim", "note")
    joins = ("source__publisher", "claim__event", "claim__predicate", "claim__source", "claim__speaker")


@admin.register(CausalLink)
class CausalLinkAdmin(PublishableAdmin):
    list_display = ("cause", "kind", "effect", "likelihood", "basis", "status")
    list_display_links = ("cause", "kind")
    list_filter = ("status", time_filter("effect__when", "time of the effect"), "kind", "basis", "likelihood")
    label_joins = ("cause", "effect")
    search_fields = ("cause__title", "cause__short_title", "effect__title", "effect__short_title", "mechanism", "slug")
    search_help_text = "Title of either event, mechanism or slug"
    ordering = ("-pk",)
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["cause", "kind", "effect"]}),
        (
            "Judgement",
            {"fields": ["basis", ("asserted_by_actor", "asserted_by_publisher"), "likelihood", "mechanism"]},
        ),
    ]
    inlines = (EvidenceInline,)

    def label(self, row: CausalLink) -> str:
        return f"{row} ({row.get_kind_display().lower()})"
