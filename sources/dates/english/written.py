"""Dates that are named: “5 September 2021”, “Sep 2021”, “the 1990s”, “5/9/2021”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sources.dates.calendar import MONTHS
from sources.dates.english.spans import Span, edtf_of, span_of
from sources.dates.errors import BadEdtf
from sources.dates.parsed import parse

#: A month by its name or how that begins.
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_PARTS = [
    re.compile(rf"{_DAY}(?: {MONTH}(?: {_YEAR})?)?"),
    re.compile(rf"{MONTH} {_DAY}(?: {_YEAR})?"),
    re.compile(rf"(?:early |mid |late )?{MONTH}(?: {_YEAR})?"),
    re.compile(_YEAR),
    re.compile(r"(?P<year>-?\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?"),
    re.compile(r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"),
    re.compile(r"(?P<bc>\d{1,4}) bce?"),
    re.compile(r"ad (?P<year>\d{1,4})"),
]
_SLASHED = re.compile(r"(?P<one>\d{1,2})/(?P<other>\d{1,2})/(?P<year>\d{4})")
_DECADE = re.compile(r"(?P<decade>\d{3})0s")
_SEASON = re.compile(r"(?P<season>spring|summer|autumn|fall|winter|q[1-4]|first half|second half) (?P<year>\d{4})")
_CODES = {
    "spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24,
    "q1": 33, "q2": 34, "q3": 35, "q4": 36, "first half": 40, "second half": 41,
}  # fmt: skip
#: A date without a year is of the year of the source, unless another year's is that much nearer.
HALF_A_YEAR = 183


class Parts(NamedTuple):
    """What is said of one date."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def with_rest_of(self, other: Parts) -> Parts:
        """Return it with the month and year that it shares with what follows: the 5 of “5 to 11 September”."""
        if self.day is not None and self.month is None:
            return Parts(other.year, other.month, self.day)
        return self._replace(year=other.year) if self.year is None else self


def parts_in(text: str) -> Parts | None:
    """Return the parts of a date, none where a text is none."""
    for pattern in _PARTS:
        match = pattern.fullmatch(text)
        if match:
            return _parts(match.groupdict())
    return None


def _parts(found: dict[str, str | None]) -> Parts:
    if found.get("bc"):
        return Parts(1 - int(found["bc"] or 0))
    year, month, day = found.get("year"), found.get("month"), found.get("day")
    number = None if month is None else _NUMBERS.get(month[:3]) or int(month)
    return Parts(int(year) if year else None, number, int(day) if day else None)


def named_dates(text: str, on: Span | None, rest: Parts | None = None) -> Iterator[tuple[str, str]]:
    """Yield what a named date may be, as EDTF and why; nothing where a text names none.

    :raises BadEdtf: for a day that no month has.
    """
    parts = parts_in(text)
    if parts is not None:
        parts = parts.with_rest_of(rest) if rest else parts
        if parts.year is not None:
            yield edtf_of(parts.year, parts.month, parts.day), ""
        elif parts.month is not None and on is not None:
            yield from _of_a_year_near(parts, on)
    elif match := _DECADE.fullmatch(text):
        yield f"{match['decade']}X", ""
    elif match := _SEASON.fullmatch(text):
        yield f"{match['year']}-{_CODES[match['season']]}", ""
    elif match := _SLASHED.fullmatch(text):
        yield from _slashed(int(match["one"]), int(match["other"]), int(match["year"]))


def _of_a_year_near(parts: Parts, on: Span) -> Iterator[tuple[str, str]]:
    """Yield a date of the year of the source; the nearer one before or after it too, where that is far off."""
    year = parse(Span(on.first, on.first).edtf).edtf[:4]
    found = [_whole(parts, int(year))]
    distance = found[0].first - on.first
    if abs(distance) > HALF_A_YEAR:
        found.append(_whole(parts, int(year) + (-1 if distance > 0 else 1)))
    found.sort()
    if len(found) > 1:
        yield f"[{found[0].edtf},{found[1].edtf}]", "in the one year or the other"
    yield from ((span.edtf, "in the year of the source" if len(found) == 1 else span.edtf[:4]) for span in found)


def _whole(parts: Parts, year: int) -> Span:
    span = span_of(parse(edtf_of(year, parts.month, parts.day)))
    assert span is not None
    return span


def _slashed(one: int, other: int, year: int) -> Iterator[tuple[str, str]]:
    """Yield both readings of 5/9/2021 where both are days."""
    found: dict[str, str] = {}
    for month, day, why in ((other, one, "day first"), (one, other, "month first")):
        if month <= 12:
            try:
                found.setdefault(edtf_of(year, month, day), why)
            except BadEdtf:
                continue
    if len(found) > 1:
        yield f"[{','.join(sorted(found))}]", "whether day or month comes first"
    yield from found.items()
