"""How fast GraphQL answers, planned and field by field, beside one hand-written statement that makes the JSON."""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from events.management.bench.made import records
from events.management.bench.scratch import Scratch, manage
from events.models import CausalLink, Event
from sources.records import Json

KINDS = ("STATE", "STATE_FORCES", "REBEL_GROUP", "POLITICAL_MILITIA", "CIVILIANS")
#: How many questions of a kind are asked in turn, so that no answer is the one before.
QUESTIONS = 20

PAGE = """query Page($kind: [ActorKind!], $from: Date, $to: Date, $first: Int) {
  events(filter: { actorKind: $kind, happenedFrom: $from, happenedTo: $to }, first: $first,
    order: REVERSE_CHRONOLOGICAL) {
    edges { cursor node { slug title summary when { edtf earliestStart latestEnd } places { place { name kind } }
      participations { role actor { slug name kind } } citations { quote source { slug title url } } } }
    pageInfo { hasNextPage endCursor } } }"""
CHAIN = """query Chain($event: ID!) { causalChain(event: $event, depth: 6) {
    nodes { depth event { slug title when { earliestStart } } }
    edges { link { kind likelihood cause { slug } effect { slug } } } } }"""
PATHS = """query Paths($from: ID!, $to: ID!) { causalPaths(from: $from, to: $to) {
    score events { slug title when { earliestStart } } } }"""
ONE = """query One($event: ID!) { event(slug: $event) { slug title summary when { edtf earliestStart latestEnd }
    type { slug label } places { place { name kind } } participations { role actor { slug name kind } }
    citations { quote source { slug title url } }
    causes { edges { node { kind cause { slug title } } } }
    effects { edges { node { kind effect { slug title } } } } } }"""

#: The least that a page and an event can cost PostgreSQL, for the same viewer.
OF_EVENT = """'slug', e.slug, 'title', e.title, 'summary', e.summary,
  'when', json_build_object('edtf', e.when_edtf, 'earliestStart', e.when_earliest_start,
    'latestEnd', e.when_latest_end),
  'places', (SELECT coalesce(json_agg(json_build_object('place', json_build_object('name', p.name, 'kind', p.kind))
      ORDER BY ep.position, ep.id), '[]') FROM events_eventplace ep JOIN events_place p ON p.id = ep.place_id
      WHERE ep.event_id = e.id),
  'participations', (SELECT coalesce(json_agg(json_build_object('role', pa.role,
      'actor', json_build_object('slug', a.slug, 'name', a.name, 'kind', a.kind)) ORDER BY pa.position, pa.id), '[]')
      FROM events_participation pa JOIN actors_actor a ON a.id = pa.actor_id AND a.status = 'PUBLISHED'
      WHERE pa.event_id = e.id),
  'citations', (SELECT coalesce(json_agg(json_build_object('quote', c.quote,
      'source', json_build_object('slug', s.slug, 'title', s.title, 'url', s.url)) ORDER BY c.position, c.id), '[]')
      FROM events_eventcitation c JOIN sources_source s ON s.id = c.source_id AND s.status = 'PUBLISHED'
      WHERE c.event_id = e.id)"""
RAW_PAGE = f"""SELECT json_agg(json_build_object('node', json_build_object({OF_EVENT})))::text FROM (
  SELECT * FROM events_event WHERE status = 'PUBLISHED'
  AND when_earliest_start <= %(to)s AND when_latest_end >= %(from)s
  AND EXISTS (SELECT 1 FROM events_participation p JOIN actors_actor a ON a.id = p.actor_id AND a.status = 'PUBLISHED'
    WHERE p.event_id = events_event.id AND a.kind = %(kind)s)
  ORDER BY when_sort_day DESC, slug LIMIT %(first)s + 1) e"""
RAW_ONE = f"""SELECT json_build_object({OF_EVENT},
  'type', (SELECT json_build_object('slug', t.slug, 'label', t.label) FROM events_eventtype t WHERE t.id = e.type_id),
  'causes', (SELECT json_agg(json_build_object('kind', l.kind,
    'cause', json_build_object('slug', o.slug, 'title', o.title)))
    FROM events_causallink l JOIN events_event o ON o.id = l.cause_id AND o.status = 'PUBLISHED'
    WHERE l.effect_id = e.id AND l.status = 'PUBLISHED'),
  'effects', (SELECT json_agg(json_build_object('kind', l.kind,
    'effect', json_build_object('slug', o.slug, 'title', o.title)))
    FROM events_causallink l JOIN events_event o ON o.id = l.effect_id AND o.status = 'PUBLISHED'
    WHERE l.cause_id = e.id AND l.status = 'PUBLISHED'))::text
  FROM events_event e WHERE e.slug = %(event)s AND e.status = 'PUBLISHED'"""


