"""How far the claims of one account agree: the whole logic of verdicts, on plain values.

An account is what is said of one event about one (predicate, subject, subject class).
Its claims come in as :class:`Statement`, whoever loaded them; :func:`judge` answers
with the verdict and the bounds:

1. Superseded, refuted and withdrawn claims, demands and vows do not count.
2. What counts is grouped by origin: one statement in forty papers is one origin, two
   speakers in one article are two. Of one origin the latest carries the verdict.
3. What the origins say is compared in pairs: numbers and times by interval, places by
   descent, actors by identity and PART_OF, occurrence and responsibility by affirmed
   or denied.

Nothing here knows who the speakers are: to swap two of them swaps their labels and
nothing else.
"""

import enum
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

type Number = Decimal | int


class Verdict(enum.StrEnum):
    """What the origins of an account make of one another."""

    AGREEMENT = "AGREEMENT"  # all that can be compared is equal
    COMPATIBLE = "COMPATIBLE"  # all that can be compared overlaps: "at least 7" and "9"
    CONTRADICTION = "CONTRADICTION"  # two are disjoint, or one denies what another affirms
    SINGLE = "SINGLE"  # one origin, or none, counts
    NOT_COMPARABLE = "NOT_COMPARABLE"  # text, or fewer than two with bounds


class Comparison(enum.Enum):
    """How two values stand to each other."""

    EQUAL = enum.auto()
    OVERLAPPING = enum.auto()
    DISJOINT = enum.auto()
    INCOMPARABLE = enum.auto()


class Stance(enum.Enum):
    """What a speech act does with its value."""

    AFFIRMS = enum.auto()
    DENIES = enum.auto()
    NEITHER = enum.auto()

    @classmethod
    def of(cls, speech_act: str) -> "Stance":
        """The stance of a claim's speech act.

        :raises KeyError: the speech act is not one of the model's seven.
        """
        return _STANCES[speech_act]


