"""What a walk from one event is asked, and what it finds: by the database, or by the index of the graph."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

#: Of more events than these it is not told how many there are.
MOST_COUNTED = 10_000


class Direction(StrEnum):
    """Which way a chain walks its links."""

    EFFECTS = "EFFECTS"
    CAUSES = "CAUSES"


class Steps(NamedTuple):
    """Which way to walk, how far, along links of which kinds and likelihoods, and how many events to keep."""

    direction: Direction
    depth: int
    limit: int
    kinds: frozenset[str]
    min_likelihood: str | None

    @property
    def ends(self) -> tuple[str, str]:
        """The end of a link it walks from, and the end it leads to."""
        return ("cause", "effect") if self.direction is Direction.EFFECTS else ("effect", "cause")


class Reached(NamedTuple):
    """An event, by its primary key, and the least depth at which it was reached.

    ``onward`` is the least depth from which the walk may go on, none for what is only shown.
    """

    pk: int
    depth: int
    sort_day: int
    slug: str
    onward: int | None


class Crossed(NamedTuple):
    """A link that was walked, by its primary key, from a kept event to another.

    ``slug`` is told of links that are alike in all else.
    """

    pk: int
    cause: int
    effect: int
    kind: str
    slug: str = ""


class Walked(NamedTuple):
    """What a walk kept, the root first, by depth, sort day and slug.

    ``reached`` counts all events besides the root, at least so far as it is told. ``links`` are those walked between
    the kept events, in no order.
    """

    nodes: list[Reached]
    reached: int
    is_deeper: bool
    links: Sequence[Crossed] = ()
