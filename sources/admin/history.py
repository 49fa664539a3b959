"""A record's history: its rows in the journal, and what each changed."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from sources import history
from sources.admin.wording import Differing, labels_of, lines
from sources.differences import differences
from sources.records import kind_of
from sources.visibility import Viewer, viewer_of

PER_PAGE = 100


def view(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Answer the page of a record's history, newest first."""
    row = found(model_admin, request, object_id)
    if not model_admin.has_view_or_change_permission(request, row):
        raise PermissionDenied
    kind = kind_of(row)
    pages = Paginator(history.rows_of(kind, row.slug).order_by("-number"), PER_PAGE)
    page = pages.get_page(request.GET.get("p"))
    found_in = [Differing(kind, differences(kind, one.before, one.after)) for one in page]
    labels = labels_of(model_admin.admin_site, request, found_in)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"History of {row}",
        "opts": model_admin.opts,
        "object": row,
        "module_name": str(model_admin.opts.verbose_name_plural),
        "page": page,
        "entries": [(entry, lines(one, labels)) for entry, one in zip(page, found_in, strict=True)],
        "may_restore": model_admin.has_change_permission(request, row),
    }
    return TemplateResponse(request, model_admin.object_history_template, context)


def found(model_admin: Any, request: HttpRequest, object_id: str) -> Any:
    """Return a record whose history one who may see drafts asks for. :raises PermissionDenied: for others."""
    row = model_admin.get_object(request, unquote(object_id))
    if row is None:
        raise Http404
    if viewer_of(request.user) is not Viewer.DRAFTS:
        raise PermissionDenied
    return row
