"""Times that are counted from the date of a source: “Wednesday”, “last week”, “two days ago”, “in recent years”."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sources.dates.calendar import MONTHS
from sources.dates.english.spans import (
    MONDAY,
    SUNDAY,
    Span,
    iso,
    month_of,
    moved_by_months,
    week_of,
    weekday,
    year_of,
)
from sources.dates.english.written import MONTH

Found = Iterator[tuple[str, str]]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {
    word: number
    for number, words in enumerate(
        ("", "a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
    for word in words.split()
}
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_NUMBER = rf"(?P<number>\d{{1,4}}|{'|'.join(NUMBERS)})"
_UNIT = r"(?P<unit>day|week|month|year)s?"
_WHICH = {"last": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}
_OF_DAY = r"(?: (?:morning|afternoon|evening|night))?"


def counted(text: str, on: Span) -> Found:
    """Yield what a counted time may be, as EDTF and why, the first holding all that is likely; nothing for others."""
    for pattern, read in _RULES:
        match = pattern.fullmatch(text)
        if match:
            yield from read(match, on)
            return


def number_of(word: str) -> int:
    return NUMBERS.get(word) or int(word)


def back(on: Span, number: int, unit: str) -> tuple[str, str]:
    """Return the time so long before, and why; what is counted in more than days is about then."""
    if unit == "day":
        return on.moved(-number).edtf, f"{_many(number, unit)} before the source's date"
    if unit == "week":
        return about(on.moved(-7 * number)), f"about {_many(number, unit)} before the source's date"
    months = number * (12 if unit == "year" else 1)
    then = Span(moved_by_months(on.first, -months), moved_by_months(on.last, -months))
    return about(then), f"about {_many(number, unit)} before the source's date"


def about(span: Span) -> str:
    """Return a span as approximate: the flag never moves a bound."""
    edtf = span.edtf
    return f"[{iso(span.first)}~..{iso(span.last)}~]" if edtf.startswith("[") else f"{edtf}~"


def _many(number: int, unit: str) -> str:
    return f"a {unit}" if number == 1 else f"{number} {unit}s"


def _days(first: int, last: int) -> Callable[[re.Match[str], Span], Found]:
    def read(match: re.Match[str], on: Span) -> Found:
        yield Span(on.first + first, on.last + last).edtf, "counted from the source's date"

    return read


def _day_of_week(match: re.Match[str], on: Span) -> Found:
    wanted = WEEKDAYS.index(match["weekday"])
    past = Span(*(day - (weekday(day) - wanted) % 7 for day in on))
    yield past.edtf, f"the last {match['weekday'].capitalize()} up to the source's date"
    yield past.moved(7).edtf, "the one after it"


def _day_of_other_week(match: re.Match[str], on: Span) -> Found:
    """Yield the nearest such day that way, and the one of the week before or after, where they differ."""
    wanted, way = WEEKDAYS.index(match["weekday"]), _WHICH[match["which"]]
    nearest = on.first + ((wanted - weekday(on.first)) % 7 or 7) - (7 if way < 0 else 0)
    if way < 0 and nearest >= on.first:
        nearest -= 7
    by_week = {week_of(on.first, start).first + (wanted - start) % 7 + 7 * way: start for start in (MONDAY, SUNDAY)}
    days = sorted({nearest, *by_week})
    if len(days) > 1:
        yield f"[{','.join(map(iso, days))}]", "whichever is meant"
    for day in days:
        yield iso(day), "the nearest" if day == nearest else "the one of that week"


def _this_day(match: re.Match[str], on: Span) -> Found:
    wanted = WEEKDAYS.index(match["weekday"])
    days = sorted({week_of(on.first, start).first + (wanted - start) % 7 for start in (MONDAY, SUNDAY)})
    if len(days) > 1:
        yield f"[{','.join(map(iso, days))}]", "whichever day the week begins on"
    yield from ((iso(day), "of the week of the source's date") for day in days)


def _week(match: re.Match[str], on: Span) -> Found:
    days = 7 * _WHICH[match["which"]]
    by_sunday, by_monday = (
        week_of(on.first, start).to(week_of(on.last, start)).moved(days) for start in (SUNDAY, MONDAY)
    )
    yield by_sunday.to(by_monday).edtf, "whichever day weeks begin on"
    yield by_sunday.edtf, "weeks from Sunday"
    yield by_monday.edtf, "weeks from Monday"


def _weekend(match: re.Match[str], on: Span) -> Found:
    monday = week_of(on.first, MONDAY)
    over = monday.last <= on.first
    weekends = 1 if match["which"] == "next" else 0 if match["which"] == "this" or over else -1
    yield Span(monday.first + 5, monday.last).moved(7 * weekends).edtf, "Saturday and Sunday"


def _longer(match: re.Match[str], on: Span) -> Found:
    later, of = _WHICH[match["which"]], month_of if match["unit"] == "month" else year_of
    yield of(on.first, later).to(of(on.last, later)).edtf, f"counted from the source's {match['unit']}"


def _part_of(match: re.Match[str], on: Span) -> Found:
    unit = match["unit"]
    if unit == "week":
        whole = week_of(on.first, SUNDAY).to(week_of(on.first, MONDAY))
    else:
        whole = (month_of if unit == "month" else year_of)(on.first)
    half = Span(whole.first, on.last) if match["part"] == "earlier" else Span(on.first, whole.last)
    yield half.edtf, f"{'up to' if match['part'] == 'earlier' else 'from'} the source's date"


def _ago(match: re.Match[str], on: Span) -> Found:
    yield back(on, number_of(match["number"]), match["unit"])


def _within(match: re.Match[str], on: Span) -> Found:
    number, unit = number_of(match["number"] or "one"), match["unit"]
    if unit in ("day", "week"):
        first = on.first - number * (7 if unit == "week" else 1)
    else:
        first = moved_by_months(on.first, -number * (12 if unit == "year" else 1))
    yield Span(first, on.last).edtf, "some day in it, up to the source's date"


def _recently(match: re.Match[str], on: Span) -> Found:
    yield f"[..{iso(on.last)}]", "before the source's date; how long is not said"


def _going_on(match: re.Match[str], on: Span) -> Found:
    yield f"{on.edtf}/..", "found going on on the source's date"


def _month_of_year(match: re.Match[str], on: Span) -> Found:
    """Yield the month of that name before or after the source's own, and that of the other year where they differ."""
    number = next(place for place, name in enumerate(MONTHS, 1) if name.lower().startswith(match["month"][:3]))
    way = _WHICH[match["which"]]
    own = month_of(on.first)
    distance = (number - _month(own.first)) % 12
    nearest = month_of(on.first, distance - 12 if way < 0 else distance or 12)
    by_year = month_of(on.first, number - _month(own.first) + 12 * way)
    spans = sorted({nearest, by_year})
    if len(spans) > 1:
        yield f"[{','.join(span.edtf for span in spans)}]", "whichever is meant"
    for span in spans:
        yield span.edtf, "the nearest" if span == nearest else f"of {match['which']} year"


