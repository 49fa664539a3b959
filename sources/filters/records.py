"""What can be asked of publishers, sources and media."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from sources.choices import MediaKind, PublisherKind, Reliability, SourceKind
from sources.filters import values
from sources.filters.asked import Choices, Day, Slugs, Text
from sources.filters.filtersets import (
    RECENTLY_CHANGED,
    SLUG,
    PublishableFilterSet,
    RecordFilterSet,
    Together,
    Values,
    external_key,
    orders,
)
from sources.filters.predicates import (
    FIRST_DAY,
    LAST_DAY,
    contains,
    equals,
    has,
    is_any,
    is_language,
    possibly_within,
    visibly_any,
    visibly_below,
)
from sources.models import Media, Publisher, Rating, Source
from sources.pages import Order
from sources.querysets import UndatedAsFirst
from sources.visibility import Viewer

NAME = Order("NAME", (("name", False), ("slug", False)))
TITLE = Order("TITLE", (("title", False), ("slug", False)))
PUBLISHER_ORDERS = orders(NAME, RECENTLY_CHANGED, SLUG)
SOURCE_ORDERS = orders(
    Order("CHRONOLOGICAL", (("published_sort_day", False), ("slug", False))),
    Order("REVERSE_CHRONOLOGICAL", ((UndatedAsFirst("published_sort_day"), True), ("slug", False))),
    RECENTLY_CHANGED,
    TITLE,
)
MEDIA_ORDERS = orders(SLUG, RECENTLY_CHANGED)


def dates_overlap(time: str, start: str, end: str) -> Together:
    """Return the predicate of two parameters: the time's bounds overlap the days from the one to the other."""

    def where(asked: Values, viewer: Viewer) -> Q:
        return possibly_within(time, asked.get(start, FIRST_DAY), asked.get(end, LAST_DAY))

    return Together((start, end), where)


def rated(codes: Any, viewer: Viewer) -> Q:
    """Whether one of the publisher's ratings, of any time, is one of the codes."""
    return has(Rating.objects.filter(code__in=codes), "publisher")


class PublisherFilterSet(RecordFilterSet):
    """Which publishers."""

    kind = Choices("The kind of publisher, any of these.", PublisherKind, is_any("kind"))
    country = Text("Its country, ISO 3166-1 alpha-2: PK.", equals("country"), read=values.a_country)
    name = Text("Words in its name.", contains("name"))
    rating = Choices("Rated so at some time, on the Admiralty scale; any of these.", Reliability, rated)
    external_id = external_key("publisher")

    orders = PUBLISHER_ORDERS

    class Meta:
        model = Publisher
        fields: list[str] = []


class SourceFilterSet(PublishableFilterSet):
    """Which sources."""

    publisher = Slugs("Published by one of these.", is_any("publisher__slug"))
    kind = Choices("The kind of source, any of these.", SourceKind, is_any("kind"))
    language = Text("Its language, BCP 47; en takes in en-GB.", is_language("language"))
    title = Text("Words in its title.", contains("title"))
    url = Text("Its exact address.", equals("url"), read=values.an_address)
    published_from = Day("Published on this day or later, as far as is known.")
    published_to = Day("Published on this day or earlier, as far as is known.")
    derived_from = Slugs(
        "Repeats one of these sources, directly or through others.",
        visibly_below("derived_from", "derived_from", Source),
    )
    external_id = external_key("source")

    orders = SOURCE_ORDERS
    together = (dates_overlap("published", "published_from", "published_to"),)
    ranges = (("published_from", "published_to"),)

    class Meta:
        model = Source
        fields: list[str] = []


class MediaFilterSet(PublishableFilterSet):
    """Which media."""

    kind = Choices("The kind of media, any of these.", MediaKind, is_any("kind"))
    source = Slugs("Taken from one of these sources.", visibly_any("source"))
    external_id = external_key("media")

    orders = MEDIA_ORDERS

    class Meta:
        model = Media
        fields: list[str] = []
