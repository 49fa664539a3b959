"""Actors, relations and designations in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin

from actors.models import Actor, ActorName, Designation, DesignationCitation, Relation, RelationCitation
from actors.namesakes import namesakes_of
from sources.admin import (
    CitationInline,
    Entered,
    Lookalike,
    OwnedInline,
    PublishableAdmin,
    RecordInline,
    RecordInlineForm,
    WarnsOfLookalikes,
    time_fieldset,
    time_filter,
)
from sources.visibility import Viewer


class NameInline(OwnedInline):
    model = ActorName
    fields = ("text", "kind", "language")


class RelationInline(RecordInline):
    """Relations read from this actor."""

    model = Relation
    fk_name = "subject"
    verbose_name = "relation to another actor"
    verbose_name_plural = "relations: this actor is …"
    fields = ("kind", "object", "when_edtf")
    joins = ("subject", "object")
    ordering = ("when_sort_day", "slug")


class RelationOfOthersForm(RecordInlineForm):
    """Here the object is the page's actor: what is wrong with it is shown at the subject."""

    stand_ins: ClassVar[dict[str, str]] = {"object": "subject"}


class RelationOfOthersInline(RecordInline):
    """Relations read from other actors to this one."""

    model = Relation
    form = RelationOfOthersForm
    fk_name = "object"
    verbose_name = "relation of another actor"
    verbose_name_plural = "relations: other actors are … this one"
    fields = ("subject", "kind", "when_edtf")
    joins = ("subject", "object")
    ordering = ("when_sort_day", "slug")


class DesignationInline(RecordInline):
    model = Designation
    fk_name = "actor"
    verbose_name_plural = "designations: what authorities call it"
    fields = ("authority", "label", "programme", "when_edtf")
    joins = ("actor", "authority")
    ordering = ("when_sort_day", "slug")


@admin.register(Actor)
class ActorAdmin(WarnsOfLookalikes, PublishableAdmin):
    list_display = ("name", "kind", "country", "active_shown", "status")
    list_filter = ("status", "kind", time_filter("active", "active"))
    search_fields = ("name", "names__text", "slug")
    search_help_text = "Any name, or slug"
    ordering = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["name", ("kind", "country"), "description", "speaks_through"]}),
        time_fieldset("active", "Active"),
    ]
    inlines = (NameInline, RelationInline, RelationOfOthersInline, DesignationInline)
    telling = r"name|names-\d+-text"

    def label(self, row: Actor) -> str:
        return f"{row.name} ({', '.join(filter(None, [row.get_kind_display(), row.country]))})"

    def lookalikes(self, entered: Entered, viewer: Viewer, row: Actor | None) -> Iterable[Lookalike]:
        names = [entered.text("name"), *entered.texts("names", "text")]
        found = namesakes_of(names, viewer, of=row.pk if row else None)
        return [Lookalike(one.actor, one.reasons) for one in found]

    def entered_record(self, entered: Entered, viewer: Viewer) -> dict[str, Any]:
        names = [{"text": text} for text in entered.texts("names", "text")]
        return {"name": entered.text("name"), "names": names}


class RelationCitationInline(CitationInline):
    model = RelationCitation


@admin.register(Relation)
class RelationAdmin(PublishableAdmin):
    list_display = ("subject", "kind", "object", "when_shown", "status")
    list_display_links = ("subject", "kind")
    list_filter = ("status", "kind", time_filter("when"))
    label_joins = ("subject", "object")
    search_fields = ("subject__name", "subject__names__text", "object__name", "object__names__text", "slug")
    search_help_text = "Any name of either actor, or slug"
    ordering = ("subject__name", "when_sort_day", "slug")
    fieldsets: ClassVar[Any] = [(None, {"fields": ["subject", "kind", "object"]}), time_fieldset("when")]
    inlines = (RelationCitationInline,)

    def label(self, row: Relation) -> str:
        return f"{row} ({row.when.edtf if row.when else row.slug})"


class DesignationCitationInline(CitationInline):
    model = DesignationCitation


@admin.register(Designation)
class DesignationAdmin(PublishableAdmin):
    list_display = ("actor", "label_shown", "authority", "programme", "when_shown", "status")
    list_display_links = ("actor", "label_shown")
    list_filter = ("status", time_filter("when"))
    label_joins = ("actor", "authority")
    search_fields = ("actor__name", "actor__names__text", "authority__name", "label", "programme", "slug")
    search_help_text = "Any name of the actor, authority, label, programme or slug"
    ordering = ("actor__name", "when_sort_day", "slug")
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["actor", "authority", "label", "programme"]}),
        time_fieldset("when"),
    ]
    inlines = (DesignationCitationInline,)

    @admin.display(description="label", ordering="label")
    def label_shown(self, row: Designation) -> str:
        return row.label

    def label(self, row: Designation) -> str:
        return str(row)
