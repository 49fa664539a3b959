"""Publishers, sources and media in the admin."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.contrib import admin
from django.urls import path

from sources.admin.forms import RecordForm
from sources.admin.inlines import OwnedInline
from sources.admin.publication import PublishableAdmin
from sources.admin.records import RecordAdmin
from sources.admin.times import time_fieldset, time_filter
from sources.admin.written import reading_view
from sources.models import Media, Publisher, Rating, Source


class RatingInline(OwnedInline):
    model = Rating
    fields = ("code", "when_edtf", "when_resolved", "rationale")
    readonly_fields: ClassVar[Any] = ("when_resolved",)


@admin.register(Publisher)
class PublisherAdmin(RecordAdmin):
    list_display = ("name", "kind", "country", "slug")
    list_filter = ("kind",)
    date_hierarchy = "updated_at"
    search_fields = ("name", "slug", "homepage")
    search_help_text = "Name, slug or homepage"
    ordering = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets: ClassVar[Any] = [(None, {"fields": ["name", ("kind", "country"), "homepage"]})]
    inlines = (RatingInline,)

    def label(self, row: Publisher) -> str:
        return f"{row.name} ({', '.join(filter(None, [row.get_kind_display(), row.country]))})"


class SourceForm(RecordForm):
    """Keeps the digest of the captured text."""

    def clean(self) -> dict[str, Any] | None:
        if "captured_text" in self.changed_data:
            text = self.cleaned_data.get("captured_text", "")
            self.instance.captured_sha256 = hashlib.sha256(text.encode()).hexdigest() if text else ""
        return super().clean()


class Written(admin.AllValuesFieldListFilter):
    """The values that a text has, of which blank has a name too: a link without one leads nowhere for who hears it."""

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            yield choice | {"display": choice["display"] or "not given"}


@admin.register(Source)
class SourceAdmin(PublishableAdmin):
    form = SourceForm
    list_display = ("title", "published_shown", "publisher", "kind", "status")
    list_filter = ("status", "kind", time_filter("published", "published"), ("language", Written))
    label_joins = ("publisher",)
    search_fields = ("title", "url", "slug", "publisher__name")
    search_help_text = "Title, address, slug or publisher"
    ordering = ("-pk",)
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields: ClassVar[Any] = (*PublishableAdmin.readonly_fields, "captured_sha256")
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["title", "url", ("publisher", "authors"), ("kind", "language"), "derived_from"]}),
        time_fieldset("published", "Published"),
        (
            "Captured",
            {
                "classes": ["collapse"],
                "fields": ["retrieved_at", "archive_url", "licence", "captured_text", "captured_sha256"],
            },
        ),
    ]

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view(reading_view)
        return [path("read-time/", view, name="sources_source_read_time"), *super().get_urls()]

    def label(self, row: Source) -> str:
        printed = [str(row.publisher or ""), row.published.edtf if row.published else ""]
        return f"{row.title} ({', '.join(filter(None, printed)) or row.slug})"


@admin.register(Media)
class MediaAdmin(PublishableAdmin):
    list_display = ("__str__", "kind", "credit", "source", "status")
    list_filter = ("status", "kind")
    date_hierarchy = "updated_at"
    label_joins = ("source",)
    search_fields = ("caption", "url", "alt_text", "credit", "slug")
    search_help_text = "Caption, address, description, credit or slug"
    ordering = ("slug",)
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["kind", "url", "alt_text", "caption", ("credit", "licence"), "source"]}),
    ]

    def label(self, row: Media) -> str:
        return f"{row} ({row.get_kind_display()})"
