"""Narratives in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Prefetch

from events.models import Claim, Narrative, NarrativeStep
from sources.admin import OwnedInline, PublishableAdmin


class StepInline(OwnedInline):
    """The steps, in order."""

    model = NarrativeStep
    template = "admin/edit_inline/stacked.html"
    verbose_name = "step"
    fields = ("event", "stance", "via", "heading", "text", "claims", "media")
    joins = ("event", "via__cause", "via__effect")
    prefetches = (
        Prefetch("claims", Claim.objects.select_related("event", "predicate", "speaker", "source").order_by("slug")),
        "media",
    )


@admin.register(Narrative)
class NarrativeAdmin(PublishableAdmin):
    list_display = ("title", "teller_shown", "status", "updated_at")
    list_filter = ("status",)
    date_hierarchy = "updated_at"
    label_joins = ("teller_actor", "teller_publisher")
    search_fields = ("title", "thesis", "teller_actor__name", "teller_publisher__name", "slug")
    search_help_text = "Title, thesis, teller or slug"
    ordering = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["title", ("teller_actor", "teller_publisher"), "thesis", "summary"]}),
    ]
    inlines = (StepInline,)

    @admin.display(description="teller")
    def teller_shown(self, row: Narrative) -> str:
        return str(row.teller or "The editors")

    def label(self, row: Narrative) -> str:
        return f"{row.title} ({self.teller_shown(row)})"
