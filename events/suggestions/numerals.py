"""Numbers in running English, with what bounds them: “at least seven”, “between 5 and 10”, “several”, “none”."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

Bound = Decimal | None

_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORDS = {word: number for number, word in enumerate(_ONES)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
#: Amounts of which no bound is said.
_VAGUE = r"several|many|some|a few|a number of|dozens(?: of)?|scores(?: of)?|hundreds(?: of)?|thousands(?: of)?|all"
_NONE = r"no|none|nobody"

_SPELT = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(sorted(_ONES, key=len, reverse=True))}"
_DIGITS = r"\d{1,3}(?:[,\u202f\u00a0]\d{3})+|\d+(?:\.\d+)?"
_SCALE = rf"(?:[ -](?:{'|'.join(_SCALES)}))*"
_NUMBER = rf"(?:(?:{_DIGITS}|{_SPELT}){_SCALE}|(?:a|half a) (?:dozen|hundred|thousand|million))"

_AT_LEAST = r"at least|no fewer than|not fewer than|no less than|not less than|a minimum of|minimum of"
_AT_MOST = r"at most|up to|as many as|no more than|not more than|a maximum of|maximum of"
_MORE = r"more than|over|upwards of|above|well over"
_LESS = r"fewer than|less than|under|below|nearly|almost"
_ABOUT = r"about|around|some|roughly|approximately|an estimated|estimated|exactly"

QUANTITY = re.compile(
    rf"(?<![\w.,$€£-])(?:"
    rf"(?P<between>between (?P<from>{_NUMBER}) and (?P<to>{_NUMBER}))"
    rf"|(?:(?P<at_least>{_AT_LEAST})|(?P<at_most>{_AT_MOST})|(?P<more>{_MORE})|(?P<less>{_LESS})|(?P<about>{_ABOUT}))?"
    rf" ?(?P<number>{_NUMBER})(?: ?(?:-|–|to|or) ?(?P<second>{_NUMBER}))?(?P<or_more> or more)?"
    rf"|(?P<none>{_NONE})|(?P<vague>{_VAGUE})"
    rf")(?![\w%]|[.,]\d|-[a-z])",
    re.IGNORECASE,
)


class Quantity(NamedTuple):
    """A number in a text: where it stands, and its bounds, none where nothing is said."""

    start: int
    end: int
    low: Bound
    high: Bound
    is_vague: bool = False


def quantities_in(text: str) -> Iterator[Quantity]:
    """Yield the quantities of a text, in order."""
    for match in QUANTITY.finditer(text):
        low, high = _bounds(match)
        yield Quantity(match.start(), match.end(), low, high, is_vague=bool(match["vague"]))


def _bounds(match: re.Match[str]) -> tuple[Bound, Bound]:
    if match["vague"]:
        return None, None
    if match["none"]:
        return Decimal(0), Decimal(0)
    if match["between"]:
        return value_of(match["from"]), value_of(match["to"])
    number = value_of(match["number"])
    if match["second"]:
        return number, value_of(match["second"])
    if match["or_more"]:
        return number, None
    return next((bound(number) for name, bound in _BOUNDS.items() if match[name]), (number, number))


_BOUNDS: dict[str, Callable[[Decimal], tuple[Bound, Bound]]] = {
    "at_least": lambda number: (number, None),
    "at_most": lambda number: (None, number),
    "more": lambda number: (number + 1, None),
    "less": lambda number: (None, number - 1),
}


def value_of(text: str) -> Decimal:
    """Return the number that digits or words name: ``1,200``, ``forty-two``, ``a dozen``, ``2.5 million``."""
    total = Decimal(0)
    for word in re.split(r"[ -]", re.sub(r"[,\u202f\u00a0](?=\d{3})", "", text.lower())):
        if word in _SCALES:
            total = max(total, Decimal(1)) * _SCALES[word]
        elif word == "dozen":
            total = 12 * max(total, Decimal(1)) if total != Decimal("0.5") else Decimal(6)
        elif word == "half":
            total = Decimal("0.5")
        elif word != "a":
            total += Decimal(_WORDS[word]) if word in _WORDS else Decimal(word)
    return total.quantize(Decimal(1)) if total == total.to_integral_value() else total
