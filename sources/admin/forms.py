"""The forms of records and of what they own."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.forms.models import InlineForeignKeyField
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property

from sources.admin.choosing import know_loaded, know_sent
from sources.admin.meanwhile import MINE, THEIRS, Meanwhile
from sources.admin.places import MAIN, Refused
from sources.admin.written import read_times
from sources.models import new_slug
from sources.records import ExternalIds, TextList, record_faults
from sources.records.faults import FIELD_OF_CODE
from sources.refusals import Path
from sources.visibility import Viewer

#: The button that shows how a page would be understood, and saves nothing.
PREVIEW = "_preview"
NOT_SAVED = "Nothing is saved yet: see how the times are understood, then save."


class LinesField(forms.CharField):
    """A JSON value typed as lines of text."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {"widget": AdminTextareaWidget(attrs={"rows": 2}), "required": False}
        super().__init__(**defaults | kwargs)

    def lines(self, value: Any) -> list[str]:
        raise NotImplementedError

    def read(self, lines: list[str]) -> Any:
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(self.lines(value or []))

    def to_python(self, value: Any) -> Any:
        return self.read([line.strip() for line in (value or "").splitlines() if line.strip()])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial)).split() != str(data or "").split()

    def run_validators(self, value: Any) -> None:
        """Those of plain text do not apply."""


class TextListField(LinesField):
    """A list of texts, one a line."""

    def lines(self, value: Any) -> list[str]:
        return list(value)

    def read(self, lines: list[str]) -> list[str]:
        return lines


class ExternalIdsField(LinesField):
    """Keys elsewhere, one a line: ``wikidata: Q42418``."""

    def lines(self, value: Any) -> list[str]:
        return [f"{scheme}: {identifier}" for scheme, identifier in sorted(dict(value).items())]

    def read(self, lines: list[str]) -> dict[str, str]:
        ids: dict[str, str] = {}
        for line in lines:
            scheme, colon, identifier = (part.strip() for part in line.partition(":"))
            if not colon or not scheme or not identifier:
                raise ValidationError(f"“{line}” is not a scheme, a colon and a key.", code="BAD_USER_INPUT")
            if scheme in ids:
                raise ValidationError(f"{scheme} stands here twice.", code="BAD_USER_INPUT")
            ids[scheme] = identifier
        return ids


class PlacedForm(forms.ModelForm):
    """A form that shows every refusal at the field it belongs to."""

    refused: ClassVar[Refused] = {}
    #: Whose view decides from which sources' dates times are counted.
    viewer: ClassVar[Viewer] = Viewer.PUBLIC
    #: The field that shows what is wrong with one that the form does not have.
    stand_ins: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know_loaded(self)

    def field_at(self, path: Path) -> str | None:
        """Return the form's field for a path in the record, if it has one: ``when`` is typed as ``when_edtf``."""
        names = [part for part in path if isinstance(part, str)]
        if not names:
            return None
        first = names[0]
        candidates = ("_".join(names), first, f"{first}_edtf", f"{first}_actor", self.stand_ins.get(first, ""))
        return next((name for name in candidates if self._shows(name)), None)

    def _shows(self, name: str) -> bool:
        return name in self.fields and not isinstance(self.fields[name], InlineForeignKeyField)

    def full_clean(self) -> None:
        if self.is_bound:
            know_sent([self])
        super().full_clean()
        if self.is_bound:
            for path, error in self.refused.get(self.prefix or MAIN, ()):
                super().add_error(self.field_at(path), error)

    def _post_clean(self) -> None:
        """Hold what is new or changed against the model's rules; what is stored as it was sent keeps them already."""
        read_times(self)
        if not self.instance.pk or self.has_changed():
            super()._post_clean()  # type: ignore[misc]  # the stubs do not know Django's hook

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error, one of several columns at the field where it is looked for first."""
        if field is not None:
            super().add_error(field, error)
            return
        error = error if isinstance(error, ValidationError) else ValidationError(error)
        names = {name for names in FIELD_OF_CODE.values() for name in names if self.field_at((name,))}
        for fault in record_faults(error, names=names):
            super().add_error(self.field_at(fault.path), ValidationError(fault.message, code=fault.code))


class SeenForm(PlacedForm):
    """A form of a record that does not write unasked over what another has saved meanwhile, but shows it."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    #: Whether what others saved can be kept while the rest of the page is saved.
    may_keep = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version

    def clean(self) -> dict[str, Any] | None:
        seen = self.cleaned_data.get("seen_version")
        if seen is not None and self.instance.pk and seen != self.instance.version and not self._is_told(MINE):
            self._tell(Meanwhile(self.instance, seen))
        return super().clean()

    def _is_told(self, box: str) -> bool:
        """Return whether a box was ticked for the version that is stored now."""
        return self.data.get(self.add_prefix(box)) == str(self.instance.version)

    def _tell(self, meanwhile: Meanwhile) -> None:
        """Tell what others saved, at each field beside what was typed there."""
        told = [meanwhile.told(), meanwhile.choice(self.prefix or "", may_keep=self.may_keep)]
        for path, words in meanwhile.changes():
            field = self.field_at(path)
            if field is None:
                told.append(words)
            else:
                self.add_error(field, ValidationError(words, code="VERSION_MISMATCH"))
        super(PlacedForm, self).add_error(None, [ValidationError(one, code="VERSION_MISMATCH") for one in told])


class RecordForm(SeenForm):
    """The page of a record: its own columns, and why it is changed."""

    reason = forms.CharField(
        required=False,
        label="Reason for this change",
        help_text="Goes to the journal with everything this page changes.",
        widget=AdminTextInputWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" not in self.fields:
            return
        slug = self.fields["slug"]
        slug.required = False
        slug.help_text = f"{slug.help_text} Left blank, twelve random letters."
        if not self.instance.pk:
            self.initial["slug"] = ""

    def clean(self) -> dict[str, Any] | None:
        if PREVIEW in self.data:
            self.add_error(None, ValidationError(NOT_SAVED, code="BAD_USER_INPUT"))
        return super().clean()

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        return slug or (self.instance.slug if self.instance.pk else new_slug())

    def clean_external_ids(self) -> dict[str, str]:
        ids: dict[str, str] = self.cleaned_data["external_ids"]
        ExternalIds().write(self.instance, ids, _nothing)
        return ids

    def clean_other_names(self) -> list[str]:
        names: list[str] = self.cleaned_data["other_names"]
        TextList("other_names").write(self.instance, names, _nothing)
        return names


def _nothing(kind: str, slug: str, *path: str | int) -> Any:
    """Resolve nothing: these fields name no records."""


class RecordInlineForm(SeenForm):
    """A record edited on the page of another."""

    may_keep = True

    @cached_property
    def changed_data(self) -> list[str]:
        return [] if self._keeps_theirs else super().changed_data

    @property
    def _keeps_theirs(self) -> bool:
        return bool(self.is_bound and self.instance.pk and self._is_told(THEIRS))

    def full_clean(self) -> None:
        if not self._keeps_theirs:
            super().full_clean()
            return
        self._errors = ErrorDict()
        self.cleaned_data = {self._meta.model._meta.pk.name: self.instance}


class OwnedForm(PlacedForm):
    """A row of a record; ``nr`` is its place among the others."""

    nr = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100,
        label="Nr",
        help_text="Place in the order; blank puts a new row last.",
        widget=forms.NumberInput(attrs={"size": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["nr"] = self.instance.position + 1
