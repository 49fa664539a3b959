"""A place in a feed that one can go on from, also in the midst of what a new store begins with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sources.records import ORDER
from sources.refusals import refuse

WRITTEN = re.compile(r"(?P<number>\d{1,18})|0\.(?P<kind>[a-z_]{1,20})\.(?P<slug>[a-z0-9-]{1,100})", re.ASCII)


@dataclass(frozen=True)
class Position:
    """The place behind a change: its number, and at the number 0, which many have, its kind and slug.

    Written it is ``71``, ``0`` for the beginning, or ``0.topic.border``.
    """

    number: int = 0
    kind: str = ""
    slug: str = ""

    @property
    def is_in_beginning(self) -> bool:
        """Whether something of what a new store begins with may come after it."""
        return self.number == 0

    @property
    def key(self) -> tuple[int, str]:
        """Where it stands in what a new store begins with."""
        return (ORDER.index(self.kind), self.slug) if self.kind else (-1, "")

    def __str__(self) -> str:
        return f"0.{self.kind}.{self.slug}" if self.kind else str(self.number)


def read_position(text: str, name: str = "since") -> Position:
    """Return the position that a text names. :raises Refusal: BAD_USER_INPUT, at the argument of that name."""
    found = WRITTEN.fullmatch(text)
    if found is None or (found["kind"] is not None and found["kind"] not in ORDER):
        raise refuse("BAD_USER_INPUT", f"{name} is the cursor or number of a change, or 0 for the beginning.", name)
    return Position(int(found["number"] or 0), found["kind"] or "", found["slug"] or "")
