"""The limit to compare with: each question as one statement that builds its JSON, in bare WSGI without any checks.

``granian --interface wsgi events.management.bench.raw:application``, with DATABASE_URL. It sees what the public sees.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from psycopg.types.json import set_json_loads

LATEST = """(CASE WHEN e.when_sort_day = 9223372036854775807
    THEN -9223372036854775807 ELSE e.when_sort_day END)"""
#: The latest day by which an event is sorted that may have begun ever so long ago (events/filters/predicates.py).
OPEN = """(SELECT max(o.when_sort_day) FROM events_event o WHERE (o.when_earliest_start < -9223372036854775806)
    AND o.when_sort_day < 9223372036854775807)"""
EVENT = """
    'slug', e.slug, 'title', e.title, 'shortTitle', e.short_title, 'summary', e.summary,
    'granularity', e.granularity, 'modality', e.modality,
    'when', json_build_object('edtf', e.when_edtf, 'coverage', e.when_coverage),
    'type', (SELECT json_build_object('slug', t.slug, 'label', t.label) FROM events_eventtype t WHERE t.id = e.type_id),
    'places', (SELECT coalesce(json_agg(json_build_object('role', o.role, 'precision', o.precision, 'place',
        json_build_object('slug', p.slug, 'name', p.name, 'latitude', p.latitude, 'longitude', p.longitude))
        ORDER BY o.position, o.id), '[]')
        FROM events_eventplace o JOIN events_place p ON p.id = o.place_id AND p.merged_into_id IS NULL
        WHERE o.event_id = e.id),
    'participations', (SELECT coalesce(json_agg(json_build_object('role', o.role, 'side', o.side, 'alleged', o.alleged,
        'actor', json_build_object('slug', a.slug, 'name', a.name, 'kind', a.kind)) ORDER BY o.position, o.id), '[]')
        FROM events_participation o JOIN actors_actor a ON a.id = o.actor_id AND a.status = 'PUBLISHED'
        WHERE o.event_id = e.id),
    'citations', (SELECT coalesce(json_agg(json_build_object('quote', o.quote, 'locator', o.locator, 'source',
        json_build_object('slug', s.slug, 'title', s.title, 'publisher', CASE WHEN u.id IS NOT NULL THEN
        json_build_object('slug', u.slug, 'name', u.name) END)) ORDER BY o.position, o.id), '[]')
        FROM events_eventcitation o JOIN sources_source s ON s.id = o.source_id AND s.status = 'PUBLISHED'
        LEFT JOIN sources_publisher u ON u.id = s.publisher_id WHERE o.event_id = e.id)
"""
PAGE_ROWS = f"""
    FROM events_event e
    WHERE e.status = 'PUBLISHED' AND e.when_earliest_start <= %(to)s AND e.when_latest_end >= %(from)s
        AND {LATEST} <= greatest(%(to)s, {OPEN})
        AND EXISTS (SELECT 1 FROM events_participation o JOIN actors_actor a ON a.id = o.actor_id
            WHERE o.event_id = e.id AND a.status = 'PUBLISHED' AND a.kind = ANY(%(kind)s))
    ORDER BY {LATEST} DESC, e.slug
"""
PAGE = f"""
    WITH page AS MATERIALIZED (SELECT e.* {PAGE_ROWS} LIMIT 51)
    SELECT json_build_object('hasNextPage', (SELECT count(*) FROM page) > 50, 'nodes', (
        SELECT json_agg(json_build_object({EVENT}) ORDER BY {LATEST} DESC, e.slug)
        FROM (SELECT * FROM page e ORDER BY {LATEST} DESC, e.slug LIMIT 50) e))
"""
WALK = """
    root AS MATERIALIZED (SELECT id FROM events_event WHERE slug = %(event)s AND status = 'PUBLISHED'),
    walk(id, depth, goes_on) AS (
        SELECT id, 0, true FROM root
        UNION
        SELECT l.effect_id, w.depth + 1, l.kind <> 'PREVENTED'
        FROM walk w JOIN events_causallink l ON l.cause_id = w.id
        WHERE w.goes_on AND w.depth < 6 AND l.status = 'PUBLISHED' AND l.kind <> 'PRECEDED'
    ),
    reached AS MATERIALIZED (
        SELECT id, min(depth) AS depth, min(depth) FILTER (WHERE goes_on) AS onward FROM walk GROUP BY id
    ),
    kept AS MATERIALIZED (
        SELECT r.id, r.depth, r.onward, e.slug, e.title, e.short_title, e.when_edtf, e.when_coverage, e.when_sort_day
        FROM reached r JOIN events_event e ON e.id = r.id AND e.status = 'PUBLISHED'
        ORDER BY r.depth, e.when_sort_day, e.slug LIMIT 201
    )
"""
CHAIN = f"""
    WITH RECURSIVE {WALK}
    SELECT json_build_object(
        'nodes', (SELECT json_agg(json_build_object('depth', depth, 'event', json_build_object('slug', slug,
            'title', title, 'shortTitle', short_title, 'when',
            json_build_object('edtf', when_edtf, 'coverage', when_coverage))) ORDER BY depth, when_sort_day, slug)
            FROM kept),
        'edges', (SELECT json_agg(json_build_object('depth', f.depth, 'link', json_build_object('slug', l.slug,
            'kind', l.kind, 'likelihood', nullif(l.likelihood, ''), 'mechanism', l.mechanism,
            'cause', json_build_object('slug', n.slug), 'effect', json_build_object('slug', f.slug)))
            ORDER BY f.depth, n.when_sort_day, n.slug, f.slug, l.kind, l.slug)
            FROM events_causallink l JOIN kept n ON n.id = l.cause_id AND n.onward < 6 JOIN kept f ON f.id = l.effect_id
            WHERE l.status = 'PUBLISHED' AND l.kind <> 'PRECEDED'),
        'reachable', (SELECT count(*) - 1 FROM reached), 'truncated', (SELECT count(*) > 201 FROM reached))
