"""What the graph answers in place of the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from events.causality.index.between import links_between
from events.causality.index.graph import Graph
from events.causality.index.keeping import keeper
from events.causality.index.labels import NAMES, RANKS, fates
from events.causality.index.walking import Walk
from events.causality.likelihood import weight
from events.causality.search import Arrow
from events.causality.walks import Crossed, Direction, Steps, Walked
from events.models import CausalLink
from sources.states import State
from sources.visibility import Viewer


def is_held(state: State) -> bool:
    """Return whether the graph of a state is in memory."""
    return keeper.state == state


def keys_of(slugs: Sequence[str], viewer: Viewer) -> dict[str, int] | None:
    """Return the primary keys of some events; None where the database has to be asked for any."""
    graph = _graph(viewer)
    if graph is None:
        return None
    found = [graph.named(slug) for slug in slugs]
    pks = [graph.columns.event_pks[event] for event in found if event is not None]
    return dict(zip(slugs, pks, strict=True)) if len(pks) == len(found) else None


def walked(root: int, steps: Steps, viewer: Viewer) -> Walked | None:
    """Return what a walk from an event, by its primary key, finds; None where the database has to walk."""
    graph = _graph(viewer)
    event = None if graph is None else graph.event(root)
    if graph is None or event is None:  # around one without links the database sees at once that there is nothing
        return None
    if event in graph.hidden:
        return Walked([], 0, is_deeper=False)
    backwards, followed = steps.direction is Direction.CAUSES, fates(steps.kinds, steps.min_likelihood)
    found = Walk(graph, event, steps.depth, steps.limit, backwards=backwards, fates=followed).walked()
    return found._replace(links=_told_apart(found.links))


def _told_apart(links: Sequence[Crossed]) -> Sequence[Crossed]:
    """Return links of which those that are alike but for their slugs have these, from the database."""
    if len({link[1:] for link in links}) == len(links):
        return links
    counts = Counter(link[1:] for link in links)
    slugs = _slugs(link.pk for link in links if counts[link[1:]] > 1)
    return [link._replace(slug=slugs.get(link.pk, "")) for link in links]


def arrows_between(
    start: int, end: int, viewer: Viewer, kinds: Iterable[str], min_likelihood: str | None, most: int
) -> list[Arrow] | None:
    """Return the heaviest link of each hop on walks of at most ``most`` links; None where the database has to walk."""
    graph = _graph(viewer)
    if graph is None:
        return None
    first, last = graph.event(start), graph.event(end)
    if first is None or last is None:
        return []
    return _arrows(graph, _heaviest(graph, links_between(graph, first, last, fates(kinds, min_likelihood), most)))


def _graph(viewer: Viewer) -> Graph | None:
    return keeper.graph() if viewer is Viewer.PUBLIC else None


def _heaviest(graph: Graph, links: Iterable[int]) -> list[list[int]]:
    """Return for each two events the links of greatest weight and least kind, mostly one."""
    causes, effects, labels = graph.columns.causes, graph.columns.effects, graph.columns.labels
    found: dict[tuple[int, int], list[int]] = {}
    for link in links:
        ends = causes[link], effects[link]
        held = found.get(ends)
        if held is None or RANKS[labels[link]] < RANKS[labels[held[0]]]:
            found[ends] = [link]
        elif RANKS[labels[link]] == RANKS[labels[held[0]]]:
            held.append(link)
    return list(found.values())


def _arrows(graph: Graph, heaviest: list[list[int]]) -> list[Arrow]:
    """Return the arrows; of links alike but for their slugs the database is asked for these, in one statement."""
    slugs = _slugs(graph.columns.link_pks[link] for links in heaviest if len(links) > 1 for link in links)
    return [_arrow(graph, links, slugs) for links in heaviest]


def _slugs(pks: Iterable[int]) -> dict[int, str]:
    wanted = list(pks)
    return dict(CausalLink.objects.filter(pk__in=wanted).values_list("pk", "slug")) if wanted else {}


def _arrow(graph: Graph, links: Sequence[int], slugs: dict[int, str]) -> Arrow:
    columns = graph.columns
    link = links[0] if len(links) == 1 else min(links, key=lambda one: slugs[columns.link_pks[one]])
    kind, likelihood = NAMES[columns.labels[link]]
    pk, cause, effect = columns.link_pks[link], columns.causes[link], columns.effects[link]
    keys = pk, columns.event_pks[cause], columns.event_pks[effect]
    return Arrow(graph.slug(cause), graph.slug(effect), weight(likelihood), kind, slugs.get(pk, ""), *keys)
