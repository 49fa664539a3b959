"""Remarks on a record, below its page: anyone who reads it as staff may leave one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect

from sources import actions
from sources.admin.history import found
from sources.models import Remark
from sources.visibility import Viewer, viewer_of


def shown(model_admin: Any, request: HttpRequest, row: Any) -> dict[str, Any]:
    """Return what the page of a record shows of its remarks: those that are open first to those who see drafts."""
    if viewer_of(request.user) is not Viewer.DRAFTS:
        return {}
    some = list(actions.remarks_on(row))
    return {
        "remarks": [(one, may_settle(model_admin, request, row, one)) for one in some if one.settled_at is None],
        "settled_remarks": [one for one in some if one.settled_at is not None],
        "may_remark": request.user.has_perm(actions.REMARK_PERMISSION),
    }


def may_settle(model_admin: Any, request: HttpRequest, row: Any, remark: Remark) -> bool:
    """Return whether a user may settle a remark: who left it, and who may change the record."""
    return remark.by_id == request.user.pk or bool(model_admin.has_change_permission(request, row))


def view(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Leave a remark on a record, or settle one, and go back to its page."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row = found(model_admin, request, object_id)
    if not model_admin.has_view_or_change_permission(request, row):
        raise PermissionDenied
    try:
        told = _settled(model_admin, request, row) if "settle" in request.POST else _left(request, row)
        model_admin.message_user(request, told, messages.SUCCESS)
    except ValidationError as error:
        model_admin.message_user(request, " ".join(error.messages), messages.ERROR)
    return HttpResponseRedirect(f"{model_admin.page_of(row.pk)}#remarks")


def _left(request: HttpRequest, row: Any) -> str:
    actions.remark(row, by=request.user, text=request.POST.get("text", ""))
    return "Your remark was left."


def _settled(model_admin: Any, request: HttpRequest, row: Any) -> str:
    key = request.POST["settle"]
    remark = actions.remarks_on(row).filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if remark is None:
        raise Http404
    if not may_settle(model_admin, request, row, remark):
        raise PermissionDenied
    actions.settle(remark, by=request.user)
    return "The remark was settled."
