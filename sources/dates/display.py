"""A time in short English."""

from functools import lru_cache
from typing import Protocol

from sources.dates.calendar import MONTHS, civil
from sources.dates.errors import BadEdtf
from sources.dates.notation import Interval, Members, Open, read
from sources.dates.partial_date import PartialDate

UNDATED = "undated"
#: How many different times are kept as they were last written: some 200 bytes each.
REMEMBERED = 16_384

_SEASONS = ("spring", "summer", "autumn", "winter")
_SEASON_WORDS = dict(
    enumerate(
        [(season, "") for season in _SEASONS]
        + [(season, " (northern hemisphere)") for season in _SEASONS]
        + [(season, " (southern hemisphere)") for season in _SEASONS]
        + [(quarter, "") for quarter in ("Q1", "Q2", "Q3", "Q4")]
        + [(months, "") for months in ("Jan–Apr", "May–Aug", "Sep–Dec")]
        + [(half, "") for half in ("first half of", "second half of")],
        start=21,
    )
)
_QUALIFIER_WORDS = {"?": "perhaps ", "~": "about "}

type _Words = tuple[str, ...]  # the parts of one date from day to year; two dates of like parts can share their ends


class _HasEdtf(Protocol):
    @property
    def edtf(self) -> str: ...


def display(parsed: _HasEdtf | None, *, worded: str = "") -> str:
    """Return a time in short English, as ``between 5 and 12 Sep 2021``, with the source's own words behind it.

    Never refuses: a text that is no EDTF is given back as it is, and no time is ``undated`` or the words alone.
    """
    quoted = f"“{worded}”" if worded else ""
    if parsed is None or not parsed.edtf:
        return quoted or UNDATED
    phrase = _written(parsed.edtf)
    return f"{phrase} ({quoted})" if quoted else phrase


@lru_cache(REMEMBERED)
def _written(edtf: str) -> str:
    try:
        return _phrase(read(edtf))
    except BadEdtf:
        return edtf


def _phrase(tree: PartialDate | Members | Interval) -> str:
    if isinstance(tree, Interval):
        return _interval(tree)
    if isinstance(tree, PartialDate):
        return " ".join(_words(tree))
    return _list(tree, " and " if tree.every else " or ")


def _interval(interval: Interval) -> str:
    start, end = interval.start, interval.end
    if isinstance(start, Open):
        return f"until {_end(end)}" + (", start not known" if start is Open.UNKNOWN else "")
    if end is Open.OPEN:
        return f"since {_end(start)}"
    if end is Open.UNKNOWN:
        return f"from {_end(start)}, end not known"
    if isinstance(start, PartialDate) and isinstance(end, PartialDate):
        return _dash(_words(start), _words(end))
    return f"from {_end(start)} to {_end(end)}"


def _end(end: PartialDate | Members | Open) -> str:
    if isinstance(end, Open):
        return ""
    if isinstance(end, PartialDate) or len(end.members) > 1:
        return _phrase(end)
    (only,) = end.members
    if not isinstance(only, Interval):
        return _phrase(only)
    if isinstance(only.start, Open):
        return f"{_end(only.end)} or earlier"
    if isinstance(only.end, Open):
        return f"{_end(only.start)} or later"
    return f"some time {_range(only)}"


def _list(several: Members, conjunction: str) -> str:
    dates = [member for member in several.members if isinstance(member, PartialDate)]
    if len(dates) == len(several.members) == 2:
        return conjunction.join(" ".join(words) for words in _shared(*map(_words, dates)))
    phrases = [_member(member, every=several.every) for member in several.members]
    if len(phrases) == 1:
        return phrases[0]
    return ", ".join(phrases[:-1]) + conjunction + phrases[-1]


def _member(member: PartialDate | Interval, *, every: bool) -> str:
    if isinstance(member, PartialDate) or every:
        return _phrase(member)
    return _range(member)


def _range(one_of: Interval) -> str:
    start, end = one_of.start, one_of.end
    if isinstance(start, PartialDate) and isinstance(end, PartialDate):
        first, last = _shared(_words(start), _words(end))
        return f"between {' '.join(first)} and {' '.join(last)}"
    return f"by {_end(end)}" if isinstance(start, Open) else f"from {_end(start)} on"


def _dash(first: _Words, last: _Words) -> str:
    if first == last:
        return " ".join(first)
    start, end = (" ".join(words) for words in _shared(first, last))
    tight = len(first) == len(last) and " " not in start
    return f"{start}–{end}" if tight else f"{start} – {end}"


def _shared(first: _Words, last: _Words) -> tuple[_Words, _Words]:
    """Drop from the first date the month and year it shares with the last: 5 and 12 Sep 2021."""
    if len(first) != len(last) or first == last:
        return first, last
    kept = max(index for index in range(len(first)) if first[index] != last[index]) + 1
    return first[:kept], last


def _words(date: PartialDate) -> _Words:
    marks = date.qualifiers + ("~" if date.estimate else "")
    qualifier = "".join(word for mark, word in _QUALIFIER_WORDS.items() if mark in marks or "%" in marks)
    first, *rest = _unqualified(date)
    return (qualifier + first, *rest)


def _unqualified(date: PartialDate) -> _Words:
    if date.estimate:
        estimate = -int(date.estimate) if date.negative else int(date.estimate)
        return (f"{_year(estimate)} ({_dash(*_years(date))})",)
    if _is_decade(date):
        return (f"{date.year[:3]}0s",)
    if _has_gap(date):
        return (_hull(date),)
    return _parts(date)


def _parts(date: PartialDate) -> _Words:
    year = _year(civil(date.first)[0])
    if date.month in ("", "XX"):
        return (year,)
    if int(date.month) in _SEASON_WORDS:
        season, hemisphere = _SEASON_WORDS[int(date.month)]
        return season, year + hemisphere
    month = MONTHS[int(date.month) - 1][:3]
    return (month, year) if date.day in ("", "XX") else (str(int(date.day)), month, year)


def _has_gap(date: PartialDate) -> bool:
    """Whether something is unspecified that cannot just be left out, as the month of 2021-XX can."""
    day_known = date.day not in ("", "XX")
    month_known = date.month not in ("", "XX")
    return (
        "X" in date.year or (month_known and "X" in date.month) or (day_known and ("X" in date.day or not month_known))
    )


def _is_decade(date: PartialDate) -> bool:
    only_last_digit_open = len(date.year) == 4 and date.year[:3].isdigit() and date.year[3] == "X"
    return only_last_digit_open and not date.negative and date.year >= "1" and date.month in ("", "XX")


def _hull(date: PartialDate) -> str:
    whole_years = date.month in ("", "XX") and date.day in ("", "XX")
    ends = _years(date) if whole_years else (_day(date.first), _day(date.last))
    first, last = (" ".join(words) for words in _shared(*ends))
    return last if first == last else f"between {first} and {last}"


def _years(date: PartialDate) -> tuple[_Words, _Words]:
    return (_year(civil(date.first)[0]),), (_year(civil(date.last)[0]),)


def _day(day: int) -> _Words:
    year, month, day_of_month = civil(day)
    return str(day_of_month), MONTHS[month - 1][:3], _year(year)


def _year(year: int) -> str:
    if year <= 0:
        return f"{1 - year} BC"
    return str(year) if year > 999 else f"AD {year}"
