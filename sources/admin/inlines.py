"""What is edited on the page of another record: rows it owns, and records beside it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth import get_permission_codename
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import HiddenInput, ModelChoiceField, Textarea
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode

from sources import actions
from sources.admin.choosing import ChoosesRecords, ChosenField, is_key, know_sent
from sources.admin.forms import OwnedForm, RecordInlineForm
from sources.admin.places import Places, Refused, faults_named, refuse_stale
from sources.admin.times import resolved
from sources.journal import Writing
from sources.models import Owned
from sources.records.references import MOST_ROWS
from sources.visibility import viewer_of

SMALL_TEXT = {models.TextField: {"widget": Textarea(attrs={"rows": 2, "cols": 40})}}
CITATION = ("source", "quote", "locator", "language", "start_offset", "end_offset")
LAST = MOST_ROWS + 1
#: How many records are shown beside another one; there may be thousands.
MOST_BESIDE = 50


class PlacedFormSet(BaseInlineFormSet):
    """Rows of one kind on a page, written within the page's writing."""

    refused: ClassVar[Refused] = {}
    model: Any
    prefix: str
    _pk_field: models.Field[Any, Any]

    @cached_property
    def forms(self) -> list[Any]:
        made: list[Any] = super().forms
        if self.is_bound:
            know_sent(made)
        return made

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add what ties a row to its record; the row itself is at hand, so nothing asks for it again."""
        super().add_fields(form, index)
        for name, field in form.fields.items():  # the head of a table names its columns for eyes alone
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", str(field.label or name.replace("_", " ")))
        key = self._pk_field.name
        if form.instance.pk and isinstance(form.fields.get(key), ModelChoiceField):
            form.fields[key] = ChosenField(form.fields[key].queryset, required=False, widget=HiddenInput)
            form.fields[key].initial = form.instance.pk
            form.fields[key].known = {str(form.instance.pk): form.instance}

    def clean(self) -> None:
        super().clean()
        errors = [error for _, error in self.refused.get(self.prefix, ())]
        if any(form.instance.pk is None for form in self.initial_forms):
            message = "Another has deleted a row of this list meanwhile. Open the page anew."
            errors.append(ValidationError(message, code="VERSION_MISMATCH"))
        if errors:
            raise ValidationError(errors)

    def write(self, writing: Writing, places: Places) -> None:
        """Write what was changed. :raises Refusal: naming record and field."""
        raise NotImplementedError

    def _altered(self) -> set[int]:
        """Sort the changes out without saving; return the identities of the rows that differ."""
        self.save(commit=False)
        return {id(row) for row in [*self.new_objects, *(row for row, _ in self.changed_objects)]}


class RecordFormSet(PlacedFormSet):
    """Records, each with a journal row of its own. Of many the first are shown; what is sent is what was shown."""

    _queryset: Any

    def get_queryset(self) -> Any:
        if not hasattr(self, "_queryset"):
            rows = super().get_queryset()
            self._queryset = rows.filter(pk__in=self._sent()) if self.is_bound else rows[:MOST_BESIDE]
        return self._queryset

    def _sent(self) -> list[str]:
        key = self.model._meta.pk.name
        sent = (self.data.get(f"{self.prefix}-{number}-{key}", "") for number in range(self.initial_form_count()))
        return [one for one in sent if is_key(one)]

    @property
    def is_full(self) -> bool:
        """Whether there may be more than are shown."""
        return self.initial_form_count() >= MOST_BESIDE

    @property
    def all_url(self) -> str:
        """The list of all of them."""
        opts = self.model._meta
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        return f"{address}?{urlencode({f'{self.fk.name}__id__exact': self.instance.pk})}"

    def write(self, writing: Writing, places: Places) -> None:
        altered = self._altered()
        for row in self.deleted_objects:
            places.put(row, self.prefix)
            actions.delete(writing, row)
        changed = [form for form in self.forms if id(form.instance) in altered]
        for form in changed:
            places.put(form.instance, form.prefix)
        refuse_stale(form.instance for form in changed)
        for form in changed:
            with faults_named(form.instance):
                actions.save_record(writing, form.instance)
        self.save_m2m()


class OwnedFormSet(PlacedFormSet):
    """Rows without a key, in the order of their numbers."""

    def write(self, writing: Writing, places: Places) -> None:
        owner, name = self.instance, str(self.fk.remote_field.related_name)
        altered = self._altered()
        places.put(owner, self.prefix, name)
        for row in self.deleted_objects:
            row.delete()
        moved = []
        for position, form in enumerate(self._kept(altered)):
            places.put(owner, form.prefix, name, position)
            row = form.instance
            if id(row) in altered:
                row.position = position
                with faults_named(owner, name, position):
                    actions.save_valid(row, row.save)
            elif row.position != position:
                row.position = position
                moved.append(row)
        self.model._default_manager.bulk_update(moved, ["position"])
        self._write_lists([form for form in self.forms if id(form.instance) in altered])

    def _write_lists(self, forms: list[Any]) -> None:
        """Replace the many-to-many rows that differ, by two statements for each field however many rows there are."""
        for field in self.fk.model._meta.many_to_many:
            changed = [form for form in forms if field.name in form.changed_data]
            through: Any = field.remote_field.through
            mine, theirs = field.m2m_field_name(), field.m2m_reverse_field_name()
            through.objects.filter(**{f"{mine}__in": [form.instance.pk for form in changed]}).delete()
            through.objects.bulk_create(
                through(**{f"{mine}_id": form.instance.pk, f"{theirs}_id": target.pk})
                for form in changed
                for target in form.cleaned_data[field.name]
            )

    def _kept(self, altered: set[int]) -> list[Any]:
        gone = {id(row) for row in self.deleted_objects}
        kept = [
            (place, form)
            for place, form in enumerate(self.forms)
            if id(form.instance) in altered or (form.instance.pk and id(form.instance) not in gone)
        ]
        return [form for _, form in sorted(kept, key=lambda one: (*_order(one[1]), one[0]))]


def append_owned(owner: Any, name: str, row: Owned) -> None:
    """Put a row behind those that a record owns, within the writing that has saved the record."""
    row.position = getattr(owner, name).count()
    actions.save_valid(row, row.save)


def _order(form: Any) -> tuple[int, int]:
    """Return where a row goes: one moved to another's number goes before it on the way up, after it on the way down."""
    wanted = form.cleaned_data.get("nr") or form.initial.get("nr") or LAST
    before = form.initial.get("nr") or LAST
    return wanted, (wanted > before) - (wanted < before)


