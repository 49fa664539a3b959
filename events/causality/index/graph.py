"""The public's links and their events in arrays, at one state of the store: some sixty bytes a link."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby

from sources.states import State


class Columns:
    """What is known of each event and link, by its number here.

    Graphs that follow one another share their columns. These only grow: an older graph knows nothing of what was
    added, because none of its events leads there. The first ``events`` and ``links`` are in order of primary key.
    """

    def __init__(self) -> None:
        self.event_pks, self.days = array("q"), array("q")
        self._slugs, self._ends = bytearray(), array("q")
        #: Hashes of the first events' slugs in their order, and the events that they are of.
        self._hashes, self._hashed = array("q"), array("i")
        self.link_pks, self.causes, self.effects, self.labels = array("q"), array("i"), array("i"), array("B")
        self.events = self.links = 0

    def add_events(self, pks: Iterable[int], days: Iterable[int], slugs: Sequence[str]) -> None:
        self.event_pks.extend(pks)
        self.days.extend(days)
        encoded = [slug.encode() for slug in slugs]
        first = len(self._slugs)
        self._slugs += b"".join(encoded)
        self._ends.extend(first + end for end in accumulate(map(len, encoded)))

    def add_links(
        self, pks: Iterable[int], causes: Iterable[int], effects: Iterable[int], labels: Iterable[int]
    ) -> None:
        self.link_pks.extend(pks)
        self.causes.extend(causes)
        self.effects.extend(effects)
        self.labels.extend(labels)

    def close_events(self) -> None:
        """Let the events that are there be the first ones, to be found by their slugs, too."""
        self.events = len(self.event_pks)
        hashes = [hash(self.slug(event)) for event in range(self.events)]
        self._hashed = array("i", sorted(range(self.events), key=hashes.__getitem__))
        self._hashes = array("q", map(hashes.__getitem__, self._hashed))

    def event(self, pk: int) -> int | None:
        """Return the number of one of the first events."""
        return _position(self.event_pks, pk, self.events)

    def named(self, slug: str) -> int | None:
        """Return the number of one of the first events, by the slug that it had when it was read."""
        begin = bisect_left(self._hashes, hash(slug))
        end = bisect_right(self._hashes, hash(slug), begin)
        return next((event for event in self._hashed[begin:end] if self.slug(event) == slug), None)

    def link(self, pk: int) -> int | None:
        """Return the number of one of the first links."""
        return _position(self.link_pks, pk, self.links)

    def slug(self, event: int) -> str:
        return self._slugs[self._ends[event - 1] if event else 0 : self._ends[event]].decode()

    def place(self, event: int) -> tuple[int, str]:
        """Return by what an event came among others when it was read: its sort day and slug."""
        return self.days[event], self.slug(event)

    def in_order(self) -> list[int]:
        """Return all events by their places."""
        by_day = sorted(range(len(self.days)), key=self.days.__getitem__)
        return [event for _, some in groupby(by_day, key=self.days.__getitem__) for event in self._by_slug(list(some))]

    def _by_slug(self, events: list[int]) -> list[int]:
        return sorted(events, key=self.slug) if len(events) > 1 else events

    @property
    def size(self) -> int:
        """How many bytes the columns take."""
        events = (self.event_pks, self.days, self._ends, self._hashes, self._hashed)
        links = (self.link_pks, self.causes, self.effects, self.labels)
        return len(self._slugs) + sum(len(one) * one.itemsize for one in (*events, *links))


@dataclass(frozen=True, slots=True)
class Side:
    """The links out of each event, or into each, as slices of one array; those that ``changed`` are held apart.

    Those of one event come by the places of the events that they lead to.
    """

    offsets: array[int]
    links: array[int]
    changed: Mapping[int, Sequence[int]] = field(default_factory=dict)

    @classmethod
    def of_ends(cls, ends: array[int], fars: array[int], in_order: Sequence[int]) -> Side:
        """Return the links by the event at one of their ends; ``in_order`` are all events by their places."""
        places = array("i", bytes(4 * len(in_order)))
        for place, event in enumerate(in_order):
            places[event] = place
        counts = array("i", bytes(4 * (len(in_order) + 1)))
        for event in ends:
            counts[event + 1] += 1
        far_places = array("i", map(places.__getitem__, fars))
        by_far = sorted(range(len(ends)), key=far_places.__getitem__)
        return cls(array("i", accumulate(counts)), array("i", sorted(by_far, key=ends.__getitem__)))

    def of(self, event: int) -> Sequence[int]:
        """Return the links of one event."""
        found = self.changed.get(event)
        if found is not None:
            return found
        return self.links[self.offsets[event] : self.offsets[event + 1]] if event < len(self.offsets) - 1 else ()

    def count(self, event: int) -> int:
        """Return how many links an event has."""
        found = self.changed.get(event)
        if found is not None:
            return len(found)
        return self.offsets[event + 1] - self.offsets[event] if event < len(self.offsets) - 1 else 0

    @property
    def size(self) -> int:
        return 4 * (len(self.offsets) + len(self.links))


@dataclass(frozen=True, slots=True)
class Graph:
    """The links the public sees, with their events. One that is in use never changes: a later state is another graph.

    ``told`` holds the sort day and slug of events that changed since the columns were read, ``hidden`` those that the
    public no longer sees, ``added`` the numbers of later events, ``names`` the numbers of both by their slugs,
    ``moved`` those of links written since, None for one that is gone.
    """

    state: State
    columns: Columns
    ahead: Side
    back: Side
    told: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    hidden: AbstractSet[int] = frozenset()
    added: Mapping[int, int] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    moved: Mapping[int, int | None] = field(default_factory=dict)

    def at(self, state: State) -> Graph:
        """Return the same graph as one of a later state."""
        return replace(self, state=state)

    def event(self, pk: int) -> int | None:
        """Return the number of an event, None for one that has no link."""
        found = self.columns.event(pk)
        return self.added.get(pk) if found is None else found

    def named(self, slug: str) -> int | None:
        """Return the number of an event that is seen, None where only the database can say whether there is one."""
        found = self.names.get(slug)
        found = self.columns.named(slug) if found is None else found
        return found if found is not None and found not in self.hidden and self.slug(found) == slug else None

    def link(self, pk: int) -> int | None:
        """Return the number of a link, None for one that is not there."""
        return self.moved[pk] if pk in self.moved else self.columns.link(pk)

    def day(self, event: int) -> int:
        """Return the sort day of an event."""
        told = self.told.get(event)
        return self.columns.days[event] if told is None else told[0]

    def slug(self, event: int) -> str:
        told = self.told.get(event)
        return self.columns.slug(event) if told is None else told[1]

    def first(self, events: list[int], most: int) -> list[tuple[int, str, int]]:
        """Return the first of some events by sort day and slug, in this order, each behind these two."""
        days, slug, told = self.columns.days, self.columns.slug, self.told
        if len(events) > most:
            by_event = [told[event][0] if event in told else days[event] for event in events]
            last = sorted(by_event)[most - 1]
            events = [event for event, day in zip(events, by_event, strict=True) if day <= last]
        found = [(*told[event], event) if event in told else (days[event], slug(event), event) for event in events]
        return sorted(found)[:most]

    @property
    def changes(self) -> int:
        """How much is held beside the arrays, and copied whenever something changes."""
        parts = (self.ahead.changed, self.back.changed, self.told, self.hidden, self.added, self.names, self.moved)
        return sum(map(len, parts))

    @property
    def size(self) -> int:
        """How many bytes the arrays take."""
        return self.columns.size + self.ahead.size + self.back.size


def _position(pks: array[int], pk: int, count: int) -> int | None:
    found = bisect_left(pks, pk, 0, count)
    return found if found < count and pks[found] == pk else None
