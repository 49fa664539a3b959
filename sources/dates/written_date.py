"""The parts one EDTF date is written in, judged by their form alone."""

import re
from dataclasses import dataclass

from sources.dates.calendar import LARGEST_YEAR
from sources.dates.errors import BadEdtf

QUALIFIERS = "?~%"
_QUALIFIER = r"[?~%]?"
_DIGIT = r"[0-9X]"

_DATE = re.compile(
    rf"{_QUALIFIER}(?P<sign>-?)(?P<year>{_DIGIT}{{4}}){_QUALIFIER}"
    rf"(?:-{_QUALIFIER}(?P<month>{_DIGIT}{{2}}){_QUALIFIER}"
    rf"(?:-{_QUALIFIER}(?P<day>{_DIGIT}{{2}}){_QUALIFIER})?)?"
)
_YEAR = re.compile(
    rf"{_QUALIFIER}"
    r"(?:Y(?P<long_sign>-?)(?P<long>[1-9][0-9]*)(?:E(?P<exponent>[1-9][0-9]*))?|(?P<sign>-?)(?P<year>[0-9]{4}))"
    rf"(?:S(?P<significant>[1-9][0-9]*))?{_QUALIFIER}"
)


def _prefixes(steps: list[str]) -> re.Pattern[str]:
    pattern = ""
    for step in reversed(steps):
        pattern = f"(?:{step}{pattern})?"
    return re.compile(pattern)


_PART = ["-", _QUALIFIER, _DIGIT, _DIGIT, _QUALIFIER]
_DATE_SO_FAR = _prefixes([_QUALIFIER, "-?", *[_DIGIT] * 4, _QUALIFIER, *_PART, *_PART])
_LONG_YEAR_SO_FAR = _prefixes([_QUALIFIER, "Y", "-?", "[1-9][0-9]*", "(?:E[1-9][0-9]*)?", "S", "[1-9][0-9]*"])
_YEAR_SO_FAR = _prefixes([_QUALIFIER, "-?", *["[0-9]"] * 4, "S", "[1-9][0-9]*", _QUALIFIER])


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """The parts of a date with where the whole, the month and the day stand in the text."""

    text: str
    position: int
    negative: bool
    year: str
    month: str = ""
    day: str = ""
    month_at: int = 0
    day_at: int = 0
    estimate: str = ""

    @property
    def signed_year(self) -> str:
        return f"-{self.year}" if self.negative else self.year


def read_written(text: str, position: int) -> WrittenDate:
    """Take apart one date that stands at ``position``.

    :raises BadEdtf: at the first character that no date has there.
    """
    return _read_year(text, position) if "Y" in text or "S" in text else _read_parts(text, position)


def _read_parts(text: str, position: int) -> WrittenDate:
    match = _DATE.fullmatch(text)
    if match is None:
        reason = "A date is written 2021, 2021-09 or 2021-09-05, with X for an unspecified digit."
        raise BadEdtf(position + _reach(_DATE_SO_FAR, text), reason)
    if match["sign"] and match["year"] == "0000":
        raise BadEdtf(position + match.start("sign"), "There is no year -0000; write 0000.")
    return WrittenDate(
        text,
        position,
        negative=bool(match["sign"]),
        year=match["year"],
        month=match["month"] or "",
        day=match["day"] or "",
        month_at=position + match.start("month"),
        day_at=position + match.start("day"),
    )


def _read_year(text: str, position: int) -> WrittenDate:
    match = _YEAR.fullmatch(text)
    if match is None:
        so_far = _LONG_YEAR_SO_FAR if "Y" in text else _YEAR_SO_FAR
        raise BadEdtf(position + _reach(so_far, text), "Such a year is written Y17000, Y-17E7 or 1950S2.")
    digits_at = position + max(match.start("long"), match.start("year"))
    year = estimate = _all_digits(match, digits_at)
    if match["significant"]:
        year = _open_digits(estimate, int(match["significant"]), position + match.start("significant"))
    if int(year.replace("X", "9")) > LARGEST_YEAR:
        raise _too_large(digits_at)
    return WrittenDate(
        text,
        position,
        negative=bool(match["long_sign"] or match["sign"]),
        year=year,
        estimate=estimate if match["significant"] else "",
    )


def _all_digits(match: re.Match[str], digits_at: int) -> str:
    digits, zeros = match["long"] or match["year"], int(match["exponent"] or 0)
    if len(digits) + zeros > len(str(LARGEST_YEAR)):
        raise _too_large(digits_at)
    if match["long"] and not zeros and len(digits) < 5:
        raise BadEdtf(digits_at, "Y stands only before a year of more than four digits.")
    if match["sign"] and digits == "0000":
        raise BadEdtf(digits_at - 1, "There is no year -0000; write 0000.")
    return digits + "0" * zeros


def _too_large(position: int) -> BadEdtf:
    return BadEdtf(position, f"Years go up to {LARGEST_YEAR}.")


def _open_digits(year: str, significant: int, position: int) -> str:
    digits = year.lstrip("0")
    if significant > len(digits):
        raise BadEdtf(position, f"{year} has only {len(digits)} significant digits.")
    return digits[:significant] + "X" * (len(digits) - significant)


def _reach(so_far: re.Pattern[str], text: str) -> int:
    match = so_far.match(text)
    return match.end() if match else 0
