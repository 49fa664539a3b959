"""The journal, to read."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html

from sources.admin import restoring
from sources.admin.wording import Differing, labels_of, lines
from sources.choices import JournalAction
from sources.differences import differences
from sources.models import JournalRow
from sources.records import kind_named


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
    change_form_template = "admin/sequitur/journal_row.html"
    fieldsets = (
        (None, {"fields": list_display}),
        ("The whole record", {"classes": ["collapse"], "fields": ["state_before", "state_after"]}),
    )

    @admin.display(description="before")
    def state_before(self, row: JournalRow) -> str:
        return _shown(row.before)

    @admin.display(description="after")
    def state_after(self, row: JournalRow) -> str:
        return _shown(row.after)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.list_display, "state_before", "state_after"]

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<int:number>/restore/", view, name="sources_journalrow_restore"), *super().get_urls()]

    def restore_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show what a row deleted; with a reason, bring it back."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return restoring.of_deleted(self.admin_site, request, number)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = context["original"]
        model_admin = self.admin_site.get_model_admin(kind_named(row.kind).model)
        kind = kind_named(row.kind)
        differing = Differing(kind, differences(kind, row.before, row.after))
        context["lines"] = lines(differing, labels_of(self.admin_site, request, [differing]))
        context["may_bring_back"] = row.action == JournalAction.DELETE and model_admin.has_add_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _shown(state: Any) -> str:
    return "—" if state is None else format_html("<pre>{}</pre>", json.dumps(state, ensure_ascii=False, indent=2))
