"""The first picture of a timeline, as the server draws it: the browser draws the same, and lets it be moved.

It stands in the page, so that a reader sees it before any script has run, and where none does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext

from config.explorer.intervals import grouped
from sources.dates import civil, day_number, parse_iso_day

#: Widths, in pixels, that a picture is laid out for: of a screen with room, and of a phone. The page shows one of them.
WIDTHS = {"wide": 1118, "narrow": 326}
#: And beside the text of a story.
STORY_WIDTHS = {"wide": 587, "narrow": 326}
#: The rest is as the browser has it: heights of a row, a bar and the axis, and the most rows, in pixels and rows.
ROW, BAR, AXIS, LEAST, MOST_ROWS = 34, 9, 24, 90, 16
FADE, GAP, EDGE, APART = 110, 14, 4, 110
#: How high bars are that count events, with room for the number on them, which those have that are so wide; and how
#: high those are below a map.
BARS, NAMED_BAR, PERIOD = 190, 34, 56
GREY = "#767676"
#: How wide a letter of a name is, in pixels; names are laid out by it before a browser measures them.
LETTER = 6.9
#: Steps of the axis, in days, and in years where a step is longer than a month.
DAYS, YEARS = (1, 2, 7), (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
MONTHS = (1, 3)
YEAR = 365.2425


@dataclass(frozen=True)
class Mark:
    """An event in its row. Lengths along the line of time are shares of the picture's width: ``12.5%``."""

    event: dict[str, Any]
    tip: str
    colour: str
    y: int
    left: str
    width: str
    fade: str
    sure: tuple[str, str] | None
    point: str | None
    name: str
    name_at: str
    name_ends: bool

    @property
    def name_y(self) -> int:
        return self.y + 14

    @property
    def bar_y(self) -> int:
        return self.y + ROW - BAR - 6

    @property
    def middle(self) -> float:
        return self.bar_y + BAR / 2


@dataclass(frozen=True)
class Bar:
    """How many events there are in a step of time: shares along the line of time, pixels up from it."""

    left: str
    width: str
    middle: str
    tip: str
    certain: float
    possible: float
    count: str
    ground: int

    @property
    def top(self) -> float:
        return round(self.ground - self.certain - self.possible, 1)

    @property
    def foot(self) -> float:
        return round(self.ground - self.certain, 1)


@dataclass(frozen=True)
class Picture:
    """A timeline for one width: of each event where they are few, of how many there are when where they are many."""

    kind: str
    height: int
    marks: list[Mark] = field(default_factory=list)
    ticks: list[tuple[str, str]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)

    @property
    def ground(self) -> int:
        return self.height - AXIS + 2

    @property
    def foot(self) -> int:
        return self.height - 6


def timelines_of(answer: dict[str, Any]) -> list[Picture]:
    """Return the pictures of what ``timeline.graphql`` answers, one for each width; none where nothing is dated."""
    extent = answer["timeline"]["extent"]
    if extent is None:
        return []
    days = parse_iso_day(extent["start"]), parse_iso_day(extent["end"])
    events = [edge["node"] for edge in answer["events"]["edges"]]
    scales = {kind: _around(*days, width) for kind, width in WIDTHS.items()}
    if len(events) < answer["events"]["totalCount"]:
        return [_counted(kind, scale, answer["timeline"]["buckets"]) for kind, scale in scales.items()]
    return [_picture(kind, scale, events) for kind, scale in scales.items()]


def periods_of(answer: dict[str, Any]) -> list[Picture]:
    """Return how many events there are when, to stand below a map, one for each width; none where nothing is dated."""
    if (extent := answer["timeline"]["extent"]) is None:
        return []
    days = parse_iso_day(extent["start"]), parse_iso_day(extent["end"])
    buckets = answer["timeline"]["buckets"]
    return [_counted(kind, _around(*days, width), buckets, PERIOD) for kind, width in WIDTHS.items()]


def timelines_of_story(events: Sequence[dict[str, Any]]) -> list[Picture]:
    """Return the pictures of the events of a story; none where nothing is dated."""
    days: list[int] = []
    for event in events:
        bounds = _bounds(event)
        if known := [day for day in bounds if day is not None]:
            days += [known[0], known[0] if bounds[-1] is None else bounds[-1]]
    if not days:
        return []
    return [_picture(kind, _around(min(days), max(days), width), events) for kind, width in STORY_WIDTHS.items()]


