"""What contradicts itself in a row that can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from events.ucdp.estimates import total_in_words
from events.ucdp.findings import Finding, Findings, Reason
from events.ucdp.reading import Row
from events.ucdp.sides import ONE_SIDED

_POINT = re.compile(r"POINT ?\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)", re.IGNORECASE)
#: Degrees that a hundred metres make; geom_wkt is written with fewer digits.
_NEAR = 0.001


def tell_oddities(row: Row, findings: Findings) -> None:
    """Tell what is odd about a row; it is kept as the row words it."""
    for odd in (_estimates, _dates, _place, _sides):
        for reason, column, message in odd(row):
            findings.tell(Finding(reason, message, row.line, row.id, column))


Oddities = Iterator[tuple[Reason, str, str]]


def _estimates(row: Row) -> Oddities:
    worded = total_in_words(row)
    if row.low > row.best:
        yield Reason.LOW_ABOVE_BEST, "low", worded
    if row.best > row.high:
        yield Reason.BEST_ABOVE_HIGH, "best", worded
    if row.low > row.high:
        yield Reason.LOW_ABOVE_HIGH, "low", worded
    parts = sum(row.deaths.values())
    if parts != row.best:
        yield Reason.PARTS_DIFFER_FROM_BEST, "best", f"is {row.best}, its parts come to {parts}"
    if row.violence == ONE_SIDED and (row.deaths["a"] or row.deaths["b"]):
        message = f"deaths_a {row.deaths['a']}; deaths_b {row.deaths['b']}; both are 0 by the codebook"
        yield Reason.DEATHS_OF_SIDES, "deaths_a", message


def _dates(row: Row) -> Oddities:
    is_one_day = row.start == row.end
    if row.date_prec and (row.date_prec == 1) != is_one_day:
        message = f"is {row.date_prec}, the dates are {row.start} and {row.end}"
        yield Reason.DATE_PRECISION_DIFFERS, "date_prec", message
    if row["year"] and row["year"].partition(".")[0] not in (str(row.start.year), str(row.end.year)):
        yield Reason.YEAR_DIFFERS, "year", f"is {row['year']}, date_start is {row.start}"


def _place(row: Row) -> Oddities:
    if row.point is None:
        yield Reason.NO_COORDINATES, "latitude", "is blank"
        return
    drawn = _POINT.fullmatch(row["geom_wkt"])
    if not drawn:
        if row["geom_wkt"]:
            yield Reason.GEOMETRY_DIFFERS, "geom_wkt", f"is no point: {row['geom_wkt'][:60]}"
        return
    latitude, longitude = row.point
    if abs(float(drawn[2]) - latitude) > _NEAR or abs(float(drawn[1]) - longitude) > _NEAR:
        yield Reason.GEOMETRY_DIFFERS, "geom_wkt", f"is {row['geom_wkt']}, not {latitude} north, {longitude} east"


def _sides(row: Row) -> Oddities:
    if row.side_a == row.side_b:
        yield Reason.SIDES_ALIKE, "side_b", f"is {row.side_b.name}, as side_a"
