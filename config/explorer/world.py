"""The outline of the world: one drawing that browsers keep, which all maps are cut from, and the countries in it.

It is unpacked from TopoJSON, where lines go in whole steps from point to point and are shared by what they bound
(https://github.com/topojson/topojson-specification). No tiles come from anywhere.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from config.vendor import PREFIX

#: A degree of longitude, or of latitude, is so many units wide in the drawing.
DEGREE = 10
#: Lines of the grid lie so many degrees apart, up to these.
STEP, EAST, NORTH = 10, 180, 80
PACKED = f"{PREFIX}/world-atlas/countries-110m.json"

Point = tuple[float, float]
kept = cache_control(public=True, max_age=31_536_000, immutable=True)


@dataclass(frozen=True, slots=True)
class Country:
    """Where a country is named, and how wide it is, in units of the drawing."""

    name: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class World:
    """Paths in units of the drawing, whose middle is at no degrees; ``digest`` changes when anything in it does."""

    land: str
    borders: str
    countries: tuple[Country, ...]
    digest: str

    @property
    def outline(self) -> str:
        return f"{reverse('explorer:world')}?{self.digest}"

    @property
    def names(self) -> str:
        return f"{reverse('explorer:countries')}?{self.digest}"


#: What is shown where the outline is not installed.
NOWHERE = World(land="", borders="", countries=(), digest="none")


@require_safe
@gzip_page
@kept
def outline(request: HttpRequest) -> HttpResponse:
    """Answer the drawing; its parts are used by their ids, and look as the page has them."""
    drawn = {"grid": _grid(), "land": world().land, "border": world().borders}
    paths = "".join(f'<path id="{name}" d="{d}" vector-effect="non-scaling-stroke"/>' for name, d in drawn.items())
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1800 -900 3600 1800">{paths}</svg>'
    return HttpResponse(text, content_type="image/svg+xml")


@require_safe
@gzip_page
@kept
def countries(request: HttpRequest) -> HttpResponse:
    """Answer the countries, for a browser to name those that come into sight."""
    return JsonResponse({"countries": [asdict(country) for country in world().countries]})


def world() -> World:
    """Return the world as it was installed with the server; where it is not, there is nothing of it but the grid."""
    try:
        return _installed()
    except FileNotFoundError:
        return NOWHERE


@cache
def _installed() -> World:
    packed = Path(find(PACKED) or staticfiles_storage.path(PACKED)).read_text(encoding="utf-8")
    topology = json.loads(packed)
    lines = [_unpacked(arc, **topology["transform"]) for arc in topology["arcs"]]
    [land] = topology["objects"]["land"]["geometries"]
    shapes = topology["objects"]["countries"]["geometries"]
    return World(
        land="".join(f"{_path(_joined(ring, lines))}Z" for ring in _rings(land)),
        borders="".join(_path(lines[number]) for number in _shared(shapes)),
        countries=tuple(_middle(shape, lines) for shape in shapes),
        digest=hashlib.sha256(packed.encode()).hexdigest()[:12],
    )


def at(longitude: float, latitude: float) -> Point:
    """Return where a place is in the drawing; latitudes are drawn as far apart as longitudes."""
    return longitude * DEGREE, -latitude * DEGREE


def _unpacked(arc: Iterable[tuple[int, int]], scale: Point, translate: Point) -> list[Point]:
    steps = accumulate(arc, lambda so_far, step: (so_far[0] + step[0], so_far[1] + step[1]))
    places = (at(x * scale[0] + translate[0], y * scale[1] + translate[1]) for x, y in steps)
    return [(round(x, 1), round(y, 1)) for x, y in places]


def _rings(shape: dict[str, Any]) -> list[list[int]]:
    """Return the rings of a shape as numbers of lines; ~n is line n backwards."""
    return shape["arcs"] if shape["type"] == "Polygon" else list(chain.from_iterable(shape["arcs"]))


def _joined(ring: Iterable[int], lines: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in ring:
        line = lines[~number][::-1] if number < 0 else lines[number]
        points += line[1:] if points else line
    return points


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _shared(shapes: Iterable[dict[str, Any]]) -> list[int]:
    """Return the lines that two countries have in common."""
    uses: Counter[int] = Counter()
    for shape in shapes:
        uses.update({~number if number < 0 else number for ring in _rings(shape) for number in ring})
    return [number for number, times in uses.items() if times > 1]


def _middle(shape: dict[str, Any], lines: list[list[Point]]) -> Country:
    """Return a country where the largest part of it has its middle."""
    area, x, y = max(_weighed(_joined(ring, lines)) for ring in _rings(shape))
    return Country(shape["properties"]["name"], round(x, 1), round(y, 1), round(math.sqrt(area), 1))


def _weighed(ring: list[Point]) -> tuple[float, float, float]:
    """Return the area of a ring, and its centre of gravity."""
    double = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        double += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    by = 3 * double or 1  # a ring that is too thin to have an area is nobody's largest
    return abs(double) / 2, x / by, y / by


def _grid() -> str:
    return "".join(_grid_lines())


def _grid_lines() -> Iterator[str]:
    wide, high = EAST * DEGREE, NORTH * DEGREE
    yield from (f"M{x} {-high}V{high}" for x in range(-wide, wide + 1, STEP * DEGREE))
    yield from (f"M{-wide} {y}H{wide}" for y in range(-high, high + 1, STEP * DEGREE))
