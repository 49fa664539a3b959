"""What an import has to say of the file it read: nothing is dropped or mended in silence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

FIRST = 5


class Reason(StrEnum):
    """Why something is reported; each is explained in docs/ucdp.md."""

    UNREADABLE = "unreadable"
    UNKNOWN_COLUMN = "unknown-column"
    ABSENT_COLUMN = "absent-column"
    NOT_UTF_8 = "not-utf-8"
    TAG_ROW = "tag-row"
    EDITION_NOT_NAMED = "edition-not-named"
    LOW_ABOVE_BEST = "low-above-best"
    BEST_ABOVE_HIGH = "best-above-high"
    LOW_ABOVE_HIGH = "low-above-high"
    PARTS_DIFFER_FROM_BEST = "parts-differ-from-best"
    DEATHS_OF_SIDES = "deaths-of-sides-in-one-sided-violence"
    SOURCES_NOT_COUNTED = "sources-not-counted"
    SOURCES_COUNTED_OTHERWISE = "sources-counted-otherwise"
    SOURCES_NOT_SPLIT = "sources-not-split"
    TOO_MANY_SOURCES = "too-many-sources"
    NO_SOURCE = "no-source"
    DATE_PRECISION_DIFFERS = "date-precision-differs"
    YEAR_DIFFERS = "year-differs"
    NO_COORDINATES = "no-coordinates"
    GEOMETRY_DIFFERS = "geometry-differs"
    SIDES_ALIKE = "sides-alike"
    TEXT_SHORTENED = "text-shortened"
    ACTOR_NAMED_OTHERWISE = "actor-named-otherwise"
    RETRACTED = "retracted"
    OLDER_EDITION = "older-edition"
    ENTERED_OTHERWISE = "entered-otherwise"
    FIGURE_RETRACTED = "figure-retracted"
    FIGURE_WITHDRAWN = "figure-withdrawn"


#: What keeps a row out; everything else is imported and told.
LEFT_OUT = (Reason.UNREADABLE, Reason.RETRACTED, Reason.OLDER_EDITION, Reason.ENTERED_OTHERWISE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell: of the file as a whole, or of the row that begins on a line (from 1)."""

    reason: Reason
    message: str
    line: int | None = None
    id: str = ""
    column: str = ""

    def __str__(self) -> str:
        places = (f"line {self.line}" if self.line else "", f"id {self.id}" if self.id else "", self.column)
        where = ", ".join(place for place in places if place)
        return f"{where}: {self.message}" if where else self.message

    def as_json(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value not in (None, "")}


class Findings:
    """All that is told: how often for each reason, the first of each in full, and every one to ``sink``."""

    def __init__(self, sink: Callable[[Finding], None] = lambda finding: None) -> None:
        self.counts: Counter[Reason] = Counter()
        self.first: dict[Reason, list[Finding]] = defaultdict(list)
        self._sink = sink

    def tell(self, finding: Finding) -> None:
        self.counts[finding.reason] += 1
        if len(self.first[finding.reason]) < FIRST:
            self.first[finding.reason].append(finding)
        self._sink(finding)

    def also(self, finding: Finding) -> None:
        """Tell what more is wrong with a row that is told already, without counting the row again."""
        self._sink(finding)

    @property
    def left_out(self) -> int:
        """How many rows were not imported."""
        return sum(self.counts[reason] for reason in LEFT_OUT)
