"""Claims grouped into accounts and judged, as one viewer sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from django.db.models import QuerySet

from events.accounts.origins import Origins
from events.choices import ValueKind, Verification
from events.intervals import Interval, Judgement, Node, NoValue, Stance, Statement, Text, Value, judge
from events.models import Assessment, Claim
from sources.dates import MAX_DAY, MIN_DAY
from sources.visibility import Viewer

NUMBERS = (ValueKind.COUNT, ValueKind.QUANTITY)
NOT_COUNTED = (Verification.REFUTED, Verification.WITHDRAWN)


class AccountKey(NamedTuple):
    """What one account is about, by primary keys."""

    event: int
    predicate: int
    subject: int | None
    subject_class: str

    @classmethod
    def of(cls, row: Assessment | Said) -> AccountKey:
        return cls(row.event_id, row.predicate_id, row.subject_id, row.subject_class)


class Said(NamedTuple):
    """What judging reads of a claim; plain values, because a model's instance costs six times as much to load."""

    pk: int
    slug: str
    event_id: int
    predicate_id: int
    value_kind: str
    subject_id: int | None
    subject_class: str
    speaker_id: int | None
    source_id: int
    repeats_id: int | None
    speech_act: str
    low: Decimal | None
    high: Decimal | None
    earliest_start: int | None
    latest_end: int | None
    place_id: int | None
    actor_id: int | None
    stated_sort_day: int
    verification: str

    @classmethod
    def of(cls, claim: Claim) -> Said:
        """Read a claim whose predicate and source are loaded."""
        return cls(*_read(claim))


_COLUMNS = (
    *("pk", "slug", "event_id", "predicate_id", "predicate__value_kind", "subject_id", "subject_class"),
    *("speaker_id", "source_id", "source__derived_from_id", "speech_act", "low", "high"),
    *("when_earliest_start", "when_latest_end", "place_id", "actor_id", "stated_sort_day", "verification"),
)
_read = attrgetter(*(column.replace("__", ".") for column in _COLUMNS))


@dataclass(frozen=True, slots=True)
class Judged:
    """The claims of one account in the order stated, what they come to, and which of them affirm and count."""

    said: list[Said]
    judgement: Judgement[str]
    affirming: frozenset[str]


def said_in(claims: QuerySet[Claim]) -> list[Said]:
    """Load what judging needs of some claims; one statement."""
    return [Said(*row) for row in claims.values_list(*_COLUMNS)]


@dataclass(frozen=True)
class Basis:
    """All that judging some claims depends on: equal bases are judged alike."""

    said: list[Said]
    origins: Origins
    superseded: set[tuple[int, int | None]]

    @classmethod
    def of(cls, claims: QuerySet[Claim], viewer: Viewer) -> Basis:
        """Read the claims that a viewer may see of some accounts, all of them; seven statements at most."""
        return cls.on(said_in(claims), viewer)

    @classmethod
    def on(cls, said: Collection[Said], viewer: Viewer) -> Basis:
        return cls(
            sorted(said, key=lambda one: (one.stated_sort_day, one.slug)),
            Origins(said, viewer),
            _superseded(said, viewer),
        )


def judge_accounts(said: Collection[Said], viewer: Viewer) -> dict[AccountKey, Judged]:
    """Judge every account that some claims make up; six statements at most, whatever their number.

    ``said`` is all that the viewer may see of each account.
    """
    return judge_on(Basis.on(said, viewer))


def judge_on(basis: Basis) -> dict[AccountKey, Judged]:
    """Judge every account that some claims make up; no statement."""
    grouped: dict[AccountKey, list[Said]] = defaultdict(list)
    for one in basis.said:
        grouped[AccountKey.of(one)].append(one)
    return {key: _judged(some, basis) for key, some in grouped.items()}


def _judged(said: list[Said], basis: Basis) -> Judged:
    stands = ((one, (one.event_id, one.pk) not in basis.superseded) for one in said)
    statements = [_statement(one, basis.origins, stand) for one, stand in stands]
    affirming = frozenset(one.key for one in statements if one.counts and one.stance is Stance.AFFIRMS)
    return Judged(said, judge(statements), affirming)


def _superseded(said: Collection[Said], viewer: Viewer) -> set[tuple[int, int | None]]:
    """Find the claims, by event, that another one of the event replaces which the viewer may see."""
    events = {one.event_id for one in said}
    later = Claim.objects.visible_to(viewer).filter(event__in=events, supersedes__isnull=False)
    return set(later.values_list("event_id", "supersedes_id")) if events else set()


def _statement(said: Said, origins: Origins, stands: bool) -> Statement[str]:
    return Statement(
        key=said.slug,
        origin_roots=origins.of(said),
        stance=Stance.of(said.speech_act),
        value=_value(said, origins),
        order=(said.stated_sort_day,),
        counts=stands and said.verification not in NOT_COUNTED,
    )


def _value(said: Said, origins: Origins) -> Value:
    """Read the value that the claim's predicate asks for; a denial that names none has nothing to compare."""
    kind = said.value_kind
    if kind in NUMBERS:
        return Interval(said.low, said.high)
    if kind == ValueKind.TIME:
        return Interval(_day(said.earliest_start), _day(said.latest_end))
    if kind == ValueKind.PLACE and said.place_id:
        return Node(said.place_id, origins.above_place(said.place_id))
    if kind == ValueKind.ACTOR and said.actor_id:
        return Node(said.actor_id, origins.above_actor(said.actor_id))
    return NoValue() if kind == ValueKind.NONE else Text()


def _day(bound: int | None) -> int | None:
    return None if bound in (MIN_DAY, MAX_DAY) else bound
