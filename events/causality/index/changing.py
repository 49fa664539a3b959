"""A graph of a later state, made from an earlier one and what changed in between."""

from __future__ import annotations

from bisect import insort
from typing import NamedTuple

from events.causality.index.graph import Graph, Side
from sources.states import State


class EventRow(NamedTuple):
    pk: int
    sort_day: int
    slug: str


class LinkRow(NamedTuple):
    """A link with its ends by primary key."""

    pk: int
    cause: int
    effect: int
    label: int


class Changing:
    """Takes changes one by one. The graph it began with stays as it is.

    Only one at a time may do this: what follows from one graph shares its columns.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._columns = graph.columns
        self._told = dict(graph.told)
        self._hidden = set(graph.hidden)
        self._added = dict(graph.added)
        self._names = dict(graph.names)
        self._moved = dict(graph.moved)
        self._ahead, self._back = _Links(graph.ahead), _Links(graph.back)

    def has(self, pk: int) -> bool:
        """Return whether an event has a number here, be it hidden."""
        return self._event(pk) is not None

    def shows(self, pk: int) -> bool:
        """Return whether an event is here and to be seen."""
        event = self._event(pk)
        return event is not None and event not in self._hidden

    def put_event(self, row: EventRow) -> None:
        """Add an event, or say anew what is known of one."""
        event = self._event(row.pk)
        self._names[row.slug] = len(self._columns.event_pks) if event is None else event
        if event is None:
            self._added[row.pk] = len(self._columns.event_pks)
            self._columns.add_events([row.pk], [row.sort_day], [row.slug])
            return
        self._told[event] = (row.sort_day, row.slug)
        self._hidden.discard(event)

    def hide_event(self, pk: int) -> None:
        """Let nothing lead to an event any more."""
        event = self._event(pk)
        if event is not None:
            self._hidden.add(event)

    def put_link(self, row: LinkRow) -> None:
        """Add a link between two events that are there, or put it in place of what it was."""
        self.drop_link(row.pk)
        cause, effect = self._event(row.cause), self._event(row.effect)
        assert cause is not None
        assert effect is not None
        number = self._moved[row.pk] = len(self._columns.link_pks)
        self._columns.add_links([row.pk], [cause], [effect], [row.label])
        place, causes, effects = self._columns.place, self._columns.causes, self._columns.effects
        insort(self._ahead.of(cause), number, key=lambda link: place(effects[link]))
        insort(self._back.of(effect), number, key=lambda link: place(causes[link]))

    def drop_link(self, pk: int) -> None:
        """Take a link out, if it is there."""
        number = self._moved[pk] if pk in self._moved else self._graph.link(pk)
        if number is None:
            return
        self._ahead.of(self._columns.causes[number]).remove(number)
        self._back.of(self._columns.effects[number]).remove(number)
        self._moved[pk] = None

    def graph(self, state: State) -> Graph:
        """Return the graph that came of it."""
        ahead, back = self._ahead.side(), self._back.side()
        hidden = frozenset(self._hidden)
        return Graph(state, self._columns, ahead, back, self._told, hidden, self._added, self._names, self._moved)

    def _event(self, pk: int) -> int | None:
        return self._added.get(pk) if pk in self._added else self._graph.event(pk)


class _Links:
    """One side of the links, in lists where they change."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._lists: dict[int, list[int]] = {}

    def of(self, event: int) -> list[int]:
        if event not in self._lists:
            self._lists[event] = list(self._side.of(event))
        return self._lists[event]

    def side(self) -> Side:
        return Side(self._side.offsets, self._side.links, {**self._side.changed, **self._lists})
