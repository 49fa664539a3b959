"""The EDTF text as a small tree of dates, sets and one interval, with where each part stands."""

import enum
from dataclasses import dataclass

from sources.dates.errors import BadEdtf
from sources.dates.partial_date import PartialDate, read_date

LONGEST = 200

_ALPHABET = frozenset("0123456789-?~%XYSE.,/[]{}")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe58\ufe63\uff0d")
_BRACKETS = {"[": "]", "{": "}"}


class Open(enum.Enum):
    """An end of an interval that is not dated: open (``..``) or not known (blank)."""

    OPEN = ".."
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Members:
    """A set: one of its members (``[ ]``), or every one of them (``{ }``)."""

    every: bool
    members: tuple["PartialDate | Interval", ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """From one date to another: ``a/b``, or ``a..b`` in a set; ``end_at`` is where its end stands."""

    start: "PartialDate | Members | Open"
    end: "PartialDate | Members | Open"
    end_at: int


def read(text: str) -> PartialDate | Members | Interval:
    """Read a whole EDTF text; surrounding white space is no part of it.

    :raises BadEdtf: at the first fault; positions are those of ``text`` as given.
    """
    if len(text) > LONGEST:
        raise BadEdtf(LONGEST, f"A date is at most {LONGEST} characters long.")
    position = len(text) - len(text.lstrip())
    stripped = text.strip()
    _check_characters(stripped, position)
    ends = _split(stripped, "/", position)
    if len(ends) > 2:
        raise BadEdtf(ends[2][1] - 1, "An interval has one / between its two ends.")
    if len(ends) == 2:
        return _read_interval(*ends)
    if stripped in ("", ".."):
        raise BadEdtf(position, "This says nothing of when; leave the time blank instead.")
    return _read_dated(stripped, position)


def _check_characters(text: str, position: int) -> None:
    for index, character in enumerate(text, start=position):
        if character not in _ALPHABET:
            raise BadEdtf(index, _misplaced(character))


def _misplaced(character: str) -> str:
    if character in "T:Z+":
        return "The time of day has its own field."
    if character.isspace():
        return "A date has no spaces in it."
    if character in _DASHES:
        return "Write the plain hyphen -."
    if character.isdigit():
        return "Write the digits 0 to 9."
    if character.upper() in _ALPHABET:
        return f"Write {character.upper()} as a capital."
    return f"{character!r} has no place in a date."


def _split(text: str, separator: str, position: int) -> list[tuple[str, int]]:
    pieces = []
    for piece in text.split(separator):
        pieces.append((piece, position))
        position += len(piece) + len(separator)
    return pieces


def _read_interval(start: tuple[str, int], end: tuple[str, int]) -> Interval:
    interval = Interval(_read_end(*start), _read_end(*end), end_at=end[1])
    if isinstance(interval.start, Open) and isinstance(interval.end, Open):
        raise BadEdtf(start[1], "This says nothing of when; leave the time blank instead.")
    return interval


def _read_end(text: str, position: int) -> PartialDate | Members | Open:
    if text in ("", ".."):
        return Open(text)
    if text.startswith("{"):
        raise BadEdtf(
            position,
            "An interval starts and ends once; write [ ] for one of several dates.",
        )
    return _read_dated(text, position)


def _read_dated(text: str, position: int) -> PartialDate | Members:
    if text[0] in _BRACKETS:
        return _read_set(text, position)
    if ".." in text:
        raise BadEdtf(position + text.index(".."), "A range .. stands inside [ ] or { }.")
    return read_date(text, position)


def _read_set(text: str, position: int) -> Members:
    closing = _BRACKETS[text[0]]
    body, closed, rest = text[1:].partition(closing)
    if not closed:
        raise BadEdtf(position + len(text), f"The set is not closed with {closing}.")
    if rest:
        raise BadEdtf(position + len(body) + 2, f"Nothing follows the {closing} of a set.")
    pieces = _split(body, ",", position + 1)
    members = tuple(_read_member(*piece) for piece in pieces)
    _check_members(members, pieces)
    return Members(every=closing == "}", members=members)


def _read_member(text: str, position: int) -> PartialDate | Interval:
    if ".." not in text:
        return read_date(text, position)
    (start, start_at), (end, end_at) = _split_range(text, position)
    if not start and not end:
        raise BadEdtf(position, "A range needs a date on one side of the .. at least.")
    return Interval(
        read_date(start, start_at) if start else Open.OPEN,
        read_date(end, end_at) if end else Open.OPEN,
        end_at,
    )


def _split_range(text: str, position: int) -> tuple[tuple[str, int], tuple[str, int]]:
    start, dots, end = text.partition("..")
    return (start, position), (end, position + len(start) + len(dots))


def _check_members(members: tuple[PartialDate | Interval, ...], pieces: list[tuple[str, int]]) -> None:
    if len(members) == 1 and isinstance(members[0], PartialDate):
        raise BadEdtf(pieces[0][1], "A set has a range or more than one member.")
    for member, (_, position) in zip(members[1:], pieces[1:], strict=True):
        if isinstance(member, Interval) and member.start is Open.OPEN:
            raise BadEdtf(position, "A range with an open start comes first in its set.")
    for member, (text, position) in zip(members[:-1], pieces[:-1], strict=True):
        if isinstance(member, Interval) and member.end is Open.OPEN:
            raise BadEdtf(position + len(text), "A range with an open end comes last in its set.")