class Inline(ChoosesRecords, admin.options.InlineModelAdmin):
    """Rows on a page, whose refusals are shown where they belong."""

    template = "admin/edit_inline/tabular.html"
    extra = 0
    max_num = MOST_ROWS
    formfield_overrides: ClassVar[Any] = SMALL_TEXT
    #: The relations to load with the rows.
    joins: tuple[str, ...] = ()
    prefetches: tuple[Any, ...] = ()

    when_resolved = resolved("when")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return (rows.select_related(*self.joins) if self.joins else rows).prefetch_related(*self.prefetches)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made: Any = super().get_formset(request, obj, validate_max=True, **kwargs)
        made.refused = made.form.refused = Places.of(request).refused
        made.form.viewer = viewer_of(request.user)
        return made


class OwnedInline(Inline):
    """Rows that a record owns: whoever may change the record may change them."""

    form = OwnedForm
    formset = OwnedFormSet
    ordering = ("position", "pk")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["nr", *(self.fields or ())]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change" if obj else "add")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view") or self.has_change_permission(request, obj)

    def _may(self, request: HttpRequest, deed: str) -> bool:
        opts = self.parent_model._meta
        return request.user.has_perm(f"{opts.app_label}.{get_permission_codename(deed, opts)}")


class CitationInline(OwnedInline):
    """Where the record can be read."""

    fields = CITATION
    joins = ("source__publisher",)
    verbose_name = "citation"


class RecordInline(Inline):
    """Records edited beside the one they are about; each has a page of its own."""

    form = RecordInlineForm
    formset = RecordFormSet
    template = "admin/sequitur/records_beside.html"
    #: How the rows themselves are drawn.
    rows_template = "admin/edit_inline/tabular.html"
    show_change_link = True
    readonly_fields: ClassVar[Any] = ("status",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        typed = flatten_fieldsets(self.fieldsets) if self.fieldsets else self.fields or ()
        times = [f"{name}_resolved" for name in getattr(self.model, "times", ()) if f"{name}_edtf" in typed]
        return [*super().get_readonly_fields(request, obj), *times]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*(self.fields or ()), *self.get_readonly_fields(request, obj), "seen_version"]
