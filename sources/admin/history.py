"""A record's history: its rows in the journal, and what each changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from sources import history
from sources.choices import Alteration
from sources.differences import Difference, differences
from sources.records import Json, kind_of
from sources.refusals import Path
from sources.visibility import Viewer, viewer_of

PER_PAGE = 100
LONGEST = 300


def view(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Answer the page of a record's history, newest first."""
    row = found(model_admin, request, object_id)
    if not model_admin.has_view_or_change_permission(request, row):
        raise PermissionDenied
    kind = kind_of(row)
    pages = Paginator(history.rows_of(kind, row.slug).order_by("-number"), PER_PAGE)
    page = pages.get_page(request.GET.get("p"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"History of {row}",
        "opts": model_admin.opts,
        "object": row,
        "module_name": str(model_admin.opts.verbose_name_plural),
        "page": page,
        "entries": [(entry, told(differences(kind, entry.before, entry.after))) for entry in page],
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


def told(some: Iterable[Difference]) -> list[str]:
    """Return differences in words, a line each."""
    return [f"{place_in_words(one.path)}: {what_differs(one)}" for one in some]


def what_differs(one: Difference) -> str:
    """Return a difference in words: ``“a” → “b”``."""
    match one.what:
        case Alteration.ADDED:
            return f"{_text(one.after)} added"
        case Alteration.REMOVED:
            return f"{_text(one.before)} removed"
        case Alteration.MOVED:
            return f"moved here from place {(one.moved_from or 0) + 1}"
    return f"{_text(one.before)} → {_text(one.after)}"


def place_in_words(path: Path) -> str:
    """Return where something stands in a record: ``citations 2 quote``."""
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _text(value: Json) -> str:
    text = f"“{value}”" if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
