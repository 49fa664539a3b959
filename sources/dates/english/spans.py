"""Stretches of days, as EDTF writes them best."""

from __future__ import annotations

from typing import NamedTuple

from sources.dates.calendar import MAX_DAY, MIN_DAY, civil, day_number, iso_day, month_length
from sources.dates.errors import BadEdtf
from sources.dates.parsed import ParsedTime, parse

MONDAY, SUNDAY = 0, 6


class Span(NamedTuple):
    """The days from ``first`` to ``last``."""

    first: int
    last: int

    @property
    def edtf(self) -> str:
        """A day, a month or a year where it is one, else one of the days from the first to the last."""
        year, month, day = civil(self.first)
        if self.first == self.last:
            return edtf_of(year, month, day)
        if day == 1 and self.last == day_number(year, month, month_length(year, month)):
            return edtf_of(year, month)
        if (month, day) == (1, 1) and self.last == day_number(year, 12, 31):
            return edtf_of(year)
        return f"[{_day(self.first)}..{_day(self.last)}]"

    def moved(self, days: int) -> Span:
        return Span(self.first + days, self.last + days)

    def to(self, other: Span) -> Span:
        """Return the shortest span that holds both."""
        return Span(min(self.first, other.first), max(self.last, other.last))


def span_of(time: ParsedTime | None) -> Span | None:
    """Return the days that a time may be on, none where it is open."""
    if time is None or time.earliest_start == MIN_DAY or time.latest_end == MAX_DAY:
        return None
    return Span(time.earliest_start, time.latest_end)


def edtf_of(year: int, month: int | None = None, day: int | None = None) -> str:
    """Return a year, month or day. :raises BadEdtf: where there is no such day, or EDTF has another way to write it."""
    if not -9999 <= year <= 9999:
        raise BadEdtf(0, "Write a year of more than four digits in EDTF: Y12345.")
    written = f"{'-' if year < 0 else ''}{abs(year):04d}"
    text = "-".join([written, *(f"{part:02d}" for part in (month, day) if part is not None)])
    parse(text)
    return text


def _day(day: int) -> str:
    return edtf_of(*civil(day))


def weekday(day: int) -> int:
    """Return the day of the week, 0 for Monday."""
    return (day - 1) % 7


def week_of(day: int, first_weekday: int) -> Span:
    """Return the week a day lies in, of weeks that begin on ``first_weekday``."""
    start = day - (weekday(day) - first_weekday) % 7
    return Span(start, start + 6)


def month_of(day: int, later: int = 0) -> Span:
    """Return the month a day lies in, or one so many months later."""
    year, month, _ = civil(day)
    year, month = year + (month - 1 + later) // 12, (month - 1 + later) % 12 + 1
    return Span(day_number(year, month, 1), day_number(year, month, month_length(year, month)))


def year_of(day: int, later: int = 0) -> Span:
    """Return the year a day lies in, or one so many years later."""
    year = civil(day)[0] + later
    return Span(day_number(year, 1, 1), day_number(year, 12, 31))


def moved_by_months(day: int, months: int) -> int:
    """Return the same day of another month, or the last one it has."""
    month = month_of(day, months)
    return min(month.first + civil(day)[2] - 1, month.last)


def iso(day: int) -> str:
    return iso_day(day) or "open"
