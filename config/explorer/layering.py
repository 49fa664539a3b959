"""Where the events of a chain stand: a layered drawing of a directed graph.

K. Sugiyama, S. Tagawa, M. Toda, "Methods for Visual Understanding of Hierarchical System Structures", IEEE Transactions
on Systems, Man, and Cybernetics 11 (1981): layers first, then an order in each that lets few lines cross (each event at
the mean of its neighbours, to and fro), then places. Layers are columns here, and follow from causes and from time.
Places are the nearest to the mean of an event's neighbours that keep the order and the gaps: an isotonic regression, by
pooling adjacent violators.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from math import floor
from typing import Any

from sources.dates import parse_iso_day

#: Kinds that may run in circles, so that no column follows from them.
LOOSE = frozenset(("PRECEDED", "PREVENTED"))
MOST_MARKS = 10
#: How often columns are ordered to and fro, and how often events are moved towards their neighbours.
ORDERED, PLACED = 6, 4
#: Between boxes of a column, and between lines that pass, in pixels.
BOXES, LINES = 26, 22
#: Lines that pass several columns are straightened before others, and what is joined with nothing gives way to all.
STRAIGHT, GIVING = 4.0, 0.1

#: The later stands at least so many columns behind the earlier.
Rule = tuple[str, str, int]
#: What stands in a column: an event by its slug, or the arrow that passes there.
Node = tuple[str, str]


@dataclass(frozen=True)
class Columns:
    """The column of each event, and days that mark the time: what stands left of one began before it, where its time is
    known."""

    of: Mapping[str, int]
    marks: list[tuple[int, int]]


@dataclass(frozen=True)
class Rows:
    """The middles of events in their columns, and where arrows pass the columns between their ends, in pixels."""

    of: Mapping[str, float]
    passes: Mapping[str, list[tuple[int, float]]]


def columns_of(events: Sequence[dict[str, Any]], arrows: Iterable[dict[str, Any]]) -> Columns:
    """Return the columns of events: behind their causes, and behind what certainly came before them in time."""
    slugs = [event["slug"] for event in events]
    causal = [(arrow["cause"]["slug"], arrow["effect"]["slug"], 1) for arrow in firm(events, arrows)]
    marks = _marks(events)
    names = [f"@{index}" for index in range(len(marks))]
    found = _least([*slugs, *names], [*causal, *_time_rules(events, marks)])
    # Times may go against arrows in a way that no two of them show; then the arrows alone count.
    if found is None:
        return Columns(_least(slugs, causal) or dict.fromkeys(slugs, 0), [])
    told = [(day, found[name]) for day, name in zip(marks, names, strict=True)]
    return Columns(found, [mark for mark, behind in zip_longest(told, told[1:]) if not behind or behind[1] != mark[1]])


def firm(events: Iterable[dict[str, Any]], arrows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the arrows between some events that columns follow from."""
    slugs = {event["slug"] for event in events}
    return [
        arrow
        for arrow in arrows
        if arrow["kind"] not in LOOSE and {arrow["cause"]["slug"], arrow["effect"]["slug"]} <= slugs
    ]


def _day(event: dict[str, Any], bound: str) -> int | None:
    iso = (event["when"] or {}).get(bound)
    return None if iso is None else parse_iso_day(iso)


def _marks(events: Iterable[dict[str, Any]]) -> list[int]:
    days = sorted({day for event in events if (day := _day(event, "earliestStart")) is not None})
    step = max(1, len(days) / MOST_MARKS)
    return [day for index, day in enumerate(days) if floor(index / step) != floor((index - 1) / step)]


def _time_rules(events: Iterable[dict[str, Any]], marks: list[int]) -> list[Rule]:
    rules: list[Rule] = [(f"@{index}", f"@{index + 1}", 0) for index in range(len(marks) - 1)]
    for event in events:
        first, last = _day(event, "earliestStart"), _day(event, "latestStart")
        if first is not None and (at := bisect_right(marks, first) - 1) >= 0:
            rules.append((f"@{at}", event["slug"], 0))
        if last is not None and (at := bisect_right(marks, last)) < len(marks):
            rules.append((event["slug"], f"@{at}", 1))
    return rules


