"""All that an event led to, or all that led to it, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

from django.db import connection
from django.db.models import Q

from events.causality import index
from events.causality.arrows import arrows, check_range, following, named_kinds, seen_events
from events.causality.loading import joined, loaded
from events.causality.walks import MOST_COUNTED, Crossed, Direction, Reached, Steps, Walked
from events.choices import LinkKind
from events.models import CausalLink, Event
from sources.visibility import Viewer

MOST_LEVELS = 20
MOST_EVENTS = 1000


@dataclass(slots=True)
class Node[E]:
    """An event of a chain and the least number of links that lead to it from the root."""

    depth: int
    event: E


@dataclass(slots=True)
class Edge[L]:
    """A link of a chain; its depth is that of the event it leads to in walking order, away from the root."""

    depth: int
    link: L


@dataclass(slots=True)
class Chain[E, L]:
    """A part of the graph around one event, of rows or of their primary keys.

    ``nodes`` begin with the root and come by depth, sort day, slug; ``edges`` by depth, sort day and slug of the
    cause, slug of the effect, kind, slug. ``reachable`` counts the events within the depth asked for, without the
    root and whatever the limit; None above 10,000. ``truncation_reason`` is ``LIMIT`` where some of these were left
    out, else ``DEPTH`` where more lies deeper, else blank.
    """

    root: E
    nodes: list[Node[E]]
    edges: list[Edge[L]]
    reachable: int | None
    truncated: bool
    truncation_reason: str


def chain(root: Event, *, viewer: Viewer, **asked: Unpack[Asked]) -> Chain[Event, CausalLink]:
    """Return the rows of the chain that ``chain_keys`` finds, in two statements more. :raises: as that does."""
    return load_chain(chain_keys(root.pk, viewer=viewer, **asked))


class Asked(TypedDict, total=False):
    """What may be asked of a chain, see ``chain_keys``."""

    direction: Direction
    depth: int
    kinds: Sequence[str] | None
    min_likelihood: str | None
    include_order_only: bool
    limit: int


def chain_keys(
    root: int,
    *,
    viewer: Viewer,
    direction: Direction = Direction.EFFECTS,
    depth: int = 6,
    kinds: Sequence[str] | None = None,
    min_likelihood: str | None = None,
    include_order_only: bool = False,
    limit: int = 200,
) -> Chain[int, int]:
    """Return what a viewer sees of the events that an event led to, or that led to it, by primary keys.

    That takes one statement where the graph is at hand, and two otherwise. ``depth`` is 1 to 20 links, ``limit`` 1 to
    1000 events besides the root; ``kinds`` names the kinds of link to follow, all but PRECEDED where it names none.
    What was only prevented is shown and not followed further.

    :raises ValidationError: keyed by argument, code ``BAD_USER_INPUT``.
    :raises Event.DoesNotExist: for a root the viewer does not see.
    """
    check_range("depth", depth, MOST_LEVELS)
    check_range("limit", limit, MOST_EVENTS)
    wanted = frozenset([*named_kinds(kinds), *([LinkKind.PRECEDED.value] if include_order_only else [])])
    steps = Steps(Direction(direction), depth, limit, wanted, min_likelihood)
    walked = index.walked(root, steps, viewer) or _walked(root, steps, viewer)
    if not walked.nodes:
        raise Event.DoesNotExist
    return _chain(walked, steps)


def load_chain(found: Chain[int, int]) -> Chain[Event, CausalLink]:
    """Return a chain with rows in place of their keys. The ends of its links are the nodes' own instances."""
    events = loaded(Event, (node.event for node in found.nodes))
    links = joined(loaded(CausalLink, (edge.link for edge in found.edges)), events)
    return Chain(
        events[found.root],
        [Node(node.depth, events[node.event]) for node in found.nodes],
        [Edge(edge.depth, links[edge.link]) for edge in found.edges],
        found.reachable,
        found.truncated,
        found.truncation_reason,
    )


def _edges(walked: Walked, steps: Steps) -> list[Edge[int]]:
    """Return the edges in their order."""
    by_pk = {node.pk: node for node in walked.nodes}
    is_ahead = steps.direction is Direction.EFFECTS
    places = []
    for pk, cause_pk, effect_pk, kind, slug in walked.links:
        cause, effect = by_pk[cause_pk], by_pk[effect_pk]
        depth = effect.depth if is_ahead else cause.depth
        places.append((depth, cause.sort_day, cause.slug, effect.slug, kind, slug, pk))
    return [Edge(place[0], place[-1]) for place in sorted(places)]


def _chain(walked: Walked, steps: Steps) -> Chain[int, int]:
    nodes = [Node(one.depth, one.pk) for one in walked.nodes]
    reason = "DEPTH" if walked.is_deeper else ""
    if walked.reached >= len(nodes):
        reason = "LIMIT"
    reachable = walked.reached if walked.reached <= MOST_COUNTED else None
    return Chain(nodes[0].event, nodes, _edges(walked, steps), reachable, bool(reason), reason)


def _walked(root: int, steps: Steps, viewer: Viewer) -> Walked:
    """Let the database walk, in one recursive statement, and tell which links lie between what is kept."""
    condition = following(viewer, steps.kinds, steps.min_likelihood)
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
        SELECT reached.id, reached.depth, seen.sort_day, seen.slug, reached.onward,
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
    nodes = [Reached(*row[:5]) for row in rows]
    return Walked(nodes, reached - 1, bool(is_deeper), _crossed(nodes, steps, condition))


def _crossed(nodes: list[Reached], steps: Steps, condition: Q) -> list[Crossed]:
    """Return the links walked between the events that were kept."""
    near, far = steps.ends
    walked_from = [one.pk for one in nodes if one.onward is not None and one.onward < steps.depth]
    between = {f"{near}__in": walked_from, f"{far}__in": [one.pk for one in nodes]}
    links = CausalLink.objects.filter(condition, **between)
    return [Crossed(*row) for row in links.values_list("pk", "cause_id", "effect_id", "kind", "slug")]
