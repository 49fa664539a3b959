"""What a time that somebody typed may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from sources.dates.calendar import MAX_DAY, MIN_DAY
from sources.dates.english.counted import counted
from sources.dates.english.spans import Span, span_of
from sources.dates.english.written import named_dates, parts_in
from sources.dates.errors import BadEdtf, NotUnderstood
from sources.dates.notation import LONGEST
from sources.dates.parsed import ParsedTime, parse

NOT_UNDERSTOOD = (
    "This is not understood as a date. Write it as 2021-09-05, 5 Sep 2021, Sep 2021, between 5 and 11 Sep 2021 or "
    "since 2021, or in EDTF"
)
NEEDS_DATE = "; “last week” can be counted where a source is named that has a date."

_EDTF_LIKE = re.compile(r"[-0-9?~%XYSE.,/\[\]{}\s]*")
_DATED = re.compile(r"[^\[\]{}/,]+")
_LEADING = re.compile(r"(?:on|in|at|during|the) ")
_QUALIFIED = [
    (re.compile(r"(?:about|around|circa|c\.?|ca\.?|approximately|roughly) (?P<rest>.+)"), "~"),
    (re.compile(r"(?:perhaps|possibly|probably|maybe) (?P<rest>.+)"), "?"),
]
_TWO_ENDED = [
    (re.compile(r"(?:some time )?between (?P<a>.+?) and (?P<b>.+)"), "between"),
    (re.compile(r"from (?P<a>.+?) (?:to|until|till|through) (?P<b>.+)"), "interval"),
    (re.compile(r"(?P<a>.+?) (?:to|until|till|through) (?P<b>.+)"), "interval"),
    (re.compile(r"(?P<a>.+?) ?(?:–| - ) ?(?P<b>.+)"), "interval"),
    (re.compile(r"(?P<a>\d{1,2}|\d{4})-(?P<b>\d.+)"), "interval"),
    (re.compile(r"(?P<a>.+?) or (?P<b>.+)"), "or"),
    (re.compile(r"(?P<a>.+?) and (?P<b>.+)"), "and"),
]
_ONE_ENDED = [
    (re.compile(r"since (?P<rest>.+)"), "since"),
    (re.compile(r"(?:until|till|up to) (?P<rest>.+)"), "until"),
    (re.compile(r"(?:from )?(?P<rest>.+) (?:on|onwards?)"), "from"),
    (re.compile(r"(?P<rest>.+) or later"), "from"),
    (re.compile(r"by (?P<rest>.+)"), "by"),
    (re.compile(r"(?P<rest>.+) or earlier"), "by"),
    (re.compile(r"before (?P<rest>.+)"), "before"),
    (re.compile(r"after (?P<rest>.+)"), "after"),
]
_MOST = 4


class Reading(NamedTuple):
    """One meaning of a time: EDTF, and how it was reached, blank where the words say it themselves."""

    edtf: str
    why: str = ""


def read_english(text: str, on: ParsedTime | None = None) -> list[Reading]:
    """Return what a time may mean, the one to take first; EDTF means itself.

    ``on`` is the date of the source, from which “Wednesday” and “last week” are counted. Where weeks may begin on
    Sunday or Monday, or a day may come before its month or after it, the first reading holds the others.

    :raises BadEdtf: with the position and reason where a text is meant as EDTF, else with what can be written.
    """
    try:
        return [Reading(parse(text).edtf)]
    except BadEdtf as error:
        refusal = error
    if len(text) > LONGEST:
        raise refusal
    plain = _plain(text)
    span = span_of(on)
    found = list(_readings(plain, span))
    if not found:
        is_edtf = _EDTF_LIKE.fullmatch(text)
        raise refusal if is_edtf else NotUnderstood(NOT_UNDERSTOOD + ("." if span else NEEDS_DATE))
    meanings: dict[str, Reading] = {}
    for reading in found:
        meanings.setdefault(parse(reading.edtf).edtf, reading)
    return list(meanings.values())[:_MOST]


def _plain(text: str) -> str:
    """Return a text in small letters with single spaces, without commas and what only joins the parts of a date."""
    text = re.sub(r"[‐‑‒—―]", "–", text.lower()).replace("’", "'")
    text = re.sub(r",| of\b|\.(?= |$)", " ", text)
    text = re.sub(r"\bmid-", "mid ", text)
    return " ".join(text.split())


def _readings(text: str, on: Span | None) -> Iterator[Reading]:
    """Yield the meanings of a plain text by the first form that fits."""
    for forms in (_single, _ended, _two_ended, _qualified):
        found = [Reading(*one) for one in forms(text, on)]
        if found:
            yield from found
            return


def _single(text: str, on: Span | None) -> Iterator[tuple[str, str]]:
    found = list(_date(text, on))
    bare = _LEADING.sub("", text, count=1)
    yield from found or (_date(bare, on) if bare != text else ())


def _date(text: str, on: Span | None) -> Iterator[tuple[str, str]]:
    found = list(named_dates(text, on))
    yield from found or (counted(text, on) if on else ())
    if not found and (match := re.fullmatch(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day (?P<date>.*\d.*)", text)):
        yield from named_dates(match["date"], on)


def _ended(text: str, on: Span | None) -> Iterator[tuple[str, str]]:
    for pattern, sense in _ONE_ENDED:
        match = pattern.fullmatch(text)
        found = list(_readings(match["rest"], on)) if match else []
        if found:
            opened = [(_open(one.edtf, sense), one.why) for one in found]
            yield from sorted(opened, key=lambda one: _widest_first(one[0]))
            return


def _widest_first(edtf: str) -> tuple[int, int]:
    time = parse(edtf)
    return time.earliest_start, -time.latest_end


def _open(edtf: str, sense: str) -> str:
    """Return a time with one end open."""
    time = parse(edtf)
    first, last = time.earliest_start, time.latest_end
    is_date = bool(_DATED.fullmatch(edtf))
    match sense:
        case "since":
            return f"{edtf}/.."
        case "until":
            return f"../{edtf}"
        case "by":
            return f"[..{edtf if is_date else _day(last)}]"
        case "from":
            return f"[{edtf if is_date else _day(first)}..]"
        case "before":
            return f"[..{_day(first - 1)}]"
        case _:
            return f"[{_day(last + 1)}..]"


def _day(day: int) -> str:
    """Return a day. :raises BadEdtf: for an open end, which nothing comes before or after."""
    if not MIN_DAY + 1 < day < MAX_DAY - 1:
        raise NotUnderstood(NOT_UNDERSTOOD + ".")
    return Span(day, day).edtf


def _two_ended(text: str, on: Span | None) -> Iterator[tuple[str, str]]:
    for pattern, sense in _TWO_ENDED:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        last = list(_readings(match["b"], on))
        first = _first_end(match["a"], match["b"], last, on)
        if first and last:
            for a, b in list(product(first, last))[:_MOST]:
                yield _joined(a.edtf, b.edtf, sense), ", ".join(filter(None, dict.fromkeys([a.why, b.why])))
            return


def _first_end(text: str, other: str, last: list[Reading], on: Span | None) -> list[Reading]:
    """Return the meanings of the first end, which may share the month and year of the last: “5 to 11 Sep 2021”."""
    own, rest = parts_in(text), parts_in(other)
    if own is None or rest is None or own.year is not None or not last:
        return list(_readings(text, on))
    if rest.year is None:
        year = int(last[0].edtf.strip("[{")[:4])
        rest = rest._replace(year=year)
    return [Reading(*one) for one in named_dates(text, on, rest)]


def _joined(a: str, b: str, sense: str) -> str:
    if sense == "interval":
        return f"{a}/{b}"
    if sense == "or" and _DATED.fullmatch(a) and _DATED.fullmatch(b):
        return f"[{a},{b}]"
    if sense == "and":
        return f"{{{a},{b}}}"
    start = a if _DATED.fullmatch(a) else _day(parse(a).earliest_start)
    end = b if _DATED.fullmatch(b) else _day(parse(b).latest_end)
    return f"[{start}..{end}]"


def _qualified(text: str, on: Span | None) -> Iterator[tuple[str, str]]:
    for pattern, mark in _QUALIFIED:
        match = pattern.fullmatch(text)
        if match:
            yield from ((_marked(one.edtf, mark), one.why) for one in _readings(match["rest"], on))


def _marked(edtf: str, mark: str) -> str:
    """Return a time with every date in it qualified."""
    return re.sub(r"-?[0-9X]{4}(?:-[0-9X]{2}){0,2}", lambda date: f"{date[0]}{mark}", edtf)
