"""Where the events of a chain are drawn: by time from left to right, causes before effects, arrows rarely crossing.

The way is Sugiyama's: events get columns, an arrow that passes a column gets a place in it, and the places of each
column are put into the order of what they are joined to, over and over, keeping the order with the fewest crossings.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import NamedTuple

#: How often the columns are put into order, once from the left and once from the right each time.
SWEEPS = 12


class Spot(NamedTuple):
    """An event to be drawn: it began on one of these days. Of two, the lesser key is drawn first."""

    first: int
    last: int
    key: str

    def is_before(self, other: Spot) -> bool:
        """Return whether it surely began before another one."""
        return self.last < other.first


#: The keys of a cause and its effect.
Arrow = tuple[str, str]


class Place(NamedTuple):
    """A column from the left, and a height in it: rows downwards around 0."""

    column: int
    row: float


@dataclass(frozen=True)
class Drawing:
    """Where each event stands by its key, and for each arrow the places that it passes, its ends included."""

    events: dict[str, Place]
    arrows: list[list[Place]]
    crossings: int


def draw(spots: Iterable[Spot], arrows: Sequence[Arrow]) -> Drawing:
    """Return where events and the arrows between them are drawn; the same every time.

    A cause stands left of its effect, and what surely came later never left of what came earlier, as far as the two
    agree; an arrow that closes a cycle goes back.
    """
    by_key = {spot.key: spot for spot in sorted(spots)}
    columns = _columns(by_key, arrows)
    ways = [_way(number, columns, arrow) for number, arrow in enumerate(arrows)]
    layers = _best_order(_layers(columns, ways), ways)
    places = {
        stop: Place(column, row - (len(layer) - 1) / 2)
        for column, layer in enumerate(layers)
        for row, stop in enumerate(layer)
    }
    events = {key: places[key] for key in by_key}
    return Drawing(events, [[places[stop] for stop in way] for way in ways], _crossings(layers, ways))


#: A key of an event, or the number of an arrow and the column in which it passes others.
Stop = Hashable
Way = list[Stop]


def _columns(spots: dict[str, Spot], arrows: Sequence[Arrow]) -> dict[str, int]:
    """Return the column of each event: as far left as its causes and time allow, then as near to its effects."""
    order = _in_order(spots, arrows)
    place = {key: number for number, key in enumerate(order)}
    forward = [(cause, effect) for cause, effect in arrows if place[cause] < place[effect]]
    causes, effects = defaultdict(list), defaultdict(list)
    for cause, effect in forward:
        causes[effect].append(cause)
        effects[cause].append(effect)
    columns: dict[str, int] = {}
    for key in order:
        earlier = [columns[other] for other in columns if spots[other].is_before(spots[key])]
        columns[key] = max([0, *earlier, *(columns[cause] + 1 for cause in causes[key])])
    for key in reversed(order):
        later = [columns[other] for other in order if spots[key].is_before(spots[other])]
        if effects[key]:
            columns[key] = max(columns[key], min([*later, *(columns[effect] - 1 for effect in effects[key])]))
    return columns


def _in_order(spots: dict[str, Spot], arrows: Sequence[Arrow]) -> list[str]:
    """Return the events so that causes come before effects, and otherwise by time; a cycle is cut at its earliest."""
    waiting, ahead = dict.fromkeys(spots, 0), defaultdict(list)
    for cause, effect in arrows:
        waiting[effect] += 1
        ahead[cause].append(effect)
    ready = [spots[key] for key, number in waiting.items() if number == 0]
    heapify(ready)
    order: dict[str, None] = {}
    while len(order) < len(spots):
        key = heappop(ready).key if ready else min(spots[key] for key in spots if key not in order).key
        if key in order:
            continue
        order[key] = None
        for effect in ahead[key]:
            waiting[effect] -= 1
            if waiting[effect] == 0 and effect not in order:
                heappush(ready, spots[effect])
    return list(order)


def _way(number: int, columns: dict[str, int], arrow: Arrow) -> Way:
    """Return the stops of an arrow: its ends, and between them one in each column it passes."""
    cause, effect = arrow
    passed = range(columns[cause] + 1, columns[effect])
    return [cause, *((number, column) for column in passed), effect]


def _layers(columns: dict[str, int], ways: list[Way]) -> list[list[Stop]]:
    layers: list[list[Stop]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for key, column in columns.items():
        layers[column].append(key)
    for way in ways:
        for stop in way[1:-1]:
            layers[stop[1]].append(stop)  # type: ignore[index]  # what lies between is numbered
    return layers


def _best_order(layers: list[list[Stop]], ways: list[Way]) -> list[list[Stop]]:
    """Return the layers in the order with the fewest crossings that the sweeps come by."""
    before, behind = defaultdict(list), defaultdict(list)
    for way in ways:
        for left, right in pairwise(way):
            before[right].append(left)
            behind[left].append(right)
    best, fewest = layers, _crossings(layers, ways)
    for _ in range(SWEEPS):
        layers = _swept(layers, before)
        layers = _swept(layers[::-1], behind)[::-1]
        crossings = _crossings(layers, ways)
        if crossings < fewest:
            best, fewest = layers, crossings
    return best


def _swept(layers: list[list[Stop]], joined: dict[Stop, list[Stop]]) -> list[list[Stop]]:
    """Return each layer in the order of the middle of what its stops are joined to in the layers before."""
    rows: dict[Stop, float] = {}
    swept = []
    for layer in layers:
        middle = {}
        for row, stop in enumerate(layer):
            known = [rows[other] for other in joined[stop] if other in rows]
            middle[stop] = sum(known) / len(known) if known else row - (len(layer) - 1) / 2
        ordered = sorted(layer, key=lambda stop: middle[stop])
        rows |= {stop: row - (len(layer) - 1) / 2 for row, stop in enumerate(ordered)}
        swept.append(ordered)
    return swept


def _crossings(layers: list[list[Stop]], ways: list[Way]) -> int:
    """Count the pairs of arrows that cross between neighbouring columns."""
    at = {stop: (column, row) for column, layer in enumerate(layers) for row, stop in enumerate(layer)}
    between: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for way in ways:
        for left, right in pairwise(way):
            (column, row), (next_column, next_row) = at[left], at[right]
            if next_column == column + 1:
                between[column].append((row, next_row))
    return sum(map(_inversions, between.values()))


def _inversions(ends: list[tuple[int, int]]) -> int:
    """Count the pairs of segments that cross, given the rows of their ends."""
    seen: list[int] = []
    found = 0
    for _, row in sorted(ends):
        found += len(seen) - bisect_right(seen, row)
        insort(seen, row)
    return found
