"""One change of many events, from their list: the type, topics, the larger event."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from events.models import Event
from sources import actions
from sources.journal import Writing
from sources.refusals import Fault, Refusal

TEMPLATE = "admin/sequitur/revise_selected.html"
#: How many events are changed at once; a form may not hold many more fields.
MOST, MOST_NAMED = 500, 20


class ChangeForm(forms.Form):
    """What is given to each, and why; its first field is made anew for each page."""

    reason = forms.CharField(
        required=False,
        max_length=1000,
        label="Reason for this change",
        help_text="Goes to the journal with each event.",
        widget=AdminTextInputWidget,
    )
    field_order = ("chosen", "reason")


class RevisesSelected:
    """The actions of a list that ask on a page of their own what each of the selected gets."""

    revisions: ClassVar[Any] = ("set_type_selected", "add_topics_selected", "set_part_of_selected")
    admin_site: Any
    opts: Any

    @admin.action(permissions=["change"], description="Set type …")
    def set_type_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._ask(request, queryset, "set_type_selected", "type")

    @admin.action(permissions=["change"], description="Add topics …")
    def add_topics_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._ask(request, queryset, "add_topics_selected", "topics")

    @admin.action(permissions=["change"], description="Set what they are part of …")
    def set_part_of_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._ask(request, queryset, "set_part_of_selected", "part_of")

    def _ask(self, request: HttpRequest, queryset: Any, action: str, name: str) -> HttpResponse | None:
        """Show the page that asks for a field, or do what it was sent for."""
        rows = list(queryset[: MOST + 1])
        if len(rows) > MOST:
            message = f"At most {MOST} events are changed at once; select fewer."
            self.message_user(request, message, messages.ERROR)  # type: ignore[attr-defined]  # ModelAdmin's
            return None
        form = self._form(request, name)
        faults: list[str] = []
        if form.is_bound and form.is_valid():
            try:
                self._revise(request, rows, name, form)
                return None
            except Refusal as refusal:
                faults = [_told(fault, rows) for fault in refusal.faults]
        return self._page(request, rows, action, form, faults)

    def _form(self, request: HttpRequest, name: str) -> ChangeForm:
        column: Any = Event._meta.get_field(name)
        make = self.formfield_for_manytomany if column.many_to_many else self.formfield_for_foreignkey  # type: ignore[attr-defined]  # ModelAdmin's
        form = ChangeForm(request.POST if "confirmed" in request.POST else None)
        form.fields["chosen"] = make(column, request)
        form.fields["chosen"].required = name != "part_of"
        form.order_fields(form.field_order)
        return form

    def _revise(self, request: HttpRequest, rows: list[Any], name: str, form: ChangeForm) -> None:
        with self.writing(request, form.cleaned_data["reason"]) as writing:  # type: ignore[attr-defined]  # RecordAdmin's
            self._write(writing, rows, name, form.cleaned_data["chosen"])
        changed = writing.written
        equal = len(rows) - changed
        told = f"{changed} changed." + (f" {equal} had it already." if equal else "")
        self.message_user(request, told, messages.SUCCESS)  # type: ignore[attr-defined]  # ModelAdmin's

    @staticmethod
    def _write(writing: Writing, rows: list[Any], name: str, chosen: Any) -> None:
        if name == "topics":
            actions.extend(writing, rows, name, list(chosen))
        else:
            actions.revise(writing, rows, lambda record: {name: chosen.slug if chosen else None})

    def _page(
        self, request: HttpRequest, rows: list[Any], action: str, form: ChangeForm, faults: list[str]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": str(getattr(self, action).short_description).removesuffix(" …"),
            "opts": self.opts,
            "rows": rows[:MOST_NAMED],
            "more": max(0, len(rows) - MOST_NAMED),
            "pks": [row.pk for row in rows],
            "action": action,
            "form": form,
            "media": self.media + form.media,  # type: ignore[attr-defined]  # ModelAdmin's
            "faults": faults,
            "back": request.get_full_path(),
            "checkbox": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, TEMPLATE, context)


def _told(fault: Fault, rows: list[Any]) -> str:
    """Return what stands in the way, and of which event."""
    names = {row.slug: row.name for row in rows}
    return f"{names.get(fault.slug, fault.slug) or 'All'}: {fault.message}"
