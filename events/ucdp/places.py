"""Where a row happened, as a tree: country, first and second order division, and the point that was coded."""

from __future__ import annotations

from typing import NamedTuple

from events.choices import PlaceKind, Precision
from events.ucdp.countries import alpha_2
from events.ucdp.keys import one_line, shortened, slug_of
from events.ucdp.reading import Row
from events.ucdp.shared import Shared

MOST_NAME = 200
#: Codebook, where_prec: 1 the exact place, 2 within about 25 km of it, 3 the second order division, 4 the first order
#: one, 5 a part of it, a line or a fuzzy area, 6 the country only, 7 international waters or airspace.
PRECISIONS = {
    1: Precision.EXACT,
    2: Precision.NEAR,
    3: Precision.ADM2,
    4: Precision.ADM1,
    5: Precision.REGION,
    6: Precision.COUNTRY,
    7: Precision.UNKNOWN,
}
#: Which level of the tree the point stands for, counted from the country; elsewhere it is a place of its own.
_LEVELS = {3: 2, 4: 1, 6: 0}
_TOWNS = ("town", "city", "village")

Point = tuple[float, float]


class Located(NamedTuple):
    """The place of a row by its slug, and how well it is known."""

    place: str
    precision: Precision


class Gazetteer:
    """Makes the places of rows. A division has the coordinates of the first row that was coded to it as a whole.

    ``centres`` are the coordinates of divisions that are stored already, by slug; ``countries`` the slugs of stored
    places by their Gleditsch and Ward numbers: whoever entered them, they are the same.
    """

    def __init__(self, shared: Shared, centres: dict[str, Point], countries: dict[str, str]) -> None:
        self._shared = shared
        self._centres = dict(centres)
        self._countries = countries

    def locate(self, row: Row) -> Located:
        """Return the place of a row and make what is missing of its tree."""
        tree = self._tree(row)
        precision = PRECISIONS.get(row.where_prec or 0, Precision.UNKNOWN)
        if row.point is None:
            return Located(tree[-1][0], precision)
        return Located(self._whole(row, tree) or self._point(row, tree), precision)

    def _tree(self, row: Row) -> list[tuple[str, str]]:
        """Return slug and name of the divisions of a row, the country first."""
        country = one_line(row["country"])
        key = row.country_id or country
        slug = self._country(row, country)
        tree = [(slug, country)]
        path = [key]
        for column, kind in (("adm_1", PlaceKind.PROVINCE), ("adm_2", PlaceKind.DISTRICT)):
            name = one_line(row[column])
            path.append(name)
            if name:
                tree.append((self._add(row, tree, name, kind, *path), name))
        return tree

    def _country(self, row: Row, name: str) -> str:
        number = row.country_id
        own = f"ucdp-country-{number}" if number else slug_of("ucdp-country", name)
        slug = self._countries.get(number, own)
        if slug == own:
            ids = {"gwno": number} if number else {}
            kind = PlaceKind.COUNTRY
            self._shared.add(row.line, "place", own, name=name, kind=kind, country=alpha_2(number), external_ids=ids)
        return slug

    def _add(self, row: Row, tree: list[tuple[str, str]], name: str, kind: PlaceKind, *identity: str) -> str:
        return self._shared.add(
            row.line,
            "place",
            slug_of("ucdp-place", name, *identity),
            name=shortened(name, MOST_NAME),
            kind=kind,
            parent=tree[-1][0],
            country=alpha_2(row.country_id),
        )

    def _whole(self, row: Row, tree: list[tuple[str, str]]) -> str | None:
        """Return the division that a row is coded to as a whole; None where its point is a place of its own."""
        slug, name = tree[-1]
        is_named = one_line(row["where_coordinates"]).casefold() in ("", name.casefold())
        if _LEVELS.get(row.where_prec or 0) != len(tree) - 1 or not is_named or row.point is None:
            return None
        if self._centres.setdefault(slug, row.point) != row.point or not self._shared.has("place", slug):
            return None
        self._shared.record("place", slug).update(_degrees(row.point))
        return slug

    def _point(self, row: Row, tree: list[tuple[str, str]]) -> str:
        name = one_line(row["where_coordinates"]) or tree[-1][1]
        assert row.point is not None
        degrees = [f"{degree:.6f}" for degree in row.point]
        slug = self._add(row, tree, name, _kind(name, row.where_prec), *(slug for slug, _ in tree), name, *degrees)
        self._shared.record("place", slug).update(_degrees(row.point))
        return slug


def _kind(name: str, where_prec: int | None) -> PlaceKind:
    if where_prec not in (1, 2):
        return PlaceKind.REGION
    return PlaceKind.CITY if name.casefold().endswith(_TOWNS) else PlaceKind.SITE


def _degrees(point: Point) -> dict[str, float]:
    return {"latitude": point[0], "longitude": point[1]}