def _least(nodes: Sequence[str], rules: Sequence[Rule]) -> dict[str, int] | None:
    """Return the least columns that keep all rules, then each as far right as what follows lets it; or None."""
    into, out = defaultdict(list), defaultdict(list)
    for earlier, later, by in rules:
        into[later].append((earlier, by))
        out[earlier].append((later, by))
    order = _sorted(nodes, out)
    if order is None:
        return None
    found = dict.fromkeys(nodes, 0)
    for node in order:
        found[node] = max([0, *(found[earlier] + by for earlier, by in into[node])])
    for node in reversed(order):
        if out[node]:
            found[node] = max(found[node], min(found[later] - by for later, by in out[node]))
    least = min(found.values(), default=0)
    return {node: column - least for node, column in found.items()}


def _sorted(nodes: Sequence[str], out: Mapping[str, list[tuple[str, int]]]) -> list[str] | None:
    """Return nodes each before those that it leads to; None where they lead in a circle."""
    waits = dict.fromkeys(nodes, 0)
    for node in nodes:
        for later, _ in out[node]:
            waits[later] += 1
    order = [node for node in nodes if waits[node] == 0]
    for node in order:
        for later, _ in out[node]:
            waits[later] -= 1
            if waits[later] == 0:
                order.append(later)
    return order if len(order) == len(nodes) else None


def rows_of(columns: Mapping[str, int], heights: Mapping[str, float], arrows: Iterable[dict[str, Any]]) -> Rows:
    """Return where the events of ``heights`` stand in their columns, and how arrows pass between them."""
    layers = _Layers(columns, heights)
    for arrow in arrows:
        layers.join(arrow["slug"], arrow["cause"]["slug"], arrow["effect"]["slug"])
    layers.order()
    middles = layers.places()
    passes = {
        slug: [(column, middles[node]) for column, node in enumerate(nodes, columns[cause] + 1)]
        for slug, (cause, nodes) in layers.lines.items()
    }
    return Rows({slug: middles[slug, ""] for slug in heights}, passes)


