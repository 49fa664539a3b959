"""Events in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from events.admin.accounts import table_of
from events.admin.bulk import RevisesSelected
from events.admin.claims import ClaimInline
from events.admin.desk import LacksFilter
from events.admin.links import CauseInline, EffectInline
from events.admin.lookalikes import WarnsOfDuplicates
from events.admin.picture import Picture, context_of, entered_event, picture_of, proposed_in
from events.admin.vocabulary import within
from events.models import Event, EventCitation, EventPlace, Participation
from sources.admin import CitationInline, Entered, OwnedInline, PublishableAdmin, UsedOnly, time_fieldset, time_filter
from sources.visibility import Viewer, viewer_of


class EventPlaceInline(OwnedInline):
    model = EventPlace
    verbose_name = "place"
    fields = ("place", "role", "precision")
    joins = within("place")


class ParticipationInline(OwnedInline):
    model = Participation
    fields = ("actor", "role", "side", "alleged")
    joins = ("actor",)


class EventCitationInline(CitationInline):
    model = EventCitation


@admin.register(Event)
class EventAdmin(WarnsOfDuplicates, RevisesSelected, PublishableAdmin):
    change_form_template = "admin/sequitur/event_change_form.html"
    list_display = ("title", "when_shown", "type", "granularity", "modality", "status")
    list_filter = ("status", time_filter("when"), "granularity", "modality", ("type", UsedOnly), LacksFilter)
    label_joins = (*within("type"), "part_of")
    search_fields = ("title", "short_title", "slug")
    search_help_text = "Title, short title or slug"
    ordering = ("-when_sort_day", "-slug")
    actions: Any = (*PublishableAdmin.actions, *RevisesSelected.revisions)
    prepopulated_fields = {"slug": ("title",)}
    fieldsets: ClassVar[Any] = [
        (
            None,
            {
                "fields": [
                    ("title", "short_title"),
                    "summary",
                    ("type", "topics"),
                    ("granularity", "modality"),
                    "part_of",
                    "media",
                    "correction",
                ]
            },
        ),
        time_fieldset("when"),
    ]
    inlines = (EventPlaceInline, ParticipationInline, EventCitationInline, ClaimInline, CauseInline, EffectInline)

    def get_urls(self) -> Any:
        chain = self.admin_site.admin_view(self.chain_view)
        return [
            path("chain/", chain, name="events_event_new_chain"),
            path("<path:object_id>/chain/", chain, name="events_event_chain"),
            *super().get_urls(),
        ]

    def chain_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """Answer the drawing of the chain around an event, or a new one, with what a page holds and the store not."""
        event = self.get_object(request, unquote(object_id)) if object_id else None
        if (object_id and event is None) or not self.has_view_or_change_permission(request, event):
            raise Http404
        drawn = _drawn(event, Entered(request.GET), viewer_of(request.user))
        return TemplateResponse(request, "admin/sequitur/chain.html", context_of(drawn))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        event = context.get("original")
        drawn = _drawn(event, Entered(request.POST), viewer_of(request.user))
        page = [event.pk] if event else []
        address = reverse(f"admin:events_event_{'chain' if event else 'new_chain'}", args=page)
        context |= context_of(drawn, chain_url=address) | (self._accounts(request, event) if event else {})
        return super().render_change_form(request, context, *args, **kwargs)

    def _accounts(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        """Return what is put side by side below the form."""
        claims = reverse("admin:events_claim_changelist")
        return {
            "accounts": table_of(event, viewer_of(request.user)),
            "may_assess": request.user.has_perm("events.add_assessment"),
            "claims_url": f"{claims}?event__id__exact={event.pk}",
        }

    def label(self, row: Event) -> str:
        return f"{row.name} ({self.when_shown(row)})"


def _drawn(event: Event | None, entered: Entered, viewer: Viewer) -> Picture | None:
    return picture_of(entered_event(entered, event, viewer), viewer, proposed_in(entered))
