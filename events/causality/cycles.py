"""Whether links close a cycle, over all that are not retracted and say that one thing led to another."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from events.choices import LinkKind
from events.models import CausalLink, Event
from sources.prepared import Compiled

#: Above so many links, reading the whole graph once is cheaper than walking out from each.
MOST_WALKED = 50


@dataclass(frozen=True, slots=True)
class Cycle:
    """Events that lead to one another, the first repeated at the end; ``link`` is the key of a given link on it."""

    events: list[Event]
    link: int


class Arc(NamedTuple):
    """A link and its two events, all by primary key."""

    link: int
    cause: int
    effect: int


Ahead = dict[int, list[int]]


def find_cycle(link_pks: Iterable[int]) -> Cycle | None:
    """Return a cycle that one of the given links lies on, the one with the least key first.

    PRECEDED and PREVENTED links and retracted ones are on none; drafts count. To be asked within the writers' lock,
    on the state to be kept.
    """
    given = set(link_pks)
    if not given:
        return None
    arcs = _all_arcs() if len(given) > MOST_WALKED else _arcs_around(sorted(given))
    closing = closing_arc(arcs, given)
    if closing is None:
        return None
    along = [closing.cause, *route(arcs, closing.effect, closing.cause)]
    by_pk = Event.objects.in_bulk(along)
    return Cycle([by_pk[pk] for pk in along], closing.link)


def _subject() -> Compiled:
    order_only = [LinkKind.PRECEDED.value, LinkKind.PREVENTED.value]
    rows = CausalLink.objects.live().exclude(kind__in=order_only).values_list("pk", "cause_id", "effect_id")
    return Compiled.of(rows)


def _all_arcs() -> list[Arc]:
    subject = _subject()
    with connection.cursor() as cursor:
        cursor.execute(subject.sql, subject.params)
        return [Arc(*row) for row in cursor.fetchall()]


def _arcs_around(given: list[int]) -> list[Arc]:
    """Return the links with both ends reached from the given links' effects and leading to their causes.

    Every cycle through a given link is among them; where there is none, mostly nothing is.
    """
    subject = _subject()
    marks = ", ".join(["%s"] * len(given))
    sql = f"""
        WITH RECURSIVE arc(link, cause, effect) AS NOT MATERIALIZED ({subject.sql}),
        given(cause, effect) AS (SELECT cause, effect FROM arc WHERE link IN ({marks})),
        ahead(id) AS (
            SELECT effect FROM given
            UNION
            SELECT arc.effect FROM ahead CROSS JOIN arc WHERE arc.cause = ahead.id
        ),
        back(id) AS (
            SELECT given.cause FROM given CROSS JOIN ahead WHERE ahead.id = given.cause
            UNION
            SELECT arc.cause FROM back CROSS JOIN arc CROSS JOIN ahead
            WHERE arc.effect = back.id AND ahead.id = arc.cause
        )
        SELECT arc.link, arc.cause, arc.effect
        FROM back CROSS JOIN arc CROSS JOIN back start
        WHERE arc.effect = back.id AND start.id = arc.cause
    """  # noqa: S608  # compiled by Django, with its parameters
    with connection.cursor() as cursor:
        cursor.execute(sql, [*subject.params, *given])
        return [Arc(*row) for row in cursor.fetchall()]


def closing_arc(arcs: list[Arc], given: set[int]) -> Arc | None:
    """Return the given arc with the least key whose ends lead to one another."""
    knot = _knots(arcs)
    on_cycles = (arc for arc in arcs if arc.link in given and knot[arc.cause] == knot[arc.effect])
    return min(on_cycles, default=None)


def _knots(arcs: list[Arc]) -> dict[int, int]:
    """Return for each event one that stands for all those it is on cycles with (Kosaraju's algorithm)."""
    ahead, back = defaultdict(list), defaultdict(list)
    for arc in arcs:
        ahead[arc.cause].append(arc.effect)
        back[arc.effect].append(arc.cause)
    knot: dict[int, int] = {}
    for event in reversed(_finished(ahead)):
        if event not in knot:
            knot[event] = event
            waiting = [event]
            while waiting:
                new = [one for one in back.get(waiting.pop(), ()) if one not in knot]
                knot.update(dict.fromkeys(new, event))
                waiting.extend(new)
    return knot


def _finished(ahead: Ahead) -> list[int]:
    """Return the events in the order in which a depth-first walk is done with them."""
    finished: list[int] = []
    seen: set[int] = set()
    for root in list(ahead):
        if root in seen:
            continue
        seen.add(root)
        stack = [(root, iter(ahead[root]))]
        while stack:
            new = next((one for one in stack[-1][1] if one not in seen), None)
            if new is None:
                finished.append(stack.pop()[0])
            else:
                seen.add(new)
                stack.append((new, iter(ahead.get(new, ()))))
    return finished


def route(arcs: list[Arc], start: int, end: int) -> list[int]:
    """Return the events along a shortest way between two that have one, both included."""
    ahead: Ahead = defaultdict(list)
    for arc in sorted(arcs):
        ahead[arc.cause].append(arc.effect)
    came_from = {start: start}
    waiting = deque([start])
    while end not in came_from:
        event = waiting.popleft()
        for effect in ahead.get(event, ()):
            if effect not in came_from:
                came_from[effect] = event
                waiting.append(effect)
    back = [end]
    while back[-1] != start:
        back.append(came_from[back[-1]])
    return back[::-1]
