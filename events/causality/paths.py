"""The most likely ways in which one event led to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypedDict, Unpack

from django.db import connection

from events.causality import index
from events.causality.arrows import arrows, check_range, following, leading_kinds, seen_events
from events.causality.likelihood import weight
from events.causality.loading import joined, loaded
from events.causality.search import Arrow, Path, best_paths
from events.models import CausalLink, Event
from sources.visibility import Viewer

MOST_PATHS = 20
MOST_LINKS = 12


class End(Protocol):
    """An event that a path leads from or to."""

    @property
    def pk(self) -> int: ...
    @property
    def slug(self) -> str: ...


@dataclass(slots=True)
class Route[E, L]:
    """One way from a first event to a last, of rows or of their primary keys.

    ``score`` is the product of the links' weights, ``weakest`` the first of the links of least weight.
    """

    events: list[E]
    links: list[L]
    score: float
    weakest: L


class CausalPath(Route[Event, CausalLink]):
    """One way from a first event to a last."""

    __slots__ = ()

    @property
    def label(self) -> str:
        return label(event.name for event in self.events)


def label(names: Iterable[str]) -> str:
    """Return the names of events as those of a path: Taliban takeover → TTP attack → army raid."""
    return " → ".join(names)


class Asked(TypedDict, total=False):
    """What may be asked of paths, see ``path_keys``."""

    first: int
    max_depth: int
    kinds: Sequence[str] | None
    min_likelihood: str | None


def paths(start: Event, end: Event, *, viewer: Viewer, **asked: Unpack[Asked]) -> list[CausalPath]:
    """Return the rows of the paths that ``path_keys`` finds, in two statements more. :raises: as that does."""
    return load_paths(path_keys(start, end, viewer=viewer, **asked))


def path_keys(
    start: End,
    end: End,
    *,
    viewer: Viewer,
    first: int = 5,
    max_depth: int = 8,
    kinds: Sequence[str] | None = None,
    min_likelihood: str | None = None,
) -> list[Route[int, int]]:
    """Return the best ways from one event to another that a viewer sees, by primary keys, best first.

    See ``best_paths``. ``first`` is 1 to 20 paths, ``max_depth`` 1 to 12 links. What was prevented did not lead on:
    PREVENTED is in no path. PRECEDED is in one only where ``kinds`` names it.

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
    return [_route(path) for path in best_paths(between, start.slug, end.slug, first=first, max_depth=max_depth)]


def _route(path: Path) -> Route[int, int]:
    arrows = path.arrows
    events = [arrows[0].cause_pk, *(arrow.effect_pk for arrow in arrows)]
    weakest = min(arrows, key=lambda arrow: arrow.weight)
    return Route(events, [arrow.pk for arrow in arrows], float(path.score), weakest.pk)


def load_paths(found: list[Route[int, int]]) -> list[CausalPath]:
    """Return paths with rows in place of their keys. The ends of their links are the events' own instances."""
    events = loaded(Event, (pk for route in found for pk in route.events))
    links = joined(loaded(CausalLink, (pk for route in found for pk in route.links)), events)
    return [
        CausalPath(
            [events[pk] for pk in route.events],
            [links[pk] for pk in route.links],
            route.score,
            links[route.weakest],
        )
        for route in found
    ]


def _between(
    start: End, end: End, viewer: Viewer, kinds: list[str], min_likelihood: str | None, max_depth: int
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
        SELECT cause.slug, effect.slug, arrow.likelihood, arrow.kind, arrow.slug, arrow.id, cause.id, effect.id
        FROM back CROSS JOIN arrow CROSS JOIN ahead CROSS JOIN seen cause CROSS JOIN seen effect
        WHERE arrow.effect = back.id AND ahead.id = arrow.cause AND ahead.depth + 1 + back.depth <= %s
            AND cause.id = arrow.cause AND effect.id = arrow.effect
    """  # noqa: S608  # compiled by Django, with their parameters
    params = [*followed.params, *seen.params, start.pk, max_depth, end.pk, max_depth, max_depth]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_arrow(*row) for row in cursor.fetchall()]


def _arrow(cause: str, effect: str, likelihood: str, kind: str, slug: str, *keys: int) -> Arrow:
    return Arrow(cause, effect, weight(likelihood), kind, slug, *keys)
