"""What a load came to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sources.refusals import Fault, Refusal

#: How many faults are told; all are counted.
MOST_FAULTS = 1000


@dataclass
class Report:
    """What a load changed, or would change, and what was wrong with its lines.

    ``failed`` counts bad lines, ``faults`` holds the first of what is wrong with them and ``total`` counts it all.
    ``first`` and ``last`` are the journal numbers of the changes, None where there are none.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retracted: int = 0
    failed: int = 0
    total: int = 0
    faults: list[Fault] = field(default_factory=list)
    first: int | None = None
    last: int | None = None
    dry_run: bool = False

    @property
    def changed(self) -> int:
        return self.created + self.updated + self.retracted


class Faults:
    """What is wrong with lines: the first thousand kept, all counted."""

    def __init__(self, known: Faults | None = None) -> None:
        self.told: list[Fault] = list(known.told) if known else []
        self.total: int = known.total if known else 0
        self.lines: set[int] = set(known.lines) if known else set()

    def __bool__(self) -> bool:
        return self.total > 0

    def add(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.total += 1
            if fault.line is not None:
                self.lines.add(fault.line)
            if len(self.told) < MOST_FAULTS:
                self.told.append(fault)

    def count(self, others: Faults) -> None:
        """Count what others count and do not tell."""
        self.total += others.total - len(others.told)
        self.lines |= others.lines

    def in_order(self) -> list[Fault]:
        return sorted(self.told, key=lambda fault: fault.line or 0)

    def refusal(self) -> LoadRefused:
        """Return the refusal of all lines, to raise."""
        return LoadRefused(self.in_order(), self.total)


class LoadRefused(Refusal):
    """A load that was refused as a whole. ``total`` counts all faults, of which the first thousand are told."""

    def __init__(self, faults: Iterable[Fault], total: int) -> None:
        super().__init__(faults)
        self.total = total
