"""The first picture of a map, as the server draws it: the browser goes on from the same place at the same scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from config.explorer.intervals import grouped
from config.explorer.lettering import width_of
from config.explorer.world import DEGREE, Country, Point, at, world

#: Widths and heights, in pixels, that a map is laid out for: of a screen with room, and of a phone. Whatever the size
#: of the picture, its middle is the map's.
SIZES = {"wide": (1118, 480), "narrow": (326, 440)}
#: And beside the text of a story, with so many degrees of longitude and latitude around its places.
STORY_SIZES, ASIDES = {"wide": (587, 258), "narrow": (326, 258)}, (4, 3)
#: The radius of a place of a story, and what is known there as a point.
PLACE, POINTS = 8, frozenset(("EXACT", "NEAR"))
#: The rest is as the browser has it: what is around a place at least, in degrees, and how much room around all of it.
LEAST, ROOM = (12, 8), 1.8
#: The greatest radius of what marks many events: it covers little more than the cell that they are counted in.
WIDEST = 32
#: A country so many pixels wide is named; above or below its middle where a mark stands there, so far from it.
WORTHY, ASIDE, NEAR, LINE = 90, (0, -34, 34, -58, 58), 26, 16


@dataclass(frozen=True)
class Frame:
    """Which part of the world a map shows: its middle in units of the drawing, and how many pixels a unit is."""

    x: float
    y: float
    k: float

    def screen(self, place: Point) -> Point:
        """Return how far from the middle of the picture a place is, in pixels."""
        return round((place[0] - self.x) * self.k, 1), round((place[1] - self.y) * self.k, 1)

    @property
    def zoom(self) -> int:
        """Return the zoom of map tiles that is nearest to this."""
        return min(22, max(0, round(math.log2(self.k * DEGREE * 360 / 256))))

    @property
    def ground(self) -> str:
        x, y = self.screen((0, 0))
        return f"translate({x} {y}) scale({self.k})"

    @property
    def address(self) -> str:
        return f"{self.x},{self.y},{self.k}"


@dataclass(frozen=True)
class Pin:
    """A place with something on it, in pixels from the middle of the picture; the radii of what marks it."""

    x: float
    y: float
    label: str
    area: float | None
    point: float | None
    rough: float | None
    event: dict[str, Any] | None = None
    count: str = ""
    #: The name of a place, and whether what is told now happened there, or something else.
    place: str = ""
    told: str = ""


@dataclass(frozen=True)
class Picture:
    """A map for one size."""

    kind: str
    frame: Frame
    pins: list[Pin]
    names: list[tuple[float, float, str]]


def frames_of(clusters: Sequence[dict[str, Any]]) -> dict[str, Frame]:
    """Return what shows all that ``places.graphql`` answers, by kind of picture; nothing where nothing has a place."""
    if not clusters:
        return {}
    bounds = [cluster["bounds"] for cluster in clusters]
    west, south = (min(one[side] for one in bounds) for side in ("west", "south"))
    east, north = (max(one[side] for one in bounds) for side in ("east", "north"))
    return {kind: _around(west, south, east, north, *size) for kind, size in SIZES.items()}


def map_of(kind: str, frame: Frame, clusters: Iterable[dict[str, Any]]) -> Picture:
    """Return the map of a kind with what ``places.graphql`` answers for its zoom."""
    pins = [_pin(one, frame) for one in sorted(clusters, key=lambda one: -one["count"])]
    return Picture(kind, frame, pins, list(_names(frame, pins, SIZES[kind])))


def maps_of_story(steps: Iterable[Mapping[str, Any]], at: int) -> list[Picture]:
    """Return where a step of a story happened, beside where the others did; none where no place is known on the map."""
    known = [
        (one, index)
        for index, step in enumerate(steps)
        for one in step["event"]["places"]
        if one["place"]["latitude"] is not None
    ]
    here = [one["place"] for one, index in known if index == at] or [one["place"] for one, _ in known]
    if not here:
        return []
    west, east = (edge(place["longitude"] for place in here) for edge in (min, max))
    south, north = (edge(place["latitude"] for place in here) for edge in (min, max))
    pictures = []
    for kind, size in STORY_SIZES.items():
        frame = _around(west - ASIDES[0], south - ASIDES[1], east + ASIDES[0], north + ASIDES[1], *size)
        pins = [_place(one, frame, is_here=index == at) for one, index in known]
        pictures.append(Picture(kind, frame, pins, list(_names(frame, pins, size))))
    return pictures


def _around(west: float, south: float, east: float, north: float, width: int, height: int) -> Frame:
    """Return what holds a box, with room around it."""
    (left, top), (right, bottom) = at(west, north), at(east, south)
    wide, high = max(right - left, LEAST[0] * DEGREE) * ROOM, max(bottom - top, LEAST[1] * DEGREE) * ROOM
    return Frame(round((left + right) / 2, 1), round((top + bottom) / 2, 1), round(min(width / wide, height / high), 3))


def _pin(cluster: dict[str, Any], frame: Frame) -> Pin:
    count, imprecise = cluster["count"], cluster["imprecise"]
    x, y = frame.screen(at(cluster["longitude"], cluster["latitude"]))
    return Pin(
        x,
        y,
        label=_label(cluster),
        event=cluster["event"],
        count=grouped(count) if count > 1 else "",
        area=_radius(count) + 16 if imprecise else None,
        point=_radius(count - imprecise) if imprecise < count else None,
        rough=_radius(count) if imprecise == count else None,
    )


def _place(one: dict[str, Any], frame: Frame, *, is_here: bool) -> Pin:
    place, is_point = one["place"], one["precision"] in POINTS
    x, y = frame.screen(at(place["longitude"], place["latitude"]))
    return Pin(
        x,
        y,
        label=place["name"],
        area=None if is_point else PLACE + 18,
        point=PLACE if is_point else None,
        rough=None if is_point else PLACE,
        place=place["name"],
        told="here" if is_here else "elsewhere",
    )


def _radius(count: int) -> float:
    return min(round(7 + 4 * math.log2(count + 1), 2), WIDEST)


def _label(cluster: dict[str, Any]) -> str:
    count, imprecise, event = cluster["count"], cluster["imprecise"], cluster["event"]
    if imprecise == 0:
        precision = gettext("known as a point")
    elif imprecise == count:
        precision = gettext("known only as an area")
    else:
        precision = gettext("{number} of them known only as an area").format(number=grouped(imprecise))
    if event:
        told = (event["title"], (event["when"] or {}).get("display"), precision)
        return ", ".join(text for text in told if text)
    return gettext("{count} events, {precision}").format(count=grouped(count), precision=precision)


def _names(frame: Frame, pins: Sequence[Pin], size: tuple[int, int]) -> Iterator[tuple[float, float, str]]:
    """Yield the names of countries that are wide enough, where nothing else stands: from the middle, in pixels."""
    taken: list[tuple[float, float, float, int]] = [(pin.x, pin.y, NEAR, NEAR) for pin in pins]
    borne = {pin.place for pin in pins if pin.told == "here"}
    for country in sorted(world().countries, key=lambda country: -country.size):
        if country.name not in borne and (place := _named(country, frame, taken, size)):
            taken.append((*place, _half(country), LINE))
            yield *place, country.name


def _named(
    country: Country, frame: Frame, taken: Iterable[tuple[float, float, float, int]], size: tuple[int, int]
) -> Point | None:
    x, y = frame.screen((country.x, country.y))
    if country.size * frame.k < WORTHY or abs(x) > size[0] / 2 or abs(y) > size[1] / 2:
        return None
    half = _half(country)
    for aside in ASIDE:
        if not any(abs(left - x) < wide + half and abs(top - y - aside) < high for left, top, wide, high in taken):
            return x, y + aside
    return None


def _half(country: Country) -> float:
    return width_of(country.name, "small") / 2 + 4
