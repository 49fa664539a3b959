"""Records written through the front of the write path, as scripts and bundles do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction

from events.migrations._vocabularies import EVENT_TYPES, PREDICATES
from sources.actions import Incoming, put_records
from sources.bundle import dump
from sources.journal import writing
from sources.records import kind_named, records_of

#: The journal's number of a test's first write: a new store begins with a row for each seeded record.
FIRST = len(EVENT_TYPES) + len(PREDICATES) + 1


def put(*records: dict[str, Any], **how: Any) -> int:
    """Put records in one writing and return how many changed."""
    with writing(**how) as current:
        put_records(current, [Incoming(kind_named(record["record"]), record) for record in records])
    return current.written


def row(kind: str, slug: str) -> Any:
    return kind_named(kind).objects.get(slug=slug)


def record_of(kind: str, slug: str) -> dict[str, Any]:
    """Return a row as its record."""
    one = row(kind, slug)
    return records_of(kind_named(kind), [one.pk])[one.pk]


@contextmanager
def another_store() -> Iterator[None]:
    """Forget everything that is written within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def stored() -> list[str]:
    """Return every line of the store's bundle."""
    return list(dump())


def every_row() -> list[Any]:
    """Return all that our tables hold, the journal too: it differs where anything was written, and costs far less."""
    models = [model for app in settings.FIRST_PARTY_APPS for model in apps.get_app_config(app).get_models(True)]
    return [(model._meta.label, *model._base_manager.order_by("pk").values_list()) for model in models]


def record(name: str, slug: str, /, **fields: Any) -> dict[str, Any]:
    return {"record": name, "slug": slug, **fields}


def published(name: str, slug: str, /, **fields: Any) -> dict[str, Any]:
    return record(name, slug, status="PUBLISHED", **fields)


CITED = [{"source": "report", "locator": "¶ 1"}]


def takeover_and_attack() -> list[dict[str, Any]]:
    """Return two published events, a claim of the second and a link between them, with all they need."""
    return [
        published("source", "report", title="A report"),
        published("actor", "group", name="The group", kind="REBEL_GROUP"),
        record("event_type", "assault", label="Assault"),
        record("predicate", "dead", label="Dead", value_kind="COUNT"),
        published("event", "takeover", title="The takeover", type="assault", when="2021-08-15", citations=CITED),
        published(
            "event",
            "attack",
            title="The attack",
            type="assault",
            when="[2021-09-05..2021-09-12]",
            participations=[{"actor": "group", "role": "INITIATOR"}],
            citations=CITED,
        ),
        published(
            "claim", "attack-dead", event="attack", predicate="dead", low=3, source="report", quote="at least three"
        ),
        published(
            "link",
            "takeover-attack",
            cause="takeover",
            kind="ENABLED",
            effect="attack",
            evidence=[{"source": "report", "quote": "a month after"}],
        ),
        published("narrative", "story", title="A story", steps=[{"event": "takeover"}, {"event": "attack"}]),
    ]
