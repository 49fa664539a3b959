"""A record's history: its rows in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from sources.models import JournalRow
from sources.records import kind_of

PER_PAGE = 100


def view(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Answer the page of a record's history, newest first."""
    row = model_admin.get_object(request, unquote(object_id))
    if row is None:
        raise Http404
    if not model_admin.has_view_or_change_permission(request, row):
        raise PermissionDenied
    pages = Paginator(journal_of(row), PER_PAGE)
    page = pages.get_page(request.GET.get("p"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"History of {row}",
        "opts": model_admin.opts,
        "object": row,
        "module_name": str(model_admin.opts.verbose_name_plural),
        "page": page,
        "entries": [(entry, ", ".join(altered(entry))) for entry in page],
    }
    return TemplateResponse(request, model_admin.object_history_template, context)


def journal_of(row: Any) -> Any:
    """Return the journal rows of a record, also under the slugs it had before it was published."""
    kind = kind_of(row).name
    slugs, ahead = {row.slug}, {row.slug}
    while ahead:
        rows = JournalRow.objects.filter(kind=kind, slug__in=ahead, before__isnull=False)
        ahead = set(rows.exclude(before__slug__in=slugs).values_list("before__slug", flat=True))
        slugs |= ahead
    return JournalRow.objects.filter(kind=kind, slug__in=slugs).select_related("by").order_by("-number")


def altered(entry: JournalRow) -> Iterator[str]:
    """Yield the fields in which a journal row's states differ."""
    before, after = entry.before or {}, entry.after or {}
    names = dict.fromkeys([*after, *before])
    yield from (name for name in names if name != "record" and before.get(name) != after.get(name))
