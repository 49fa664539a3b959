"""How many events fall when."""

from __future__ import annotations

from typing import Any

from events import timeline
from events.choices import BucketSize, TimelineGroup
from events.graphql.finding import SEARCH, events_found
from sources import dates
from sources.graphql.declared import Attribute, Computed, argument
from sources.graphql.nodes import Node, declare
from sources.graphql.query import Asked, Query
from sources.graphql.reading import Reading
from sources.graphql.scalars import Date


class Timeline(Node):
    """Events counted by when they happened, without pretending to know what is not known."""

    bucket = Attribute(BucketSize, help_text="The size of the buckets, also where AUTO was asked for.")
    buckets = Attribute("TimelineBucket", is_list=True, help_text="By start, then key.")
    undated = Attribute(int, help_text="How many events have no known time.")
    extent = Attribute("Extent", is_nullable=True, help_text="From the first to the last known day.")


class TimelineBucket(Node):
    """One calendar step, of all events or of one group.

    An event counts once as certain in the bucket that holds all its bounds, or once as possible in each it overlaps.
    """

    start = Computed(Date, lambda bucket: dates.iso_day(bucket.start), help_text="Its first day.")
    end = Computed(Date, lambda bucket: dates.iso_day(bucket.end), help_text="Its last day.")
    key = Attribute(str, is_nullable=True, help_text="The slug of its group; null without groups.")
    certain = Attribute(int, help_text="Events that surely happened in it.")
    possible = Attribute(int, help_text="Events that may have happened in it, or reach beyond it.")
    count = Attribute(int, help_text="Both.")


class Extent(Node):
    """The first and the last day that is known of any of the events."""

    start = Computed(Date, lambda extent: dates.iso_day(extent.start), help_text="The first day.")
    end = Computed(Date, lambda extent: dates.iso_day(extent.end), help_text="The last day.")


def events_timeline(
    reading: Reading,
    bucket: BucketSize,
    group_by: TimelineGroup,
    filter: Any = None,  # noqa: A002
    search: str | None = None,
) -> timeline.Timeline:
    """Return the timeline of the events that pass a filter, and that a search finds."""
    found = events_found(reading, filter, search)
    return timeline.timeline(found, bucket=bucket, group_by=group_by, viewer=reading.viewer)


declare(
    Query,
    timeline=Asked(
        "Timeline",
        events_timeline,
        filtering="Event",
        help_text="How many events fall when.",
        arguments=[
            SEARCH,
            argument("bucket", BucketSize, "How long each step is.", BucketSize.AUTO),
            argument("group_by", TimelineGroup, "What to count apart.", TimelineGroup.NONE),
        ],
    ),
)
