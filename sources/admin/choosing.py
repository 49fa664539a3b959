"""Choosing other records: autocomplete by any name, with enough in the label to tell two apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from sources.choices import Status
from sources.models import Publishable, Record


class Chooser:
    """A widget that asks the chosen model's own admin, and no database for rows already at hand."""

    known: dict[str, Any] = {}
    field: Any
    choices: Any

    def get_url(self) -> str:
        opts = self.field.remote_field.model._meta
        return reverse(f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_choices")  # type: ignore[attr-defined]  # AutocompleteMixin's

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Return the chosen rows only; the others are asked for as one types."""
        chosen = [one for one in map(str, value) if one not in ("", "None")]
        options = [] if self.is_required or self.allow_multiple_selected else [("", "")]  # type: ignore[attr-defined]  # Select's
        options += [(row.pk, self.choices.field.label_from_instance(row)) for row in self._rows(chosen)]
        made = [
            self.create_option(name, pk, label, str(pk) in chosen, place)  # type: ignore[attr-defined]  # Select's
            for place, (pk, label) in enumerate(options)
        ]
        return [(None, made, 0)]

    def _rows(self, chosen: list[str]) -> Iterable[Any]:
        if all(one in self.known for one in chosen):
            return [self.known[one] for one in chosen]
        return self.choices.queryset.filter(pk__in=filter(is_key, chosen))


class ChosenField(forms.ModelChoiceField):
    """A reference whose row may be at hand already."""

    known: dict[str, Any] = {}

    def to_python(self, value: Any) -> Any:
        return self.known.get(str(value)) or super().to_python(value)


class ChosenFields(forms.ModelMultipleChoiceField):
    """References whose rows may be at hand already."""

    known: dict[str, Any] = {}

    def _check_values(self, value: Any) -> Any:
        keys = dict.fromkeys(map(str, value))
        return [self.known[key] for key in keys] if keys.keys() <= self.known.keys() else super()._check_values(value)  # type: ignore[misc]  # the stubs do not know Django's hook


class ChooseOne(Chooser, AutocompleteSelect):  # type: ignore[misc]  # same method, other names of its arguments
    pass


class ChooseSeveral(Chooser, AutocompleteSelectMultiple):  # type: ignore[misc]  # same method, other names of its arguments
    pass


def loaded(row: models.Model, name: str) -> dict[str, Any]:
    """Return the related rows that a row carries already, by primary key as text."""
    if name in row._state.fields_cache:
        target = row._state.fields_cache[name]
        return {str(target.pk): target} if target is not None else {}
    prefetched = getattr(row, "_prefetched_objects_cache", {})
    return {str(target.pk): target for target in prefetched.get(name, ())}


def choosers(form: Any) -> Iterator[tuple[str, Any, Chooser]]:
    """Yield the name, field and widget of each reference to records in a form."""
    for name, field in form.fields.items():
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, Chooser):
            yield name, field, widget


def know_loaded(form: Any) -> None:
    """Give the references of a form the rows that its instance carries."""
    for name, _, widget in choosers(form):
        widget.known = loaded(form.instance, name)


def know_sent(some: Iterable[Any]) -> None:
    """Give the references of bound forms the rows that were sent, by one statement for each model."""
    wanted: dict[Any, set[str]] = defaultdict(set)
    querysets = {}
    for form in some:
        for name, field, widget in choosers(form):
            querysets[field.queryset.model] = field.queryset
            wanted[field.queryset.model] |= set(_sent(form, name, field)) - widget.known.keys()
    found = {
        model: {str(row.pk): row for row in querysets[model].filter(pk__in=keys)}
        for model, keys in wanted.items()
        if keys
    }
    for form in some:
        for _, field, widget in choosers(form):
            field.known = widget.known = {**widget.known, **found.get(field.queryset.model, {})}


def _sent(form: Any, name: str, field: Any) -> Iterator[str]:
    value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    yield from filter(is_key, map(str, value if isinstance(value, list) else [value]))


def is_key(text: str) -> bool:
    """Return whether a text can be a primary key; what is longer than any is no number to ask a database for."""
    return text.isascii() and text.isdigit() and len(text) < 19


class ChoicesView(AutocompleteJsonView):
    """What may be chosen, by what is typed; what was retracted is not offered."""

    model_admin: Any

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.exclude(status=Status.RETRACTED) if issubclass(rows.model, Publishable) else rows

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(obj.pk), "text": self.model_admin.label(obj)}


class ChoosesRecords:
    """An admin in which every reference to a record is chosen by autocomplete."""

    admin_site: Any

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # BaseModelAdmin's
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        if field is not None and db_field.name.endswith("_edtf"):
            field.label = db_field.verbose_name.removesuffix(" edtf").capitalize()
            field.help_text += " Or in words: between 5 and 11 Sep 2021, last week."
            field.widget.attrs["data-read-time"] = reverse(f"{self.admin_site.name}:sources_source_read_time")
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return self._chosen(ChooseOne, super().formfield_for_foreignkey, db_field, request, kwargs)  # type: ignore[misc]  # BaseModelAdmin's

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return self._chosen(ChooseSeveral, super().formfield_for_manytomany, db_field, request, kwargs)  # type: ignore[misc]  # BaseModelAdmin's

    def _chosen(self, widget: type[Any], make: Any, db_field: Any, request: HttpRequest, kwargs: Any) -> Any:
        model = db_field.remote_field.model
        if not issubclass(model, Record):
            return make(db_field, request, **kwargs)
        admin = self.admin_site.get_model_admin(model)
        chooser: forms.Widget = widget(db_field, self.admin_site)
        form_class = ChosenField if widget is ChooseOne else ChosenFields
        kwargs |= {"widget": chooser, "queryset": admin.get_queryset(request), "form_class": form_class}
        field = make(db_field, request, **kwargs)
        field.label_from_instance = admin.label
        return field
