"""The bounds of a time."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from sources.dates.calendar import MAX_DAY, MIN_DAY
from sources.dates.errors import BadEdtf
from sources.dates.notation import Interval, Members, Open, read
from sources.dates.partial_date import PartialDate


@dataclass(frozen=True, slots=True)
class ParsedTime:
    """A time with its bounds as day numbers, open ones as ``MIN_DAY`` and ``MAX_DAY``.

    Always ``earliest_start <= latest_start <= latest_end`` and
    ``earliest_start <= earliest_end <= latest_end``. ``coverage`` is THROUGHOUT for an interval (every day of
    it) and WITHIN for all else (some day in it).
    """

    edtf: str
    earliest_start: int
    latest_start: int
    earliest_end: int
    latest_end: int
    coverage: Literal["THROUGHOUT", "WITHIN"]
    uncertain: bool
    approximate: bool

    @property
    def sort_day(self) -> int:
        """The day a timeline puts it at: the earliest start, or the latest where the start is open."""
        return self.latest_start if self.earliest_start == MIN_DAY else self.earliest_start


class _Bounds(NamedTuple):
    earliest_start: int
    latest_start: int
    earliest_end: int
    latest_end: int


def parse(text: str) -> ParsedTime:
    """Return the bounds of an EDTF text of level 0, 1 or 2 (ISO 8601-2:2019; Library of Congress EDTF).

    One extension: each end of an interval is read alone, so it may be a set (``[2021-08-15..2021-09-15]/..``).

    - A day is exact. A month, year, season (see ``partial_date.SEASONS``: 21 to 24 are the northern March,
      June, September and December to February), unspecified digits and significant digits give the first and
      the last day they may mean, for start and for end.
    - ``[ ]``, one of several: the first and the last day of all members, for start and for end.
    - ``{ }``, all of several: it starts in the earliest member and ends in the latest. Days between the
      members are not claimed, so its coverage is WITHIN. It is refused as an end of an interval.
    - ``a/b``: the start ranges over a, the end over b, cut so that no start comes after the last end.
    - An open or unknown end (``a/..``, ``a/``) is not before the start and never after ``MAX_DAY``; mirrored for the
      start.
    - Qualifiers (``?`` uncertain, ``~`` approximate, ``%`` both) set the flags and never move a bound.

    :raises BadEdtf: with the position (from 0) and the reason; nothing is guessed.
    """
    tree = read(text)
    return ParsedTime(
        text.strip(),
        *_bounds(tree),
        coverage="THROUGHOUT" if isinstance(tree, Interval) else "WITHIN",
        uncertain="?" in text or "%" in text,
        approximate="~" in text or "%" in text,
    )


def _bounds(tree: PartialDate | Members | Interval) -> _Bounds:
    if isinstance(tree, PartialDate):
        return _Bounds(tree.first, tree.last, tree.first, tree.last)
    if isinstance(tree, Interval):
        return _interval_bounds(tree)
    return _every_bounds(tree) if tree.every else _one_of_bounds(tree)


def _one_of_bounds(one_of: Members) -> _Bounds:
    members = [_bounds(member) for member in one_of.members]
    first = min(member.earliest_start for member in members)
    last = max(member.latest_end for member in members)
    return _Bounds(first, last, first, last)


def _every_bounds(every: Members) -> _Bounds:
    members = [_bounds(member) for member in every.members]
    return _Bounds(
        min(member.earliest_start for member in members),
        min(member.latest_start for member in members),
        max(member.earliest_end for member in members),
        max(member.latest_end for member in members),
    )


def _interval_bounds(interval: Interval) -> _Bounds:
    earliest_start, latest_start = _extent(interval.start, MIN_DAY, MAX_DAY)
    earliest_end, latest_end = _extent(interval.end, MIN_DAY, MAX_DAY)
    if latest_end < earliest_start:
        raise BadEdtf(interval.end_at, "The end comes before the start.")
    return _Bounds(
        earliest_start,
        min(latest_start, latest_end),
        max(earliest_start, earliest_end),
        latest_end,
    )


def _extent(end: PartialDate | Members | Open, first: int, last: int) -> tuple[int, int]:
    if isinstance(end, Open):
        return first, last
    bounds = _bounds(end)
    return bounds.earliest_start, bounds.latest_end
