"""Where what claims say lies on one line, so that a page can show numbers and times that differ side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

#: The line in units of the drawing, and what is left free at its ends for what goes on beyond.
WIDTH = 240
MARGIN = 18


@dataclass(frozen=True)
class Span:
    """What one claim says: from x on, and how far; an end that is not known goes off the line."""

    x: float
    width: float
    is_open_below: bool
    is_open_above: bool

    @property
    def end(self) -> float:
        return self.x + self.width

    @property
    def is_point(self) -> bool:
        return self.width == 0


@dataclass(frozen=True)
class Line:
    """One line for all claims of an account: their spans by slug, what they share, and marks to read it by."""

    spans: dict[str, Span]
    common: Span | None
    marks: list[tuple[float, str]] = field(default_factory=list)


def line_of(account: dict[str, Any]) -> Line | None:
    """Return the line of an account; None where no claim of it has a bound that is known."""
    bounds = {claim["slug"]: (claim["low"], claim["high"]) for claim in account["claims"]}
    known = sorted({float(end) for pair in bounds.values() for end in pair if end is not None})
    if not known:
        return None
    # A number counts from nothing, so that "none" and "at least five" stand as far apart as they are.
    scale = _Scale(min(0.0, known[0]), max(known[-1], 1.0))
    spans = {slug: scale.span(low, high) for slug, (low, high) in bounds.items() if (low, high) != (None, None)}
    shared = account["common"] or {}
    common = scale.span(shared["low"], shared["high"]) if shared.get("low") is not None else None
    return Line(spans, common, [(scale.at(end), grouped(end)) for end in known])


def worded(low: Any, high: Any) -> str:
    """Return bounds in words: 7 to nothing is "at least 7"."""
    if low is None and high is None:
        return ""
    if high is None:
        return gettext("at least {number}").format(number=grouped(low))
    if low is None:
        return gettext("at most {number}").format(number=grouped(high))
    if low == high:
        return grouped(low)
    return gettext("{low} to {high}").format(low=grouped(low), high=grouped(high))


def grouped(number: float | str) -> str:
    """Return a number as people of the reader's language write it: 50,000 in English."""
    value = Decimal(str(number))
    return number_format(value.quantize(Decimal(1)) if value == value.to_integral() else value, force_grouping=True)


@dataclass(frozen=True)
class _Scale:
    least: float
    most: float

    def at(self, value: float) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (value - self.least) / (self.most - self.least), 1)

    def span(self, low: Any, high: Any) -> Span:
        start = 0.0 if low is None else self.at(float(low))
        end = float(WIDTH) if high is None else self.at(float(high))
        return Span(start, round(end - start, 1), low is None, high is None)
