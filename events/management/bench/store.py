"""A store of many events with heavy-tailed links, written straight into the tables, without journal and search.

Made from a seed: the same number gives the same rows. For every 1000 events there are 2500 participations, 2000
citations, 1000 places of events and 2000 links, of which a fifth leave one event, and a twelfth the next.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any, NamedTuple

from django.core.management.color import no_style
from django.db import connection, models, transaction

from actors.models import Actor
from events.management.bench.emptied import unindexed
from events.models import CausalLink, Event, EventCitation, EventPlace, EventType, Participation, Place
from sources.dates import day_number, iso_day
from sources.models import Publisher, Source
from sources.tables import format_of_database

ACTORS, PLACES, SOURCES, PUBLISHERS = 2000, 1000, 5000, 50
ACTOR_KINDS = ("REBEL_GROUP", "STATE_FORCES", "POLITICAL_MILITIA", "CIVILIANS", "PROTESTERS", "GOVERNMENT_BODY")
LINK_KINDS = ("CAUSED", "ENABLED", "MOTIVATED", "RETALIATION", "CONTRIBUTING_FACTOR", "PRECEDED", "PREVENTED")
LINK_SHARES = (30, 25, 15, 15, 10, 3, 2)
WORDS = ("", "UNLIKELY", "ROUGHLY_EVEN_CHANCE", "LIKELY", "VERY_LIKELY", "ALMOST_CERTAIN")
FIRST_DAY, DAYS = day_number(1990, 1, 1), 12_000
#: The exponent by which few events have most of the links out.
TAIL = 0.3
BATCH = 20_000
PUBLISHED = {"status": "PUBLISHED"}


class Link(NamedTuple):
    """A link by the places of its events in time."""

    cause: int
    effect: int
    kind: str
    likelihood: str


def fill(events: int, seed: int = 1) -> list[Link]:
    """Fill the database in use, which must be empty, and return the links of its events."""
    chance = random.Random(seed)  # noqa: S311  # to be the same every time
    links = _links(events, chance)
    tables = [model._meta.db_table for model in (Event, EventPlace, Participation, EventCitation, CausalLink)]
    with transaction.atomic(), unindexed(tables):
        _write_named(chance)
        types = list(EventType.objects.order_by("pk").values_list("pk", flat=True))
        days = (FIRST_DAY + number * DAYS // events for number in range(events))
        _write(Event, (_event(number, day, types, chance) for number, day in enumerate(days)))
        _write(EventPlace, ({"event_id": one + 1, "place_id": _one(PLACES, chance)} for one in range(events)))
        _write(Participation, (row for one in range(events) for row in _participations(one, chance)))
        _write(EventCitation, (_citation(one // 2, chance) for one in range(2 * events)))
        _write(CausalLink, (_link(number, link) for number, link in enumerate(links)))
    return links


def ensure(events: int, seed: int = 1) -> list[Link]:
    """Fill the database in use where it has no events yet, and return the links of the events."""
    if Event.objects.exists():
        return _links(events, random.Random(seed))  # noqa: S311
    return fill(events, seed)


def settle() -> None:
    """Let the database know what there is, as it does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _write(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Write rows that all say the same fields, with consecutive keys; what they do not say is as the model has it."""
    format_ = format_of_database()
    unsaid = {field.attname: format_.cell(_default(field)) for field in model._meta.concrete_fields}
    for some in batched(enumerate(rows, 1), BATCH):
        said = ["id", *some[0][1]]
        rest = {name: cell for name, cell in unsaid.items() if name not in said}
        same = format_.packed(list(rest.values()))
        written = [format_.row([pk, *map(format_.cell, row.values())], same) for pk, row in some]
        columns = {field.attname: str(field.column) for field in model._meta.concrete_fields}
        format_.write(model._meta.db_table, [columns[name] for name in (*said, *rest)], written)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):  # others may be added behind them
            cursor.execute(statement)


def _default(field: Any) -> Any:
    value = field.get_default()
    if isinstance(field, models.DateTimeField) and not field.null:
        return "2026-01-01T00:00:00+00:00"
    return "{}" if value == {} else "[]" if value == [] else value


def _one(number: int, chance: random.Random) -> int:
    return chance.randrange(number) + 1


def _links(events: int, chance: random.Random) -> list[Link]:
    """Return the links of so many events: the editors have one of a kind between two of them."""
    return sorted({(link.cause, link.effect, link.kind): link for link in _drawn_links(events, chance)}.values())


def _drawn_links(events: int, chance: random.Random) -> Iterator[Link]:
    """Yield links forwards in time, so that no cycle closes; few causes have most of them."""
    for _ in range(2 * events):
        cause = min(int(chance.random() ** (-1 / TAIL)) - 1, events - 2)
        effect = chance.randrange(cause + 1, events)
        [kind] = chance.choices(LINK_KINDS, LINK_SHARES)
        yield Link(cause, effect, kind, chance.choice(WORDS))


def _write_named(chance: random.Random) -> None:
    """Write what events name."""
    _write(Publisher, ({"slug": f"paper-{one}", "name": f"Paper no. {one}"} for one in range(PUBLISHERS)))
    _write(Source, (_source(one, chance) for one in range(SOURCES)))
    _write(Actor, (_actor(one, chance) for one in range(ACTORS)))
    _write(Place, (_place(one, chance) for one in range(PLACES)))


def _source(number: int, chance: random.Random) -> dict[str, Any]:
    title = f"Report of the day, no. {number}"
    return {"slug": f"report-{number}", "title": title, "publisher_id": _one(PUBLISHERS, chance), **PUBLISHED}


def _actor(number: int, chance: random.Random) -> dict[str, Any]:
    return {"slug": f"actor-{number}", "name": f"Group no. {number}", "kind": chance.choice(ACTOR_KINDS), **PUBLISHED}


def _place(number: int, chance: random.Random) -> dict[str, Any]:
    at = {"latitude": f"{chance.uniform(-60, 60):.6f}", "longitude": f"{chance.uniform(-180, 180):.6f}"}
    return {"slug": f"place-{number}", "name": f"Town no. {number}", "kind": "CITY", **at}


def event_slug(number: int) -> str:
    return f"event-{number:07}"


def _event(number: int, day: int, types: list[int], chance: random.Random) -> dict[str, Any]:
    bounds = ("earliest_start", "latest_start", "earliest_end", "latest_end", "sort_day")
    return {
        "slug": event_slug(number),
        "title": f"Clash no. {number} between group no. {chance.randrange(ACTORS)} and others in town",
        "short_title": f"Clash {number}",
        "summary": "Fighting broke out in the morning; both sides reported losses. " * chance.randint(1, 3),
        "type_id": chance.choice(types),
        "when_edtf": iso_day(day),
        "when_coverage": "THROUGHOUT",
        **{f"when_{name}": day for name in bounds},
        **PUBLISHED,
    }


def _participations(event: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    roles = (("INITIATOR", "A"), ("TARGET", "B"), ("VICTIM", "NONE"))
    actors = chance.sample(range(1, ACTORS + 1), 2 + event % 2)
    for position, (actor, (role, side)) in enumerate(zip(actors, roles, strict=False)):
        yield {"position": position, "event_id": event + 1, "actor_id": actor, "role": role, "side": side}


def _citation(event: int, chance: random.Random) -> dict[str, Any]:
    quote = f"at least {chance.randrange(40)} fighters were killed, the spokesman said"
    told = {"quote": quote, "locator": f"¶ {chance.randrange(1, 9)}"}
    return {"event_id": event + 1, "source_id": _one(SOURCES, chance), **told}


def _link(number: int, link: Link) -> dict[str, Any]:
    ends = {"cause_id": link.cause + 1, "effect_id": link.effect + 1}
    told = {"kind": link.kind, "likelihood": link.likelihood, "basis": "ANALYST_INFERRED"}
    return {"slug": f"link-{number:07}", **ends, **told, "mechanism": "The one led to the other.", **PUBLISHED}
