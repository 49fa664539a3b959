"""Who: actors, the names they go by, how they stand to each other, and what authorities call them."""

from django.db import models
from django.db.models import F, Q

from actors.choices import ActorKind, NameKind, RelationKind
from sources.models import (
    Citation,
    Mergeable,
    Owned,
    Publishable,
    Publisher,
    Time,
    merged_is_retracted,
    time_constraints,
)
from sources.models.publishers import COUNTRY
from sources.models.sources import LANGUAGE
from sources.querysets import PublishableQuerySet


class Actor(Publishable, Mergeable):
    """A state, group, organisation or person that takes part in events, speaks, or is spoken of.

    There is no field for a label such as "terrorist": a label is what some authority says, see Designation.
    """

    name = models.CharField(max_length=200, db_collation="BINARY", help_text="The name to show.")
    kind = models.CharField(
        max_length=30,
        choices=ActorKind,
        default=ActorKind.OTHER,
        help_text="What sort of actor it is (ACLED, widened).",
    )
    description = models.TextField(blank=True, help_text="Who it is, in neutral words.")
    country = models.CharField(max_length=2, blank=True, validators=[COUNTRY], help_text="ISO 3166-1 alpha-2: PK.")
    active = Time("When it exists or is active.")
    speaks_through = models.ManyToManyField(
        Publisher, blank=True, related_name="speaks_for", help_text="Publishers that speak for it."
    )

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        constraints = [
            *Publishable.Meta.constraints,
            *Mergeable.Meta.constraints,
            merged_is_retracted(),
            *time_constraints("active"),
        ]
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["status", "name", "slug"], name="actors_actor_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ActorName(Owned):
    """One name an actor goes by."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="names")
    text = models.CharField(max_length=200, help_text="The name.")
    language = models.CharField(max_length=35, blank=True, validators=[LANGUAGE], help_text="BCP 47: ur.")
    kind = models.CharField(
        max_length=12, choices=NameKind, default=NameKind.ALIAS, help_text="What sort of name it is."
    )

    def __str__(self) -> str:
        return self.text


class Relation(Publishable):
    """How one actor stands to another, read from subject to object: Pakistan Army PART_OF Pakistan."""

    subject = models.ForeignKey(
        Actor, models.PROTECT, related_name="relations_as_subject", help_text="The actor it is read from."
    )
    object = models.ForeignKey(
        Actor, models.PROTECT, related_name="relations_as_object", help_text="The actor it is read to."
    )
    kind = models.CharField(max_length=20, choices=RelationKind, help_text="How the subject stands to the object.")
    when = Time("When it holds.")

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        constraints = [
            *Publishable.Meta.constraints,
            *time_constraints("when"),
            models.CheckConstraint(
                condition=~Q(subject=F("object")),
                name="actors_relation_of_two_actors",
                violation_error_message="An actor has no relation to itself.",
                violation_error_code="SELF_LINK",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.get_kind_display().lower()} {self.object}"


class RelationCitation(Citation, Owned):
    """Where a relation can be read."""

    relation = models.ForeignKey(Relation, models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.quote or self.locator


class Designation(Publishable):
    """What an authority officially calls an actor, as worded (FollowTheMoney Sanction)."""

    actor = models.ForeignKey(Actor, models.PROTECT, related_name="designations", help_text="Who is called so.")
    authority = models.ForeignKey(Actor, models.PROTECT, related_name="designations_made", help_text="Who calls it so.")
    programme = models.CharField(max_length=200, blank=True, help_text="The list or law, where named.")
    label = models.CharField(max_length=200, help_text="As the authority or the source words it.")
    when = Time("When it holds.")

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        constraints = [*Publishable.Meta.constraints, *time_constraints("when")]

    def __str__(self) -> str:
        return f"{self.actor}: {self.label} ({self.authority})"


class DesignationCitation(Citation, Owned):
    """Where a designation can be read."""

    designation = models.ForeignKey(Designation, models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.quote or self.locator
