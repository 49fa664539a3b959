"""Accounts as JSON."""

from __future__ import annotations

from events import records
from events.accounts import Account
from sources.records import Json, show
from sources.records.fields import to_json
from sources.rest.views import load
from sources.visibility import Viewer

MOST_CLAIMS = 100


def account_answer(account: Account, viewer: Viewer) -> dict[str, Json]:
    """Return an account with its first 100 claims, and whether there are more."""
    claims = load(records.CLAIM, account.claims[:MOST_CLAIMS])
    assessments = load(records.ASSESSMENT, account.assessments)
    common = account.common
    return {
        "predicate": account.predicate.slug,
        "subject": account.subject.slug if account.subject else None,
        "subject_class": account.subject_class,
        "verdict": account.verdict,
        "low": to_json(account.low),
        "high": to_json(account.high),
        "common": None if common is None else {"low": to_json(common.low), "high": to_json(common.high)},
        "report_count": account.report_count,
        "independent_origins": account.independent_origins,
        "claims": [show(records.CLAIM, claim, viewer) for claim in claims],
        "assessments": [show(records.ASSESSMENT, one, viewer) for one in assessments],
        "truncated": len(account.claims) > MOST_CLAIMS,
    }
