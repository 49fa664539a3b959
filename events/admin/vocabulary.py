"""Types, topics, places and predicates in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from events.models import EventType, Place, Predicate, Topic
from sources.admin import RecordAdmin, UsedOnly

#: How far up the path to a node is shown; four joins, so that a list costs one statement.
ABOVE = ("parent", "parent__parent", "parent__parent__parent", "parent__parent__parent__parent")

#: What lies directly in one node; only nodes that hold any are offered.
BRANCHES = ("parent", UsedOnly)


def within(name: str) -> tuple[str, ...]:
    """Return the relations that the path of a related node needs."""
    return tuple(f"{name}__{above}" for above in ABOVE)


def path_of(row: Any) -> str:
    """Return a node with what it lies in, the nearest four: ``Pakistan › Khyber Pakhtunkhwa › South Waziristan``."""
    names: list[str] = []
    for _ in range(len(ABOVE) + 1):
        names.append(str(row))
        if row.parent_id is None:
            return " › ".join(reversed(names))
        if len(names) <= len(ABOVE):
            row = row.parent
    return " › ".join(["…", *reversed(names)])


class TreeAdmin(RecordAdmin):
    """A node of a tree."""

    label_joins = ABOVE
    date_hierarchy = "updated_at"

    @admin.display(description="path")
    def path(self, row: Any) -> str:
        return path_of(row)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "path"]

    def label(self, row: Any) -> str:
        return path_of(row)


@admin.register(EventType)
class EventTypeAdmin(TreeAdmin):
    list_display = ("label_shown", "path", "acled_event", "acled_sub_event", "slug")
    list_filter = (BRANCHES,)
    search_fields = ("label", "slug", "acled_event", "acled_sub_event")
    search_help_text = "Label, slug or ACLED type"
    ordering = ("label", "slug")
    prepopulated_fields = {"slug": ("label",)}
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["label", ("parent", "path"), "colour", ("acled_event", "acled_sub_event")]}),
    ]

    @admin.display(description="label", ordering="label")
    def label_shown(self, row: EventType) -> str:
        return row.label


@admin.register(Topic)
class TopicAdmin(TreeAdmin):
    list_display = ("label_shown", "path", "slug")
    list_filter = (BRANCHES,)
    search_fields = ("label", "slug")
    search_help_text = "Label or slug"
    ordering = ("label", "slug")
    prepopulated_fields = {"slug": ("label",)}
    fieldsets: ClassVar[Any] = [(None, {"fields": ["label", ("parent", "path")]})]

    @admin.display(description="label", ordering="label")
    def label_shown(self, row: Topic) -> str:
        return row.label


@admin.register(Place)
class PlaceAdmin(TreeAdmin):
    list_display = ("name", "path", "kind", "country", "latitude", "longitude")
    list_filter = ("kind",)
    search_fields = ("name", "other_names", "slug")
    search_help_text = "Any name, or slug"
    ordering = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets: ClassVar[Any] = [
        (
            None,
            {
                "fields": [
                    "name",
                    "other_names",
                    ("kind", "country"),
                    ("parent", "path"),
                    ("latitude", "longitude"),
                ]
            },
        ),
    ]


@admin.register(Predicate)
class PredicateAdmin(RecordAdmin):
    list_display = ("label_shown", "value_kind", "unit", "slug")
    list_filter = ("value_kind",)
    date_hierarchy = "updated_at"
    search_fields = ("label", "slug", "unit")
    search_help_text = "Label, slug or unit"
    ordering = ("label", "slug")
    prepopulated_fields = {"slug": ("label",)}
    fieldsets: ClassVar[Any] = [(None, {"fields": ["label", ("value_kind", "unit")]})]

    @admin.display(description="label", ordering="label")
    def label_shown(self, row: Predicate) -> str:
        return row.label

    def label(self, row: Predicate) -> str:
        return f"{row.label} ({row.get_value_kind_display().split(':')[0].lower()})"
