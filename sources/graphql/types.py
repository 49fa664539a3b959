"""The types of what was published, and what all records have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import strawberry

from sources import dates, filters, models
from sources.choices import Coverage, MediaKind, PublisherKind, Reliability, SourceKind, Status, TimeBasis
from sources.graphql.connections import Connected, Listed
from sources.graphql.declared import Attribute, Choice, Column, Computed, Time
from sources.graphql.identity import GlobalId, Identified
from sources.graphql.nodes import Node, declare
from sources.graphql.query import One, Query
from sources.graphql.relations import Owned, ToOne
from sources.graphql.scalars import Date

BY_SLUG = ("slug",)
MERGED_INTO = "The record that this one turned out to be."


def _bound(name: str, help_text: str) -> Computed:
    return Computed(
        Date, lambda when: dates.iso_day(getattr(when, name)), is_nullable=True, help_text=f"{help_text} Null is open."
    )


class When(Node):
    """A time as entered in EDTF, its bounds, and how they are known. A bound that is open is null."""

    edtf = Attribute(str, is_nullable=True, help_text="As entered: 2021-09-05, 2021-09-15/.. (EDTF).")
    display = Computed(str, lambda when: when.display if when.edtf else when.worded, help_text="In short English.")
    worded = Attribute(str, is_nullable=True, help_text="The source's own words: last week.")
    basis = Attribute(TimeBasis, help_text="Whether a source states the time or the editors worked it out.")
    coverage = Attribute(Coverage, is_nullable=True, help_text="Whether every day of it is meant, or some day in it.")
    uncertain = Attribute(bool, help_text="Whether the date itself is doubted (EDTF ?).")
    approximate = Attribute(bool, help_text="Whether the date is only near (EDTF ~).")
    ongoing_on = Attribute(Date, is_nullable=True, help_text="The date of the source that found it still going on.")
    clock = Attribute(str, is_nullable=True, help_text="Time of day, with its zone if known: 21:30+05:00.")
    earliest_start = _bound("earliest_start", "The first day on which it may have begun.")
    latest_start = _bound("latest_start", "The last day on which it may have begun.")
    earliest_end = _bound("earliest_end", "The first day on which it may have ended.")
    latest_end = _bound("latest_end", "The last day on which it may have ended.")


@dataclass(frozen=True, slots=True)
class Key:
    scheme: str
    identifier: str


class ExternalId(Node):
    """The key of a record elsewhere."""

    scheme = Attribute(str, help_text="Whose key it is: wikidata.")
    identifier = Attribute(str, help_text="The key there: Q42418.")


def external_ids(row: Any) -> list[Key]:
    return [Key(scheme, identifier) for scheme, identifier in sorted(row.external_ids.items())]


class Record(Node, abstract=True):
    """What has a public key."""

    interfaces = (Identified,)

    id = GlobalId()
    slug = Column(kind=strawberry.ID)
    version = Column()
    updated_at = Column(help_text="When it was last written.")
    external_ids = Computed(
        "ExternalId", external_ids, needs=["external_ids"], is_list=True, help_text="Its keys elsewhere, by scheme."
    )


class Publishable(Record, abstract=True):
    """A record with a status."""

    status = Choice(Status)
    published_at = Column()


class Publisher(Record):
    model = models.Publisher
    filters = filters.PublisherFilterSet

    name = Column()
    kind = Choice(PublisherKind)
    country = Column()
    homepage = Column()
    ratings = Owned("Rating", help_text="How reliable it was judged to be, and when.")
    sources = Connected("Source", "publisher", help_text="What it published.")
    merged_into = ToOne("Publisher")


class Rating(Node):
    model = models.Rating

    code = Choice(Reliability)
    when = Time()
    rationale = Column()


class Source(Publishable):
    model = models.Source
    filters = filters.SourceFilterSet

    title = Column()
    url = Column()
    publisher = ToOne("Publisher")
    authors = Column()
    kind = Choice(SourceKind)
    language = Column()
    published = Time()
    retrieved_at = Column()
    archive_url = Column()
    licence = Column()
    derived_from = ToOne("Source", may_be_hidden=True)
    derivatives = Connected("Source", "derived_from", help_text="Sources that repeat this one.")
    merged_into = ToOne("Source", may_be_hidden=True, help_text=MERGED_INTO)


class Citation(Node):
    model = models.Citation

    source = ToOne("Source")
    quote = Column()
    locator = Column()
    start_offset = Column()
    end_offset = Column()
    language = Column()


class Media(Publishable):
    model = models.Media

    kind = Choice(MediaKind)
    url = Column()
    alt_text = Column()
    caption = Column()
    credit = Column()
    licence = Column()
    source = ToOne("Source", may_be_hidden=True)


declare(
    Query,
    source=One("Source"),
    sources=Listed("Source"),
    publishers=Listed("Publisher"),
)
