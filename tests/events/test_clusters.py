"""Clusters on a map against a count that looks at every place of every event."""

from __future__ import annotations

import math
from collections import defaultdict
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.clusters import Cluster, clusters
from events.models import Event, EventPlace
from sources.refusals import Refusal
from sources.visibility import Viewer
from tests import factories as a
from tests.access import a_client
from tests.graphql import ask, refusal
from tests.rest import faults, send, sent

pytestmark = pytest.mark.django_db

WORLD = (-180.0, -90.0, 180.0, 90.0)
FIJI = (170.0, -25.0, -170.0, -10.0)
EDGES = (-180.0, -179.9, -90.0, 0.0, 1e-9, 22.5, 45.0, 69.9, 90.0, 179.9, 180.0)


def at(slug: str, latitude: float, longitude: float, precision: str = "EXACT", **fields: Any) -> Event:
    """Store an event at a place of its own."""
    event = a.an_event(slug, **fields)
    place = a.a_place(f"place-of-{slug}", latitude=latitude, longitude=longitude)
    a.an_event_place(event, place, precision=precision)
    return event


def a_store(seed: int) -> None:
    random = Random(seed)

    def degrees(most: float) -> float:
        edge = random.choice(EDGES)
        return edge if abs(edge) <= most and random.random() < 0.5 else round(random.uniform(-most, most), 4)

    places = [a.a_place(f"place-{one}", latitude=degrees(90), longitude=degrees(180)) for one in range(15)]
    places.append(a.a_place("nowhere"))
    for number in range(25):
        event = a.an_event(f"event-{number}", status=random.choice(("DRAFT", "PUBLISHED", "PUBLISHED")))
        for place in random.sample(places, random.randint(0, 3)):
            for role in random.sample(("OCCURRED_AT", "AFFECTED"), random.randint(1, 2)):
                a.an_event_place(event, place, role=role, precision=random.choice(("EXACT", "NEAR", "ADM1", "UNKNOWN")))


def is_inside(place: Any, box: Any) -> bool:
    west, south, east, north = box
    lon, lat = place.longitude, place.latitude
    across = lon >= west or lon <= east if west > east else west <= lon <= east
    return across and south <= lat <= north


def naive(box: Any, zoom: int, viewer: Viewer) -> list[tuple[Any, ...]]:
    """Put every place of every event into its cell."""
    cells: dict[tuple[int, int], list[EventPlace]] = defaultdict(list)
    per_degree = 2 ** (zoom + 2) / 360
    for one in EventPlace.objects.filter(event__in=Event.objects.visible_to(viewer)).select_related("place", "event"):
        if one.place.latitude is not None and is_inside(one.place, box):
            column = min(math.floor((one.place.longitude + 180) * per_degree), 2 ** (zoom + 2) - 1)
            row = min(math.floor((one.place.latitude + 90) * per_degree), 2 ** (zoom + 1) - 1)
            cells[row, column].append(one)
    return [_told(zoom, *cell, cells[cell]) for cell in sorted(cells)]


def _told(zoom: int, row: int, column: int, some: list[EventPlace]) -> tuple[Any, ...]:
    events = {one.event.slug for one in some}
    precise = {one.event.slug for one in some if one.precision in ("EXACT", "NEAR")}
    lons, lats = [one.place.longitude for one in some], [one.place.latitude for one in some]
    return (
        f"{zoom}/{column}/{row}",
        len(events),
        len(events - precise),
        pytest.approx(sum(lats) / len(lats), abs=2e-6),
        pytest.approx(sum(lons) / len(lons), abs=2e-6),
        (min(lons), min(lats), max(lons), max(lats)),
        next(iter(events)) if len(events) == 1 else None,
    )


def told(one: Cluster) -> tuple[Any, ...]:
    slug = one.event and one.event.slug
    return one.key, one.count, one.imprecise, one.latitude, one.longitude, one.bounds, slug


@pytest.mark.parametrize("viewer", Viewer)
@pytest.mark.parametrize("box", [WORLD, FIJI, (0.0, 0.0, 90.0, 45.0)], ids=["world", "Fiji", "quarter"])
@pytest.mark.parametrize("zoom", [0, 1, 5, 22])
def test_clusters_hold_what_a_plain_count_finds(zoom: int, box: Any, viewer: Viewer) -> None:
    a_store(zoom)

    found = clusters(Event.objects.visible_to(viewer), box, zoom)

    assert [told(one) for one in found] == naive(box, zoom, viewer)


def test_a_coarse_zoom_puts_together_what_a_fine_one_keeps_apart() -> None:
    kabul, jalalabad = at("kabul", 34.52, 69.18), at("jalalabad", 34.43, 70.45)

    [coarse], fine = clusters(Event.objects.all(), WORLD, 3), clusters(Event.objects.all(), WORLD, 8)

    assert coarse == Cluster("3/22/11", 2, 0, 34.475, 69.815, (69.18, 34.43, 70.45, 34.52), None)
    assert [one.event for one in fine] == [jalalabad, kabul]  # from the south


def test_the_middle_of_a_province_is_told_from_a_point() -> None:
    at("exact", 34.0, 71.0), at("near", 34.0, 71.0, "NEAR"), at("province", 34.0, 71.0, "ADM1")

    [found] = clusters(Event.objects.all(), WORLD, 4)

    assert (found.count, found.imprecise) == (3, 1)


