"""What every record has in the admin: one page, one writing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models, transaction
from django.forms import CharField, Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from sources import actions
from sources.admin import history, merging, remarks, restoring
from sources.admin.choosing import ChoicesView, ChoosesRecords
from sources.admin.forms import ExternalIdsField, RecordForm, TextListField
from sources.admin.places import MAIN, Places, faults_named, refuse_stale
from sources.admin.searching import FindsByWords
from sources.admin.times import resolved, time_column
from sources.admin.trying import writing_of
from sources.journal import Writing
from sources.models import Mergeable
from sources.refusals import Refusal
from sources.visibility import viewer_of

JSON_FIELDS = {"external_ids": ExternalIdsField, "other_names": TextListField}
JSON_HELP = {
    "external_ids": "Keys of this record elsewhere, one a line: wikidata: Q42418.",
    "other_names": "One a line.",
}


class ReasonedActionForm(ActionForm):
    """What is to be done with the records selected, and why."""

    reason = CharField(required=False, label="Reason:", max_length=1000)


class RecordAdmin(ChoosesRecords, FindsByWords, admin.ModelAdmin):
    """A record: all that one page or one list action changes is one writing, with one reason.

    What the rules refuse is shown at the fields it belongs to, with everything typed still there.
    """

    form = RecordForm
    action_form = ReasonedActionForm
    formfield_overrides: ClassVar[Any] = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})}}
    list_per_page = 50
    show_full_result_count = False
    empty_value_display = "—"
    change_form_template = "admin/sequitur/record_change_form.html"
    delete_confirmation_template = "admin/sequitur/record_delete.html"
    object_history_template = "admin/sequitur/record_history.html"
    actions: Any = ()
    record_fields: tuple[Any, ...] = ("slug", "external_ids", "note")
    readonly_fields: ClassVar[Any] = ("version", "updated_at")
    #: The relations that list and label read.
    label_joins: tuple[str, ...] = ()

    class Media:
        js: ClassVar[Any] = tuple(Script(f"sequitur/{name}.js", type="module") for name in ("times", "named"))

    when_resolved = resolved("when")
    published_resolved = resolved("published")
    active_resolved = resolved("active")
    stated_resolved = resolved("stated")
    when_shown = time_column("when", "when")
    published_shown = time_column("published", "published")
    active_shown = time_column("active", "active")
    stated_shown = time_column("stated", "stated")

    def label(self, row: Any) -> str:
        """Return what tells a record from others where one chooses it."""
        return str(row)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows.select_related(*self.label_joins) if self.label_joins else rows

    def get_urls(self) -> Any:
        choices = ChoicesView.as_view(admin_site=self.admin_site)
        restore = self.admin_site.admin_view(self.restore_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        merge = path("<path:object_id>/merge/", self.admin_site.admin_view(self.merge_view), name=f"{name}_merge")
        return [
            *([merge] if issubclass(self.model, Mergeable) else []),
            path("choices/", self.admin_site.admin_view(choices), name=f"{name}_choices"),
            path("<path:object_id>/restore/<int:number>/", restore, name=f"{name}_restore"),
            path("<path:object_id>/remarks/", self.admin_site.admin_view(self.remarks_view), name=f"{name}_remarks"),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        keys = ("Record", {"classes": ["collapse"], "fields": [*self.record_fields, ("version", "updated_at")]})
        why = (None, {"fields": [("reason", "seen_version")]})
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [*self.own_fieldsets(obj), keys, *([why] if may else [])]

    def own_fieldsets(self, obj: Any) -> Any:
        """Return the fieldsets of what the record itself says."""
        return self.fieldsets or ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        times = [f"{name}_resolved" for name in getattr(self.model, "times", ())]
        return [*super().get_readonly_fields(request, obj), *times, *(["slug"] if obj and self.was_public(obj) else [])]

    def was_public(self, row: Any) -> bool:
        """Return whether a record was ever public, so that its slug is fixed."""
        return True

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = JSON_FIELDS.get(db_field.name) if isinstance(db_field, models.JSONField) else None
        if field is None:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return field(label=db_field.verbose_name.capitalize(), help_text=JSON_HELP[db_field.name])

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        made: Any = super().get_form(request, obj, change, **kwargs)
        made.refused = Places.of(request).refused
        made.viewer = viewer_of(request.user)
        return made

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show or save a page; what a save is refused for is shown on the page as it was sent."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            Places.of(request).refuse(refusal)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = context.get("original")
        if row is not None:
            context |= remarks.shown(self, request, row)
            context["may_merge"] = merging.may_merge(self, request, row)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Leave it to :meth:`save_related`, so that the record and what is beside it are one writing."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        with self.writing(request, form.cleaned_data.get("reason", "")) as writing:
            self.write(writing, request, form, formsets)

    def write(self, writing: Writing, request: HttpRequest, form: Any, formsets: Any) -> None:
        """Write all that a page holds."""
        places, row = Places.of(request), form.instance
        places.put(row, MAIN)
        refuse_stale([row])
        with faults_named(row):
            actions.save_record(writing, row)
        form.save_m2m()
        for formset in formsets:
            formset.write(writing, places)

    def writing(self, request: HttpRequest, reason: str) -> Any:
        return writing_of(request, reason)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with self.writing(request, request.POST.get("reason", "")) as writing:
            actions.delete(writing, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with self.writing(request, request.POST.get("reason", "")) as writing:
            for row in queryset:
                actions.delete(writing, row)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refusal as refusal:
            self.tell(request, refusal)
            return HttpResponseRedirect(self.page_of(object_id))

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """Do what was chosen for the records selected, or none of it, and say what stands in the way."""
        try:
            with transaction.atomic():
                return super().response_action(request, queryset, *args, **kwargs)
        except Refusal as refusal:
            self.tell(request, refusal)
            return HttpResponseRedirect(request.get_full_path())

    def tell(self, request: HttpRequest, refusal: Refusal) -> None:
        """Show each fault of a refusal above the next page."""
        for fault in refusal.faults:
            self.message_user(request, str(fault), messages.ERROR)

    def page_of(self, pk: Any) -> str:
        """Return the address of a record's page."""
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change", args=[pk])

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the journal of a record."""
        return history.view(self, request, object_id)

    def remarks_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Leave a remark on a record, or settle one."""
        return remarks.view(self, request, object_id)

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what merging a record into another would move; with a reason, do it."""
        return merging.view(self, request, object_id)

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Show what a row of the journal would put again; with a reason, do it."""
        return restoring.of_record(self, request, object_id, number)
