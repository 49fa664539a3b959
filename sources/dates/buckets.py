"""The calendar steps a timeline counts in."""

from sources.dates.calendar import civil, day_number

BUCKETS = ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "DECADE")

_DAYS = {"DAY": 1, "WEEK": 7}
_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12, "DECADE": 120}


def bucket_start(day: int, bucket: str) -> int:
    """Return the first day of the bucket a day falls in.

    Weeks start on Monday (ISO 8601), decades with a year divisible by ten (2020, -0050).

    :raises KeyError: when ``bucket`` is not one of :data:`BUCKETS`.
    """
    return _step(day, bucket, 0)


def next_bucket(day: int, bucket: str) -> int:
    """Return the first day after the bucket a day falls in.

    :raises KeyError: when ``bucket`` is not one of :data:`BUCKETS`.
    """
    return _step(day, bucket, 1)


def _step(day: int, bucket: str, ahead: int) -> int:
    if bucket in _DAYS:
        length = _DAYS[bucket]
        return day - (day - 1) % length + ahead * length  # day 1 is a Monday
    length = _MONTHS[bucket]
    year, month, _ = civil(day)
    months = ((year * 12 + month - 1) // length + ahead) * length
    return day_number(months // 12, months % 12 + 1, 1)
