"""All that an event led to, or all that led to it, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Q, QuerySet

from events.causality import index
from events.causality.arrows import arrows, check_range, following, named_kinds, seen_events
from events.causality.walks import MOST_COUNTED, Direction, Reached, Steps, Walked
from events.choices import LinkKind
from events.models import CausalLink, Event
from sources.visibility import Viewer

MOST_LEVELS = 20
MOST_EVENTS = 1000


@dataclass(slots=True)
class Node:
    """An event of a chain and the least number of links that lead to it from the root."""

    depth: int
    event: Event


@dataclass(slots=True)
class Edge:
    """A link of a chain; its depth is that of the event it leads to in walking order, away from the root."""

    depth: int
    link: CausalLink


@dataclass(slots=True)
class Chain:
    """A part of the graph around one event.

    ``nodes`` begin with the root and come by depth, sort day, slug; ``edges`` by depth, sort day and slug of the
    cause, slug of the effect, kind, slug. ``reachable`` counts the events within the depth asked for, without the
    root and whatever the limit; None above 10,000. ``truncation_reason`` is ``LIMIT`` where some of these were left
    out, else ``DEPTH`` where more lies deeper, else blank.
    """

    root: Event
    nodes: list[Node]
    edges: list[Edge]
    reachable: int | None
    truncated: bool
    truncation_reason: str


def chain(
    root: Event,
    *,
    viewer: Viewer,
    direction: Direction = Direction.EFFECTS,
    depth: int = 6,
    kinds: Sequence[str] | None = None,
    min_likelihood: str | None = None,
    include_order_only: bool = False,
    limit: int = 200,
    events: QuerySet[Event] | None = None,
    links: QuerySet[CausalLink] | None = None,
) -> Chain:
    """Return what a viewer sees of the events that an event led to, or that led to it, in three statements.

    ``depth`` is 1 to 20 links, ``limit`` 1 to 1000 events besides the root; ``kinds`` names the kinds of link to
    follow, all but PRECEDED where it names none. What was only prevented is shown and not followed further.
    ``events`` and ``links`` say what the loaded rows carry along (``select_related`` and the like).

    :raises ValidationError: keyed by argument, code ``BAD_USER_INPUT``.
    :raises Event.DoesNotExist: for a root the viewer does not see.
    """
    check_range("depth", depth, MOST_LEVELS)
    check_range("limit", limit, MOST_EVENTS)
    wanted = frozenset([*named_kinds(kinds), *([LinkKind.PRECEDED.value] if include_order_only else [])])
    condition = following(viewer, wanted, min_likelihood)
    steps = Steps(Direction(direction), depth, limit, wanted, min_likelihood)
    walked = index.walked(root.pk, steps, viewer) or _walked(root.pk, steps, viewer, condition)
    if not walked.nodes:
        raise Event.DoesNotExist
    nodes = _nodes(walked, Event.objects.all() if events is None else events)
    rows = _links(walked, steps, condition, CausalLink.objects.all() if links is None else links)
    return _chain(walked, nodes, _edges(walked, steps, nodes, rows))


def _nodes(walked: Walked, events: QuerySet[Event]) -> list[Node]:
    rows = events.filter(pk__in=[one.pk for one in walked.nodes]).fetch_mode(models.FETCH_PEERS)
    by_pk = {event.pk: event for event in rows}
    return [Node(one.depth, by_pk[one.pk]) for one in walked.nodes]


def _links(walked: Walked, steps: Steps, condition: Q, links: QuerySet[CausalLink]) -> QuerySet[CausalLink]:
    """Return the links walked between the events that were kept."""
    if walked.links is not None:
        return links.filter(pk__in=walked.links)
    near, far = steps.ends
    walked_from = [one.pk for one in walked.nodes if one.onward is not None and one.onward < steps.depth]
    return links.filter(condition, **{f"{near}__in": walked_from, f"{far}__in": [one.pk for one in walked.nodes]})


def _edges(walked: Walked, steps: Steps, nodes: list[Node], links: QuerySet[CausalLink]) -> list[Edge]:
    """Return the edges in their order; the ends of their links are the nodes' own instances."""
    _, far = steps.ends
    by_pk = {node.event.pk: node for node in nodes}
    edges = []
    for link in links.fetch_mode(models.FETCH_PEERS):
        edges.append(Edge(by_pk[getattr(link, f"{far}_id")].depth, link))
        link.cause, link.effect = by_pk[link.cause_id].event, by_pk[link.effect_id].event
    sort_day = {one.pk: one.sort_day for one in walked.nodes}
    return sorted(edges, key=lambda edge: (edge.depth, sort_day[edge.link.cause_id], *_slugs(edge.link)))


def _slugs(link: CausalLink) -> tuple[str, str, str, str]:
    return link.cause.slug, link.effect.slug, link.kind, link.slug


def _chain(walked: Walked, nodes: list[Node], edges: list[Edge]) -> Chain:
    reason = "DEPTH" if walked.is_deeper else ""
    if walked.reached >= len(nodes):
        reason = "LIMIT"
    reachable = walked.reached if walked.reached <= MOST_COUNTED else None
    return Chain(nodes[0].event, nodes, edges, reachable, bool(reason), reason)


def _walked(root: int, steps: Steps, viewer: Viewer, condition: Q) -> Walked:
    """Let the database walk, in one recursive statement."""
    near, far = steps.ends
    followed = arrows(condition, f"{near}_id", f"{far}_id", "kind")
    seen = seen_events(viewer, "id", "when_sort_day", "slug")
    # UNION drops what was reached at the same depth before: diamonds cost nothing, and the depth ends every cycle.
    sql = f"""
        WITH RECURSIVE arrow(near, far, kind) AS NOT MATERIALIZED ({followed.sql}),
        seen(id, sort_day, slug) AS NOT MATERIALIZED ({seen.sql}),
        walk(id, depth, goes_on) AS (
            SELECT id, 0, 1 FROM seen WHERE id = %s
            UNION
            SELECT arrow.far, walk.depth + 1, CASE WHEN arrow.kind = %s THEN 0 ELSE 1 END
            FROM walk CROSS JOIN arrow CROSS JOIN seen
            WHERE arrow.near = walk.id AND seen.id = arrow.far AND walk.goes_on = 1 AND walk.depth < %s
        ),
        reached(id, depth, onward) AS (
            SELECT id, MIN(depth), MIN(CASE WHEN goes_on = 1 THEN depth END) FROM walk GROUP BY id
        )
        SELECT reached.id, reached.depth, seen.sort_day, reached.onward,
            (SELECT COUNT(*) FROM reached),
            EXISTS (
                SELECT 1 FROM walk CROSS JOIN arrow CROSS JOIN seen
                WHERE arrow.near = walk.id AND seen.id = arrow.far AND walk.goes_on = 1 AND walk.depth = %s
                    AND arrow.far NOT IN (SELECT id FROM reached)
            )
        FROM reached CROSS JOIN seen
        WHERE seen.id = reached.id
        ORDER BY reached.depth, seen.sort_day, seen.slug LIMIT %s
    """  # noqa: S608  # compiled by Django, with their parameters
    prevented, depth = LinkKind.PREVENTED.value, steps.depth
    params = [*followed.params, *seen.params, root, prevented, depth, depth, steps.limit + 1]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    if not rows:
        return Walked([], 0, is_deeper=False)
    *_, reached, is_deeper = rows[0]
    return Walked([Reached(*row[:4]) for row in rows], reached - 1, bool(is_deeper))
