"""Event records as a news desk would enter them, made from a seed: the same number gives the same lines."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from sources.records import Json

SOURCES, ACTORS, PLACES = 500, 300, 1000
TYPES = ("armed-clash", "protest", "arrest", "displacement", "trial", "election")
PREDICATES = ("killed", "wounded", "captured", "displaced")
ROLES = (("INITIATOR", "A"), ("TARGET", "B"), ("VICTIM", "NONE"))
FIRST_DAY = date(1990, 1, 1)
PUBLISHED = {"status": "PUBLISHED"}


def write_bundle(path: Path, events: int, *, seed: int = 1, first: int = 0) -> None:
    """Write a bundle of so many event records, numbered from ``first``, with all that they name."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records(events, seed, first))


def records(events: int, seed: int, first: int = 0) -> Iterator[dict[str, Json]]:
    """Yield records: an event has two or three participations and claims, one or two places and citations."""
    chance = random.Random(seed)  # noqa: S311  # to be the same every time
    yield {"bundle": "sequitur", "version": 1}
    for number in range(SOURCES):
        yield {"record": "source", "slug": f"report-{number}", **PUBLISHED, "title": f"Report of the day, no. {number}"}
    for number in range(ACTORS):
        yield {"record": "actor", "slug": f"actor-{number}", **PUBLISHED, "name": f"Group no. {number}"}
    for number in range(PLACES):
        yield {
            "record": "place",
            "slug": f"place-{number}",
            "name": f"Town no. {number}",
            "kind": "CITY",
            **_at(number),
        }
    for number in range(first, first + events):
        yield from _event(number, chance)


def _at(town: int) -> dict[str, Json]:
    """Return where a town is: each elsewhere, from 120° west to 150° east, and from 35° south to 55° north."""
    return {"latitude": town * 37 % 900 / 10 - 35, "longitude": town * 101 % 2700 / 10 - 120}


def _event(number: int, chance: random.Random) -> Iterator[dict[str, Json]]:
    slug, day = f"event-{number:07}", FIRST_DAY + timedelta(days=chance.randrange(12_000))
    actors, places = chance.sample(range(ACTORS), 3), chance.sample(range(PLACES), 2)
    parties = zip(actors[: chance.randint(2, 3)], ROLES, strict=False)
    yield {
        "record": "event",
        "slug": slug,
        **PUBLISHED,
        "title": f"Clash between group no. {actors[0]} and group no. {actors[1]} in town no. {places[0]}",
        "summary": "Fighting broke out in the morning; both sides reported losses. " * chance.randint(1, 3),
        "type": chance.choice(TYPES),
        "when": day.isoformat() if number % 10 else f"{day:%Y-%m}",
        "places": [{"place": f"place-{one}", "precision": "NEAR"} for one in places[: chance.randint(1, 2)]],
        "participations": [{"actor": f"actor-{one}", "role": role, "side": side} for one, (role, side) in parties],
        "citations": [_citation(chance) for _ in range(chance.randint(1, 2))],
        "external_ids": {"dataset": f"{number}"},
    }
    for place in range(chance.randint(2, 3)):
        yield _claim(f"{slug}-{place}", slug, actors, chance)


def _claim(slug: str, event: str, actors: list[int], chance: random.Random) -> dict[str, Json]:
    low = chance.randrange(40)
    return {
        "record": "claim",
        "slug": slug,
        **PUBLISHED,
        "event": event,
        "predicate": chance.choice(PREDICATES),
        "speaker": f"actor-{actors[chance.randrange(2)]}",
        **_citation(chance),
        "low": low,
        **({"high": low + chance.randrange(9)} if chance.random() < 0.6 else {}),
        "value_as_worded": f"at least {low}",
        "subject": f"actor-{actors[chance.randrange(2)]}",
    }


def _citation(chance: random.Random) -> dict[str, Json]:
    quote = f"at least {chance.randrange(40)} fighters were killed, the spokesman said"
    return {"source": f"report-{chance.randrange(SOURCES)}", "quote": quote, "locator": f"¶ {chance.randrange(1, 9)}"}
