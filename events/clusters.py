"""Events on a map, those near each other counted together; what is known only roughly is told apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import FETCH_PEERS, BigIntegerField, Count, F, FloatField, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Floor, Least

from events.choices import Precision
from events.filters.predicates import inside_box
from events.models import Event, EventPlace
from sources.refusals import refuse
from sources.visibility import Viewer

MOST_ZOOM = 22
#: Clusters that are answered, unless the caller names another number, and the most of these.
USUAL_CLUSTERS = 1_000
MOST_CLUSTERS = 2_000
#: Precisions whose coordinates are a point; those of the others are the middle of an area.
POINTS = (Precision.EXACT, Precision.NEAR)
#: Sums are of whole numbers, for those of floats depend on the order of the rows.
MICRO = 1_000_000

#: West, south, east, north in degrees (WGS 84); where west is more than east, across the antimeridian.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Cluster:
    """The events in one cell of a grid.

    ``key`` names the cell as zoom/column/row, counted from the south-west. ``latitude`` and ``longitude`` are the mean
    of the places in it, each as often as events name it, and ``bounds`` the least box around them. ``imprecise`` are
    those of the ``count`` events that have no place in the cell known as a point. ``event`` is there where it is the
    only one.
    """

    key: str
    count: int
    imprecise: int
    latitude: float
    longitude: float
    bounds: Box
    event: Event | None


def clusters(
    events: QuerySet[Event], box: Box, zoom: int, *, limit: int = USUAL_CLUSTERS, viewer: Viewer = Viewer.PUBLIC
) -> list[Cluster]:
    """Count events that are visible and filtered already by where in a box they have places, in two statements.

    A cell is as wide and high in degrees as a quarter of a map tile of ``zoom`` (0 to 22) is at the equator: 64 pixels.
    An event with places in several cells counts in each. Clusters come by row, then column. None crosses the
    antimeridian.

    :raises Refusal: BAD_USER_INPUT for another zoom or a limit that is not 1 to 2,000, TOO_COSTLY for more clusters.
    """
    _check("zoom", zoom, 0, MOST_ZOOM)
    _check("limit", limit, 1, MOST_CLUSTERS)
    cells = list(_cells(events, inside_box(box, viewer, prefix="place__"), zoom)[: limit + 1])
    if len(cells) > limit:
        message = f"There are more than {limit} clusters. Take a smaller zoom or box, or ask for fewer events."
        raise refuse("TOO_COSTLY", message, "zoom")
    alone = _events(cell["first"] for cell in cells if cell["count"] == 1)
    return [_cluster(cell, zoom, alone.get(cell["first"]) if cell["count"] == 1 else None) for cell in cells]


def _check(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise refuse("BAD_USER_INPUT", f"{name} is {least} to {most}, not {value}.", name)


def _cells(events: QuerySet[Event], inside: Q, zoom: int) -> QuerySet[Any, Any]:
    # Of the places that are joined anyway: as a second list of keys, SQLite would try each of it with each event.
    named = EventPlace.objects.filter(inside, event__in=events.order_by().values("pk"))
    longitude, latitude = F("place__longitude"), F("place__latitude")
    return (
        named.annotate(column=_cell(longitude, 360, zoom), row=_cell(latitude, 180, zoom))
        .values("column", "row")
        .annotate(
            count=Count("event", distinct=True),
            precise=Count("event", distinct=True, filter=Q(precision__in=POINTS)),
            first=Min("event"),
            named=Count("pk"),
            east_of=Sum(_micro(longitude)),
            north_of=Sum(_micro(latitude)),
            west=Min(longitude),
            south=Min(latitude),
            east=Max(longitude),
            north=Max(latitude),
        )
        .order_by("row", "column")
    )


def _cell(degrees: Any, span: int, zoom: int) -> Any:
    """Return in which cell a coordinate lies, from −span/2; the far edge of the map belongs to the last cell."""
    cells = 2 ** (zoom + 2) * span // 360
    number = Floor((degrees + _float(span / 2)) * _float(2 ** (zoom + 2) / 360))
    return Cast(Least(number, _float(cells - 1)), BigIntegerField())


def _micro(degrees: Any) -> Any:
    return Cast(Floor(degrees * _float(MICRO) + _float(0.5)), BigIntegerField())


def _float(number: float) -> Value:
    return Value(float(number), output_field=FloatField())


def _events(pks: Iterable[int]) -> dict[int, Event]:
    wanted = list(pks)
    rows = Event.objects.filter(pk__in=wanted).fetch_mode(FETCH_PEERS) if wanted else ()
    return {event.pk: event for event in rows}


def _cluster(cell: dict[str, Any], zoom: int, event: Event | None) -> Cluster:
    return Cluster(
        key=f"{zoom}/{cell['column']}/{cell['row']}",
        count=cell["count"],
        imprecise=cell["count"] - cell["precise"],
        latitude=round(cell["north_of"] / cell["named"] / MICRO, 6),
        longitude=round(cell["east_of"] / cell["named"] / MICRO, 6),
        bounds=(cell["west"], cell["south"], cell["east"], cell["north"]),
        event=event,
    )
