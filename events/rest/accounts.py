"""Accounts as JSON."""

from __future__ import annotations

from typing import Any

from events.accounts import Account
from events.choices import ValueKind
from events.records import ASSESSMENT, CLAIM
from events.rest import extras
from sources import dates
from sources.records import Json
from sources.records.fields import to_json
from sources.rest.shown import records
from sources.visibility import Viewer

MOST_CLAIMS = 100


def account_answers(accounts: list[Account], viewer: Viewer) -> list[dict[str, Json]]:
    """Return accounts, each with its first 100 claims, in a constant number of statements."""
    given = {claim.pk for account in accounts for claim in account.claims[:MOST_CLAIMS]}
    claims = records().some(CLAIM, extras.CLAIM, given, viewer)
    assessments = {one.pk for account in accounts for one in account.assessments}
    judged = records().some(ASSESSMENT, extras.ASSESSMENT, assessments, viewer)
    return [
        {
            "predicate": account.predicate.slug,
            "subject": account.subject.slug if account.subject else None,
            "subject_class": account.subject_class,
            "verdict": account.verdict,
            **_bounds(account, account.low, account.high),
            "common": account.common and _bounds(account, account.common.low, account.common.high),
            "report_count": account.report_count,
            "independent_origins": account.independent_origins,
            "claims": [claims[claim.pk] for claim in account.claims[:MOST_CLAIMS]],
            "assessments": [judged[one.pk] for one in account.assessments],
            "truncated": len(account.claims) > MOST_CLAIMS,
        }
        for account in accounts
    ]


def _bounds(account: Account, low: Any, high: Any) -> dict[str, Json]:
    """Return numbers as low and high, times as earliest and latest day; null is no bound."""
    if account.predicate.value_kind == ValueKind.TIME:
        return {"low": None, "high": None, "earliest": dates.iso_day(low), "latest": dates.iso_day(high)}
    return {"low": to_json(low), "high": to_json(high), "earliest": None, "latest": None}
