"""The types of places, event types and topics."""

from __future__ import annotations

from events import filters, models
from events.choices import PlaceKind
from sources.graphql.connections import Connected, Listed
from sources.graphql.declared import Choice, Column
from sources.graphql.nodes import declare
from sources.graphql.query import One, Query
from sources.graphql.relations import ToOne
from sources.graphql.types import MERGED_INTO, Record


class EventType(Record):
    model = models.EventType
    filters = filters.EventTypeFilterSet

    label = Column()
    parent = ToOne("EventType")
    children = Connected("EventType", "parent", help_text="What lies in it, one step down.")
    colour = Column()
    acled_event = Column()
    acled_sub_event = Column()


class Topic(Record):
    model = models.Topic
    filters = filters.TopicFilterSet

    label = Column()
    parent = ToOne("Topic")
    children = Connected("Topic", "parent", help_text="What lies in it, one step down.")


class Place(Record):
    model = models.Place
    filters = filters.PlaceFilterSet

    name = Column()
    other_names = Column(kind=list[str])
    kind = Choice(PlaceKind)
    parent = ToOne("Place")
    children = Connected("Place", "parent", help_text="What lies in it, one step down.")
    country = Column()
    latitude = Column()
    longitude = Column()
    events = Connected("Event", "places__place", help_text="What happened there, in any role; not what happened below.")
    merged_into = ToOne("Place", help_text=MERGED_INTO)


declare(
    Query,
    place=One("Place"),
    places=Listed("Place"),
    event_types=Listed("EventType"),
    topics=Listed("Topic"),
)
