"""Handing records over to the store: the one place where this package knows how they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Count

from events.ucdp.shared import Offer
from sources import ingest
from sources.choices import JournalAction, Road
from sources.journal import lock
from sources.models import JournalRow
from sources.records import Json
from sources.refusals import Refusal


@dataclass
class Delivered:
    """How many records were made and how many changed, by kind."""

    made: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)


def deliver(offers: Iterable[Offer], *, reason: str, dry_run: bool, seen: Callable[[], None]) -> Delivered:
    """Put records, all or nothing; with ``dry_run`` find out what would become of them and keep nothing.

    ``offers`` is taken from when it is this writer's turn, so that it may compare itself with the store. ``seen`` is
    called once a record.

    :raises Refusal: every fault with the line of its row.
    """
    line_of: dict[tuple[str, str], int | None] = {}
    with transaction.atomic():
        last = lock().last_number
        try:
            ingest.load(_records(offers, line_of), reason=reason, road=Road.SHELL, seen=seen)
        except Refusal as refusal:
            faults = (replace(one, line=line_of.get((one.kind, one.slug))) for one in refusal.faults)
            raise Refusal(faults) from refusal
        delivered = _delivered_since(last)
        transaction.set_rollback(dry_run)
    return delivered


def _records(offers: Iterable[Offer], line_of: dict[tuple[str, str], int | None]) -> Iterator[dict[str, Json]]:
    for offer in offers:
        line_of[offer.kind, offer.slug] = offer.line
        yield offer.record


def _delivered_since(number: int) -> Delivered:
    delivered = Delivered()
    rows = JournalRow.objects.filter(number__gt=number).values("kind", "action").annotate(number_of=Count("number"))
    for kind, action, count in rows.values_list("kind", "action", "number_of"):
        (delivered.made if action == JournalAction.CREATE else delivered.updated)[kind] += count
    return delivered
