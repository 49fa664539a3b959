"""Who says so: what a date, a place, a part or a number rests on."""

from __future__ import annotations

from typing import Any

from events import models, why
from events.choices import AccountBound
from events.graphql.claims import MOST_CLAIMS, Account, Assessment
from events.graphql.types import EventPlace, Participation
from sources.graphql.declared import Arguments, Attribute, Batched, Computed, Declared, TimeOf, argument
from sources.graphql.nodes import Node, declare
from sources.graphql.reading import Reading
from sources.graphql.types import When


class Standing(Declared):
    """The assessment to go by, of those that judge the same."""

    def answer(self, found: why.Why, reading: Reading, arguments: Arguments) -> Any:
        is_stale = {one.slug: Assessment.stale.answer(one, reading, {}) for one in found.assessments}
        return why.standing(found.assessments, is_stale)


class Why(Node):
    """What a recorded value rests on: who says so, what is judged of it, and where it can be read.

    A claim says so where it counts and what it claims equals or overlaps what is recorded, as accounts compare.
    """

    claims = Computed(
        "Claim",
        lambda found: found.claims[:MOST_CLAIMS],
        is_list=True,
        help_text="The first hundred claims that say so, in the order stated; none that is superseded, refuted or "
        "withdrawn, and no denial.",
    )
    claim_count = Computed(int, lambda found: len(found.claims), help_text="How many claims say so.")
    assessment = Standing(
        "Assessment",
        is_nullable=True,
        help_text="What is judged of it: an assessment that is not stale before one that is, the editors' own first.",
    )
    excerpt = Attribute(
        "Citation",
        help_text="Where to read it first: a claim of exactly this before one that overlaps it, and one with a quote.",
    )


class WhyDated(Declared):
    """Why an event is dated as it is; other times rest on citations, not on claims."""

    def answer(self, time: TimeOf, reading: Reading, arguments: Arguments) -> Any:
        if not isinstance(time.row, models.Event):
            return None
        return reading.each(time.row, why.of_dates, lambda rows: why.of_dates(rows, reading.viewer))


class WhyAccounted(Declared):
    """Why an account comes to what it does."""

    def answer(self, account: Any, reading: Reading, arguments: Arguments) -> Any:
        bound = arguments.get("bound")
        return why.of_account(account, bound and bound.value)


declare(
    When,
    why=WhyDated(
        "Why",
        is_nullable=True,
        help_text="Who says so, by claims of the event's TIME; null where no claim does, and for what is no event's.",
    ),
)
declare(
    EventPlace,
    why=Batched(
        "Why",
        lambda rows, reading: why.of_places(rows, reading.viewer),
        needs=["event", "place"],
        is_nullable=True,
        help_text="Who says so, by claims of the event's PLACE; null where no claim does.",
    ),
)
declare(
    Participation,
    why=Batched(
        "Why",
        lambda rows, reading: why.of_parts(rows, reading.viewer),
        needs=["event", "actor", "role"],
        is_nullable=True,
        help_text="Who says so, by claims of the event that put the actor, or what is part of it, in this role; null "
        "where no claim does.",
    ),
)
declare(
    Account,
    why=WhyAccounted(
        "Why",
        is_nullable=True,
        arguments=[argument("bound", AccountBound, "Only what sets this end: who says at least 7?")],
        help_text="Who says so: the claims that count, or those that set one end of it; null where none does.",
    ),
)
