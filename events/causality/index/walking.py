"""Walking the graph from one event, level by level."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from heapq import merge

from events.causality.index.graph import Graph, Side
from events.causality.index.labels import FOLLOWED, NAMES
from events.causality.walks import MOST_COUNTED, Crossed, Reached, Walked


@dataclass(frozen=True, slots=True)
class Way:
    """Which way to go, and along which links."""

    side: Side
    #: The event that each link leads to.
    ends: array[int]
    fates: bytes

    @classmethod
    def of(cls, graph: Graph, *, backwards: bool, fates: bytes) -> Way:
        if backwards:
            return cls(graph.back, graph.columns.causes, fates)
        return cls(graph.ahead, graph.columns.effects, fates)


class Walk:
    """One walk. ``least`` is the least depth at which an event was reached, ``onward`` that from which it goes on."""

    def __init__(self, graph: Graph, root: int, depth: int, limit: int, *, backwards: bool, fates: bytes) -> None:
        self._graph = graph
        self._way = Way.of(graph, backwards=backwards, fates=fates)
        self._way_back = Way.of(graph, backwards=not backwards, fates=fates)
        self._depth = depth
        self._most = limit + 1
        self._least, self._onward = {root: 0}, {root: 0}
        #: What is kept, with the sort day and the slug by which it comes.
        self._kept: dict[int, tuple[int, str]] = {root: (graph.day(root), graph.slug(root))}
        self._level = 0
        self._front = [root]
        #: The links of each event that the walk went on from.
        self._gone: dict[int, Sequence[int]] = {}

    def walked(self) -> Walked:
        """Walk, and return what was reached, as far as anyone is to know of it."""
        while self._front and self._level < self._depth and len(self._least) - 1 <= MOST_COUNTED:
            self._advance()
        pks, least, onward = self._graph.columns.event_pks, self._least, self._onward.get
        nodes = [Reached(pks[one], least[one], day, slug, onward(one)) for one, (day, slug) in self._kept.items()]
        return Walked(nodes, len(least) - 1, self._is_deeper(), self._links())

    def _advance(self) -> None:
        """Take one level more. What is kept of it comes by sort day and slug, behind what is nearer."""
        self._level += 1
        new, front = self._reached()
        self._least.update(dict.fromkeys(new, self._level))
        if len(self._kept) < self._most:
            first = self._graph.first(new, self._most - len(self._kept))
            self._kept.update((event, (day, slug)) for day, slug, event in first)
        self._front = front

    def _reached(self) -> tuple[list[int], list[int]]:
        """Return the events that the front leads to: those not reached before, and those to go on from."""
        least, onward, level, hidden = self._least, self._onward, self._level, self._graph.hidden
        labels, ends, fates, of = self._graph.columns.labels, self._way.ends, self._way.fates, self._way.side.of
        new: dict[int, None] = {}
        front = []
        some = [of(near) for near in self._front]
        self._gone.update(zip(self._front, some, strict=True))
        if max(map(len, some)) > MOST_COUNTED:
            some = [self._enough(some)]
        for links in some:
            for link in links:
                fate = fates[labels[link]]
                if not fate:
                    continue
                far = ends[link]
                if far in hidden:
                    continue
                if far not in least:
                    new[far] = None
                if fate == FOLLOWED and far not in onward:
                    onward[far] = level
                    front.append(far)
        return list(new), front

    def _enough(self, some: list[Sequence[int]]) -> Sequence[int]:
        """Return, of the links of a front that has a hub, those to its first events, so that counting stops there.

        Links come by the sort day and slug that their far ends had when the graph was read; where these changed since,
        all are returned.
        """
        labels, ends, fates, graph = self._graph.columns.labels, self._way.ends, self._way.fates, self._graph
        place = graph.columns.place
        merged = merge(*some, key=lambda link: place(ends[link])) if len(some) > 1 else some[0]
        passed = self._least.keys() | graph.hidden
        found = self._links_to(graph.told, set(self._front))
        counted: set[int] = set()
        last = None
        for link in merged:
            far = ends[link]
            if len(counted) > max(MOST_COUNTED, self._most) and far != last:
                break
            if far in graph.told:
                continue
            last = far
            found.append(link)
            if fates[labels[link]] and far not in passed:
                counted.add(far)
        return found

    def _links_to(self, fars: Iterable[int], nears: Container[int]) -> list[int]:
        """Return the links that lead from some events to some others, looked for from the latter."""
        starts, of = self._way_back.ends, self._way_back.side.of
        return [link for far in fars for link in of(far) if starts[link] in nears]

    def _is_deeper(self) -> bool:
        """Whether one step more would reach anything new."""
        if self._level < self._depth:
            return False
        labels, ends, fates, of = self._graph.columns.labels, self._way.ends, self._way.fates, self._way.side.of
        passed = self._least.keys() | self._graph.hidden
        return any(fates[labels[link]] and ends[link] not in passed for near in self._front for link in of(near))

    def _links(self) -> list[Crossed]:
        """Return the links that were walked from one kept event to another."""
        columns, kept, gone = self._graph.columns, self._kept, self._gone
        ends, fates, labels = self._way.ends, self._way.fates, columns.labels
        pks, events, causes, effects = columns.link_pks, columns.event_pks, columns.causes, columns.effects
        return [
            Crossed(pks[link], events[causes[link]], events[effects[link]], NAMES[labels[link]][0])
            for near in kept
            if near in gone or self._goes_on(near)
            for link in self._links_of(near)
            if ends[link] in kept and fates[labels[link]]
        ]

    def _links_of(self, near: int) -> Sequence[int]:
        """Return the links of an event; of a hub only those to what is kept."""
        links = self._gone.get(near) or self._way.side.of(near)
        return links if len(links) <= MOST_COUNTED else self._links_to(self._kept, {near})

    def _goes_on(self, event: int) -> bool:
        """Whether the walk goes on from a kept event within the depth, be it further than it was walked."""
        if event in self._onward:
            return self._onward[event] < self._depth
        return len(self._least) - 1 > MOST_COUNTED and self._comes_about(event)

    def _comes_about(self, event: int) -> bool:
        """Whether a way within the depth, on which nothing is prevented, leads to an event: looked for from there."""
        labels, ends, fates, of = (
            self._graph.columns.labels,
            self._way_back.ends,
            self._way_back.fates,
            self._way_back.side.of,
        )
        seen, front = {event, *self._graph.hidden}, [event]
        for left in range(1, self._depth):
            before = {ends[link] for far in front for link in of(far) if fates[labels[link]] == FOLLOWED} - seen
            if any(self._onward.get(near, self._depth) + left < self._depth for near in before):
                return True
            seen |= before
            front = list(before)
        return False
