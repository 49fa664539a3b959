"""The types of what led to what."""

from __future__ import annotations

from django.db.models import Q

from actors.graphql import types as _actors  # noqa: F401  # declares Voice
from events import causality, filters, models
from events.choices import Likelihood, LinkBasis, LinkKind, Stance
from sources.graphql.connections import Listed
from sources.graphql.declared import Attribute, Batched, Choice, Column, Computed, Derived, Itself, Summed
from sources.graphql.nodes import Node, declare
from sources.graphql.query import One, Query
from sources.graphql.relations import OneOf, Owned, ToOne
from sources.graphql.scalars import Number
from sources.graphql.types import Publishable


class CausalLink(Publishable):
    model = models.CausalLink
    filters = filters.CausalLinkFilterSet

    cause = ToOne("Event")
    effect = ToOne("Event")
    kind = Choice(LinkKind)
    basis = Choice(LinkBasis)
    asserted_by = OneOf(
        "Voice",
        "asserted_by_actor",
        "asserted_by_publisher",
        help_text="Who says so; null means the editors or, where a source asserts it, a publisher that is not known.",
    )
    likelihood = Choice(Likelihood)
    weight = Computed(
        float,
        lambda link: float(causality.weight(link.likelihood)),
        ["likelihood"],
        help_text="The midpoint of the likelihood's band, 0 to 1; a half where nobody judged it.",
    )
    mechanism = Column()
    time_order = Derived(
        causality.TimeOrder,
        causality.time_order,
        ["cause.when", "effect.when"],
        help_text="Whether the cause surely began no later than the effect.",
    )
    lag = Derived(
        "Lag",
        causality.lag,
        ["cause.when", "effect.when"],
        is_nullable=True,
        help_text="How long after the cause the effect began.",
    )
    supporting = Owned("Evidence", "evidence", where=Q(stance=Stance.SUPPORTS), help_text="What speaks for it.")
    opposing = Owned("Evidence", "evidence", where=Q(stance=Stance.OPPOSES), help_text="What speaks against it.")
    qualifying = Owned("Evidence", "evidence", where=Q(stance=Stance.QUALIFIES), help_text="What limits it.")
    disputed = Batched(
        bool, lambda rows, reading: filters.disputed(rows, reading.viewer), help_text="Whether any evidence opposes it."
    )


class Lag(Node):
    """Days from the start of the cause to the start of its effect; null where that end is open."""

    min_days = Attribute(
        Number, is_nullable=True, help_text="At least so many; below nothing where the effect may have begun before."
    )
    max_days = Attribute(Number, is_nullable=True, help_text="At most so many.")


class Evidence(Node):
    model = models.Evidence

    stance = Choice(Stance)
    citation = Itself("Citation", only_with="source", help_text="Where it can be read; null where it is a claim.")
    claim = ToOne("Claim", help_text="The claim that it is; null where it is a citation.")
    note = Column()


class CausalChain(Node):
    """All that an event led to, or all that led to it: flat, each event once, at its least depth."""

    root = Attribute("Event", help_text="The event that was asked about.")
    nodes = Attribute(
        "CausalNode", is_list=True, metadata={"in_page": True}, help_text="The root first; by depth, time, slug."
    )
    edges = Attribute("CausalEdge", is_list=True, metadata={"in_page": True}, help_text="By depth, time and slugs.")
    reachable = Attribute(
        int,
        is_nullable=True,
        help_text="How many events lie within the depth asked for, whatever the limit; null above 10,000.",
    )
    truncated = Attribute(bool, help_text="Whether more could be reached.")
    truncation_reason = Attribute(
        str,
        is_nullable=True,
        help_text="LIMIT where events within the depth were left out, DEPTH where more lies deeper.",
    )


class CausalNode(Node):
    """An event of a chain."""

    depth = Attribute(int, help_text="The least number of links between it and the root.")
    event = Attribute("Event", help_text="The event.")


class CausalEdge(Node):
    """A link of a chain."""

    depth = Attribute(int, help_text="The depth of the event it leads to, away from the root.")
    link = Attribute("CausalLink", help_text="The link.")


class CausalPath(Node):
    """One way from a first event to a last."""

    label = Summed(
        str,
        lambda events: causality.label(event.name for event in events),
        "events",
        of="Event",
        needs=["short_title", "title"],
        help_text="The events' names: Taliban takeover → TTP attack → army raid.",
    )
    events = Attribute("Event", is_list=True, help_text="From the first to the last.")
    links = Attribute("CausalLink", is_list=True, help_text="The link of each hop: the heaviest there is.")
    score = Attribute(float, help_text="The product of the links' weights.")
    weakest = Attribute("CausalLink", help_text="The first link of least weight.")


declare(Query, link=One("CausalLink"), links=Listed("CausalLink"))
