"""Which of many pairs of events are joined by a link, and which by a path: one statement for all of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from events.causality.arrows import arrows, following, leading_kinds, seen_events
from events.models import CausalLink
from sources.prepared import Compiled
from sources.visibility import Viewer

#: Primary keys of a first event and of a later one.
Pair = tuple[int, int]


def linked(pairs: Iterable[Pair], viewer: Viewer) -> set[Pair]:
    """Return the pairs of which a link that a viewer sees, and that a path may take, leads from the one to the other.

    PRECEDED, which is order only, and PREVENTED lead nowhere.
    """
    wanted = set(pairs)
    links = CausalLink.objects.filter(following(viewer, leading_kinds(None), None))
    between = links.filter(cause__in={start for start, _ in wanted}, effect__in={end for _, end in wanted})
    return wanted.intersection(between.values_list("cause", "effect"))


def connected(pairs: Iterable[Pair], viewer: Viewer, *, max_depth: int = 8) -> set[Pair]:
    """Return the pairs of which a path that a viewer sees, of 1 to ``max_depth`` links, leads from one to the other.

    Its links are of the kinds that ``linked`` knows. No path leads from an event to itself.
    """
    wanted = sorted({(start, end) for start, end in pairs if start != end})
    if not wanted:
        return set()
    statement = _meeting(wanted, viewer, max_depth)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        return {(start, end) for start, end in cursor.fetchall()}


def _meeting(pairs: list[Pair], viewer: Viewer, max_depth: int) -> Compiled:
    """Return the statement that walks from both ends of each pair at once.

    Two short walks meet long before one of twice their length has arrived. UNION drops what a pair's walk reached at
    the same depth before: diamonds cost nothing, and the depth ends every cycle.
    """
    followed = arrows(following(viewer, leading_kinds(None), None), "cause_id", "effect_id")
    seen = seen_events(viewer, "id")
    sql = f"""
        WITH RECURSIVE arrow(cause, effect) AS NOT MATERIALIZED ({followed.sql}),
        seen(id) AS NOT MATERIALIZED ({seen.sql}),
        pair(first, last) AS (VALUES {", ".join(["(%s, %s)"] * len(pairs))}),
        ahead(first, last, id, depth) AS (
            SELECT pair.first, pair.last, seen.id, 0 FROM pair CROSS JOIN seen WHERE seen.id = pair.first
            UNION
            SELECT ahead.first, ahead.last, arrow.effect, ahead.depth + 1
            FROM ahead CROSS JOIN arrow CROSS JOIN seen
            WHERE arrow.cause = ahead.id AND seen.id = arrow.effect AND ahead.depth < %s
        ),
        back(first, last, id, depth) AS (
            SELECT pair.first, pair.last, seen.id, 0 FROM pair CROSS JOIN seen WHERE seen.id = pair.last
            UNION
            SELECT back.first, back.last, arrow.cause, back.depth + 1
            FROM back CROSS JOIN arrow CROSS JOIN seen
            WHERE arrow.effect = back.id AND seen.id = arrow.cause AND back.depth < %s
        )
        SELECT DISTINCT met.first, met.last FROM (
            SELECT first, last, id FROM ahead INTERSECT SELECT first, last, id FROM back
        ) AS met
    """  # noqa: S608  # compiled by Django, with their parameters
    ends = [pk for pair in pairs for pk in pair]
    return Compiled(sql, (*followed.params, *seen.params, *ends, max_depth - max_depth // 2, max_depth // 2))
