"""Times known only so well: EDTF text to four bounds, as whole days of any year.

A day is a number: 0001-01-01 of the proleptic Gregorian calendar is 1, as in ``date.toordinal``, and years
before it are astronomical (0000 is 1 BC; ISO 8601). ``MIN_DAY`` and ``MAX_DAY`` stand for an open bound.
"""

from sources.dates.buckets import BUCKETS, bucket_start, next_bucket
from sources.dates.calendar import (
    MAX_DAY,
    MIN_DAY,
    civil,
    day_number,
    iso_day,
    parse_iso_day,
)
from sources.dates.display import display
from sources.dates.errors import BadEdtf
from sources.dates.parsed import ParsedTime, parse

__all__ = [
    "BUCKETS",
    "MAX_DAY",
    "MIN_DAY",
    "BadEdtf",
    "ParsedTime",
    "bucket_start",
    "civil",
    "day_number",
    "display",
    "iso_day",
    "next_bucket",
    "parse",
    "parse_iso_day",
]
