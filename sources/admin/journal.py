"""The journal, to read."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from sources.models import JournalRow


@admin.register(JournalRow)
class JournalRowAdmin(admin.ModelAdmin):
    """Every write, by every road, in one numbered order; nothing here is ever changed."""

    list_display = ("number", "at", "action", "kind", "slug", "version", "by", "road", "reason")
    list_filter = ("action", "kind", "road")
    list_select_related = ("by",)
    list_per_page = 50
    date_hierarchy = "at"
    ordering = ("-number",)
    search_fields = ("slug", "reason", "by__username")
    search_help_text = "Slug, reason or user"
    show_full_result_count = False
    empty_value_display = "—"
    actions = None
    fields = (*list_display, "state_before", "state_after")

    @admin.display(description="before")
    def state_before(self, row: JournalRow) -> str:
        return _shown(row.before)

    @admin.display(description="after")
    def state_after(self, row: JournalRow) -> str:
        return _shown(row.after)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _shown(state: Any) -> str:
    return "—" if state is None else format_html("<pre>{}</pre>", json.dumps(state, ensure_ascii=False, indent=2))
