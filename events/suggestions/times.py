"""Times in running English, and what they mean counted from the date of their source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sources import dates
from sources.dates.english import Reading, read_english
from sources.dates.english.counted import NUMBERS, WEEKDAYS, back, number_of
from sources.dates.english.spans import Span, span_of

_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d{2}"
_WEEKDAY = rf"(?:{'|'.join(day.capitalize() for day in WEEKDAYS)})"
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})"
_UNIT = r"(?:day|week|month|year)s?"
_NAMED = (
    rf"{_DAY} (?:of )?{_MONTHS}(?:,? {_YEAR})?|{_MONTHS} {_DAY}(?:,? {_YEAR})?|{_MONTHS}(?: of)? {_YEAR}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|(?:the )?{_YEAR[:-5]}\d0s|(?:spring|summer|autumn|winter)(?: of)? {_YEAR}"
)
_COUNTED = (
    rf"(?i:last|next|this) (?:{_WEEKDAY}|{_MONTHS})|{_WEEKDAY}"
    rf"|(?i:(?:the )?(?:last|previous|this|next|coming) (?:week|weekend|month|year)|earlier this (?:week|month|year))"
    rf"|(?i:the day before yesterday|yesterday|tomorrow|tonight|overnight|last night|today)"
    rf"|(?i:{_NUMBER} {_UNIT} ago|(?:in|over|during) the (?:last|past) (?:{_NUMBER} )?{_UNIT})"
    r"|(?i:(?:in |over |during )?recent (?:days|weeks|months|years)|recently|under ?way|ongoing)"
)
_IN_YEAR = rf"(?:(?<=\bin )|(?<=\bIn )|(?<=\bby )|(?<=\bsince )|(?<=\bSince )|(?<=\buntil )){_YEAR}"
_SINGLE = rf"(?:{_NAMED}|{_COUNTED}|{_IN_YEAR})"
_ANCHORED = (
    rf"(?P<anchored>(?i:(?P<number>{_NUMBER}) (?P<unit>day|week|month|year)s? (?P<way>after|before|later|earlier)))"
)
_FOUND = re.compile(
    rf"\b(?:{_ANCHORED}|(?i:between) {_SINGLE} and {_SINGLE}|(?i:from) {_SINGLE} (?:to|until) {_SINGLE}"
    rf"|(?i:since|until|by|before|after) {_SINGLE}|{_DAY}(?: ?[–-] ?| to ){_DAY} {_MONTHS}(?: {_YEAR})?|{_SINGLE})\b\.?"
)


@dataclass(frozen=True)
class Time:
    """A time that a text names, as worded there, and what it may mean, the likeliest first."""

    start: int
    end: int
    worded: str
    readings: tuple[Reading, ...]
    #: Whether the words need the date of the source to be understood.
    is_counted: bool
    is_ongoing: bool = False


def times_in(text: str, on: dates.ParsedTime | None = None) -> list[Time]:
    """Return the times of a text that are understood, in order; ``on`` is the date of its source."""
    found: list[Time] = []
    for match in _FOUND.finditer(text):
        worded = match[0].rstrip(".") if not match[0].lower().endswith(("sept.", "dec.", "jan.")) else match[0]
        readings = tuple(_readings(match, worded, on, _last_in_paragraph(text, found, match.start())))
        if readings:
            found.append(_time(match.start(), worded, readings))
    return found


def _time(start: int, worded: str, readings: tuple[Reading, ...]) -> Time:
    ongoing = bool(re.fullmatch(r"under ?way|ongoing", worded.lower()))
    return Time(start, start + len(worded), worded, readings, any(one.why for one in readings), ongoing)


def _readings(match: re.Match[str], worded: str, on: dates.ParsedTime | None, before: Time | None) -> Iterator[Reading]:
    if match["anchored"]:
        yield from _anchored(match, span_of(on), before)
        return
    try:
        yield from read_english(worded, on)
    except dates.BadEdtf:
        return


def _last_in_paragraph(text: str, found: list[Time], start: int) -> Time | None:
    if found and "\n" not in text[found[-1].end : start]:
        return found[-1]
    return None


def _anchored(match: re.Match[str], on: Span | None, before: Time | None) -> Iterator[Reading]:
    """Yield what is so long before or after another event: counted from the source's date, and from the time before.

    Of “that came a month after the takeover” the takeover is dated: it is what is not dated yet.
    """
    number, unit = number_of(match["number"].lower()), match["unit"].lower()
    if on is not None:
        yield Reading(*back(on, number, unit))
    anchor = span_of(dates.parse(before.readings[0].edtf)) if before else None
    if anchor is not None and before is not None:
        way = -number if match["way"].lower() == "later" else number
        edtf, _ = back(anchor, way, unit)
        told = f"{'' if way > 0 else 'later, '}counted from “{before.worded}”"
        yield Reading(edtf, told)
