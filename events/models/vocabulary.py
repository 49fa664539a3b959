"""The editable vocabularies: types, topics, places and predicates."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from events.choices import PlaceKind, ValueKind
from sources.models import Mergeable, Record
from sources.models.publishers import COUNTRY
from sources.querysets import MergeableQuerySet, RecordQuerySet

COLOUR = RegexValidator(r"^#[0-9a-f]{6}\Z", "Write the colour as #rrggbb in lower case.")


def not_its_own_parent() -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
        name="%(app_label)s_%(class)s_not_its_own_parent",
        violation_error_message="Nothing is its own parent.",
        violation_error_code="CLOSES_CYCLE",
    )


class EventType(Record):
    """A kind of event, in a tree that widens ACLED's for ordinary news. A filter by it takes in all below it."""

    label = models.CharField(max_length=100, db_collation="BINARY", help_text="What readers are shown.")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="What it lies in, in the tree.",
    )
    colour = models.CharField(max_length=7, blank=True, validators=[COLOUR], help_text="For charts: #b3261e.")
    acled_event = models.CharField(max_length=60, blank=True, help_text="The ACLED event type it maps to.")
    acled_sub_event = models.CharField(max_length=60, blank=True, help_text="The ACLED sub-event type it maps to.")

    objects = RecordQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [not_its_own_parent()]

    def __str__(self) -> str:
        return self.label


class Topic(Record):
    """What events are about, in a tree. A filter by it takes in all below it."""

    label = models.CharField(max_length=100, db_collation="BINARY", help_text="What readers are shown.")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="What it lies in, in the tree.",
    )

    objects = RecordQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [not_its_own_parent()]

    def __str__(self) -> str:
        return self.label


class Place(Mergeable):
    """Where something happened, in a tree. A filter by it takes in all below it."""

    name = models.CharField(max_length=200, db_collation="BINARY", help_text="The name it is best known by.")
    other_names = models.JSONField(default=list, blank=True, help_text='Other names: ["Waziristan Janubi"].')
    kind = models.CharField(
        max_length=10, choices=PlaceKind, default=PlaceKind.REGION, help_text="What sort of place it is."
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="What it lies in, in the tree.",
    )
    country = models.CharField(max_length=2, blank=True, validators=[COUNTRY], help_text="ISO 3166-1 alpha-2: PK.")
    latitude = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="Degrees north, WGS 84; of the centre where it is an area.",
    )
    longitude = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text="Degrees east, WGS 84.",
    )

    objects = MergeableQuerySet.as_manager()

    class Meta(Mergeable.Meta):
        constraints = [
            *Mergeable.Meta.constraints,
            not_its_own_parent(),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="events_place_coordinates",
                violation_error_message="Give latitude (−90 to 90) and longitude (−180 to 180), or neither.",
                violation_error_code="BAD_USER_INPUT",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Predicate(Record):
    """What a claim says of its event: killed, responsibility, motive …"""

    label = models.CharField(max_length=100, db_collation="BINARY", help_text="What readers are shown.")
    value_kind = models.CharField(max_length=10, choices=ValueKind, help_text="What value its claims have.")
    unit = models.CharField(max_length=40, blank=True, help_text="What is counted or measured: people, USD.")

    objects = RecordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.label
