"""What waits on the desk because of what events, claims and assessments say of one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from events import accounts
from events.choices import Verdict, Verification
from events.models import AccountSummary, Assessment, Claim, Event, EventCitation
from events.records import ASSESSMENT, CLAIM, EVENT
from sources.admin.desk import Desk, Found, Section, keys_of, latest, register_section
from sources.querysets import IsWaiting
from sources.records import Kind
from sources.visibility import Viewer

#: How many assessments are looked at, the newest first: whether one is stale is worked out, not stored.
ASSESSMENTS_LOOKED_AT = 200
EVIDENCE, JUDGEMENT = "evidence", "judgement"


def without_evidence() -> Q:
    """Return the condition that an event has neither citation nor claim; what is published has one by the rules."""
    cited = EventCitation.objects.filter(event=OuterRef("pk"))
    claimed = Claim.objects.live().filter(event=OuterRef("pk"))
    return Q(IsWaiting("status")) & ~Exists(cited) & ~Exists(claimed)


def undecided() -> QuerySet[AccountSummary]:
    """Return the contradictions, as those who see drafts see them, of which there is no assessment."""
    assessments = Assessment.objects.live().filter(
        event=OuterRef("event"), predicate=OuterRef("predicate"), subject_class=OuterRef("subject_class")
    )
    assessed = Exists(assessments.filter(subject=OuterRef("subject")))
    assessed_of_all = Q(Exists(assessments.filter(subject__isnull=True)), subject__isnull=True)
    contradictory = AccountSummary.objects.filter(view=Viewer.DRAFTS.value, verdict=Verdict.CONTRADICTION)
    return contradictory.filter(~assessed, ~assessed_of_all)


class LacksFilter(admin.SimpleListFilter):
    """Events that lack what the desk asks for."""

    title = "lacks"
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(EVIDENCE, "Evidence"), (JUDGEMENT, "A judgement of a contradiction")]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case str(value) if value == EVIDENCE:
                return rows.filter(without_evidence())
            case str(value) if value == JUDGEMENT:
                return rows.filter(pk__in=undecided().values("event"))
        return rows


def _found(desk: Desk, kind: Kind, rows: QuerySet[Any], **query: str) -> Iterator[Found]:
    if desk.sees(kind):
        yield Found(kind, keys_of(rows), query)


@register_section
def contradictions(desk: Desk) -> Section:
    some = AccountSummary.objects.filter(view=Viewer.DRAFTS.value, verdict=Verdict.CONTRADICTION)
    contradicting = undecided().filter(pk__in=latest(some, "-event"))
    events = Event.objects.live().filter(pk__in=contradicting.values("event"))
    return desk.section(
        "Contradictions",
        "Claims that cannot all be true, and no assessment of them yet.",
        "Every contradiction has its assessment.",
        _found(desk, EVENT, events, lacks=JUDGEMENT),
    )


@register_section
def unassessed_claims(desk: Desk) -> Section:
    claims = Claim.objects.filter(pk__in=latest(Claim.objects.live(), "-pk"), verification=Verification.UNASSESSED)
    return desk.section(
        "Claims unassessed",
        "Nobody has said yet what came of checking them.",
        "Every claim has been checked.",
        _found(desk, CLAIM, claims, verification__exact=Verification.UNASSESSED.value),
    )


@register_section
def stale_assessments(desk: Desk) -> Section:
    newest = list(Assessment.objects.live().order_by("-pk")[:ASSESSMENTS_LOOKED_AT])
    stale = [pk for pk, is_stale in accounts.stale(newest, Viewer.DRAFTS).items() if is_stale]
    rows = Assessment.objects.filter(pk__in=stale)
    return desk.section(
        "Stale assessments",
        "What they judged has changed since.",
        "No assessment is stale.",
        _found(desk, ASSESSMENT, rows, id__in=",".join(map(str, stale))),
    )


@register_section
def events_without_evidence(desk: Desk) -> Section:
    waiting = Event.objects.filter(IsWaiting("status"))
    events = Event.objects.filter(without_evidence(), pk__in=latest(waiting, "-updated_at"))
    return desk.section(
        "Events without evidence",
        "Neither cited nor claimed: they cannot be published.",
        "Every event has a source.",
        _found(desk, EVENT, events, lacks=EVIDENCE),
    )
