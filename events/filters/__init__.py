"""What a caller may ask of the records of this app, and of lower ones through them."""

from actors.filters import ActorFilterSet
from events.filters import predicates
from events.filters.claims import ASSESSMENT_ORDERS, CLAIM_ORDERS, AssessmentFilterSet, ClaimFilterSet
from events.filters.events import EVENT_ORDERS, EventFilterSet
from events.filters.links import CAUSAL_LINK_ORDERS, NARRATIVE_ORDERS, CausalLinkFilterSet, NarrativeFilterSet
from events.filters.predicates import disputed, happened_within, started_within
from events.filters.vocabularies import (
    EVENT_TYPE_ORDERS,
    PLACE_ORDERS,
    PREDICATE_ORDERS,
    TOPIC_ORDERS,
    EventTypeFilterSet,
    PlaceFilterSet,
    PredicateFilterSet,
    TopicFilterSet,
)
from sources.filters import MediaFilterSet, Slugs, SourceFilterSet

__all__ = [
    "ASSESSMENT_ORDERS",
    "CAUSAL_LINK_ORDERS",
    "CLAIM_ORDERS",
    "EVENT_ORDERS",
    "EVENT_TYPE_ORDERS",
    "NARRATIVE_ORDERS",
    "PLACE_ORDERS",
    "PREDICATE_ORDERS",
    "TOPIC_ORDERS",
    "AssessmentFilterSet",
    "CausalLinkFilterSet",
    "ClaimFilterSet",
    "EventFilterSet",
    "EventTypeFilterSet",
    "NarrativeFilterSet",
    "PlaceFilterSet",
    "PredicateFilterSet",
    "TopicFilterSet",
    "disputed",
    "happened_within",
    "register_filters",
    "started_within",
]


def register_filters() -> None:
    """Let actors, sources and media be asked for by their events."""
    ActorFilterSet.extend(takes_part_in=Slugs("Takes part in one of these events.", predicates.actor_takes_part))
    SourceFilterSet.extend(event=Slugs("One of these events rests on it.", predicates.source_is_of))
    MediaFilterSet.extend(event=Slugs("Shown by one of these events.", predicates.media_shows))
