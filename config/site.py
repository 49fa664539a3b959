"""The staff's site: Django's own, whose first page is the desk."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse


class StaffSite(AdminSite):
    """Every page of the staff."""

    site_header = site_title = "Sequitur"
    index_title = "Desk"
    index_template = "admin/sequitur/desk.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from sources.admin import desk  # registers with this site, so it comes later

        waiting = {"sections": desk.sections(self, request)}
        return super().index(request, {**waiting, **(extra_context or {})})