@dataclass(frozen=True)
class _Scale:
    start: float
    end: float
    width: int

    def x(self, day: float) -> float:
        return (day - self.start) / (self.end - self.start) * self.width

    def share(self, x: float) -> str:
        return f"{100 * x / self.width:.3f}%"


def _around(first: int, last: int, width: int) -> _Scale:
    room = max((last + 1 - first) * 0.06, 1)
    return _Scale(first - room, last + 1 + room, width)


@dataclass(frozen=True)
class _Placed:
    """An event as it lies in time; None is an open end. Its bar and its name, in pixels."""

    event: dict[str, Any]
    start: int | None
    sure_start: int | None
    sure_end: int | None
    end: int | None
    anchor: int
    left: float
    right: float
    name_left: float
    name_width: float

    @property
    def reach(self) -> tuple[float, float]:
        return min(self.left, self.name_left), max(self.right, self.name_left + self.name_width) + GAP


def _picture(kind: str, scale: _Scale, events: Iterable[dict[str, Any]]) -> Picture:
    laid = _rows(placed for event in events if (placed := _placed(event, scale)))
    rows = max((row for _, row in laid), default=-1) + 1
    height = max(6 + rows * ROW + 6, LEAST) + AXIS
    return Picture(kind, height, [_mark(one, row, scale) for one, row in laid], list(_ticks(scale)))


def _placed(event: dict[str, Any], scale: _Scale) -> _Placed | None:
    start, sure_start, sure_end, end = _bounds(event)
    anchor = next((day for day in (start, sure_start, sure_end, end) if day is not None), None)
    if anchor is None:
        return None
    known = sure_start if sure_start is not None else anchor
    left = min(scale.x(known) - FADE, 0) if start is None else scale.x(start)
    last = sure_end if sure_end is not None else anchor
    right = max(scale.x(last + 1) + FADE, scale.width) if end is None else scale.x(end + 1)
    right = max(right, left + 2)
    width = LETTER * len(event["shortTitle"] or event["title"])
    begins = left
    if start is None:
        begins = max(left, scale.x(known + 1) - width)
    elif start == end:
        begins = min(scale.x(start + 0.5) - 6, left)
    begins = max(EDGE, min(begins, scale.width - width - 6))
    return _Placed(event, start, sure_start, sure_end, end, anchor, left, right, begins, width)


def _counted(kind: str, scale: _Scale, buckets: Iterable[dict[str, Any]], tall: int = BARS) -> Picture:
    held = [bucket for bucket in buckets if bucket["count"]]
    by = (tall - AXIS) / max((bucket["count"] for bucket in held), default=1)
    bars = [_bar(bucket, scale, by, tall) for bucket in held]
    return Picture(kind, tall + AXIS, ticks=list(_ticks(scale)), bars=bars)


def _bar(bucket: dict[str, Any], scale: _Scale, by: float, ground: int) -> Bar:
    first, last = parse_iso_day(bucket["start"]), parse_iso_day(bucket["end"])
    left, width = scale.x(first), max(scale.x(last + 1) - scale.x(first) - 1, 1)
    tip = gettext("{from} to {to}: {count} events, {possible} of them only possibly").format(
        **{"from": _day(first), "to": _day(last)}, count=grouped(bucket["count"]), possible=grouped(bucket["possible"])
    )
    return Bar(
        left=scale.share(left),
        width=scale.share(width),
        middle=scale.share(left + width / 2),
        tip=tip,
        certain=round(bucket["certain"] * by, 1),
        possible=round(bucket["possible"] * by, 1),
        count=grouped(bucket["count"]) if width > NAMED_BAR else "",
        ground=ground,
    )


def _day(day: int) -> str:
    year, month, day_of_month = civil(day)
    return f"{day_of_month} {str(MONTHS_3[month]).capitalize()} {_named(day_number(year, 1, 1), 'year')}"


