"""What happened, where, and who took part."""

from django.db import models
from django.db.models import F, Q

from actors.models import Actor
from events.choices import Granularity, Modality, PlaceRole, Precision, Role, Side
from events.models.vocabulary import EventType, Place, Topic
from events.querysets import EventQuerySet
from sources.models import (
    Citation,
    Media,
    Mergeable,
    Owned,
    Publishable,
    Time,
    merged_is_retracted,
    time_constraints,
    where_given,
)
from sources.querysets import HasOpenStart, IsLong, UndatedAsFirst


class Event(Publishable, Mergeable):
    """Something that happened, at a time and place known only so well."""

    title = models.CharField(max_length=300, db_collation="BINARY", help_text="Never unique, never identity.")
    short_title = models.CharField(
        max_length=80, blank=True, help_text="What a chain prints, as Taliban takeover; blank means the title."
    )
    summary = models.TextField(blank=True, help_text="What happened, in a few sentences.")
    type = models.ForeignKey(EventType, models.PROTECT, related_name="events", help_text="What kind of event it is.")
    topics = models.ManyToManyField(Topic, blank=True, related_name="events", help_text="What it is about.")
    when = Time("When it happened.")
    granularity = models.CharField(
        max_length=10,
        choices=Granularity,
        default=Granularity.INCIDENT,
        help_text="Whether it is one incident, goes on, was said or decided, or is a state of things.",
    )
    modality = models.CharField(
        max_length=10,
        choices=Modality,
        default=Modality.OCCURRED,
        help_text="Whether it happened, or was only alleged, planned, threatened or denied.",
    )
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="parts",
        help_text="The larger event it belongs to; chains never follow it.",
    )
    media = models.ManyToManyField(Media, blank=True, related_name="events", help_text="What shows it.")
    correction = models.TextField(blank=True, help_text="What was corrected after publication; public.")

    objects = EventQuerySet.as_manager()

    class Meta(Publishable.Meta):
        constraints = [
            *Publishable.Meta.constraints,
            *Mergeable.Meta.constraints,
            merged_is_retracted(),
            *time_constraints("when"),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")),
                name="events_event_not_part_of_itself",
                violation_error_message="An event is not part of itself.",
                violation_error_code="CLOSES_CYCLE",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "when_sort_day", "slug"], name="events_event_timeline"),
            models.Index(F("status"), UndatedAsFirst("when_sort_day").desc(), F("slug"), name="events_event_latest"),
            models.Index(fields=["status", "-updated_at", "slug"], name="events_event_changed"),
            models.Index(fields=["when_sort_day", "slug"], name="events_event_by_time"),
            # All that a timeline counts, so that it is counted without reading events. The bounds that times are asked
            # by come last: SQLite would take them for a range of few, and sort all it finds for a list's first page.
            models.Index(
                fields=["status", "when_latest_start", "when_earliest_end", "when_earliest_start", "when_latest_end"],
                name="events_event_bounds",
            ),
            # The latest of those, which bounds what a list looks at that begins with the latest events of a window.
            models.Index(
                fields=["when_sort_day"],
                name="events_event_open_start",
                condition=Q(HasOpenStart("when_earliest_start")),
            ),
            # Those that began before a window and reach into it: what is not long and does, began shortly before.
            models.Index(
                fields=["status", "when_sort_day", "slug", "when_latest_end"],
                name="events_event_long",
                condition=Q(IsLong("when_sort_day", "when_latest_end")),
            ),
            where_given("part_of", "events_event_parts"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What a chain prints: the short title, or the title where there is none."""
        return self.short_title or self.title


class EventCitation(Citation, Owned):
    """Where an event can be read."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="citations")

    class Meta(Citation.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.quote or self.locator


class EventPlace(Owned):
    """One place of an event, in which role, and how well it is known."""

    event = models.ForeignKey(Event, models.CASCADE, db_index=False, related_name="places")
    place = models.ForeignKey(Place, models.PROTECT, related_name="event_places", help_text="The place.")
    role = models.CharField(
        max_length=12, choices=PlaceRole, default=PlaceRole.OCCURRED_AT, help_text="What the place is to the event."
    )
    precision = models.CharField(
        max_length=10,
        choices=Precision,
        default=Precision.UNKNOWN,
        help_text="How well the place is known (UCDP where_prec).",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "place", "role"],
                name="events_eventplace_once",
                violation_error_message="The event has this place in this role already.",
                violation_error_code="BAD_USER_INPUT",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.place}"


class Participation(Owned):
    """One actor's part in an event."""

    event = models.ForeignKey(Event, models.CASCADE, db_index=False, related_name="participations")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="participations", help_text="Who took part.")
    role = models.CharField(max_length=12, choices=Role, default=Role.PARTICIPANT, help_text="In which part.")
    side = models.CharField(max_length=5, choices=Side, default=Side.NONE, help_text="Side of the dyad (UCDP).")
    alleged = models.BooleanField(default=False, help_text="Whether the part is only alleged.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "actor", "role"],
                name="events_participation_once",
                violation_error_message="The actor has this role in the event already.",
                violation_error_code="BAD_USER_INPUT",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} ({self.get_role_display()})"