_STANCES = {
    "ASSERTS": Stance.AFFIRMS,
    "CONFIRMS": Stance.AFFIRMS,
    "CLAIMS_RESPONSIBILITY": Stance.AFFIRMS,
    "REPORTS_HEARSAY": Stance.AFFIRMS,
    "DENIES": Stance.DENIES,
    "DEMANDS": Stance.NEITHER,
    "VOWS": Stance.NEITHER,
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed range of numbers, or of day numbers for a time; None = no bound on that side.

    A time is the window from its earliest start to its latest end, an open end given as None.

    :raises ValueError: low is above high.
    """

    low: Number | None
    high: Number | None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")

    @property
    def is_bounded(self) -> bool:
        """Whether it says anything: "several" does not."""
        return self.low is not None or self.high is not None


@dataclass(frozen=True, slots=True)
class Node:
    """A place with all it lies in, or an actor with all it is PART_OF, near and far."""

    id: Hashable
    ancestors: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Text:
    """Words: shown side by side, never compared."""


@dataclass(frozen=True, slots=True)
class NoValue:
    """The value of occurrence and responsibility, which are affirmed or denied and no more."""


type Value = Interval | Node | Text | NoValue


@dataclass(frozen=True, slots=True)
class Statement[Key: Hashable]:
    """One claim as an account sees it.

    ``key`` is the caller's name for it (its slug). ``origin_roots`` are what its speaker
    is finally PART_OF (the speaker itself where that is nothing), or the roots of its
    source where the publisher speaks in its own voice; an actor and a source must never
    share a name here. ``order`` is when it was stated, as a tuple that sorts; keys break
    ties, so they sort too. ``counts`` is False for the superseded, refuted, withdrawn.

    :raises ValueError: there is no root; it would pass for independent of all others.
    """

    key: Key
    origin_roots: frozenset[Hashable]
    stance: Stance
    value: Value
    order: tuple[Any, ...]
    counts: bool = True

    def __post_init__(self) -> None:
        if not self.origin_roots:
            raise ValueError(f"{self.key!r} has no origin")

    @property
    def can_carry(self) -> bool:
        """Whether it may decide the verdict; demands and vows never do."""
        return self.counts and self.stance is not Stance.NEITHER

    @property
    def position(self) -> tuple[Any, ...]:
        """Where it stands among the statements of its account, the latest last."""
        return (self.order, self.key)


@dataclass(frozen=True, slots=True)
class Judgement[Key: Hashable]:
    """What an account comes to.

    ``low`` and ``high`` are the hull of the intervals that the carriers affirm; None = no
    bound on that side, or no interval at all. For a time they are day numbers.
    ``common`` is what all these intervals share: for SINGLE the interval itself, for
    CONTRADICTION and where there is no interval None.
    ``counted`` names the carriers, one an origin, in the order stated; ``report_count``
    is all statements, those that do not count included.
    """

    verdict: Verdict
    low: Number | None
    high: Number | None
    common: Interval | None
    independent_origins: int
    counted: tuple[Key, ...]
    report_count: int


def judge[Key: Hashable](statements: Iterable[Statement[Key]]) -> Judgement[Key]:
    """The verdict on one account, the same whatever order its statements come in."""
    reported = tuple(statements)
    carriers = latest_of_each_origin(reported)
    verdict = _verdict(carriers)
    intervals = _affirmed_intervals(carriers)
    outer = hull(intervals)
    return Judgement(
        verdict=verdict,
        low=outer.low if outer else None,
        high=outer.high if outer else None,
        common=None if verdict is Verdict.CONTRADICTION else common(intervals),
        independent_origins=len(carriers),
        counted=tuple(carrier.key for carrier in carriers),
        report_count=len(reported),
    )


def compare(a: Value, b: Value) -> Comparison:
    """How two values stand to each other, the same from both sides."""
    match a, b:
        case Interval(), Interval():
            return _compare_intervals(a, b)
        case Node(), Node():
            return _compare_nodes(a, b)
        case NoValue(), NoValue():
            return Comparison.EQUAL
    return Comparison.INCOMPARABLE


def hull(intervals: Iterable[Interval]) -> Interval | None:
    """The least interval that contains all of them; None of none."""
    intervals = tuple(intervals)
    if not intervals:
        return None
    lows, highs = _bounds(intervals)
    return Interval(
        low=min(lows) if len(lows) == len(intervals) else None,
        high=max(highs) if len(highs) == len(intervals) else None,
    )


def common(intervals: Iterable[Interval]) -> Interval | None:
    """What all of them share; None when they share nothing, and None of none.

    On a line, intervals that overlap two by two all share a point (Helly's theorem):
    where no pair of an account is disjoint, this is never None.
    """
    intervals = tuple(intervals)
    lows, highs = _bounds(intervals)
    if not intervals or (lows and highs and max(lows) > min(highs)):
        return None
    return Interval(low=max(lows, default=None), high=min(highs, default=None))


def latest_of_each_origin[Key: Hashable](
    statements: Iterable[Statement[Key]],
) -> tuple[Statement[Key], ...]:
    """The statements that carry the verdict, one an origin, in the order stated.

    Only what can carry joins origins: a withdrawn claim that two voices made together
    does not make them one.
    """
    able = [statement for statement in statements if statement.can_carry]
    origins = _Origins(able)
    latest = {origins.of(s): s for s in sorted(able, key=lambda s: s.position)}
    return tuple(sorted(latest.values(), key=lambda s: s.position))


class _Origins:
    """Roots joined wherever one statement has both (union-find)."""

    def __init__(self, statements: Iterable[Statement[Any]]) -> None:
        self._joined_to: dict[Hashable, Hashable] = {}
        for statement in statements:
            first, *others = statement.origin_roots
            for other in others:
                self._join(first, other)

    def of(self, statement: Statement[Any]) -> Hashable:
        """The root that stands for the statement's origin."""
        return self._find(next(iter(statement.origin_roots)))

    def _join(self, root: Hashable, other: Hashable) -> None:
        kept, joined = self._find(root), self._find(other)
        if joined != kept:
            self._joined_to[joined] = kept

    def _find(self, root: Hashable) -> Hashable:
        while root in self._joined_to:
            root = self._joined_to[root]
        return root


def _verdict(carriers: tuple[Statement[Any], ...]) -> Verdict:
    """A denial contradicts another origin's assertion; otherwise the values decide."""
    if len(carriers) < 2:
        return Verdict.SINGLE
    stances = {carrier.stance for carrier in carriers}
    values = [carrier.value for carrier in carriers]
    if len(stances) > 1:
        return Verdict.CONTRADICTION
    if Stance.DENIES in stances:
        return _verdict_on_denied(values)
    return _verdict_on_affirmed(values)


def _verdict_on_denied(values: list[Value]) -> Verdict:
    """To deny what happened is one answer; to deny a number leaves all others open."""
    if all(isinstance(value, NoValue) for value in values):
        return Verdict.AGREEMENT
    return Verdict.NOT_COMPARABLE


def _verdict_on_affirmed(values: list[Value]) -> Verdict:
    """The worst of all pairs that can be compared; what cannot be does not change it."""
    found = {compare(a, b) for a, b in combinations(values, 2)}
    if Comparison.DISJOINT in found:
        return Verdict.CONTRADICTION
    if Comparison.OVERLAPPING in found:
        return Verdict.COMPATIBLE
    return Verdict.AGREEMENT if Comparison.EQUAL in found else Verdict.NOT_COMPARABLE


def _affirmed_intervals(carriers: Iterable[Statement[Any]]) -> tuple[Interval, ...]:
    """A denial gives none, nor does a value without bounds: "several" beside 9 leaves 9."""
    return tuple(
        carrier.value
        for carrier in carriers
        if carrier.stance is Stance.AFFIRMS and isinstance(carrier.value, Interval) and carrier.value.is_bounded
    )


def _compare_intervals(a: Interval, b: Interval) -> Comparison:
    if not (a.is_bounded and b.is_bounded):
        return Comparison.INCOMPARABLE
    if a == b:
        return Comparison.EQUAL
    return Comparison.OVERLAPPING if common((a, b)) else Comparison.DISJOINT


def _compare_nodes(a: Node, b: Node) -> Comparison:
    if a.id == b.id:
        return Comparison.EQUAL
    is_descent = a.id in b.ancestors or b.id in a.ancestors
    return Comparison.OVERLAPPING if is_descent else Comparison.DISJOINT


def _bounds(intervals: tuple[Interval, ...]) -> tuple[list[Number], list[Number]]:
    """The lows and the highs that are given."""
    lows = [interval.low for interval in intervals if interval.low is not None]
    highs = [interval.high for interval in intervals if interval.high is not None]
    return lows, highs