class _Layers:
    """The columns with what stands in each, from above, and what each thing is joined with on both sides."""

    def __init__(self, columns: Mapping[str, int], heights: Mapping[str, float]) -> None:
        self.columns, self.heights = columns, heights
        self.layers: list[list[Node]] = [[] for _ in range(max((columns[slug] for slug in heights), default=0) + 1)]
        self.left: dict[Node, list[Node]] = defaultdict(list)
        self.right: dict[Node, list[Node]] = defaultdict(list)
        self.lines: dict[str, tuple[str, list[Node]]] = {}
        for slug in heights:
            self.layers[columns[slug]].append((slug, ""))

    def join(self, arrow: str, cause: str, effect: str) -> None:
        """Lead an arrow through the columns between its ends."""
        first, last = self.columns[cause], self.columns[effect]
        through: list[Node] = [(f"{arrow} {column}", arrow) for column in range(first + 1, last)]
        for column, node in enumerate(through, first + 1):
            self.layers[column].append(node)
        way: list[Node] = [(cause, ""), *through, (effect, "")]
        if first < last:
            for one, other in pairwise(way):
                self.right[one].append(other)
                self.left[other].append(one)
        self.lines[arrow] = (cause, through)

    def order(self) -> None:
        """Order each column so that few lines cross."""
        best, least = [list(layer) for layer in self.layers], self._crossings()
        for _ in range(ORDERED):
            if least == 0:
                return
            for layer, before in zip(self.layers[1:], self.layers, strict=False):
                _by_mean(layer, before, self.left)
            for layer, behind in zip(self.layers[-2::-1], self.layers[:0:-1], strict=True):
                _by_mean(layer, behind, self.right)
            if (crossings := self._crossings()) < least:
                best, least = [list(layer) for layer in self.layers], crossings
        self.layers = best

    def _crossings(self) -> int:
        return sum(self._crossed(*pair) for pair in pairwise(self.layers))

    def _crossed(self, layer: list[Node], behind: list[Node]) -> int:
        """Return how many pairs of lines between two columns cross: whose ends are in another order."""
        at = {node: index for index, node in enumerate(behind)}
        ends: list[int] = []
        crossed = 0
        for node in layer:
            reached = sorted(at[other] for other in self.right[node])
            crossed += sum(len(ends) - bisect_right(ends, end) for end in reached)
            for end in reached:
                insort(ends, end)
        return crossed

    def places(self) -> dict[Node, float]:
        """Return the middle of each thing in its column, as near to its neighbours as the others there let it."""
        middles: dict[Node, float] = {}
        for layer in self.layers:
            offsets = self._offsets(layer)
            middles |= {node: at - offsets[-1] / 2 for node, at in zip(layer, offsets, strict=True)}
        for _ in range(PLACED):
            for layer in reversed(self.layers):
                self._drawn_to(self.right, layer, middles)
            for layer in self.layers:
                self._drawn_to(self.left, layer, middles)
        top = min((middles[slug, ""] - height / 2 for slug, height in self.heights.items()), default=0)
        return {node: middle - top for node, middle in middles.items()}

    def _drawn_to(self, beside: Mapping[Node, list[Node]], layer: list[Node], middles: dict[Node, float]) -> None:
        """Move what stands in a column to the mean of what it is joined with on one side."""
        if not layer:
            return
        offsets = self._offsets(layer)
        wanted = [_wanted(node, beside.get(node, ()), middles) for node in layer]
        free = _isotonic([(want - offset, weight) for (want, weight), offset in zip(wanted, offsets, strict=True)])
        middles |= {node: at + offset for node, at, offset in zip(layer, free, offsets, strict=True)}

    def _offsets(self, layer: list[Node]) -> list[float]:
        """Return how far each thing of a column is from the first where they stand as near as they may."""
        offsets = [0.0]
        for above, below in pairwise(layer):
            gap = LINES if above[1] or below[1] else BOXES
            offsets.append(offsets[-1] + (self._height(above) + self._height(below)) / 2 + gap)
        return offsets

    def _height(self, node: Node) -> float:
        return 0 if node[1] else self.heights[node[0]]


def _wanted(node: Node, beside: Sequence[Node], middles: Mapping[Node, float]) -> tuple[float, float]:
    """Return where something should be, and how much: what is joined with nothing gives way."""
    if not beside:
        return middles[node], GIVING
    return sum(middles[other] for other in beside) / len(beside), STRAIGHT if node[1] else 1.0


def _by_mean(layer: list[Node], beside: list[Node], joined: Mapping[Node, list[Node]]) -> None:
    """Order a column by the mean place of what each thing is joined with beside it; what has nothing there stays."""
    at = {node: index for index, node in enumerate(beside)}

    def mean(place: tuple[int, Node]) -> float:
        index, node = place
        ends = [at[other] for other in joined.get(node, ())]
        return sum(ends) / len(ends) if ends else index

    layer[:] = [node for _, node in sorted(enumerate(layer), key=mean)]


def _isotonic(wanted: Iterable[tuple[float, float]]) -> list[float]:
    """Return numbers that never fall, the nearest to those that are wanted by weighted least squares."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in wanted:
        size = 1
        while pools and pools[-1][0] > value:
            other, heavy, more = pools.pop()
            value = (value * weight + other * heavy) / (weight + heavy)
            weight, size = weight + heavy, size + more
        pools.append((value, weight, size))
    return [value for value, _, size in pools for _ in range(size)]
