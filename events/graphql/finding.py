"""The events that a question is about: those that pass its filter, and that its search finds."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from events import filters
from events.models import Event
from sources.graphql.declared import argument
from sources.graphql.filters import filtered
from sources.graphql.reading import Reading
from sources.search import matches, read

SEARCH = argument("search", str, "Only events that have all these words; of the last one the beginning is enough.")


def events_found(reading: Reading, given: Any, search: str | None) -> QuerySet[Event]:
    """Return the visible events that pass a filter, and that a search finds where there is one."""
    events = Event.objects.visible_to(reading.viewer)
    if search is not None:
        events = events.filter(matches("event", read(search, "search"), reading.viewer))
    return filtered(filters.EventFilterSet, events, given, reading.viewer)
