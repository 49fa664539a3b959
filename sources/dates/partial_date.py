"""One EDTF date, of a day or of less: its written parts and the days it may mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from sources.dates.calendar import day_number, month_has, month_length
from sources.dates.errors import BadEdtf
from sources.dates.grammar import grammar_fault
from sources.dates.written_date import QUALIFIERS, WrittenDate, read_written

_PLAIN = re.compile(r"-?[0-9]{4}(?:-[0-9]{2}){0,2}")

# Season codes of ISO 8601-2:2019, 4.8 with Table 1: the month they start in and how many months they last.
# 21 to 24 name no hemisphere; they are read as the northern ones. Winter, and the southern summer, run from
# December of the year named to February of the next.
_STARTS = (3, 6, 9, 12)
SEASONS = dict(
    enumerate(
        [(start, 3) for start in (*_STARTS, *_STARTS, 9, 12, 3, 6)]  # any, northern, southern hemisphere
        + [(start, 3) for start in (1, 4, 7, 10)]  # quarters
        + [(start, 4) for start in (1, 5, 9)]  # quadrimesters
        + [(start, 6) for start in (1, 7)],  # semestrals
        start=21,
    )
)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as written, and the first and last day it may mean.

    ``year``, ``month`` and ``day`` are digits without sign, X where unspecified, empty where absent.
    ``estimate`` is the year before its insignificant digits were left open (1950 of ``1950S2``), else empty.
    """

    negative: bool
    year: str
    month: str
    day: str
    estimate: str
    qualifiers: str
    first: int
    last: int


def read_date(text: str, position: int) -> PartialDate:
    """Read one date that stands at ``position``.

    :raises BadEdtf: when it is no EDTF date, or no day of the calendar fits it.
    """
    written = read_written(text, position)
    first, last = _season_extent(written) if _is_season(written) else _extent(written)
    _check_grammar(written)
    return PartialDate(
        negative=written.negative,
        year=written.year,
        month=written.month,
        day=written.day,
        estimate=written.estimate,
        qualifiers="".join(mark for mark in QUALIFIERS if mark in text),
        first=first,
        last=last,
    )


def _is_season(written: WrittenDate) -> bool:
    return written.month.isdigit() and int(written.month) in SEASONS


def _season_extent(written: WrittenDate) -> tuple[int, int]:
    if written.day:
        raise BadEdtf(written.day_at, "A season has no days.")
    if "X" in written.year:
        raise BadEdtf(written.month_at, "A season needs a full year.")
    year = int(written.signed_year)
    start, months = SEASONS[int(written.month)]
    end_year, end_month = divmod(year * 12 + start - 1 + months - 1, 12)
    last = day_number(end_year, end_month + 1, month_length(end_year, end_month + 1))
    return day_number(year, start, 1), last


def _extent(written: WrittenDate) -> tuple[int, int]:
    first = next(_days(written, latest_first=False), None)
    if first is None:
        raise _no_such_day(written)
    return first, next(_days(written, latest_first=True))


def _days(written: WrittenDate, *, latest_first: bool) -> Iterator[int]:
    order = -1 if latest_first else 1
    months = _matching(written.month or "XX", 12)[::order]
    days = _matching(written.day or "XX", 31)[::order]
    if not (months and days):
        return
    for year in _years(written, latest_first=latest_first):
        for month in months:
            length = month_length(year, month)
            yield from (day_number(year, month, day) for day in days if day <= length)


def _years(written: WrittenDate, *, latest_first: bool) -> Iterator[int]:
    digits = "9876543210" if latest_first != written.negative else "0123456789"
    sign = -1 if written.negative else 1
    for number in product(*(digits if digit == "X" else digit for digit in written.year)):
        year = int("".join(number))
        if year or not written.negative:  # -000X does not mean -0000, which is no year
            yield sign * year


@lru_cache(maxsize=256)
def _matching(pattern: str, highest: int) -> tuple[int, ...]:
    fits = re.compile(pattern.replace("X", "[0-9]")).fullmatch
    return tuple(number for number in range(1, highest + 1) if fits(f"{number:02d}"))


def _no_such_day(written: WrittenDate) -> BadEdtf:
    if not _matching(written.month or "XX", 12):
        return BadEdtf(written.month_at, f"There is no month {written.month}.")
    if (written.year + written.month).isdigit() and written.day.isdigit():
        sentence = month_has(written.signed_year, int(written.signed_year), int(written.month))
        return BadEdtf(written.day_at, sentence)
    return BadEdtf(written.day_at, f"No month meant here has a day {written.day}.")


def _check_grammar(written: WrittenDate) -> None:
    kept = [index for index, character in enumerate(written.text) if character not in QUALIFIERS]
    bare = "".join(written.text[index] for index in kept)
    if _PLAIN.fullmatch(bare) and not _is_season(written):
        return  # nothing is left to judge, and the package is slow
    fault = grammar_fault(bare)
    if fault is not None:
        position = kept[fault] if fault < len(kept) else len(written.text)
        raise BadEdtf(written.position + position, "The EDTF grammar does not allow this here.")
