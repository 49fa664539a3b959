"""Claims grouped into accounts and judged, as one viewer sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, QuerySet

from events.accounts.origins import Origins
from events.choices import ValueKind, Verification
from events.intervals import Interval, Judgement, Node, NoValue, Stance, Statement, Text, Value, judge
from events.models import Assessment, Claim
from sources.dates import MAX_DAY, MIN_DAY
from sources.visibility import Viewer

NOT_COUNTED = (Verification.REFUTED, Verification.WITHDRAWN)
#: What :func:`judge_accounts` reads of a claim.
JUDGED = (
    *("slug", "event", "predicate__value_kind", "subject", "subject_class", "speaker", "source__derived_from"),
    *("speech_act", "low", "high", "when_earliest_start", "when_latest_end", "place", "actor"),
    *("stated_sort_day", "verification"),
)


class AccountKey(NamedTuple):
    """What one account is about, by primary keys."""

    event: int
    predicate: int
    subject: int | None
    subject_class: str

    @classmethod
    def of(cls, row: Claim | Assessment) -> AccountKey:
        return cls(row.event_id, row.predicate_id, row.subject_id, row.subject_class)


@dataclass(frozen=True, slots=True)
class Judged:
    """The claims of one account in the order stated, and what they come to."""

    claims: list[Claim]
    judgement: Judgement[str]


def claims_to_judge(viewer: Viewer) -> QuerySet[Claim]:
    """Return the claims a viewer may see, with no more than judging them needs."""
    rows: QuerySet[Claim] = Claim.objects.visible_to(viewer).select_related("predicate", "source").only(*JUDGED)
    return rows


def judge_accounts(claims: Collection[Claim], viewer: Viewer) -> dict[AccountKey, Judged]:
    """Judge every account that some claims make up; six statements at most, whatever their number.

    ``claims`` are all that the viewer may see of each account.
    """
    grouped: dict[AccountKey, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda claim: (_stated(claim), claim.slug)):
        grouped[AccountKey.of(claim)].append(claim)
    origins = Origins(claims, viewer)
    superseded = _superseded(claims, viewer)
    return {
        key: Judged(some, judge(_statement(claim, origins, claim.pk not in superseded) for claim in some))
        for key, some in grouped.items()
    }


def _superseded(claims: Collection[Claim], viewer: Viewer) -> set[int | None]:
    """Find the claims that a later one replaces which the viewer may see."""
    events = {claim.event_id for claim in claims}
    later = Claim.objects.visible_to(viewer).filter(event__in=events, supersedes__event=F("event"))
    return set(later.values_list("supersedes_id", flat=True)) if events else set()


def _statement(claim: Claim, origins: Origins, stands: bool) -> Statement[str]:
    return Statement(
        key=claim.slug,
        origin_roots=origins.of(claim),
        stance=Stance.of(claim.speech_act),
        value=_value(claim, origins),
        order=(_stated(claim),),
        counts=stands and claim.verification not in NOT_COUNTED,
    )


def _value(claim: Claim, origins: Origins) -> Value:
    """Read the value that the claim's predicate asks for; a denial that names none has nothing to compare."""
    kind = claim.predicate.value_kind
    if kind in (ValueKind.COUNT, ValueKind.QUANTITY):
        return Interval(claim.low, claim.high)
    if kind == ValueKind.TIME:
        return _window(claim)
    if kind == ValueKind.PLACE and claim.place_id:
        return Node(claim.place_id, origins.above_place(claim.place_id))
    if kind == ValueKind.ACTOR and claim.actor_id:
        return Node(claim.actor_id, origins.above_actor(claim.actor_id))
    return NoValue() if kind == ValueKind.NONE else Text()


def _stated(claim: Claim) -> int:
    return claim.stated_sort_day  # type: ignore[attr-defined, no-any-return]  # a column that Time makes


def _window(claim: Claim) -> Interval:
    earliest, latest = claim.when_earliest_start, claim.when_latest_end  # type: ignore[attr-defined]  # made by Time
    return Interval(_day(earliest), _day(latest))


def _day(bound: int | None) -> int | None:
    return None if bound in (MIN_DAY, MAX_DAY) else bound
