"""What can be made beside a text: events, claims, actors, places and links, each by the admin of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode

from actors.admin import ActorAdmin, NameInline
from actors.models import Actor
from events.admin.claims import VALUES, ClaimAdmin
from events.admin.entry.forms import EXCERPT, AtSourceForm, ClaimForm
from events.admin.events import EventAdmin, EventPlaceInline, ParticipationInline
from events.admin.links import CausalLinkAdmin
from events.admin.vocabulary import PlaceAdmin
from events.models import CausalLink, Claim, Event, EventCitation, Evidence, Place
from sources.admin import RecordAdmin, append_owned
from sources.admin.choosing import ChosenField
from sources.admin.places import MAIN, Places, faults_named
from sources.journal import Writing
from sources.models import Owned, Source

EXCERPT_FIELDSET = ("Excerpt", {"fields": ["quote", "locator", ("start_offset", "end_offset")]})
#: Asks for the key and label of what was made, in place of the next page.
JSON = "application/json"


class AtSource(RecordAdmin):
    """The admin of one kind on the page of one source: everything it makes is a draft."""

    change_form_template = "admin/sequitur/entry.html"
    #: What one chooses to make, and how it is called there.
    make: ClassVar[str]
    title: ClassVar[str]
    #: The buttons beside plain saving, and what the next form keeps of what was saved.
    next_buttons: ClassVar[dict[str, str]] = {}

    def __init__(self, site: admin.AdminSite, source: Source, model: type[Any], context: Callable[..., Any]) -> None:
        super().__init__(model, site)
        self.source = source
        self._context = context
        self._lists: dict[type[Any], list[tuple[Any, str]]] = {}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.entry_fieldsets

    entry_fieldsets: ClassVar[Any]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field of a reference; of what is not many all are listed, which needs no scripts."""
        if db_field.name not in ("type", "predicate"):
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        listed = self._listed(db_field.remote_field.model, request)
        field: Any = admin.ModelAdmin.formfield_for_foreignkey(
            self, db_field, request, form_class=ChosenField, **kwargs
        )
        field.known = {str(row.pk): row for row, _ in listed}
        field.choices = [("", BLANK_CHOICE_DASH[0][1]), *((row.pk, label) for row, label in listed)]
        return field

    def _listed(self, model: type[Any], request: HttpRequest) -> list[tuple[Any, str]]:
        """Return all rows of a model with their labels, asked for once."""
        if model not in self._lists:
            chosen_from: Any = self.admin_site.get_model_admin(model)
            rows = chosen_from.get_queryset(request).order_by("label", "slug")
            self._lists[model] = [(row, chosen_from.label(row)) for row in rows]
        return self._lists[model]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [f"{name}_resolved" for name in getattr(self.model, "times", ())]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        made = super().get_form(request, obj, change, **kwargs)
        made.source = self.source
        return made

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if _wants_json(request):
            super().render_change_form(request, context, *args, **kwargs)
            return JsonResponse(_refused(context), status=422)
        context |= self._context(request) | {
            "title": f"Enter: {self.source}",
            "make": self.make,
            "make_title": self.title,
            "next_buttons": self.next_buttons,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if _wants_json(request):
            return JsonResponse({"key": obj.pk, "label": str(self.label(obj))}, status=201)
        self.message_user(request, f"Saved: {self.title.lower()} “{obj}”.", messages.SUCCESS)
        pressed = next((name for name in self.next_buttons if name in request.POST), "")
        return HttpResponseRedirect(address(self.source, **self.kept(obj, pressed)))

    def kept(self, row: Any, pressed: str) -> dict[str, Any]:
        """Return what the next form begins with."""
        return {"make": self.make}


class CitesSource(AtSource):
    """What is cited by a row that the record owns."""

    form = AtSourceForm
    rows: ClassVar[str]

    def citation(self, row: Any, **excerpt: Any) -> Owned:
        raise NotImplementedError

    def write(self, writing: Writing, request: HttpRequest, form: Any, formsets: Any) -> None:
        super().write(writing, request, form, formsets)
        row = form.instance
        Places.of(request).put(row, MAIN, self.rows, 0)
        with faults_named(row, self.rows, 0):
            append_owned(row, self.rows, self.citation(row, **{name: form.cleaned_data[name] for name in EXCERPT}))


class RowsFromAddress:
    """Rows of an inline that the address fills in."""

    field: ClassVar[str]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields  # type: ignore[attr-defined]  # an inline's

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return len(request.GET.getlist(self.field)) + 1


class PlaceRows(RowsFromAddress, EventPlaceInline):
    field = "place"


class ParticipationRows(RowsFromAddress, ParticipationInline):
    field = "actor"


class NameRows(RowsFromAddress, NameInline):
    field = "text"


class EventAtSource(CitesSource, EventAdmin):
    make, title = "event", "Event"
    rows = "citations"
    inlines: ClassVar[Any] = (PlaceRows, ParticipationRows)
    next_buttons: ClassVar[Any] = {"_claims": "Save and add its claims"}
    entry_fieldsets: ClassVar[Any] = [
        EXCERPT_FIELDSET,
        (
            "What happened",
            {"fields": [("title", "short_title"), "slug", ("type", "granularity", "modality"), "summary", "part_of"]},
        ),
        (
            "When",
            {
                "fields": [
                    ("when_edtf", "when_resolved"),
                    ("when_worded", "when_basis"),
                    ("when_ongoing_on", "when_clock"),
                ]
            },
        ),
    ]

    def citation(self, row: Any, **excerpt: Any) -> Owned:
        return EventCitation(event=row, source=self.source, **excerpt)

    def kept(self, row: Any, pressed: str) -> dict[str, Any]:
        return {"make": "claim", "event": row.pk} if pressed else super().kept(row, pressed)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "GET":
            kwargs["initial"] = [{inline.field: key} for key in request.GET.getlist(inline.field)]
        return kwargs


class ClaimAtSource(AtSource, ClaimAdmin):
    make, title = "claim", "Claim"
    form = ClaimForm
    next_buttons: ClassVar[Any] = {"_next": "Save and add the next claim of this speaker"}
    entry_fieldsets: ClassVar[Any] = [
        EXCERPT_FIELDSET,
        (None, {"fields": [("event", "predicate")]}),
        ("Who says so", {"fields": [("speaker", "speaker_as_worded"), "speech_act"]}),
        (
            "What is said",
            {
                "description": VALUES,
                "fields": [
                    ("low", "high", "value_as_worded"),
                    ("subject", "subject_as_worded", "subject_class"),
                    "text",
                    ("place", "actor"),
                    "reading",
                    "statement",
                ],
            },
        ),
        ("The time claimed", {"fields": [("when_edtf", "when_resolved"), ("when_worded", "when_basis")]}),
        ("When it was said", {"fields": [("stated_edtf", "stated_resolved"), ("stated_worded", "stated_basis")]}),
        ("Whether it can be verified", {"fields": [("verification", "verification_reason")]}),
    ]

    def kept(self, row: Any, pressed: str) -> dict[str, Any]:
        """Keep the event, and with “next” also who speaks, how and when."""
        kept = {"make": self.make, "event": row.event_id}
        if not pressed:
            return kept
        voice = ("speaker_id", "speaker_as_worded", "speech_act", "stated_edtf", "stated_worded", "stated_basis")
        return kept | {name.removesuffix("_id"): getattr(row, name) for name in voice if getattr(row, name)}


class LinkAtSource(CitesSource, CausalLinkAdmin):
    make, title = "link", "Link"
    rows = "evidence"
    inlines: ClassVar[Any] = ()
    entry_fieldsets: ClassVar[Any] = [
        EXCERPT_FIELDSET,
        (None, {"fields": [("cause", "kind", "effect")]}),
        (
            "Judgement",
            {"fields": [("basis", "likelihood"), ("asserted_by_actor", "asserted_by_publisher"), "mechanism"]},
        ),
    ]

    def citation(self, row: Any, **excerpt: Any) -> Owned:
        return Evidence(link=row, source=self.source, **excerpt)


class ActorAtSource(AtSource, ActorAdmin):
    make, title = "actor", "Actor"
    inlines: ClassVar[Any] = (NameRows,)
    entry_fieldsets: ClassVar[Any] = [(None, {"fields": ["name", "slug", ("kind", "country"), "description"]})]


class PlaceAtSource(AtSource, PlaceAdmin):
    make, title = "place", "Place"
    entry_fieldsets: ClassVar[Any] = [
        (
            None,
            {
                "description": "A place is public as soon as it is saved; after that only an editor changes it.",
                "fields": ["name", "slug", ("kind", "country"), "parent", "other_names", ("latitude", "longitude")],
            },
        )
    ]


#: In the order in which an article is entered.
MAKERS: dict[str, tuple[type[AtSource], type[Any]]] = {
    "event": (EventAtSource, Event),
    "claim": (ClaimAtSource, Claim),
    "link": (LinkAtSource, CausalLink),
    "actor": (ActorAtSource, Actor),
    "place": (PlaceAtSource, Place),
}


def address(source: Source, **query: Any) -> str:
    """Return the address of a source's entry page."""
    page = reverse("admin:sources_source_enter", args=[source.pk])
    return f"{page}?{urlencode(query, doseq=True)}" if query else page


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == JSON


def _refused(context: dict[str, Any]) -> dict[str, Any]:
    """Return what is wrong with each field of a page, blank for the whole, and what it looks like."""
    forms = [context["adminform"].form, *(form for one in context["inline_admin_formsets"] for form in one.formset)]
    errors = {form.add_prefix(name): list(some) for form in forms for name, some in form.errors.items()}
    return {
        "errors": {name.removesuffix("__all__"): some for name, some in errors.items()},
        "told_apart": context.get("told_apart", ""),
        "lookalikes": [{"label": one["label"], "url": one["url"]} for one in context.get("lookalikes", ())],
    }
