"""What a facet answers."""

from __future__ import annotations

from dataclasses import dataclass

from events.choices import Facet

#: Values of one facet that are answered; how many more there are is told.
MOST_VALUES = 100


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value and how many events have it.

    ``value`` is a slug, or a month as 2021-09. ``count`` takes in what lies below the value in its tree, each event
    once; ``own`` are the events of the value itself. Of months ``count`` is ``certain`` and ``possible`` together, as
    a timeline counts them; of other facets these two are None.
    """

    value: str
    label: str
    count: int
    own: int
    certain: int | None = None
    possible: int | None = None


@dataclass(frozen=True, slots=True)
class FacetResult:
    """The values of one facet that most events have, how many further values there are, and the events without any."""

    facet: Facet
    values: list[FacetValue]
    other_count: int
    without: int

    @property
    def truncated(self) -> bool:
        return self.other_count > 0
