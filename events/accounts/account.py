"""Accounts: what is said of one event about one thing, side by side, with a verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from actors.models import Actor
from events.accounts.verdicts import AccountKey, Judged, Said, judge_accounts
from events.choices import Verdict
from events.intervals import Interval, Number
from events.models import Assessment, Claim, Event, Predicate
from sources.visibility import Viewer


@dataclass(frozen=True)
class Account:
    """What a viewer sees said of one event about one (predicate, subject, subject class).

    ``claims`` are all of them in the order stated; superseded, refuted and withdrawn ones are among them and not
    ``counted``, which names by slug the one claim of each origin that carries the verdict; ``affirming`` names all
    that count and do not deny. ``low`` and ``high`` are the hull of what the counted ones affirm, ``common`` what all
    of it shares; None = no bound. They are numbers in the predicate's unit; for a predicate of time they are day
    numbers (see ``sources.dates``).
    """

    event: Event
    predicate: Predicate
    subject: Actor | None
    subject_class: str
    verdict: Verdict
    low: Number | None
    high: Number | None
    common: Interval | None
    claims: list[Claim]
    counted: tuple[str, ...]
    affirming: frozenset[str]
    report_count: int
    independent_origins: int
    assessments: list[Assessment]


def accounts_of(
    events: Iterable[Event], viewer: Viewer, *, predicate: str | None = None, subject: str | None = None
) -> dict[int, list[Account]]:
    """Return the accounts of events by the events' primary keys, an empty list where nothing is said.

    ``predicate`` and ``subject`` are slugs. Accounts come in the order of predicate, subject (those without one
    first), subject class. Eight statements at most, whatever the number of events and claims.
    """
    given = {event.pk: event for event in events}
    wanted = {"predicate__slug": predicate, "subject__slug": subject}
    lookups = {lookup: slug for lookup, slug in wanted.items() if slug is not None}
    claims = {claim.pk: claim for claim in _claims(given, viewer, lookups)}
    judged = judge_accounts([Said.of(claim) for claim in claims.values()], viewer)
    assessments = _assessments(given, viewer, lookups) if judged else {}
    found: dict[int, list[Account]] = {pk: [] for pk in given}
    for key, one in judged.items():
        shown = [claims[said.pk] for said in one.said]
        found[key.event].append(_account(shown, one, assessments.get(key, [])))
    return {pk: sorted(accounts, key=_place) for pk, accounts in found.items()}


def _claims(events: dict[int, Event], viewer: Viewer, lookups: dict[str, str]) -> list[Claim]:
    """Load claims with all that either API shows of one."""
    rows = (
        Claim.objects.visible_to(viewer)
        .filter(event__in=events, **lookups)
        .select_related("predicate", "speaker", "source__publisher", "place", "actor", "subject")
        .defer("source__captured_text")
        .fetch_mode(models.FETCH_PEERS)
    )
    claims = list(rows)
    for claim in claims:
        claim.event = events[claim.event_id]
    return claims


def _assessments(
    events: dict[int, Event], viewer: Viewer, lookups: dict[str, str]
) -> dict[AccountKey, list[Assessment]]:
    found: dict[AccountKey, list[Assessment]] = defaultdict(list)
    rows = Assessment.objects.visible_to(viewer).filter(event__in=events, **lookups).order_by("slug")
    for assessment in rows.select_related("predicate", "subject", "by").fetch_mode(models.FETCH_PEERS):
        assessment.event = events[assessment.event_id]
        found[AccountKey.of(assessment)].append(assessment)
    return found


def _account(claims: list[Claim], judged: Judged, assessments: list[Assessment]) -> Account:
    first, judgement = claims[0], judged.judgement
    return Account(
        event=first.event,
        predicate=first.predicate,
        subject=first.subject,
        subject_class=first.subject_class,
        verdict=Verdict(judgement.verdict.value),
        low=judgement.low,
        high=judgement.high,
        common=judgement.common,
        claims=claims,
        counted=judgement.counted,
        affirming=judged.affirming,
        report_count=judgement.report_count,
        independent_origins=judgement.independent_origins,
        assessments=assessments,
    )


def _place(account: Account) -> tuple[str, str, str]:
    return account.predicate.slug, account.subject.slug if account.subject else "", account.subject_class