"""
WEIGHT = """CASE likelihood WHEN 'ALMOST_NO_CHANCE' THEN 0.03 WHEN 'VERY_UNLIKELY' THEN 0.125 WHEN 'UNLIKELY' THEN 0.325
    WHEN 'LIKELY' THEN 0.675 WHEN 'VERY_LIKELY' THEN 0.875 WHEN 'ALMOST_CERTAIN' THEN 0.97 ELSE 0.5 END"""
PATHS = f"""
    WITH RECURSIVE first AS (SELECT id FROM events_event WHERE slug = %(from)s AND status = 'PUBLISHED'),
    last AS (SELECT id FROM events_event WHERE slug = %(to)s AND status = 'PUBLISHED'),
    ahead(id, depth) AS (
        SELECT id, 0 FROM first
        UNION
        SELECT l.effect_id, w.depth + 1 FROM ahead w JOIN events_causallink l ON l.cause_id = w.id
        WHERE w.depth < 8 AND l.status = 'PUBLISHED' AND l.kind NOT IN ('PRECEDED', 'PREVENTED')
    ),
    near AS MATERIALIZED (SELECT id, min(depth) AS depth FROM ahead GROUP BY id),
    back(id, depth) AS (
        SELECT id, 0 FROM last
        UNION
        SELECT l.cause_id, w.depth + 1 FROM back w JOIN events_causallink l ON l.effect_id = w.id
            JOIN near n ON n.id = l.cause_id
        WHERE n.depth + 1 + w.depth <= 8 AND l.status = 'PUBLISHED' AND l.kind NOT IN ('PRECEDED', 'PREVENTED')
    ),
    arrow AS MATERIALIZED (
        SELECT DISTINCT ON (l.cause_id, l.effect_id) l.id, l.cause_id, l.effect_id, l.kind, l.likelihood,
            {WEIGHT} AS weight
        FROM events_causallink l JOIN back b ON b.id = l.effect_id JOIN back c ON c.id = l.cause_id
        WHERE l.status = 'PUBLISHED' AND l.kind NOT IN ('PRECEDED', 'PREVENTED')
        ORDER BY l.cause_id, l.effect_id, {WEIGHT} DESC, l.kind, l.slug
    ),
    path(id, events, links, score) AS (
        SELECT id, ARRAY[id], ARRAY[]::bigint[], 1.0::numeric FROM first
        UNION ALL
        SELECT a.effect_id, p.events || a.effect_id, p.links || a.id, p.score * a.weight
        FROM path p JOIN arrow a ON a.cause_id = p.id
        WHERE a.effect_id <> ALL(p.events) AND cardinality(p.links) < 8
    ),
    best AS (
        SELECT p.*, row_number() OVER (ORDER BY score DESC, cardinality(links), events) AS place
        FROM path p JOIN last ON last.id = p.id ORDER BY place LIMIT 5
    )
    SELECT coalesce(json_agg(json_build_object('score', score, 'events', (
        SELECT json_agg(json_build_object('slug', e.slug, 'title', e.title) ORDER BY o.n)
        FROM unnest(events) WITH ORDINALITY o(id, n) JOIN events_event e ON e.id = o.id
    ), 'links', (
        SELECT json_agg(json_build_object('slug', l.slug, 'kind', l.kind, 'likelihood', nullif(l.likelihood, ''))
            ORDER BY o.n)
        FROM unnest(links) WITH ORDINALITY o(id, n) JOIN events_causallink l ON l.id = o.id
    )) ORDER BY place), '[]') FROM best
"""
ENDS = """(SELECT coalesce(json_agg(json_build_object('slug', slug, 'kind', kind, 'likelihood', nullif(likelihood, ''),
    'mechanism', mechanism, '{far}', json_build_object('slug', far_slug, 'title', far_title)) ORDER BY place), '[]')
    FROM (
        SELECT l.slug, l.kind, l.likelihood, l.mechanism, f.slug AS far_slug, f.title AS far_title,
            row_number() OVER (ORDER BY {order}) AS place
        FROM events_causallink l JOIN events_event f ON f.id = l.{far}_id AND f.status = 'PUBLISHED'
        WHERE l.{near}_id = e.id AND l.status = 'PUBLISHED' ORDER BY place LIMIT 20) few)"""
CAUSES = ENDS.format(far="cause", near="effect", order="f.when_sort_day, f.slug, l.slug")
EFFECTS = ENDS.format(far="effect", near="cause", order="f.when_sort_day, f.slug, l.slug")
ONE = f"""
    SELECT json_build_object({EVENT}, 'causes', {CAUSES}, 'effects', {EFFECTS})
    FROM events_event e WHERE e.slug = %(event)s AND e.status = 'PUBLISHED'
"""
STATEMENTS = {"Q1": PAGE, "Q2": CHAIN, "Q3": PATHS, "Q4": ONE}
_held = threading.local()


def connection() -> psycopg.Connection[Any]:
    """Return this thread's connection; what is asked again and again it prepares."""
    if not hasattr(_held, "connection"):
        options = "-c jit=off -c plan_cache_mode=force_custom_plan"
        _held.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, options=options)
        set_json_loads(lambda text: text, _held.connection)  # JSON goes out as it comes in
    found: psycopg.Connection[Any] = _held.connection
    return found


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer ``POST /Q1`` with the question's values as JSON."""
    asked = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    row = connection().execute(STATEMENTS[environ["PATH_INFO"][1:]].encode(), asked, binary=True).fetchone()
    body = row[0] if row else b"null"
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
