"""The forms beside a text: what they make is made from its source."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError

from events.suggestions import locator_of, paragraphs_of
from events.suggestions.excerpts import places_of
from sources.admin import RecordForm
from sources.models import Source

EXCERPT = ("quote", "locator", "start_offset", "end_offset")


class AtSourceForm(RecordForm):
    """A record that one source tells of, with the words of the source."""

    #: Given to the class that a page makes for its source.
    source: ClassVar[Source]

    quote = forms.CharField(
        required=False,
        max_length=500,
        label="Excerpt",
        help_text="A few words of the text: select them there, or type them as they stand.",
        widget=AdminTextareaWidget(attrs={"rows": 2}),
    )
    locator = forms.CharField(
        required=False,
        max_length=100,
        help_text="Paragraph, page or timecode; blank takes the paragraph of the excerpt.",
        widget=AdminTextInputWidget,
    )
    start_offset = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end_offset = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.cleaned_data |= self._located()
        return cleaned

    def _located(self) -> dict[str, Any]:
        """Return where the excerpt stands; refuse words that the captured text has nowhere or in several places."""
        data, text = self.cleaned_data, self.source.captured_text
        quote = data.get("quote", "")
        if not quote or not text:
            return {"start_offset": None, "end_offset": None}
        places = places_of(text, quote)
        given = (data.get("start_offset"), data.get("end_offset"))
        place = given if given in places else places[0] if len(places) == 1 else None
        if place is None:
            self.add_error("quote", _unplaced(len(places)))
            return {}
        start, end = place
        return {
            "start_offset": start,
            "end_offset": end,
            "locator": data["locator"] or locator_of(paragraphs_of(text), *place),
        }


def _unplaced(number: int) -> ValidationError:
    if not number:
        message = "These words do not stand in the captured text. Select them there, or leave this blank."
    else:
        message = f"These words stand in the text {number} times. Select the place that is meant, or quote more words."
    return ValidationError(message, code="BAD_USER_INPUT")


class ClaimForm(AtSourceForm):
    """A claim that the source prints."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.source = self.source
