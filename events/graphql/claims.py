"""The types of what is said of an event, by whom, and what the editors make of it."""

from __future__ import annotations

from typing import Any

from events import filters, models
from events.accounts import JUDGED_BY, interested_parties, stale
from events.accounts import Account as Accounted
from events.choices import Confidence, Likelihood, SpeechAct, SubjectClass, ValueKind, Verdict, Verification
from events.choices import Reading as HowRead
from events.graphql.scalars import PredicateName
from events.sentences import STATED_BY, statement_of
from sources import dates
from sources.graphql.connections import Listed
from sources.graphql.declared import Attribute, Batched, Choice, Column, Computed, Derived, Itself, Time
from sources.graphql.nodes import Node, declare
from sources.graphql.query import One, Query
from sources.graphql.relations import Many, ToOne
from sources.graphql.scalars import Date, Number
from sources.graphql.types import BY_SLUG, Publishable

MOST_CLAIMS = 100


def predicate_of(row: Any) -> str:
    slug: str = row.predicate.slug
    return slug


class Claim(Publishable):
    model = models.Claim
    filters = filters.ClaimFilterSet

    event = ToOne("Event")
    predicate = Derived(PredicateName, predicate_of, ["predicate.slug"], help_text="What it says of the event: KILLED.")
    statement = Derived(
        str,
        statement_of,
        STATED_BY,
        help_text="It in a sentence: the editors', or one written from what was entered.",
    )
    speaker = ToOne("Actor")
    speaker_as_worded = Column()
    publisher = ToOne("Publisher", "source.publisher", help_text="Who printed it.")
    source = ToOne("Source", help_text="Where it can be read.")
    citation = Itself("Citation", help_text="Where in the source it can be read.")
    speech_act = Choice(SpeechAct)
    low = Column()
    high = Column()
    when = Time()
    place = ToOne("Place", help_text="The place claimed.")
    actor = ToOne("Actor")
    text = Column()
    value_as_worded = Column()
    subject = ToOne("Actor")
    subject_as_worded = Column()
    subject_class = Choice(SubjectClass)
    reading = Choice(HowRead)
    stated = Time()
    verification = Choice(Verification)
    verification_reason = Column()
    credibility = Column()
    credibility_rationale = Column()
    interested_party = Batched(
        bool,
        lambda rows, reading: interested_parties(rows, reading.viewer),
        needs=["event", "speaker", "source"],
        help_text="Whether its speaker, what it is part of, or whom its publisher speaks for takes part in the event.",
    )
    supersedes = ToOne("Claim", may_be_hidden=True)
    superseded_by = Many("Claim", order=BY_SLUG, help_text="Later claims of the same voice that replace it.")
    assessments = Many("Assessment", order=BY_SLUG, help_text="The assessments that rest on it.")


class Assessment(Publishable):
    model = models.Assessment

    event = ToOne("Event")
    predicate = Derived(PredicateName, predicate_of, ["predicate.slug"], help_text="What it is a judgement of: KILLED.")
    subject = ToOne("Actor")
    subject_class = Choice(SubjectClass)
    low = Column()
    best = Column()
    high = Column()
    by = ToOne("Publisher")
    method = Column()
    rationale = Column()
    likelihood = Choice(Likelihood)
    confidence = Choice(Confidence)
    claims = Many("Claim", order=BY_SLUG)
    stale = Batched(
        bool,
        lambda rows, reading: stale(rows, reading.viewer),
        needs=JUDGED_BY,
        help_text="Whether a claim it rests on, or the account, has changed since it was written.",
    )


class Bounds(Node):
    """What all that counts shares: numbers, or days where the predicate asks for a time. Null is no bound."""

    low = Attribute(Number, is_nullable=True, help_text="The least.")
    high = Attribute(Number, is_nullable=True, help_text="The most.")
    earliest = Attribute(Date, is_nullable=True, help_text="The earliest day.")
    latest = Attribute(Date, is_nullable=True, help_text="The latest day.")


class Span:
    """Two bounds as the schema answers them."""

    def __init__(self, account: Accounted, low: Any, high: Any) -> None:
        is_time = account.predicate.value_kind == ValueKind.TIME
        self.low: Any = None if is_time else low
        self.high: Any = None if is_time else high
        self.earliest = dates.iso_day(low) if is_time else None
        self.latest = dates.iso_day(high) if is_time else None


def hull(account: Accounted) -> Span:
    return Span(account, account.low, account.high)


def common(account: Accounted) -> Span | None:
    shared = account.common
    return None if shared is None else Span(account, shared.low, shared.high)


class Account(Node):
    """The claims of one event about one predicate, subject and subject class, side by side, with a verdict."""

    predicate = Computed(PredicateName, predicate_of, help_text="What the claims say of the event: KILLED.")
    subject = Attribute("Actor", is_nullable=True, help_text="Of whom they say it.")
    subject_class = Attribute(SubjectClass, help_text="Which of the subject's people are meant.")
    verdict = Attribute(Verdict, help_text="How far the claims that count agree.")
    low = Computed(Number, lambda one: hull(one).low, is_nullable=True, help_text="The least that is claimed.")
    high = Computed(Number, lambda one: hull(one).high, is_nullable=True, help_text="The most; null is no bound.")
    earliest = Computed(Date, lambda one: hull(one).earliest, is_nullable=True, help_text="The earliest day claimed.")
    latest = Computed(Date, lambda one: hull(one).latest, is_nullable=True, help_text="The latest day claimed.")
    common = Computed("Bounds", common, is_nullable=True, help_text="What all claims that count share.")
    claims = Computed(
        "Claim",
        lambda one: one.claims[:MOST_CLAIMS],
        is_list=True,
        help_text="The first hundred, in the order stated; superseded, refuted and withdrawn ones are among them.",
    )
    truncated = Computed(
        bool, lambda one: len(one.claims) > MOST_CLAIMS, help_text="Whether there are more than a hundred claims."
    )
    report_count = Attribute(int, help_text="How many claims there are.")
    independent_origins = Attribute(int, help_text="From how many independent origins.")
    assessments = Attribute("Assessment", is_list=True, help_text="What publishers and the editors judge of it.")


declare(Query, claim=One("Claim"), claims=Listed("Claim"))
