"""The best simple paths through weighted arrows: pure, exact, and the same answer every time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from fractions import Fraction
from heapq import heappop, heappush
from math import lcm
from typing import NamedTuple


class Arrow(NamedTuple):
    """A link between two events, all named by their slugs; the weight is above 0 and below 1.

    The primary keys are of the link and of its events; nothing is ordered by them.
    """

    cause: str
    effect: str
    weight: Fraction
    kind: str
    slug: str
    pk: int = 0
    cause_pk: int = 0
    effect_pk: int = 0


class Path(NamedTuple):
    """Arrows from end to end and the product of their weights."""

    score: Fraction
    arrows: tuple[Arrow, ...]


class _Step(NamedTuple):
    """An arrow with its weight in whole parts."""

    parts: int
    arrow: Arrow


_Steps = dict[str, list[_Step]]


class _Ahead(NamedTuple):
    """The best way from an event to the end: greatest score, then fewest arrows; ``step`` is its first arrow."""

    score: int
    negative_length: int
    step: _Step | None


def best_paths(arrows: Iterable[Arrow], start: str, end: str, *, first: int, max_depth: int) -> list[Path]:
    """Return the ``first`` best paths of at most ``max_depth`` arrows that visit no event twice.

    Best is the greatest product of weights, compared exactly; then the fewest arrows; then the least slugs of the
    events in order. Between two events the heaviest arrow counts, then the least kind, then the least slug. No path
    leads from an event to itself.
    """
    chosen = _heaviest(arrows)
    unit = lcm(*(arrow.weight.denominator for arrow in chosen))
    return _Search(_steps(chosen, unit), end, max_depth, unit).best(start, first) if start != end else []


def _heaviest(arrows: Iterable[Arrow]) -> list[Arrow]:
    by_ends: dict[tuple[str, str], Arrow] = {}
    for arrow in sorted(arrows, key=lambda arrow: (arrow.weight, arrow.kind, arrow.slug)):
        held = by_ends.setdefault((arrow.cause, arrow.effect), arrow)
        if arrow.weight > held.weight:
            by_ends[arrow.cause, arrow.effect] = arrow
    return list(by_ends.values())


def _steps(arrows: list[Arrow], unit: int) -> _Steps:
    """Return the arrows out of each event, with weights as whole parts of a common unit."""
    steps: _Steps = defaultdict(list)
    for arrow in arrows:
        steps[arrow.cause].append(_Step(int(arrow.weight * unit), arrow))
    return dict(steps)


class _Bounds:
    """For each number of arrows left, the best way to the end from each event that reaches it.

    Scores are whole numbers: at ``left`` arrows they count in units of ``unit ** -left``, so that a beginning of
    n arrows times its best continuation compares with every other such product. Since weights are below 1, a best
    way never visits an event twice.
    """

    def __init__(self, steps: _Steps, end: str, depth: int, unit: int, avoiding: Set[str] = frozenset()) -> None:
        into: _Steps = defaultdict(list)
        for some in steps.values():
            for step in some:
                if step.arrow.cause not in avoiding and step.arrow.effect not in avoiding:
                    into[step.arrow.effect].append(step)
        self._levels = [{end: _Ahead(1, 0, None)}]
        for left in range(1, depth + 1):
            self._levels.append(_one_more(self._levels[-1], into, end, unit**left))

    def ahead(self, event: str, left: int) -> _Ahead | None:
        return self._levels[left].get(event)

    def crosses(self, event: str, left: int, visited: Set[str]) -> bool:
        """Whether the best way from an event leads through one of those visited."""
        ahead = self._levels[left][event]
        while ahead.step is not None:
            event, left = ahead.step.arrow.effect, left - 1
            if event in visited:
                return True
            ahead = self._levels[left][event]
        return False


def _one_more(level: dict[str, _Ahead], into: _Steps, end: str, whole: int) -> dict[str, _Ahead]:
    found = {end: _Ahead(whole, 0, None)}
    for event, ahead in level.items():
        for step in into.get(event, ()):
            cause = step.arrow.cause
            better = (step.parts * ahead.score, ahead.negative_length - 1)
            if cause not in found or better > found[cause][:2]:
                found[cause] = _Ahead(*better, step)
    return found


class _Beginning(NamedTuple):
    """The first part of a path, in the order in which the paths it can grow into are answered.

    The comparison never gets beyond ``events``, which are different in every beginning.
    """

    negative_bound: int
    length_bound: int
    events: tuple[str, ...]
    score: int
    arrows: tuple[Arrow, ...]
    bounds: _Bounds


class _Search:
    """Grows the most promising beginning first.

    A beginning's bound is the exact score and length of the best path it can grow into, so whole paths come out in
    their final order and every beginning that is grown leads to one: the work grows with the number of paths asked
    for, never with the number there are.
    """

    def __init__(self, steps: _Steps, end: str, depth: int, unit: int) -> None:
        self._steps = steps
        self._end = end
        self._depth = depth
        self._unit = unit

    def best(self, start: str, first: int) -> list[Path]:
        bounds = _Bounds(self._steps, self._end, self._depth, self._unit)
        ahead = bounds.ahead(start, self._depth)
        heap = [_Beginning(-ahead.score, -ahead.negative_length, (start,), 1, (), bounds)] if ahead else []
        found: list[Path] = []
        while heap and len(found) < first:
            beginning = heappop(heap)
            if beginning.events[-1] == self._end:
                found.append(Path(Fraction(beginning.score, self._unit ** len(beginning.arrows)), beginning.arrows))
                continue
            for grown in self._grown(beginning):
                heappush(heap, grown)
        return found

    def _grown(self, beginning: _Beginning) -> list[_Beginning]:
        left = self._depth - len(beginning.arrows) - 1
        bounds, visited = beginning.bounds, frozenset(beginning.events)
        steps = self._leading_on(beginning, bounds, left)
        if any(bounds.crosses(step.arrow.effect, left, visited) for step in steps):
            bounds = _Bounds(self._steps, self._end, left, self._unit, avoiding=visited)
            steps = self._leading_on(beginning, bounds, left)
        return [self._with(beginning, step, bounds, left) for step in steps]

    def _leading_on(self, beginning: _Beginning, bounds: _Bounds, left: int) -> list[_Step]:
        steps = self._steps.get(beginning.events[-1], [])
        return [
            step
            for step in steps
            if step.arrow.effect not in beginning.events and bounds.ahead(step.arrow.effect, left) is not None
        ]

    def _with(self, beginning: _Beginning, step: _Step, bounds: _Bounds, left: int) -> _Beginning:
        ahead = bounds.ahead(step.arrow.effect, left)
        assert ahead is not None
        score = beginning.score * step.parts
        return _Beginning(
            -score * ahead.score,
            len(beginning.arrows) + 1 - ahead.negative_length,
            (*beginning.events, step.arrow.effect),
            score,
            (*beginning.arrows, step.arrow),
            bounds,
        )
