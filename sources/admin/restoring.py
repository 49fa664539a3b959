"""Putting an older state of a record again: first shown, then done with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from sources import actions, history, journal
from sources.access import Access
from sources.admin.history import found
from sources.admin.places import stale_fault
from sources.admin.wording import Differing, labels_of, lines
from sources.choices import JournalAction, Road
from sources.differences import differences
from sources.models import JournalRow, Record
from sources.records import kind_named, kind_of
from sources.refusals import Refusal, refuse

TEMPLATE = "admin/sequitur/restore.html"


def of_record(model_admin: Any, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
    """Answer the page that puts a record again as one row of its history left it."""
    row = found(model_admin, request, object_id)
    entry = history.rows_of(kind_of(row), row.slug).filter(number=number).first()
    if entry is None:
        raise Http404
    if not model_admin.has_change_permission(request, row):
        raise PermissionDenied
    return _page(model_admin, request, row.slug, entry)


def of_deleted(site: Any, request: HttpRequest, number: int) -> HttpResponse:
    """Answer the page that brings a record back which a row of the journal deleted."""
    entry = JournalRow.objects.filter(number=number, action=JournalAction.DELETE).select_related("by").first()
    if entry is None:
        raise Http404
    model_admin = site.get_model_admin(kind_named(entry.kind).model)
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    return _page(model_admin, request, entry.slug, entry)


def _page(model_admin: Any, request: HttpRequest, slug: str, entry: JournalRow) -> HttpResponse:
    fault = ""
    if request.method == "POST":
        try:
            return _done(model_admin, request, slug, entry)
        except Refusal as refusal:
            fault = str(refusal)
    kind = kind_named(entry.kind)
    present = kind.rows(kind.objects.filter(slug=slug)).first()
    now = kind.dump(present) if present else {"record": kind.name, "slug": slug}
    changes = Differing(kind, differences(kind, now, actions.older_state(kind, now, entry)))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Restore {kind.name} {slug}",
        "opts": model_admin.opts,
        "entry": entry,
        "present": present,
        "lines": lines(changes, labels_of(model_admin.admin_site, request, [changes])),
        "fault": fault,
        "reason": request.POST.get("reason", ""),
    }
    return TemplateResponse(request, TEMPLATE, context)


def _done(model_admin: Any, request: HttpRequest, slug: str, entry: JournalRow) -> HttpResponse:
    """Restore, and go to the record's page. :raises Refusal: where it cannot be, or no reason is given."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise refuse("REASON_REQUIRED", "Say why.", "reason")
    kind = kind_named(entry.kind)
    with journal.writing(access=Access(request.user), reason=reason, road=Road.ADMIN) as writing:
        present = kind.objects.filter(slug=slug).first()
        _refuse_unseen(request, present)
        row = actions.restore(writing, kind, slug, row=entry)
    done = f"Restored as it was in version {entry.version}." if writing.written else "It is so already."
    model_admin.message_user(request, done, messages.SUCCESS)
    return HttpResponseRedirect(model_admin.page_of(row.pk))


def _refuse_unseen(request: HttpRequest, present: Record | None) -> None:
    """Refuse to write over what was saved since the page was shown. :raises Refusal: VERSION_MISMATCH."""
    seen = request.POST.get("seen_version", "")
    if present is not None and seen != str(present.version):
        raise Refusal([stale_fault(present, present.version)])
