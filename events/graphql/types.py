"""The types of what happened, and what actors and sources know of it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import strawberry

from actors.graphql.types import Actor
from events import filters, models
from events.accounts import accounts_of
from events.choices import Granularity, Modality, PlaceRole, Precision, Role, Side
from events.graphql.scalars import PredicateName
from sources.graphql.connections import Connected, Listed
from sources.graphql.declared import Batched, Choice, Column, Time, argument
from sources.graphql.nodes import Node, declare
from sources.graphql.query import One, Query
from sources.graphql.reading import Reading
from sources.graphql.relations import Many, Owned, ToOne
from sources.graphql.types import BY_SLUG, MERGED_INTO, Publishable, Source
from sources.models import Source as Sources

MOST_SOURCES = MOST_ACCOUNTS = 100
OF_ACCOUNTS = (
    argument("predicate", PredicateName, "Only accounts of this: KILLED."),
    argument("subject", strawberry.ID, "Only accounts of this actor's people."),
)


def accounts_each(rows: list[Any], reading: Reading, **asked: str) -> dict[int, list[Any]]:
    return accounts_of(rows, reading.viewer, **asked)


def sources_each(rows: list[Any], reading: Reading) -> dict[int, list[Any]]:
    """Return the first hundred sources that each event rests on, by when they were published."""
    cited = models.EventCitation.objects.filter(event__in=rows).values_list("event", "source")
    claimed = models.Claim.objects.visible_to(reading.viewer).filter(event__in=rows).values_list("event", "source")
    events_of = defaultdict(set)
    for event, source in cited.union(claimed):
        events_of[source].add(event)
    found: dict[int, list[Any]] = {row.pk: [] for row in rows}
    for source in reading.rows(Sources).filter(pk__in=list(events_of)).order_by("published_sort_day", "slug"):
        for event in events_of[source.pk]:
            found[event].append(source)
    return {event: some[:MOST_SOURCES] for event, some in found.items()}


class Event(Publishable):
    model = models.Event
    filters = filters.EventFilterSet

    title = Column()
    short_title = Column()
    summary = Column()
    type = ToOne("EventType")
    topics = Many("Topic", order=BY_SLUG)
    granularity = Choice(Granularity)
    modality = Choice(Modality)
    when = Time()
    places = Owned("EventPlace", help_text="Where it happened, and what places it concerns.")
    participations = Owned("Participation", help_text="Who took part, and how.")
    claims = Connected("Claim", "event", help_text="What is said of it.")
    accounts = Batched(
        "Account",
        accounts_each,
        is_list=True,
        arguments=OF_ACCOUNTS,
        select=lambda accounts: accounts[:MOST_ACCOUNTS],
        help_text="What is said of it, side by side: the first hundred accounts.",
    )
    accounts_truncated = Batched(
        bool,
        accounts_each,
        arguments=OF_ACCOUNTS,
        select=lambda accounts: len(accounts) > MOST_ACCOUNTS,
        help_text="Whether there are more than a hundred accounts.",
    )
    citations = Owned("Citation", help_text="Where it can be read.")
    sources = Batched(
        "Source",
        sources_each,
        is_list=True,
        help_text="What it rests on, by its own citations or by a claim: the first hundred, by date of publication.",
    )
    causes = Connected("CausalLink", "effect", help_text="The links that lead to it.")
    effects = Connected("CausalLink", "cause", help_text="The links that lead on from it.")
    part_of = ToOne("Event", may_be_hidden=True)
    parts = Connected("Event", "part_of", help_text="The smaller events that belong to it.")
    narratives = Connected("Narrative", "steps__event", help_text="The narratives with it as a step.")
    media = Many("Media", order=BY_SLUG)
    correction = Column()
    merged_into = ToOne("Event", may_be_hidden=True, help_text=MERGED_INTO)


class EventPlace(Node):
    model = models.EventPlace

    place = ToOne("Place")
    role = Choice(PlaceRole)
    precision = Choice(Precision)


class Participation(Node):
    model = models.Participation

    actor = ToOne("Actor")
    role = Choice(Role)
    side = Choice(Side)
    alleged = Column()


declare(
    Actor,
    events=Connected("Event", "participations__actor", help_text="The events that it takes part in."),
    claims=Connected("Claim", "speaker", help_text="The claims that it makes."),
)
declare(
    Source,
    events=Connected("Event", "citations__source", help_text="The events that cite it."),
    claims=Connected("Claim", "source", help_text="The claims that can be read in it."),
)
declare(Query, event=One("Event"), events=Listed("Event"))
