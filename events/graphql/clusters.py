"""Events on a map."""

from __future__ import annotations

from typing import Any

from events import clusters
from events.clusters import MOST_CLUSTERS, USUAL_CLUSTERS
from events.graphql.finding import SEARCH, events_found
from sources.graphql.declared import Attribute, Computed, argument, required
from sources.graphql.filters import BBox, box_of
from sources.graphql.nodes import Node, declare
from sources.graphql.query import Asked, Query
from sources.graphql.reading import Reading


class Cluster(Node):
    """Events near each other on the map."""

    key = Attribute(str, help_text="Its cell of the grid: zoom/column/row, counted from the south-west.")
    count = Attribute(int, help_text="How many events have a place in it, in whatever role.")
    imprecise = Attribute(
        int,
        help_text="How many of them have no place in it known as a point (EXACT or NEAR): their coordinates are the "
        "middle of a district, a province, a country.",
    )
    latitude = Attribute(float, help_text="Mean of its places, degrees north (WGS 84).")
    longitude = Attribute(float, help_text="Mean of its places, degrees east (WGS 84).")
    bounds = Attribute("Bounding", help_text="The least box around its places.")
    event = Attribute("Event", is_nullable=True, help_text="Its event, where it has one only.")


class Bounding(Node):
    """A box on the map, in degrees (WGS 84)."""

    west = Computed(float, lambda box: box[0], help_text="The western edge.")
    south = Computed(float, lambda box: box[1], help_text="The southern edge.")
    east = Computed(float, lambda box: box[2], help_text="The eastern edge.")
    north = Computed(float, lambda box: box[3], help_text="The northern edge.")


def event_clusters(
    reading: Reading,
    bbox: BBox,
    zoom: int,
    limit: int,
    filter: Any = None,  # noqa: A002
    search: str | None = None,
) -> list[clusters.Cluster]:
    """Return the clusters of the events that pass a filter, and that a search finds."""
    found = events_found(reading, filter, search)
    return clusters.clusters(found, box_of(bbox, "bbox"), zoom, limit=limit, viewer=reading.viewer)


declare(
    Query,
    clusters=Asked(
        "Cluster",
        event_clusters,
        is_list=True,
        filtering="Event",
        help_text="Events on a map, those near each other counted together.",
        arguments=[
            SEARCH,
            required("bbox", BBox, "The part of the map that is shown."),
            required("zoom", int, "The zoom of the map, 0 (the world in one tile) to 22."),
            argument(
                "limit",
                int,
                f"Refuse to answer more clusters than this, 1 to {MOST_CLUSTERS}; fewer let each be asked for more.",
                USUAL_CLUSTERS,
            ),
        ],
    ),
)
