"""What can be asked of actors, relations and designations."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from actors.choices import ActorKind, RelationKind
from actors.hierarchy import part_of
from actors.models import Actor, ActorName, Designation, DesignationCitation, Relation, RelationCitation
from sources.filters import (
    NAME,
    RECENTLY_CHANGED,
    SLUG,
    Choices,
    Day,
    PublishableFilterSet,
    PublisherFilterSet,
    Slugs,
    Text,
    YesNo,
    dates_overlap,
    external_key,
    orders,
)
from sources.filters.predicates import contains, equals, has_one_of, is_any, whether
from sources.filters.values import a_country
from sources.models import Publisher
from sources.pages import Order
from sources.querysets import UndatedAsFirst, visible
from sources.trees import Descendants
from sources.visibility import Viewer

CHRONOLOGICAL = Order("CHRONOLOGICAL", (("when_sort_day", False), ("slug", False)))
REVERSE_CHRONOLOGICAL = Order("REVERSE_CHRONOLOGICAL", ((UndatedAsFirst("when_sort_day"), True), ("slug", False)))
ACTOR_ORDERS = orders(NAME, RECENTLY_CHANGED, SLUG)
RELATION_ORDERS = orders(CHRONOLOGICAL, REVERSE_CHRONOLOGICAL, RECENTLY_CHANGED, SLUG)
DESIGNATION_ORDERS = orders(CHRONOLOGICAL, REVERSE_CHRONOLOGICAL, RECENTLY_CHANGED, SLUG)


def with_parts(path: str, slugs: Any, viewer: Viewer) -> Q:
    """Whether ``path`` leads to one of the actors or to what the viewer sees to be PART_OF it, however far down."""
    return Q((f"{path}__in", Descendants(part_of(viewer), slugs)))


def named(words: Any, viewer: Viewer) -> Q:
    """Whether any name of the actor holds the words."""
    aliases = ActorName.objects.filter(contains("text")(words, viewer))
    return contains("name")(words, viewer) | has_one_of(aliases, "actor")


def is_part_of(slugs: Any, viewer: Viewer) -> Q:
    """Whether the actor is PART_OF one of the actors, directly or through others; no actor is part of itself."""
    relations = Relation.objects.visible_to(viewer).filter(kind=RelationKind.PART_OF)
    return has_one_of(relations.filter(with_parts("object", slugs, viewer) & visible(viewer, "object__")), "subject")


def has_spokesman(slugs: Any, viewer: Viewer) -> Q:
    """Whether one of the publishers speaks for the actor."""
    return Q(Exists(Publisher.objects.filter(slug__in=slugs, speaks_for=OuterRef("pk"))))


def is_spokesman_of(slugs: Any, viewer: Viewer) -> Q:
    """Whether the publisher speaks for one of the actors that the viewer sees."""
    return Q(Exists(Actor.objects.visible_to(viewer).filter(slug__in=slugs, speaks_through=OuterRef("pk"))))


def is_designated_by(slugs: Any, viewer: Viewer) -> Q:
    return has_one_of(Designation.objects.visible_to(viewer).filter(authority__slug__in=slugs), "actor")


def relates(slugs: Any, viewer: Viewer) -> Q:
    """Whether one of the actors stands at either end of the relation."""
    return Q(subject__slug__in=slugs) | Q(object__slug__in=slugs)


def relation_cites(slugs: Any, viewer: Viewer) -> Q:
    citations = RelationCitation.objects.filter(visible(viewer, "source__"), source__slug__in=slugs)
    return has_one_of(citations, "relation")


def designation_cites(slugs: Any, viewer: Viewer) -> Q:
    return has_one_of(
        DesignationCitation.objects.filter(visible(viewer, "source__"), source__slug__in=slugs), "designation"
    )


class ActorFilterSet(PublishableFilterSet):
    """Which actors."""

    external_id = external_key("actor")
    kind = Choices("The kind of actor, any of these.", ActorKind, is_any("kind"))
    country = Text("Its country, ISO 3166-1 alpha-2: PK.", equals("country"), read=a_country)
    name = Text("Words in any of its names.", named)
    part_of = Slugs("Part of one of these, directly or through others.", is_part_of)
    speaks_through = Slugs("One of these publishers speaks for it.", has_spokesman)
    designated_by = Slugs("One of these authorities has designated it.", is_designated_by)
    is_designated = YesNo(
        "Whether any authority has designated it.",
        whether(Designation.objects.visible_to, "actor"),
    )
    active_from = Day("Active on this day or later, as far as is known.")
    active_to = Day("Active on this day or earlier, as far as is known.")

    orders = ACTOR_ORDERS
    together = (dates_overlap("active", "active_from", "active_to"),)
    ranges = (("active_from", "active_to"),)

    class Meta:
        model = Actor
        fields: list[str] = []


class RelationFilterSet(PublishableFilterSet):
    """Which relations."""

    external_id = external_key("relation")
    kind = Choices("The kind of relation, any of these.", RelationKind, is_any("kind"))
    subject = Slugs("From one of these actors.", is_any("subject__slug"))
    object = Slugs("To one of these actors.", is_any("object__slug"))
    actor = Slugs("With one of these actors at either end.", relates)
    source = Slugs("Read in one of these sources.", relation_cites)
    held_from = Day("Held on this day or later, as far as is known.")
    held_to = Day("Held on this day or earlier, as far as is known.")

    orders = RELATION_ORDERS
    together = (dates_overlap("when", "held_from", "held_to"),)
    ranges = (("held_from", "held_to"),)

    class Meta:
        model = Relation
        fields: list[str] = []


class DesignationFilterSet(PublishableFilterSet):
    """Which designations."""

    external_id = external_key("designation")
    actor = Slugs("Of one of these actors.", is_any("actor__slug"))
    authority = Slugs("By one of these authorities.", is_any("authority__slug"))
    label = Text("Words in the label.", contains("label"))
    programme = Text("Words in the name of the list or law.", contains("programme"))
    source = Slugs("Read in one of these sources.", designation_cites)
    held_from = Day("Held on this day or later, as far as is known.")
    held_to = Day("Held on this day or earlier, as far as is known.")

    orders = DESIGNATION_ORDERS
    together = (dates_overlap("when", "held_from", "held_to"),)
    ranges = (("held_from", "held_to"),)

    class Meta:
        model = Designation
        fields: list[str] = []


def register_filters() -> None:
    """Let publishers be asked for whom they speak."""
    PublisherFilterSet.extend(speaks_for=Slugs("Speaks for one of these actors.", is_spokesman_of))
