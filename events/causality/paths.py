"""The most likely ways in which one event led to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet

from events.causality import index
from events.causality.arrows import arrows, check_range, following, leading_kinds, seen_events
from events.causality.likelihood import weight
from events.causality.search import Arrow, Path, best_paths
from events.models import CausalLink, Event
from sources.visibility import Viewer

MOST_PATHS = 20
MOST_LINKS = 12


@dataclass(slots=True)
class CausalPath:
    """One way from a first event to a last.

    ``score`` is the product of the links' weights, ``weakest`` the first of the links of least weight.
    """

    events: list[Event]
    links: list[CausalLink]
    score: float
    weakest: CausalLink

    @property
    def label(self) -> str:
        """The events' names: Taliban takeover → TTP attack → army raid."""
        return " → ".join(event.name for event in self.events)


def paths(
    start: Event,
    end: Event,
    *,
    viewer: Viewer,
    first: int = 5,
    max_depth: int = 8,
    kinds: Sequence[str] | None = None,
    min_likelihood: str | None = None,
    events: QuerySet[Event] | None = None,
    links: QuerySet[CausalLink] | None = None,
) -> list[CausalPath]:
    """Return the best ways from one event to another that a viewer sees, best first (see ``best_paths``).

    ``first`` is 1 to 20 paths, ``max_depth`` 1 to 12 links. What was prevented did not lead on: PREVENTED is in no
    path. PRECEDED is in one only where ``kinds`` names it. ``events`` and ``links`` say what the loaded rows carry.

    :raises ValidationError: keyed by argument, code ``BAD_USER_INPUT``.
    """
    check_range("first", first, MOST_PATHS)
    check_range("max_depth", max_depth, MOST_LINKS)
    wanted = leading_kinds(kinds)
    if not wanted:
        return []
    between = index.arrows_between(start.pk, end.pk, viewer, wanted, min_likelihood, max_depth)
    if between is None:
        between = _between(start, end, viewer, wanted, min_likelihood, max_depth)
    best = best_paths(between, start.slug, end.slug, first=first, max_depth=max_depth)
    return _loaded(
        best, Event.objects.all() if events is None else events, CausalLink.objects.all() if links is None else links
    )


def _between(
    start: Event, end: Event, viewer: Viewer, kinds: list[str], min_likelihood: str | None, max_depth: int
) -> list[Arrow]:
    """Return the links that lie on some walk of at most ``max_depth`` links from the one event to the other."""
    condition = following(viewer, kinds, min_likelihood)
    followed = arrows(condition, "cause_id", "effect_id", "likelihood", "kind", "slug", "id")
    seen = seen_events(viewer, "id", "slug")
    sql = f"""
        WITH RECURSIVE arrow(cause, effect, likelihood, kind, slug, id) AS NOT MATERIALIZED ({followed.sql}),
        seen(id, slug) AS NOT MATERIALIZED ({seen.sql}),
        walk_ahead(id, depth) AS (
            SELECT id, 0 FROM seen WHERE id = %s
            UNION
            SELECT arrow.effect, walk_ahead.depth + 1
            FROM walk_ahead CROSS JOIN arrow CROSS JOIN seen
            WHERE arrow.cause = walk_ahead.id AND seen.id = arrow.effect AND walk_ahead.depth < %s
        ),
        ahead(id, depth) AS (SELECT id, MIN(depth) FROM walk_ahead GROUP BY id),
        walk_back(id, depth) AS (
            SELECT id, 0 FROM ahead WHERE id = %s
            UNION
            SELECT arrow.cause, walk_back.depth + 1
            FROM walk_back CROSS JOIN arrow CROSS JOIN ahead
            WHERE arrow.effect = walk_back.id AND ahead.id = arrow.cause AND ahead.depth + 1 + walk_back.depth <= %s
        ),
        back(id, depth) AS (SELECT id, MIN(depth) FROM walk_back GROUP BY id)
        SELECT cause.slug, effect.slug, arrow.likelihood, arrow.kind, arrow.slug, arrow.id
        FROM back CROSS JOIN arrow CROSS JOIN ahead CROSS JOIN seen cause CROSS JOIN seen effect
        WHERE arrow.effect = back.id AND ahead.id = arrow.cause AND ahead.depth + 1 + back.depth <= %s
            AND cause.id = arrow.cause AND effect.id = arrow.effect
    """  # noqa: S608  # compiled by Django, with their parameters
    params = [*followed.params, *seen.params, start.pk, max_depth, end.pk, max_depth, max_depth]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_arrow(*row) for row in cursor.fetchall()]


def _arrow(cause: str, effect: str, likelihood: str, kind: str, slug: str, pk: int) -> Arrow:
    return Arrow(cause, effect, weight(likelihood), kind, slug, pk)


def _loaded(best: list[Path], events: QuerySet[Event], links: QuerySet[CausalLink]) -> list[CausalPath]:
    found = [arrow for path in best for arrow in path.arrows]
    event_by_slug = _by("slug", events, {slug for arrow in found for slug in (arrow.cause, arrow.effect)})
    link_by_pk = _by("pk", links, {arrow.pk for arrow in found})
    for arrow in found:
        link = link_by_pk[arrow.pk]
        link.cause, link.effect = event_by_slug[arrow.cause], event_by_slug[arrow.effect]
    return [_path(path, link_by_pk) for path in best]


def _by(key: str, rows: QuerySet[Any], keys: Iterable[Any]) -> dict[Any, Any]:
    found = rows.filter(**{f"{key}__in": sorted(keys)}).fetch_mode(models.FETCH_PEERS)
    return {getattr(row, key): row for row in found}


def _path(path: Path, link_by_pk: dict[int, CausalLink]) -> CausalPath:
    links = [link_by_pk[arrow.pk] for arrow in path.arrows]
    events = [links[0].cause, *(link.effect for link in links)]
    return CausalPath(events, links, float(path.score), min(links, key=lambda link: weight(link.likelihood)))
