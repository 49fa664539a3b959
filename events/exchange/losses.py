"""What a format cannot carry, told to whoever reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from sources.records import Json


class Reason(StrEnum):
    """Why something of a record is missing from a format, or says less there."""

    NOT_CARRIED = "NOT_CARRIED"  #: The format has no place for it.
    FIRST_ONLY = "FIRST_ONLY"  #: Of several only the first is shown.
    CONTROL_CHARACTERS = "CONTROL_CHARACTERS"  #: Characters that no text shows are written as U+FFFD.
    NO_POINT = "NO_POINT"  #: No place where it occurred has coordinates.
    AREA = "AREA"  #: The place is known only to an area, or not how well: its centre would pass for a point.
    NOT_AS_FACT = "NOT_AS_FACT"  #: Not held to have occurred; the format reads as if it had.
    OUT_OF_RANGE = "OUT_OF_RANGE"  #: A year before 0 or after 9999.
    VAGUE = "VAGUE"  #: Open, a set, or not a whole day, month or year: a wider date or none.
    UNDATED = "UNDATED"  #: Left out: nothing is known of when it happened.
    OPEN_START = "OPEN_START"  #: Left out: nothing is known of when it began.
    VAGUE_START = "VAGUE_START"  #: Placed at the first known year of its start.
    VAGUE_END = "VAGUE_END"  #: Without an end: it is open, or too vague.


class Losses:
    """A tally of what is lost: what a format never carries, and how many records lose what it carries at times."""

    def __init__(self, never: Iterable[str] = ()) -> None:
        self._never = tuple(never)
        self._counts: Counter[tuple[str, Reason]] = Counter()

    def count(self, field: str, reason: Reason, number: int = 1) -> None:
        self._counts[field, reason] += number

    def told(self) -> list[dict[str, Json]]:
        """Return ``{"field", "reason", "count"}`` of each loss; what is never carried has no count."""
        never: list[dict[str, Json]] = [{"field": name, "reason": Reason.NOT_CARRIED.value} for name in self._never]
        counted = sorted((field, reason.value, number) for (field, reason), number in self._counts.items() if number)
        return never + [{"field": field, "reason": reason, "count": number} for field, reason, number in counted]
