"""The stored verdicts of accounts, kept in line with what they sum up, and the filters that ask them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from actors.choices import RelationKind
from actors.hierarchy import PART_OF
from events.accounts.origins import PLACES
from events.accounts.verdicts import NUMBERS, AccountKey, Basis, Judged, judge_on
from events.models import AccountSummary, Claim, Event
from sources.created import Created
from sources.journal import lock
from sources.records import Change, Changes
from sources.rules import SOURCES
from sources.tables import write_rows
from sources.trees import Descendants
from sources.visibility import Viewer

BATCH = 500
KILLED = "killed"
COLUMNS = ("event", "predicate", "subject", "subject_class", "view", "verdict", "low", "high")


def has_account(viewer: Viewer, verdict: Any, *, prefix: str = "") -> Q:
    """Return the predicate of events with an account of one verdict, as the viewer sees it.

    ``prefix`` is the lookup path to the event.
    """
    return Q(Exists(_of_event(viewer, prefix).filter(verdict=verdict)))


def killed_between(viewer: Viewer, low: Any, high: Any, *, prefix: str = "") -> Q:
    """Return the predicate of events where between ``low`` and ``high`` may have been killed, both included.

    What is compared is the hull of one account of ``killed`` (what all its origins affirm, taken together): it must
    overlap the window. A hull without a low begins at 0, one without a high has no upper bound, so an account that
    gives no number ("several") overlaps every window. ``low`` and ``high`` are not negative; None leaves the window
    open on that side.
    """
    accounts = _of_event(viewer, prefix).filter(predicate__slug=KILLED)
    if low is not None:
        accounts = accounts.filter(Q(high__isnull=True) | Q(high__gte=low))
    if high is not None:
        accounts = accounts.filter(Q(low__isnull=True) | Q(low__lte=high))
    return Q(Exists(accounts))


def _of_event(viewer: Viewer, prefix: str) -> Any:
    return AccountSummary.objects.filter(event=OuterRef(f"{prefix}pk"), view=viewer.value)


def rebuild_summaries() -> int:
    """Write all summaries anew and return how many there are now."""
    with transaction.atomic():
        lock()
        AccountSummary.objects.all().delete()
        _rewrite(Claim.objects.live().order_by("event").values_list("event_id", flat=True).distinct())
        return AccountSummary.objects.count()


def refresh_summaries(changes: Changes) -> None:
    """Bring the summaries of every event in line whose accounts a writing may have changed."""
    _rewrite(sorted(set(_touched(changes))))


def refresh_created_summaries(created: Created) -> None:
    """Write the summaries of all events that new claims are about, or that new relations regroup the voices of."""
    claimed = created.rows("claim").order_by("event").values_list("event_id", flat=True).distinct()
    _rewrite(claimed.iterator(chunk_size=BATCH))
    parts = created.rows("relation").filter(kind=RelationKind.PART_OF).values_list("subject__slug", flat=True)
    _rewrite(sorted(set(_events_regrouped(parts.distinct()))))


def _rewrite(events: Iterable[int]) -> None:
    for some in batched(events, BATCH):
        AccountSummary.objects.filter(event__in=some).delete()
        judged, before = {}, None
        for viewer in Viewer:
            basis = Basis.of(Claim.objects.visible_to(viewer).filter(event__in=some), viewer)
            if basis != before:  # mostly both views see the same
                judged, before = judge_on(basis), basis
            _write(viewer, judged)


def _write(viewer: Viewer, judged: dict[AccountKey, Judged]) -> None:
    """Add the summaries of one view."""
    rows = [_row(key, one, viewer) for key, one in judged.items()]
    if rows:
        write_rows(AccountSummary, COLUMNS, rows)


def _row(key: AccountKey, judged: Judged, viewer: Viewer) -> tuple[Any, ...]:
    counted = judged.judgement if judged.said[0].value_kind in NUMBERS else None
    hull = (counted.low, counted.high) if counted else (None, None)
    return (*key, viewer.value, judged.judgement.verdict.value, *hull)


def _touched(changes: Changes) -> Iterator[int]:
    """Yield the events whose claims changed, or whose claims now go back to, or name, something else."""
    claimed = {slug for change in changes.of("claim").values() for slug in change.values("event")}
    for slugs in batched(sorted(claimed), BATCH):
        yield from Event.objects.filter(slug__in=slugs).values_list("pk", flat=True)
    yield from _events_regrouped(sorted(_regrouped_actors(changes)))
    for slugs in batched(sorted(_moved(changes.of("source"), "derived_from", "status")), BATCH):
        yield from _events_of(Q(source__in=Descendants(SOURCES, slugs)))
    for slugs in batched(sorted(_moved(changes.of("place"), "parent")), BATCH):
        yield from _events_of(Q(place__in=Descendants(PLACES, slugs)))


def _events_regrouped(actors: Iterable[str]) -> Iterator[int]:
    for slugs in batched(actors, BATCH):
        below = Descendants(PART_OF, slugs)
        yield from _events_of(Q(speaker__in=below))
        yield from _events_of(Q(actor__in=below))


def _events_of(claims: Q) -> Iterator[int]:
    yield from Claim.objects.live().filter(claims).values_list("event_id", flat=True).distinct()


def _regrouped_actors(changes: Changes) -> set[str]:
    """Name the actors that became part of something else; whoever is below them did so with them."""
    return {
        slug
        for change in changes.of("relation").values()
        if RelationKind.PART_OF in change.values("kind") and change.alters("kind", "subject", "object", "status")
        for slug in change.values("subject")
    }


def _moved(changed: dict[int, Change], *fields: str) -> set[str]:
    """Name what was in a tree already and moved in it; what is new has nothing below it that did not change too."""
    return {
        change.after["slug"]
        for change in changed.values()
        if change.before is not None and change.after is not None and change.alters(*fields)
    }
