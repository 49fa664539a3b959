"""From draft to public and back, in the admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from sources import actions
from sources.admin import bulk
from sources.admin.bulk import named
from sources.admin.places import refuse_stale
from sources.admin.records import RecordAdmin
from sources.admin.standing import StatusFilter, WrittenFilter
from sources.admin.trying import tried
from sources.choices import Status
from sources.querysets import visible
from sources.refusals import Refusal
from sources.visibility import PUBLISH_PERMISSION, Viewer, viewer_of

PUBLISH = [
    ("_publish", "Save and publish"),
    ("_publish_along", "Save and publish with what it refers to"),
]
#: The buttons of a page, by where its record stands.
MOVES = {
    Status.DRAFT: [("_submit_for_review", "Save and submit for review"), *PUBLISH],
    Status.IN_REVIEW: [("_return_to_draft", "Save and return to draft"), *PUBLISH],
    Status.PUBLISHED: [],
    Status.RETRACTED: [("_publish", "Save and publish again")],
}


class PublishableAdmin(RecordAdmin):
    """A record with a status. Contributors change what is not public yet, editors all."""

    actions: Any = (
        "submit_selected",
        "return_selected",
        "publish_selected",
        "publish_along_selected",
        "retract_selected",
    )
    readonly_fields: ClassVar[Any] = (
        *RecordAdmin.readonly_fields,
        "status",
        "published_at",
        "retracted_at",
        "retraction_reason",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows if viewer_of(request.user) is Viewer.DRAFTS else rows.filter(visible(Viewer.PUBLIC))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        times = ["published_at"] if obj and obj.published_at else []
        retraction = [("retracted_at", "retraction_reason")] if obj and obj.status == Status.RETRACTED else []
        standing = (None, {"fields": [("status", *times), *retraction]})
        return [standing, *super().get_fieldsets(request, obj)]

    def get_list_filter(self, request: HttpRequest) -> Any:
        by_status = [("status", StatusFilter) if one == "status" else one for one in super().get_list_filter(request)]
        return [*by_status, WrittenFilter]

    def was_public(self, row: Any) -> bool:
        return row.published_at is not None or row.status in (Status.PUBLISHED, Status.RETRACTED)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH_PERMISSION)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or obj.status in (Status.DRAFT, Status.IN_REVIEW) or self.has_publish_permission(request)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not self.was_public(obj))

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}_retract"
        view = self.admin_site.admin_view(self.retract_view)
        return [path("<path:object_id>/retract/", view, name=name), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = context.get("original")
        may = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        context["moves"] = list(self._moves(request, row)) if may and not context["is_popup"] else []
        context["may_retract"] = bool(row) and row.status == Status.PUBLISHED and self.has_publish_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def _moves(self, request: HttpRequest, row: Any) -> Iterator[tuple[str, str]]:
        for name, label in MOVES[Status(row.status if row else Status.DRAFT)]:
            if not name.startswith("_publish") or self.has_publish_permission(request):
                yield name, label

    def write(self, writing: Any, request: HttpRequest, form: Any, formsets: Any) -> None:
        super().write(writing, request, form, formsets)
        self._move(writing, request, form.instance)

    def _move(self, writing: Any, request: HttpRequest, row: Any) -> None:
        if "_publish" in request.POST or "_publish_along" in request.POST:
            self._demand(self.has_publish_permission(request))
            actions.publish(writing, [row], along="_publish_along" in request.POST)
        elif "_submit_for_review" in request.POST:
            actions.submit(writing, row)
        elif "_return_to_draft" in request.POST:
            actions.return_to_draft(writing, row)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        return super().response_add(self._staying(request), obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return super().response_change(self._staying(request), obj)

    def _staying(self, request: HttpRequest) -> Any:
        """Come back to the page after its record was moved."""
        if any(name in request.POST for moves in MOVES.values() for name, _ in moves):
            data = request.POST.copy()
            data["_continue"] = "1"
            request.POST = data  # type: ignore[assignment]  # what Django keeps is not mutable
        return request

    @admin.action(permissions=["change"], description="Submit for review …")
    def submit_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return bulk.answer(self, request, queryset, bulk.SUBMIT)

    @admin.action(permissions=["change"], description="Return to draft …")
    def return_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return bulk.answer(self, request, queryset, bulk.RETURN)

    @admin.action(permissions=["publish"], description="Publish …")
    def publish_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return bulk.answer(self, request, queryset, bulk.PUBLISH)

    @admin.action(permissions=["publish"], description="Publish with what they refer to …")
    def publish_along_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return bulk.answer(self, request, queryset, bulk.PUBLISH_ALONG)

    @admin.action(permissions=["publish"], description="Retract …")
    def retract_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._retract(request, list(queryset), request.get_full_path())

    def retract_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what a retraction takes along; with a reason, do it."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        self._demand(self.has_publish_permission(request))
        page = self.page_of(row.pk)
        return self._retract(request, [row], page) or HttpResponseRedirect(page)

    def _retract(self, request: HttpRequest, rows: list[Any], back: str) -> HttpResponse | None:
        if "confirmed" in request.POST:
            try:
                self._retract_now(request, rows)
                return None
            except Refusal as refusal:
                faults = refusal.faults
        else:
            faults = tried(request, lambda writing: self._try_retracting(writing, rows))
        along = [one for one in dict.fromkeys(one for row in rows for one in actions.rests_on(row)) if one not in rows]
        context = {
            **self.admin_site.each_context(request),
            "title": "Retract",
            "opts": self.opts,
            "rows": [named(row) for row in rows],
            "pks": [row.pk for row in rows],
            "along": [named(row) for row in along],
            "left_out": [_told(loss) for loss in actions.left_out([*rows, *along])],
            "faults": [str(fault) for fault in faults],
            "reason": request.POST.get("reason", ""),
            "back": back,
            "checkbox": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/sequitur/retract.html", context)

    @staticmethod
    def _try_retracting(writing: Any, rows: list[Any]) -> None:
        for row in type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]):
            actions.retract(writing, row, "…")

    def _retract_now(self, request: HttpRequest, rows: list[Any]) -> None:
        reason = request.POST.get("reason", "")
        with self.writing(request, reason) as writing:
            refuse_stale(rows)
            done = dict.fromkeys(one for row in rows for one in actions.retract(writing, row, reason))
        self.message_user(request, f"Retracted: {'; '.join(map(named, done))}.", messages.SUCCESS)

    @staticmethod
    def _demand(may: bool) -> None:
        if not may:
            raise PermissionDenied


def _told(loss: actions.Loss) -> str:
    place = f"{loss.list_name} {loss.place + 1}" + (f", without its {loss.part.name}" if loss.part.optional else "")
    return f"{named(loss.owner)}, {place}: {loss.target}"
