"""Days as numbers, for years of any size and either sign."""

import re
from functools import lru_cache

from sources.dates.errors import BadEdtf

MIN_DAY = -(2**63)
MAX_DAY = 2**63 - 1

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_DAYS_IN_ERA = 146_097  # 400 years
_DAYS_FROM_YEAR_0_MARCH = 305  # 0000-03-01 to the day before 0001-01-01
_ISO = re.compile(r"(?P<year>[+-][0-9]{4,17}|[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")


def is_leap(year: int) -> bool:
    """Return whether an astronomical year has a 29 February in the Gregorian calendar."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Return how many days a month (1 to 12) has."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_number(year: int, month: int, day: int) -> int:
    """Return the number of a day of the proleptic Gregorian calendar; 0001-01-01 is 1.

    The parts must name a real day; they are not checked. Source: Howard Hinnant, "chrono-Compatible Low-Level
    Date Algorithms", ``days_from_civil``.
    """
    march_year = year if month > 2 else year - 1
    day_of_march_year = (153 * ((month - 3) % 12) + 2) // 5 + day - 1
    leap_days = march_year // 4 - march_year // 100 + march_year // 400
    return 365 * march_year + leap_days + day_of_march_year - _DAYS_FROM_YEAR_0_MARCH


def civil(day: int) -> tuple[int, int, int]:
    """Return year, month and day of a day number: the inverse of :func:`day_number`.

    Source: Hinnant, ``civil_from_days``.
    """
    era, day_of_era = divmod(day + _DAYS_FROM_YEAR_0_MARCH, _DAYS_IN_ERA)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    march_month = (5 * day_of_year + 2) // 153
    month = (march_month + 2) % 12 + 1
    year = 400 * era + year_of_era + (1 if month <= 2 else 0)
    return year, month, day_of_year - (153 * march_month + 2) // 5 + 1


LARGEST_YEAR = civil(MAX_DAY)[0] - 1  # all its days, and those of its negative, lie inside the open bounds


#: How many different days are kept as they were last written: some 100 bytes each.
REMEMBERED = 16_384


@lru_cache(REMEMBERED)
def iso_day(day: int | None) -> str | None:
    """Return a day as ISO 8601 (``2021-09-05``, ``-0043-03-15``, ``+12345-01-01``); None for an open bound or None."""
    if day is None or day in (MIN_DAY, MAX_DAY):
        return None
    year, month, day_of_month = civil(day)
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{day_of_month:02d}"


def parse_iso_day(text: str) -> int:
    """Return the day number of an ISO 8601 day; a year of more than four digits needs a sign.

    :raises BadEdtf: for any other text, and for a day no month has.
    """
    match = _ISO.match(text)
    if match is None:
        raise BadEdtf(0, "A day is written 2021-09-05.")
    if match.end() != len(text):
        raise BadEdtf(match.end(), "A day ends after two digits for the day.")
    year, month, day = (int(part) for part in match.groups())
    if abs(year) > LARGEST_YEAR:
        raise BadEdtf(0, f"Years go up to {LARGEST_YEAR}.")
    if match["year"].startswith("-") and year == 0:
        raise BadEdtf(0, "There is no year -0000; write 0000.")
    if not 1 <= month <= 12:
        raise BadEdtf(match.start("month"), f"There is no month {match['month']}.")
    if not 1 <= day <= month_length(year, month):
        raise BadEdtf(match.start("day"), month_has(match["year"], year, month))
    return day_number(year, month, day)


def month_has(written_year: str, year: int, month: int) -> str:
    """Return the sentence that tells how many days a month has."""
    return f"{MONTHS[month - 1]} {written_year} has {month_length(year, month)} days."
