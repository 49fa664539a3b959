"""Claims and assessments in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError

from events.admin.vocabulary import within
from events.choices import ValueKind
from events.models import Assessment, Claim
from events.rules import ALL_VALUE_FIELDS, VALUE_FIELDS
from sources.admin import PublishableAdmin, RecordForm, RecordInline, UsedOnly, time_filter

#: Only those in use; there may be many.
PREDICATES = ("predicate", UsedOnly)
EVENT_TIME = time_filter("event__when", "time of the event")
#: What an assessment says, any of it.
JUDGED = ("low", "best", "high", "likelihood", "rationale")
VALUES = (
    "Fill in what the predicate asks for and leave the rest blank: a count or quantity has low and high (“at least 7” "
    "is 7 and blank, “none” 0 and 0), the others a time, a place, an actor or text. Something counted that has no "
    "number may have text."
)


@admin.register(Claim)
class ClaimAdmin(PublishableAdmin):
    list_display = ("__str__", "event", "predicate", "speaker", "low", "high", "stated_shown", "status")
    list_filter = ("status", PREDICATES, "speech_act", "verification", EVENT_TIME)
    label_joins = ("event", "predicate", "speaker", "source")
    search_fields = (
        "statement",
        "quote",
        "event__title",
        "event__short_title",
        "predicate__label",
        "speaker__name",
        "speaker__names__text",
        "slug",
    )
    search_help_text = "Statement, quote, event, predicate, any name of the speaker, or slug"
    ordering = ("-pk",)

    def own_fieldsets(self, obj: Claim | None) -> Any:
        return _fieldsets(obj)

    def label(self, row: Claim) -> str:
        voice = row.speaker or row.speaker_as_worded or row.source
        return f"{row.statement or row.predicate} ({voice}, on {row.event})"


def _fieldsets(claim: Claim | None) -> list[Any]:
    when = ("when_edtf", "when_resolved")
    return [
        (None, {"fields": ["event", "predicate"]}),
        (
            "Who says so",
            {
                "fields": [
                    ("speaker", "speaker_as_worded"),
                    "speech_act",
                    ("stated_edtf", "stated_resolved"),
                    ("stated_worded", "stated_basis"),
                    ("stated_ongoing_on", "stated_clock"),
                ]
            },
        ),
        (
            "What is said",
            {
                "description": asked_for(claim),
                "fields": [
                    ("low", "high"),
                    when,
                    ("when_worded", "when_basis"),
                    ("when_ongoing_on", "when_clock"),
                    ("place", "actor"),
                    "text",
                    "value_as_worded",
                    ("subject", "subject_as_worded", "subject_class"),
                    "reading",
                    "statement",
                ],
            },
        ),
        (
            "Where in the source",
            {"fields": ["source", "quote", ("locator", "language"), ("start_offset", "end_offset")]},
        ),
        (
            "Judgement",
            {
                "fields": [
                    ("verification", "verification_reason"),
                    ("credibility", "credibility_rationale"),
                    "supersedes",
                ]
            },
        ),
    ]


def asked_for(claim: Claim | None) -> str:
    """Return which of the value fields a claim's predicate asks for, and which stay blank."""
    if claim is None:
        return VALUES
    kind = ValueKind(claim.predicate.value_kind)
    asked = [name for name in ALL_VALUE_FIELDS if name in VALUE_FIELDS[kind]]
    blank = [name for name in ALL_VALUE_FIELDS if name not in asked]
    wanted = f"asks for {' and '.join(asked)}" if asked else "asks for no value: it holds or not"
    return f"{claim.predicate.label} {wanted}; leave {', '.join(blank)} blank. {VALUES}"


class ClaimInline(RecordInline):
    """The claims of an event; what is rarely needed is on a claim's own page."""

    model = Claim
    rows_template = "admin/edit_inline/stacked.html"
    fk_name = "event"
    verbose_name = "claim"
    fields = None
    fieldsets: ClassVar[Any] = [
        (
            None,
            {
                "fields": [
                    ("predicate", "speaker", "status"),
                    ("source", "quote", "locator"),
                    ("low", "high", "value_as_worded"),
                    "seen_version",
                ]
            },
        ),
        (
            "More",
            {
                "classes": ["collapse"],
                "description": VALUES,
                "fields": [
                    ("speech_act", "speaker_as_worded"),
                    ("subject", "subject_as_worded", "subject_class"),
                    ("when_edtf", "when_resolved", "place", "actor"),
                    "text",
                    ("verification", "verification_reason"),
                ],
            },
        ),
    ]
    joins = ("event", "predicate", "speaker", "subject", "source__publisher", "actor", *within("place"))
    ordering = ("stated_sort_day", "slug")


class AssessmentForm(RecordForm):
    """The page of an assessment, which says something."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if all(self.cleaned_data.get(name) in (None, "") for name in JUDGED):
            message = "It says nothing yet: give a figure, how likely it is, or the reasons."
            self.add_error(None, ValidationError(message, code="BAD_USER_INPUT"))
        return cleaned


@admin.register(Assessment)
class AssessmentAdmin(PublishableAdmin):
    form = AssessmentForm
    list_display = ("__str__", "event", "predicate", "low", "best", "high", "by", "confidence", "status")
    list_filter = ("status", EVENT_TIME, PREDICATES, "confidence")
    label_joins = ("event", "predicate", "subject", "by")
    search_fields = ("event__title", "event__short_title", "predicate__label", "rationale", "slug")
    search_help_text = "Event, predicate, rationale or slug"
    ordering = ("-pk",)
    fieldsets: ClassVar[Any] = [
        ("Of what", {"fields": ["event", "predicate", ("subject", "subject_class")]}),
        ("Figures", {"fields": [("low", "best", "high")]}),
        ("Judgement", {"fields": ["by", "method", "rationale", ("likelihood", "confidence"), "claims"]}),
    ]