def measure(url: str, size: int, runs: int, tell: Callable[[str], None]) -> None:
    """Load so many events and as many links into an empty store, ask four questions each way, and tell the ratios."""
    with tempfile.TemporaryDirectory() as folder, Scratch(url, Path(folder)).opened() as scratch:
        address, bundle = scratch.address(scratch.copy()), Path(folder) / "bundle.jsonl"
        with bundle.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in linked(size))
        for arguments in (["load", str(bundle)], ["bench", "asked", str(runs)]):
            process = manage(address, *arguments)
            assert process.stdout is not None
            told = process.stdout.read()
            if process.wait():
                raise OSError(f"{' '.join(arguments)} failed.")
        for line in json.loads(told):
            tell(line)


def linked(size: int) -> Iterator[dict[str, Json]]:
    """Yield made records, actors of several kinds among them, and links from each event to later ones."""
    chance = random.Random(2)  # noqa: S311  # to be the same every time
    days: list[tuple[str, str]] = []
    for number, record in enumerate(records(size, 1)):
        yield {**record, "kind": KINDS[number % len(KINDS)]} if record.get("record") == "actor" else record
        if record.get("record") == "event":
            days.append((str(record["when"]), str(record["slug"])))
    events = [slug for _, slug in sorted(days)]
    for number in range(1, size):
        cause = number - min(number, int(chance.paretovariate(0.7)))
        yield {
            "record": "link",
            "slug": f"link-{number}",
            "status": "PUBLISHED",
            "cause": events[cause],
            "effect": events[number],
            "kind": "ENABLED",
            "basis": "ANALYST_INFERRED",
            "mechanism": "One followed from the other.",
            "likelihood": chance.choice(("LIKELY", "VERY_LIKELY")),
        }


def asked(runs: int) -> list[str]:
    """Return a line for each question, asked of the store in use."""
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, 0)
    settings.ALLOWED_HOSTS = ["testserver"]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [_line(name, text, variables, raw, runs) for name, text, variables, raw in _questions()]


def _questions() -> Iterator[tuple[str, str, list[dict[str, Any]], str]]:
    hubs = CausalLink.objects.order_by("slug").values_list("cause__slug", "effect__slug")[:QUESTIONS]
    pages = [
        {"kind": [KINDS[number % 5]], "from": f"{1990 + number}-01-01", "to": f"{2000 + number}-01-01", "first": 50}
        for number in range(QUESTIONS)
    ]
    events = [{"event": slug} for slug in Event.objects.order_by("slug").values_list("slug", flat=True)[:QUESTIONS]]
    yield "Q1 page", PAGE, pages, RAW_PAGE
    yield "Q2 chain", CHAIN, events, ""
    yield "Q3 paths", PATHS, [{"from": cause, "to": effect} for cause, effect in hubs], ""
    yield "Q4 event", ONE, events, RAW_ONE


def _line(name: str, text: str, variables: list[dict[str, Any]], raw: str, runs: int) -> str:
    ways: dict[str, Callable[[dict[str, Any]], Any]] = {
        "planned": lambda given: _answer(text, given, by_plan=True),
        "ordinary": lambda given: _answer(text, given, by_plan=False),
    }
    if raw and connection.vendor == "postgresql":
        ways["raw"] = lambda given: _raw(raw, given)
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for given in variables[:3]:
        for ask in ways.values():
            ask(given)
    for _, given in zip(range(runs), cycle(variables), strict=False):
        for way, ask in ways.items():
            start = time.perf_counter()
            ask(given)
            taken[way].append(time.perf_counter() - start)
    medians = {way: statistics.median(some) for way, some in taken.items()}
    told = ", ".join(f"{way} {seconds * 1000:.2f} ms" for way, seconds in medians.items())
    ratios = ", ".join(f"{medians[way] / medians['planned']:.2f} × {way}" for way in ways if way != "planned")
    return f"{name}: {told}; planned is {ratios}"


client = Client()


def _answer(text: str, variables: dict[str, Any], *, by_plan: bool) -> None:
    settings.GRAPHQL_PLANS = by_plan
    body = json.dumps({"query": text, "variables": variables})
    response = client.post("/graphql/", body, content_type="application/json")
    assert b'"errors"' not in response.content[:200], response.content[:500]


def _raw(sql: str, given: dict[str, Any]) -> None:
    values = {name: value[0] if isinstance(value, list) else value for name, value in given.items()}
    for name in {"from", "to"} & values.keys():
        values[name] = int(values[name][:4]) * 366
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.fetchone()[0].encode()
