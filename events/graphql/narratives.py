"""The types of what is told."""

from __future__ import annotations

from typing import Any

import strawberry
from django.core.exceptions import ObjectDoesNotExist
from strawberry.scalars import JSON

from events import filters, models, narratives
from events.choices import Coherence, HiddenReason, StepStance
from sources.graphql.connections import Listed
from sources.graphql.declared import Attribute, Batched, Choice, Column, required
from sources.graphql.nodes import Node, declare
from sources.graphql.query import Asked, One, Query
from sources.graphql.reading import Reading
from sources.graphql.relations import Many, OneOf, Owned, ToOne
from sources.graphql.types import BY_SLUG, Publishable


def coherence_each(rows: list[Any], reading: Reading) -> dict[int, list[narratives.Joint]]:
    return narratives.coherence(rows, reading.viewer)


def timeline_js_each(rows: list[Any], reading: Reading) -> dict[int, dict[str, Any]]:
    return narratives.timelines_js(rows, reading.viewer)


def hidden_parts_each(rows: list[Any], reading: Reading) -> dict[int, list[narratives.HiddenPart]]:
    return narratives.hidden_parts(rows, reading.viewer)


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
    hidden_parts = Batched(
        "HiddenPart",
        hidden_parts_each,
        is_list=True,
        help_text="What the public does not see of it, by step; those who do not see drafts are told nothing.",
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
    is_backwards = Attribute(
        bool, help_text="Whether the later step's event certainly began before the earlier step's, whatever joins them."
    )


class HiddenPart(Node):
    """A part of a narrative that the public does not see, told to those who see drafts."""

    position = Attribute(int, help_text="The step's place in the narrative.")
    slug = Attribute(strawberry.ID, help_text="The event or the link.")
    reason = Attribute(HiddenReason, help_text="Which of the two it is, and why it is not seen.")


class NarrativeDiff(Node):
    """Two narratives beside each other: what they share, and where they part."""

    a = Attribute("Narrative", help_text="The first.")
    b = Attribute("Narrative", help_text="The second.")
    shared = Attribute("Event", is_list=True, help_text="The events that both tell, in the order of the first.")
    only_a = Attribute("Event", is_list=True, help_text="The events that only the first tells.")
    only_b = Attribute("Event", is_list=True, help_text="The events that only the second tells.")
    reordered = Attribute(
        "Event", is_list=True, help_text="The fewest shared events without which both tell the rest in one order."
    )
    stances = Attribute("NarrativeStances", is_list=True, help_text="Shared events that they do not tell alike.")
    opposed = Attribute(
        "NarrativeOpposition",
        is_list=True,
        help_text="What each relies on claims for that contradict the other's or cannot be compared with them.",
    )


class NarrativeStances(Node):
    """A shared event that one teller accepts, say, and the other rejects."""

    event = Attribute("Event", help_text="The event that both tell.")
    stance_a = Attribute(StepStance, help_text="How the first stands to it.")
    stance_b = Attribute(StepStance, help_text="How the second stands to it.")


class NarrativeOpposition(Node):
    """One thing about a shared event on which two narratives rely on opposed claims."""

    event = Attribute("Event", help_text="The event that both tell.")
    account = Attribute("Account", help_text="All that is said of it, by others too.")
    claims_a = Attribute("Claim", is_list=True, help_text="What the first alone relies on.")
    claims_b = Attribute("Claim", is_list=True, help_text="What the second alone relies on.")


def narrative_diff(reading: Reading, a: str, b: str) -> narratives.Difference:
    """Compare two narratives. :raises ObjectDoesNotExist: for hidden and absent ones alike."""
    first, second = (reading.record(models.Narrative, slug) for slug in (a, b))
    if first is None or second is None:
        raise ObjectDoesNotExist
    return narratives.difference(first, second, reading.viewer)


declare(
    Query,
    narrative=One("Narrative"),
    narratives=Listed("Narrative"),
    narrative_diff=Asked(
        "NarrativeDiff",
        narrative_diff,
        help_text="Where two narratives part; NOT_FOUND where there is no such narrative.",
        arguments=[
            required("a", strawberry.ID, "Slug of the one."),
            required("b", strawberry.ID, "Slug of the other."),
        ],
    ),
)
