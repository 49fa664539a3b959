"""Whether what an assessment judged has changed since."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import batched
from typing import Any

from events.accounts.verdicts import AccountKey, Judged, judge_accounts, said_in
from events.models import Assessment, Claim
from sources.created import Created
from sources.records import Changes
from sources.visibility import Viewer

BATCH = 500
COLUMNS = {Viewer.PUBLIC: "public_digest", Viewer.DRAFTS: "drafts_digest"}
#: What an assessor weighs in a claim; a change of anything else leaves an assessment fresh.
FACTS = (
    *("slug", "event__slug", "predicate__slug", "subject__slug", "subject_as_worded", "subject_class"),
    *("speaker__slug", "speaker_as_worded", "speech_act", "source__slug", "quote", "reading", "stated_edtf"),
    *("low", "high", "when_edtf", "place__slug", "actor__slug", "text", "value_as_worded", "statement"),
    *("verification", "verification_reason", "credibility"),
)

type Facts = list[Any]

#: What of an assessment tells whether it is stale.
JUDGED_BY = ("event", "predicate", "subject", "subject_class", "public_digest", "drafts_digest")


def stale(assessments: Iterable[Assessment], viewer: Viewer) -> dict[int, bool]:
    """Tell, by assessment, whether a claim it rests on or its account has changed since it was last written.

    The account is compared as the viewer sees it: its claims and the verdict on them. A constant number of statements.
    """
    given = list(assessments)
    now = _digests(given, viewer)
    return {one.pk: now[one.pk] != getattr(one, COLUMNS[viewer]) for one in given}


def refresh_digests(changes: Changes) -> None:
    """Store how the accounts of assessments stand, in both views, whenever these are written."""
    _refresh(sorted(changes.present("assessment")))


def refresh_created_digests(created: Created) -> None:
    """Store how the accounts of new assessments stand, in both views."""
    _refresh(created.rows("assessment").values_list("pk", flat=True).iterator(chunk_size=BATCH))


def _refresh(assessments: Iterable[int]) -> None:
    for pks in batched(assessments, BATCH):
        rows = list(Assessment.objects.filter(pk__in=pks))
        for viewer, column in COLUMNS.items():
            digests = _digests(rows, viewer)
            for row in rows:
                setattr(row, column, digests[row.pk])
        Assessment.objects.bulk_update(rows, list(COLUMNS.values()))


def _digests(assessments: Collection[Assessment], viewer: Viewer) -> dict[int, str]:
    rests_on = _rests_on(assessments)
    accounts = _accounts(assessments, viewer)
    near = {one.pk for judged in accounts.values() for one in judged.said}
    facts = _facts(near | {claim for some in rests_on.values() for claim, _ in some}, viewer)
    return {one.pk: _digest(accounts.get(AccountKey.of(one)), rests_on.get(one.pk, []), facts) for one in assessments}


def _rests_on(assessments: Collection[Assessment]) -> dict[int, list[tuple[int, str]]]:
    """List the claims each assessment rests on, hidden ones included: to be hidden is a change too."""
    rows = Assessment.claims.through.objects.filter(assessment__in=assessments).order_by("claim__slug")
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for assessment, claim, slug in rows.values_list("assessment", "claim", "claim__slug"):
        found[assessment].append((claim, slug))
    return found


def _accounts(assessments: Collection[Assessment], viewer: Viewer) -> dict[AccountKey, Judged]:
    keys = {AccountKey.of(one) for one in assessments}
    claims = Claim.objects.visible_to(viewer).filter(
        event__in={key.event for key in keys}, predicate__in={key.predicate for key in keys}
    )
    return judge_accounts([said for said in said_in(claims) if AccountKey.of(said) in keys], viewer)


def _facts(claims: set[int], viewer: Viewer) -> dict[int, Facts]:
    rows = Claim.objects.visible_to(viewer).filter(pk__in=claims).values_list("pk", *FACTS)
    return {pk: facts for pk, *facts in rows}


def _digest(judged: Judged | None, rests_on: list[tuple[int, str]], facts: dict[int, Facts]) -> str:
    state = {
        "account": _state(judged, facts) if judged else None,
        "rests_on": [(slug, facts.get(claim)) for claim, slug in rests_on],
    }
    return hashlib.sha256(json.dumps(state, default=str).encode()).hexdigest()


def _state(judged: Judged, facts: dict[int, Facts]) -> list[Any]:
    judgement = judged.judgement
    return [
        judgement.verdict,
        judgement.counted,
        judgement.independent_origins,
        [facts[one.pk] for one in judged.said],
    ]