def test_a_box_across_the_antimeridian_keeps_its_two_sides_apart() -> None:
    at("west-of-it", -18.0, 179.0), at("on-it", -18.0, 180.0), at("east-of-it", -18.0, -179.0), at("far", -18.0, 0.0)

    found = clusters(Event.objects.all(), FIJI, 3)

    assert [(one.count, one.longitude, one.bounds[0], one.bounds[2]) for one in found] == [
        (1, -179.0, -179.0, -179.0),
        (2, 179.5, 179.0, 180.0),
    ]


def test_more_clusters_than_are_answered_are_refused() -> None:
    for number in range(3):
        at(f"event-{number}", 0.0, 10.0 * number)

    assert len(clusters(Event.objects.all(), (0.0, -1.0, 15.0, 1.0), 10, limit=2)) == 2
    with pytest.raises(Refusal) as refused:
        clusters(Event.objects.all(), WORLD, 10, limit=2)
    assert refused.value.code == "TOO_COSTLY"


def test_hidden_events_are_in_no_cluster_of_the_public() -> None:
    at("seen", 10.0, 10.0), at("hidden", 10.0, 10.0, status="DRAFT"), at("alone", 50.0, 50.0, status="DRAFT")
    query = """{ clusters(bbox: {west: -180, south: -90, east: 180, north: 90}, zoom: 2) {
        count imprecise event { slug } bounds { west } } }"""

    public, drafts = ask(query)["clusters"], ask(query, a_client("a user who may see drafts"))["clusters"]

    assert public == [{"count": 1, "imprecise": 0, "event": {"slug": "seen"}, "bounds": {"west": 10.0}}]
    assert [one["count"] for one in drafts] == [2, 1]


def test_clusters_and_what_is_asked_of_their_events_cost_the_same_however_many() -> None:
    query = """{ clusters(bbox: {west: -180, south: -90, east: 180, north: 90}, zoom: 6, limit: 100) {
        key event { slug type { slug } places { place { name } } } } }"""
    at("one", 10.0, 10.0)
    with CaptureQueriesContext(connection) as of_one:
        assert len(ask(query)["clusters"]) == 1
    for number in range(4):
        at(f"event-{number}", 20.0, 20.0 * number)

    with CaptureQueriesContext(connection) as of_five:
        assert len(ask(query)["clusters"]) == 5

    assert len(of_five) == len(of_one)


def test_both_apis_answer_the_same() -> None:
    a_store(7)
    box = "{west: 170, south: -90, east: 90, north: 80}"

    by_graphql = ask(
        f"{{ clusters(bbox: {box}, zoom: 2, filter: {{slugIn: {slugs()}}}) {{ key count imprecise latitude longitude "
        "bounds { west south east north } event { slug } } }"
    )["clusters"]

    address = f"/clusters/?bbox=170,-90,90,80&zoom=2&slug_in={','.join(slugs_of_some())}"
    by_rest = sent(Client(), "GET", address)["results"]
    assert [{**one, "event": one["event"] and {"slug": one["event"]}} for one in by_rest] == by_graphql != []


def slugs_of_some() -> list[str]:
    return [f"event-{number}" for number in range(20)]


def slugs() -> str:
    return "[" + ", ".join(f'"{slug}"' for slug in slugs_of_some()) + "]"


@pytest.mark.parametrize(
    ("bbox", "zoom", "place"),
    [
        ("0,0,10,10", "23", "zoom"),
        ("0,0,10,10", "-1", "zoom"),
        ("0,10,10,0", "3", "bbox"),
        ("0,0,181,10", "3", "bbox"),
    ],
)
def test_what_is_no_part_of_a_map_is_refused_alike(bbox: str, zoom: str, place: str) -> None:
    names = dict(zip(("west", "south", "east", "north"), bbox.split(","), strict=True))
    written = ", ".join(f"{name}: {value}" for name, value in names.items())

    by_graphql = refusal(f"{{ clusters(bbox: {{{written}}}, zoom: {zoom}) {{ key }} }}")

    response = send(Client(), "GET", f"/clusters/?bbox={bbox}&zoom={zoom}")
    assert by_graphql == ("BAD_USER_INPUT", [f"/{place}"])
    assert [code for code, _ in faults(response)] == ["BAD_USER_INPUT"]
    assert response.json()["errors"][0]["parameter"] == place


@pytest.mark.parametrize("limit", ["0", "2001"])
def test_limits_that_there_are_not_are_refused_alike(limit: str) -> None:
    by_graphql = refusal(
        f"{{ clusters(bbox: {{west: 0, south: 0, east: 1, north: 1}}, zoom: 3, limit: {limit}) {{ key }} }}"
    )

    assert by_graphql == ("BAD_USER_INPUT", ["/limit"])
    address = f"/clusters/?bbox=0,0,1,1&zoom=3&limit={limit}"
    assert faults(send(Client(), "GET", address))[0][0] == "BAD_USER_INPUT"


@pytest.mark.parametrize("query", ["", "?zoom=3", "?bbox=0,0,1,1", "?bbox=&zoom=3", "?bbox=0,0,1,1&zoom=x"])
def test_bbox_and_zoom_are_needed(query: str) -> None:
    assert faults(send(Client(), "GET", f"/clusters/{query}"))[0][0] == "BAD_USER_INPUT"
