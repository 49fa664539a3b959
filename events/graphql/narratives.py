"""The types of what is told."""

from __future__ import annotations

from typing import Any

from strawberry.scalars import JSON

from events import filters, models, narratives
from events.choices import Coherence, StepStance
from sources.graphql.connections import Listed
from sources.graphql.declared import Attribute, Batched, Choice, Column
from sources.graphql.nodes import Node, declare
from sources.graphql.query import One, Query
from sources.graphql.reading import Reading
from sources.graphql.relations import Many, OneOf, Owned, ToOne
from sources.graphql.types import BY_SLUG, Publishable


def coherence_each(rows: list[Any], reading: Reading) -> dict[int, list[narratives.Joint]]:
    return narratives.coherence(rows, reading.viewer)


def timeline_js_each(rows: list[Any], reading: Reading) -> dict[int, dict[str, Any]]:
    return narratives.timelines_js(rows, reading.viewer)


class Narrative(Publishable):
    model = models.Narrative
    filters = filters.NarrativeFilterSet

    title = Column()
    teller = OneOf("Voice", "teller_actor", "teller_publisher", help_text="Who tells it; null means the editors.")
    thesis = Column()
    summary = Column()
    steps = Owned("NarrativeStep", help_text="What is told, in the teller's order.")
    coherence = Batched(
        "NarrativeJoint",
        coherence_each,
        is_list=True,
        help_text="What joins each step to the next, by the causal links that are recorded.",
    )
    timeline_js = Batched(
        JSON,
        timeline_js_each,
        needs=["title", "thesis", "summary"],
        help_text="The narrative for TimelineJS3: a title, a slide for each step that has a date, and as losses, by "
        "the slug of the event, what the slides could not carry.",
    )


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


class NarrativeJoint(Node):
    """What joins two steps of a narrative that follow each other."""

    between = Attribute(
        "Event", is_list=True, metadata={"at_most": 2}, help_text="The event of the one step, then that of the other."
    )
    verdict = Attribute(Coherence, help_text="What joins them; the first that holds.")


declare(Query, narrative=One("Narrative"), narratives=Listed("Narrative"))
