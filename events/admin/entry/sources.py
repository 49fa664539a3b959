"""Sources, each with the page on which it is entered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.admin.entry.makers import MAKERS, AtSource, address
from events.admin.entry.page import context_of
from sources.admin.registrations import SourceAdmin
from sources.models import Source

admin.site.unregister(Source)


@admin.register(Source)
class EnteredSourceAdmin(SourceAdmin):
    """A source, and what is made from its text."""

    change_form_template = "admin/sequitur/source_change_form.html"
    list_display: Any = (*SourceAdmin.list_display, "entry")

    @admin.display(description="entry")
    def entry(self, row: Source) -> SafeString:
        return format_html('<a href="{}">Enter</a>', address(row))

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view(self.enter_view)
        return [path("<path:object_id>/enter/", view, name="sources_source_enter"), *super().get_urls()]

    def enter_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Answer the page on which a source is entered, with the form of what is to be made."""
        source = self.get_object(request, unquote(object_id))
        if source is None:
            raise Http404
        makers = [self._maker(name, source) for name in MAKERS]
        allowed = [maker for maker in makers if maker.has_add_permission(request)]
        if not self.has_view_permission(request, source) or not allowed:
            raise PermissionDenied
        wanted = request.GET.get("make", allowed[0].make)
        maker = next((one for one in allowed if one.make == wanted), None)
        if maker is None:
            if wanted in MAKERS:
                raise PermissionDenied
            raise Http404
        return maker.add_view(request, extra_context={"makers": allowed, "source": source})

    def _maker(self, name: str, source: Source) -> AtSource:
        maker, model = MAKERS[name]
        return maker(self.admin_site, source, model, lambda request: context_of(request, self.admin_site, source))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        return self._entering(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self._entering(request, obj) or super().response_change(request, obj)

    def _entering(self, request: HttpRequest, source: Source) -> HttpResponse | None:
        return HttpResponseRedirect(address(source)) if "_enter" in request.POST else None
