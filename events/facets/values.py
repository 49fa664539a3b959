"""Events counted by what they refer to: their type, topics, actors and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

from actors.models import Actor
from events.choices import Facet
from events.facets.facet import MOST_VALUES, FacetResult, FacetValue
from events.models import Event, EventPlace, EventType, Participation, Place, Topic
from sources.querysets import visible
from sources.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Referred:
    """What events refer to: the model, the column that it is called by, and whether it is a tree."""

    model: type[Model]
    label: str
    is_tree: bool


REFERRED = {
    Facet.TYPE: Referred(EventType, "label", is_tree=True),
    Facet.TOPIC: Referred(Topic, "label", is_tree=True),
    Facet.ACTOR: Referred(Actor, "name", is_tree=False),
    Facet.PLACE: Referred(Place, "name", is_tree=True),
}


def values(facet: Facet, events: QuerySet[Event], viewer: Viewer) -> FacetResult:
    """Count events by one facet, those with most events first, then by slug; one statement.

    In a tree a value takes in all below it: an event at two places of one province is one event of that province.
    """
    try:
        every, params = events.order_by().values("pk").query.sql_with_params()
        pairs, more = _pairs(facet, events, viewer).query.sql_with_params()
    except EmptyResultSet:
        return FacetResult(facet, [], 0, 0)
    with connection.cursor() as cursor:
        cursor.execute(_counting(REFERRED[facet], every, pairs), (*params, *more, MOST_VALUES))
        rows = cursor.fetchall()
    # The first row stands for the whole: it is there also where no value is.
    (*_, number, without), *found = rows
    some = [FacetValue(slug, label, count, own) for _, slug, label, count, own, _, _ in found]
    return FacetResult(facet, some, number - len(some), without)


def _pairs(facet: Facet, events: QuerySet[Event], viewer: Viewer) -> QuerySet[Any, Any]:
    """Return each event with each thing it refers to that the viewer may see, once."""
    pks = events.order_by().values("pk")
    if facet is Facet.TYPE:
        return events.order_by().values_list("pk", "type")
    rows: QuerySet[Any]
    if facet is Facet.ACTOR:
        rows, target = Participation.objects.filter(visible(viewer, "actor__")), "actor"
    elif facet is Facet.PLACE:
        rows, target = EventPlace.objects.all(), "place"
    else:
        rows, target = Event.topics.through._default_manager.all(), "topic"
    return rows.filter(event__in=pks).values_list("event", target).distinct()


def _counting(referred: Referred, every: str, pairs: str) -> str:
    """Return the statement. UNION walks up a tree from all that is referred to, and meets each ancestor once."""
    table = referred.model._meta.db_table
    upwards = (
        f"UNION SELECT up.node, tree.parent_id FROM up JOIN {table} tree ON tree.id = up.above "  # noqa: S608  # the name of a table
        "WHERE tree.parent_id IS NOT NULL"
        if referred.is_tree
        else ""
    )
    return f"""
        WITH RECURSIVE every(event) AS ({every}),
        pair(event, node) AS ({pairs}),
        up(node, above) AS (SELECT DISTINCT node, node FROM pair {upwards}),
        counted(slug, label, total, own) AS (
            SELECT named.slug, named.{referred.label}, COUNT(DISTINCT pair.event),
                COUNT(DISTINCT CASE WHEN up.above = up.node THEN pair.event END)
            FROM pair JOIN up ON up.node = pair.node JOIN {table} named ON named.id = up.above
            GROUP BY named.id, named.slug, named.{referred.label}
        ),
        most(slug, label, total, own) AS (SELECT * FROM counted ORDER BY total DESC, slug LIMIT %s)
        SELECT 0, NULL, NULL, NULL, NULL, (SELECT COUNT(*) FROM counted),
            (SELECT COUNT(*) FROM every) - (SELECT COUNT(DISTINCT event) FROM pair)
        UNION ALL SELECT 1, slug, label, total, own, 0, 0 FROM most
        ORDER BY 1, 4 DESC, 2
    """  # noqa: S608  # compiled by Django, with their parameters