def _bounds(event: dict[str, Any]) -> list[int | None]:
    """Return the least and greatest days of an event's beginning, then of its end; None for an open one."""
    when = event["when"] or {}
    days = (when.get(bound) for bound in ("earliestStart", "latestStart", "earliestEnd", "latestEnd"))
    return [None if day is None else parse_iso_day(day) for day in days]


def _rows(events: Iterable[_Placed]) -> list[tuple[_Placed, int]]:
    """Return each event with its row, first come first; those that find none are left out."""
    ends: list[float] = []
    laid: list[tuple[_Placed, int]] = []
    for one in sorted(events, key=lambda one: one.left):
        left, right = one.reach
        row = next((number for number, taken in enumerate(ends) if taken <= left), len(ends))
        if row >= MOST_ROWS:
            continue
        ends[row : row + 1] = [right]
        laid.append((one, row))
    return laid


def _mark(one: _Placed, row: int, scale: _Scale) -> Mark:
    event = one.event
    kind = event["type"] or {}
    told = (event["title"], (event["when"] or {}).get("display"), kind.get("label"))
    name_ends = one.name_left + one.name_width > scale.width - 60 or one.start is None
    edge = one.name_left + (one.name_width if name_ends else 0)
    day = scale.x(1) - scale.x(0)
    is_day = one.start is not None and one.start == one.end
    return Mark(
        event=event,
        tip="\n".join(text for text in told if text),
        colour=kind.get("colour") or GREY,
        y=6 + row * ROW,
        left=scale.share(one.left),
        width=scale.share(one.right - one.left),
        fade="" if is_day else _fade(one),
        sure=_sure(one, scale),
        point=scale.share(scale.x((one.start or 0) + 0.5)) if is_day and day < 2 * BAR else None,
        name=event["shortTitle"] or event["title"],
        name_at=scale.share(edge),
        name_ends=name_ends,
    )


def _fade(one: _Placed) -> str:
    if one.start is None:
        return "both" if one.end is None else "left"
    return "right" if one.end is None else "none"


def _sure(one: _Placed, scale: _Scale) -> tuple[str, str] | None:
    """Return where the firm part of a bar begins, and how long it is: the days on which it surely went on."""
    if one.sure_start is None or one.sure_end is None or one.sure_start > one.sure_end:
        return None
    start = scale.x(one.sure_start)
    return scale.share(start), scale.share(max(scale.x(one.sure_end + 1) - start, 3))


def _ticks(scale: _Scale) -> Iterator[tuple[str, str]]:
    """Yield where the lines of the axis stand, and their names."""
    wanted = (scale.end - scale.start) * APART / scale.width
    steps = [(float(days), "day", days) for days in DAYS]
    steps += [(YEAR / 12 * months, "month", months) for months in MONTHS]
    steps += [(YEAR * years, "year", years) for years in YEARS]
    step, unit, number = min(steps, key=lambda step: abs(math.log(step[0] / wanted)))
    # One before the first, whose name may reach into the picture.
    for day in _days(scale, scale.start - min(step, wanted), unit, number):
        yield scale.share(scale.x(day)), _named(day, unit)


def _days(scale: _Scale, start: float, unit: str, number: int) -> Iterator[int]:
    first, last = math.ceil(start), math.floor(scale.end)
    if unit == "day":
        # As the browser's do: weeks begin on Sundays, other steps are counted from 1970.
        origin = 0 if number == 7 else day_number(1970, 1, 1)
        yield from range(first + (origin - first) % number, last + 1, number)
        return
    months = number if unit == "month" else 12 * number
    year, month, _ = civil(first)
    at = math.ceil((year * 12 + month - 1) / months) * months
    while (day := day_number(at // 12, at % 12 + 1, 1)) <= last:
        if day >= first:
            yield day
        at += months


def _named(day: int, unit: str) -> str:
    year, month, day_of_month = civil(day)
    if unit == "year":
        return str(year) if year > 0 else gettext("{year} BCE").format(year=1 - year)
    short = str(MONTHS_3[month]).capitalize()
    if unit == "month" or month == day_of_month == 1:
        return f"{day_of_month} {short} {year}" if unit == "day" else f"{short} {year}"
    return f"{day_of_month} {short}"
