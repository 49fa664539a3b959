"""Reading the graph from the store, whole or what changed since."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from events.causality.index.changing import Changing, EventRow, LinkRow
from events.causality.index.graph import Columns, Graph, Side
from events.causality.index.labels import LABELS
from events.models import CausalLink, Event
from sources.choices import Status
from sources.chunks import SIZE
from sources.models import FeedEntry
from sources.querysets import visible
from sources.states import State, is_past, public_state
from sources.visibility import Viewer

#: Where more has changed, reading everything is cheaper.
MOST_CHANGED = 1000
#: How many numbers of the feed are looked through for what changed.
MOST_NUMBERS = 50_000
BATCH = 10_000

LINK_IS_SEEN = visible(Viewer.PUBLIC) & visible(Viewer.PUBLIC, "cause__") & visible(Viewer.PUBLIC, "effect__")


class TooLarge(Exception):
    """There are more links than may be held."""


def whole_graph() -> Graph:
    """Return the graph as it stands, read in batches; to be asked within a snapshot.

    :raises TooLarge: for more links than the setting GRAPH_INDEX_LINKS.
    """
    state = public_state()
    links = CausalLink.objects.filter(LINK_IS_SEEN)
    most = settings.GRAPH_INDEX_LINKS
    if links[: most + 1].count() > most:
        raise TooLarge(f"The graph has more than {most:,} links.")
    columns = Columns()
    _read_events(columns, links)
    _read_links(columns, links)
    causes, effects, in_order = columns.causes, columns.effects, columns.in_order()
    ahead, back = Side.of_ends(causes, effects, in_order), Side.of_ends(effects, causes, in_order)
    return Graph(state, columns, ahead, back)


def _read_events(columns: Columns, links: QuerySet[CausalLink]) -> None:
    """Read the events that links lead from and to."""
    ends = links.values_list("cause").union(links.values_list("effect"))
    events = Event.objects.filter(pk__in=ends).order_by("pk")
    for rows in _batches(events.values_list("pk", "when_sort_day", "slug")):
        columns.add_events(*zip(*rows, strict=True))
    columns.close_events()


def _read_links(columns: Columns, links: QuerySet[CausalLink]) -> None:
    for rows in _batches(links.order_by("pk").values_list("pk", "cause", "effect", "kind", "likelihood")):
        pks, *ends, kinds, words = zip(*rows, strict=True)
        causes, effects = (map(columns.event, some) for some in ends)
        labels = map(LABELS.__getitem__, zip(kinds, words, strict=True))
        columns.add_links(pks, causes, effects, labels)  # type: ignore[arg-type]  # each has a number
    columns.links = len(columns.link_pks)


def _batches(rows: Any) -> Iterator[list[Any]]:
    """Yield rows in batches, never all at once."""
    some = rows.iterator(chunk_size=BATCH)
    while batch := list(itertools.islice(some, BATCH)):
        yield batch


def caught_up(graph: Graph, state: State) -> Graph | None:
    """Return the graph of the state at hand, made from an earlier one; None where it is to be read anew."""
    between = state.revision - graph.state.revision
    if not 0 < between <= MOST_NUMBERS or not is_past(graph.state):
        return None
    entries = FeedEntry.objects.filter(public_number__gt=graph.state.revision, kind__in=["event", "link"])
    slugs: dict[str, list[str]] = {"event": [], "link": []}
    for kind, slug in entries.values_list("kind", "slug")[: MOST_CHANGED + 1]:
        slugs[kind].append(slug)
    if not any(slugs.values()):
        return graph.at(state)
    if sum(map(len, slugs.values())) > MOST_CHANGED:
        return None
    changing = Changing(graph)
    appeared = _take_events(changing, slugs["event"])
    if appeared is None or not _take_links(changing, slugs["link"], appeared):
        return None
    return changing.graph(state)


def _take_events(changing: Changing, slugs: list[str]) -> list[int] | None:
    """Take what changed of events; return those that the public sees anew. None where a slug names none any more."""
    appeared = []
    found = 0
    for pk, sort_day, slug, status in _named(Event, slugs, "pk", "when_sort_day", "slug", "status"):
        found += 1
        if status != Status.PUBLISHED:
            changing.hide_event(pk)
            continue
        if not changing.shows(pk):
            appeared.append(pk)
        if changing.has(pk):
            changing.put_event(EventRow(pk, sort_day, slug))
    return appeared if found == len(slugs) else None


def _take_links(changing: Changing, slugs: list[str], appeared: list[int]) -> bool:
    """Take what changed of links, and all links of events that appeared; tell whether every slug names one."""
    fields = ("pk", "cause", "effect", "kind", "likelihood")
    found = {pk for pk, *_ in _named(CausalLink, slugs, "pk")}
    links = CausalLink.objects.filter(LINK_IS_SEEN)
    seen: dict[int, tuple[Any, ...]] = {}
    for some in itertools.batched(sorted(found), SIZE):
        seen.update((row[0], row) for row in links.filter(pk__in=some).values_list(*fields))
    for some in itertools.batched(appeared, SIZE):
        rows = links.filter(Q(cause__in=some) | Q(effect__in=some))
        seen.update((row[0], row) for row in rows.values_list(*fields))
    _take_ends(changing, {end for row in seen.values() for end in row[1:3]})
    for pk in found - seen.keys():
        changing.drop_link(pk)
    for pk, cause, effect, kind, likelihood in seen.values():
        changing.put_link(LinkRow(pk, cause, effect, LABELS[kind, likelihood]))
    return len(found) == len(slugs)


def _take_ends(changing: Changing, pks: Iterable[int]) -> None:
    """Take the events that links lead from and to, where they are not there yet."""
    for some in itertools.batched(sorted(pk for pk in pks if not changing.shows(pk)), SIZE):
        for row in Event.objects.filter(pk__in=some).values_list("pk", "when_sort_day", "slug"):
            changing.put_event(EventRow(*row))


def _named(model: Any, slugs: list[str], *fields: str) -> Iterator[tuple[Any, ...]]:
    for some in itertools.batched(slugs, SIZE):
        yield from model.objects.filter(slug__in=some).values_list(*fields)
