"""The types of what is told."""

from __future__ import annotations

from events import filters, models
from events.choices import StepStance
from sources.graphql.connections import Listed
from sources.graphql.declared import Choice, Column
from sources.graphql.nodes import Node, declare
from sources.graphql.query import One, Query
from sources.graphql.relations import Many, OneOf, Owned, ToOne
from sources.graphql.types import BY_SLUG, Publishable


class Narrative(Publishable):
    model = models.Narrative
    filters = filters.NarrativeFilterSet

    title = Column()
    teller = OneOf("Voice", "teller_actor", "teller_publisher", help_text="Who tells it; null means the editors.")
    thesis = Column()
    summary = Column()
    steps = Owned("NarrativeStep")


class NarrativeStep(Node):
    model = models.NarrativeStep

    position = Column(help_text="Its place in the narrative.")
    event = ToOne("Event")
    heading = Column()
    text = Column()
    stance = Choice(StepStance)
    via = ToOne("CausalLink", may_be_hidden=True)
    claims = Many("Claim", order=BY_SLUG, help_text="The claims relied on.")
    media = Many("Media", order=BY_SLUG)


declare(Query, narrative=One("Narrative"), narratives=Listed("Narrative"))
