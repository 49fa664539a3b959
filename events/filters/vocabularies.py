"""What can be asked of places, event types, topics and predicates."""

from __future__ import annotations

from django.db.models import F

from events.choices import PlaceKind, ValueKind
from events.filters import predicates
from events.models import EventType, Place, Predicate, Topic
from sources.filters import (
    NAME,
    RECENTLY_CHANGED,
    SLUG,
    Box,
    Choices,
    RecordFilterSet,
    Slugs,
    Text,
    external_key,
    orders,
)
from sources.filters.predicates import JoinedTexts, below, contains, equals, is_any
from sources.filters.values import a_country
from sources.pages import Order

LABEL = Order("LABEL", (("label", False), ("slug", False)))
PLACE_ORDERS = orders(NAME, RECENTLY_CHANGED, SLUG)
EVENT_TYPE_ORDERS = orders(LABEL, RECENTLY_CHANGED, SLUG)
TOPIC_ORDERS = orders(LABEL, RECENTLY_CHANGED, SLUG)
PREDICATE_ORDERS = orders(LABEL, RECENTLY_CHANGED, SLUG)


class PlaceFilterSet(RecordFilterSet):
    """Which places."""

    external_id = external_key("place")
    kind = Choices("The kind of place, any of these.", PlaceKind, is_any("kind"))
    country = Text("In this country, ISO 3166-1 alpha-2: PK.", equals("country"), read=a_country)
    name = Text("Words in any of its names.", contains("name", JoinedTexts(F("other_names"))))
    parent = Slugs("Below one of these places, however far.", below("parent", predicates.PLACES))
    bbox = Box(
        "Within west,south,east,north in degrees; where west is more than east, across the antimeridian.",
        predicates.inside_box,
    )

    orders = PLACE_ORDERS

    class Meta:
        model = Place
        fields: list[str] = []


class EventTypeFilterSet(RecordFilterSet):
    """Which event types."""

    external_id = external_key("event_type")
    label = Text("Words in its label.", contains("label"))
    parent = Slugs("Below one of these types, however far.", below("parent", predicates.TYPES))

    orders = EVENT_TYPE_ORDERS

    class Meta:
        model = EventType
        fields: list[str] = []


class TopicFilterSet(RecordFilterSet):
    """Which topics."""

    external_id = external_key("topic")
    label = Text("Words in its label.", contains("label"))
    parent = Slugs("Below one of these topics, however far.", below("parent", predicates.TOPICS))

    orders = TOPIC_ORDERS

    class Meta:
        model = Topic
        fields: list[str] = []


class PredicateFilterSet(RecordFilterSet):
    """Which predicates of claims."""

    external_id = external_key("predicate")
    label = Text("Words in its label.", contains("label"))
    value_kind = Choices("What kind of value it asks of its claims, any of these.", ValueKind, is_any("value_kind"))

    orders = PREDICATE_ORDERS

    class Meta:
        model = Predicate
        fields: list[str] = []