def _month(day: int) -> int:
    return int(Span(day, day).edtf[-5:-3])


_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str], Span], Found]]] = [
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?:earlier |later )?today|this (?:morning|afternoon|evening)|tonight", _days(0, 0)),
        (rf"yesterday{_OF_DAY}", _days(-1, -1)),
        (r"the day before yesterday", _days(-2, -2)),
        (rf"tomorrow{_OF_DAY}", _days(1, 1)),
        (r"overnight|last night", _days(-1, 0)),
        (rf"{_WEEKDAY}{_OF_DAY}", _day_of_week),
        (rf"(?P<which>last|previous|next|coming) {_WEEKDAY}{_OF_DAY}", _day_of_other_week),
        (rf"this {_WEEKDAY}{_OF_DAY}", _this_day),
        (r"(?:the )?(?P<which>last|previous|this|next|coming) week", _week),
        (r"(?:the |over the |at the )?(?P<which>last|this|next)? ?weekend", _weekend),
        (r"(?:the )?(?P<which>last|previous|this|next|coming) (?P<unit>month|year)", _longer),
        (rf"(?P<which>last|next) {MONTH}", _month_of_year),
        (r"(?P<part>earlier|later) this (?P<unit>week|month|year)", _part_of),
        (rf"{_NUMBER} {_UNIT} ago", _ago),
        (rf"(?:in |over |during |within )?the (?:(?:last|past) {_NUMBER}|past) {_UNIT}", _within),
        (r"(?:in |over |during )?(?:the )?recent (?:days|weeks|months|years|times)|recently|lately", _recently),
        (r"under ?way|ongoing|going on|continuing|still continuing", _going_on),
    )
]
