"""The links on short walks from one event to another, found from both ends at once."""

from __future__ import annotations

from collections.abc import Container, Iterator

from events.causality.index.graph import Graph
from events.causality.index.walking import Way


def links_between(graph: Graph, start: int, end: int, fates: bytes, most: int) -> list[int]:
    """Return the links, by number, that lie on some walk of at most ``most`` links from the one to the other."""
    if graph.hidden & {start, end}:
        return []
    ahead, back = _Spread(graph, start, fates), _Spread(graph, end, fates, backwards=True)
    while ahead.level + back.level < most and ahead.front and back.front:
        min(ahead, back, key=lambda spread: spread.work).advance()
    # What lies between is known to one of the two; only there the other goes on.
    ahead.go_on(most, back.depth)
    back.go_on(most, ahead.depth)
    return list(_on_the_way(ahead, back, most))


class _Spread:
    """The least number of links between one event and each of those around it."""

    def __init__(self, graph: Graph, event: int, fates: bytes, *, backwards: bool = False) -> None:
        self._graph = graph
        self.way = Way.of(graph, backwards=backwards, fates=fates)
        self.depth = {event: 0}
        self.front = [event]
        self.level = 0

    @property
    def work(self) -> int:
        """How many links the next level looks at."""
        return sum(map(self.way.side.count, self.front))

    def go_on(self, most: int, within: Container[int]) -> None:
        while self.front and self.level < most:
            self.advance(within)

    def advance(self, within: Container[int] | None = None) -> None:
        """Take one level more, of some events only where they are told."""
        self.level += 1
        depth, level, front = self.depth, self.level, []
        for link in self.links():
            far = self.way.ends[link]
            if far not in depth and (within is None or far in within):
                depth[far] = level
                front.append(far)
        self.front = front

    def links(self) -> Iterator[int]:
        """Yield the links that lead on from the front to what may be seen."""
        labels, hidden = self._graph.columns.labels, self._graph.hidden
        side, ends, fates = self.way.side, self.way.ends, self.way.fates
        for event in self.front:
            for link in side.of(event):
                if fates[labels[link]] and ends[link] not in hidden:
                    yield link


def _on_the_way(ahead: _Spread, back: _Spread, most: int) -> Iterator[int]:
    """Yield the links whose ends are near enough to both: asked of that side which has fewer."""
    between = [event for event in ahead.depth if ahead.depth[event] + back.depth.get(event, most + 1) <= most]
    near = min(ahead, back, key=lambda spread: sum(map(spread.way.side.count, between)))
    near.front = between
    causes, effects = back.way.ends, ahead.way.ends
    for link in near.links():
        so_far, left = ahead.depth.get(causes[link]), back.depth.get(effects[link])
        if so_far is not None and left is not None and so_far + 1 + left <= most:
            yield link
