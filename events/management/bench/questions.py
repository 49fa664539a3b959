"""What is asked: a page of events, a chain, the best paths, and one event with all of it."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from events.management.bench.store import ACTOR_KINDS, Link, event_slug

NUMBER = 200
#: How many events a chain that is asked for holds, so that chains are comparable.
NODES = range(100, 201)
LEVELS = 6
YEARS = range(1991, 2022)

TOLD = """ fragment told on Event {
    slug title shortTitle summary granularity modality
    when { edtf coverage }
    type { slug label }
    places { role precision place { slug name latitude longitude } }
    participations { role side alleged actor { slug name kind } }
    citations { quote locator source { slug title publisher { slug name } } }
}"""
PAGE = """query ($kind: [ActorKind!], $from: Date, $to: Date) {
    events(
        filter: {actorKind: $kind, happenedFrom: $from, happenedTo: $to}, order: REVERSE_CHRONOLOGICAL, first: 50
    ) { edges { node { ...told } } pageInfo { hasNextPage endCursor } }
}"""
CHAIN = """query ($event: ID!) { causalChain(event: $event, depth: 6, limit: 200) {
    nodes { depth event { slug title shortTitle when { edtf coverage } } }
    edges { depth link { slug kind likelihood mechanism cause { slug } effect { slug } } }
    reachable truncated
} }"""
PATHS = """query ($from: ID!, $to: ID!) { causalPaths(from: $from, to: $to, first: 5, maxDepth: 8) {
    label score events { slug title } links { slug kind likelihood }
} }"""
ONE = """query ($event: ID!) { event(slug: $event) {
    ...told
    causes(first: 20) { edges { node { slug kind likelihood mechanism cause { slug title } } } }
    effects(first: 20) { edges { node { slug kind likelihood mechanism effect { slug title } } } }
} }"""
DOCUMENTS = {"Q1": PAGE + TOLD, "Q2": CHAIN, "Q3": PATHS, "Q4": ONE + TOLD}
RECORD = """ fragment told on Event {
    slug status title shortTitle summary type { slug } topics { slug } granularity modality partOf { slug }
    when {
        edtf worded basis ongoingOn clock display coverage uncertain approximate
        earliestStart latestStart earliestEnd latestEnd
    }
    places { place { slug } role precision }
    participations { actor { slug } role side alleged }
    citations { source { slug } quote locator startOffset endOffset language }
    media { slug } correction mergedInto { slug } externalIds { scheme identifier } version publishedAt updatedAt
}"""
#: The page and the event with all that the record of an event has over REST, and no more.
WHOLE = DOCUMENTS | {"Q1": PAGE + RECORD, "Q4": "query ($event: ID!) { event(slug: $event) { ...told } }" + RECORD}
Variables = dict[str, Any]


def drawn(links: list[Link], events: int, seed: int = 1) -> dict[str, list[Variables]]:
    """Return values for the variables of each document: many, so that no answer is asked for twice in a row."""
    chance = random.Random(seed)  # noqa: S311
    ahead = _ahead(links)
    roots = list(_roots(ahead, events, chance))
    return {
        "Q1": [_window(chance) for _ in range(NUMBER)],
        "Q2": [{"event": event_slug(root)} for root, _ in roots],
        "Q3": [{"from": event_slug(root), "to": event_slug(_far(reached, chance))} for root, reached in roots],
        "Q4": [{"event": event_slug(chance.randrange(events))} for _ in range(NUMBER)],
    }


def _window(chance: random.Random) -> Variables:
    year = chance.choice(YEARS)
    return {"kind": [chance.choice(ACTOR_KINDS)], "from": f"{year}-01-01", "to": f"{year}-12-31"}


def _ahead(links: list[Link]) -> dict[int, list[int]]:
    ahead = defaultdict(list)
    for link in links:
        if link.kind not in ("PRECEDED", "PREVENTED"):
            ahead[link.cause].append(link.effect)
    return ahead


def _roots(ahead: dict[int, list[int]], events: int, chance: random.Random) -> Iterator[tuple[int, dict[int, int]]]:
    """Yield events whose chains have about as many events as is wanted, with what they reach and how far off it is."""
    candidates = [event for event in ahead if event < events]
    chance.shuffle(candidates)
    found = 0
    for root in candidates:
        reached = _reached(ahead, root)
        if len(reached) in NODES:
            yield root, reached
            found += 1
        if found == NUMBER:
            return


def _reached(ahead: dict[int, list[int]], root: int) -> dict[int, int]:
    reached, front = {root: 0}, [root]
    for level in range(1, LEVELS + 1):
        new = {far for near in front for far in ahead.get(near, ())} - reached.keys()
        reached.update(dict.fromkeys(sorted(new), level))
        front = sorted(new)
        if len(reached) > NODES.stop:
            break
    return reached


def _far(reached: dict[int, int], chance: random.Random) -> int:
    deepest = max(reached.values())
    return chance.choice([event for event, level in reached.items() if level == min(deepest, 4)])


def graphql_body(document: str, variables: Variables) -> str:
    return json.dumps({"query": document, "variables": variables})


def rest_address(name: str, asked: Variables) -> str:
    """Return where REST answers what one of the documents asks."""
    match name:
        case "Q1":
            window = {"happened_from": asked["from"], "happened_to": asked["to"], "actor_kind": asked["kind"][0]}
            return "/api/v1/events/?" + urlencode({**window, "ordering": "reverse_chronological", "limit": 50})
        case "Q2":
            return f"/api/v1/events/{asked['event']}/chain/?" + urlencode({"depth": 6, "limit": 200})
        case "Q3":
            return "/api/v1/paths/?" + urlencode({**asked, "first": 5, "max_depth": 8})
        case _:
            return f"/api/v1/events/{asked['event']}/"
