"""The staff's site: Django's own, whose first page is the desk."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path


class StaffSite(AdminSite):
    """Every page of the staff.

    The records register with it when their admin is imported, so that is imported where it is needed.
    """

    site_header = site_title = "Sequitur"
    index_title = "Desk"
    index_template = "admin/sequitur/desk.html"

    def get_urls(self) -> Any:
        return [
            path("import/", self.admin_view(self.import_view), name="import"),
            path("import/<int:pk>/", self.admin_view(self.import_preview_view), name="import_preview"),
            path("export/", self.admin_view(self.export_view), name="export"),
            path("export/<str:name>", self.admin_view(self.export_file_view), name="export_file"),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from sources.admin import desk, importing

        waiting = {"sections": desk.sections(self, request), "may_import": importing.may_import(request)}
        return super().index(request, {**waiting, **(extra_context or {})})

    def import_view(self, request: HttpRequest) -> HttpResponse:
        from sources.admin import importing

        return importing.upload_view(self, request)

    def import_preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        from sources.admin import importing

        return importing.preview_view(self, request, pk)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        from sources.admin import exporting

        return exporting.page(self, request)

    def export_file_view(self, request: HttpRequest, name: str) -> Any:
        from sources.admin import exporting

        return exporting.download(request, name)
