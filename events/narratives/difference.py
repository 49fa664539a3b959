"""Where two narratives part: what each leaves out, tells in another order, or rests on opposed claims."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db import models

from events.accounts import Account, accounts_of
from events.accounts.verdicts import AccountKey, Said, judge_accounts
from events.choices import StepStance, Verdict
from events.models import Claim, Event, Narrative, NarrativeStep
from events.narratives.steps import told
from sources.visibility import Viewer

#: How claims stand to each other that cannot both be told as they are.
OPPOSED = (Verdict.CONTRADICTION, Verdict.NOT_COMPARABLE)
Relied = dict[AccountKey, list[Claim]]


@dataclass(frozen=True, slots=True)
class Opposition:
    """One thing about a shared event on which two narratives rely on claims that oppose each other."""

    event: Event
    account: Account
    claims_a: list[Claim]
    claims_b: list[Claim]


@dataclass(frozen=True, slots=True)
class Stances:
    """A shared event that two tellers do not tell with the same stance."""

    event: Event
    stance_a: StepStance
    stance_b: StepStance


@dataclass(frozen=True, slots=True)
class Difference:
    """Two narratives beside each other, as one viewer sees them.

    ``shared`` and ``only_a`` are in the order of the first narrative, ``only_b`` in that of the second; an event that
    is told several times counts where it is told first. ``reordered`` are the fewest shared events without which both
    tell the rest in one order. ``opposed`` are accounts on which each relies on claims that the other does not, and
    these contradict each other or cannot be compared.
    """

    a: Narrative
    b: Narrative
    shared: list[Event]
    only_a: list[Event]
    only_b: list[Event]
    reordered: list[Event]
    stances: list[Stances]
    opposed: list[Opposition]


def difference(a: Narrative, b: Narrative, viewer: Viewer) -> Difference:
    """Compare two narratives; a constant number of statements, whatever they tell."""
    steps = told([a, b], viewer)
    firsts = [_firsts(steps[one.pk]) for one in (a, b)]
    mine, other = firsts
    shared = [pk for pk in mine if pk in other]
    places = {pk: place for place, pk in enumerate(other)}
    in_order = {shared[at] for at in _longest_rise([places[pk] for pk in shared])}
    return Difference(
        a=a,
        b=b,
        shared=[mine[pk].event for pk in shared],
        only_a=[step.event for pk, step in mine.items() if pk not in other],
        only_b=[step.event for pk, step in other.items() if pk not in mine],
        reordered=[mine[pk].event for pk in shared if pk not in in_order],
        stances=[_stances(mine[pk], other[pk]) for pk in shared if mine[pk].stance != other[pk].stance],
        opposed=_opposed({pk: mine[pk].event for pk in shared}, steps[a.pk], steps[b.pk], viewer),
    )


def _firsts(steps: Iterable[NarrativeStep]) -> dict[int, NarrativeStep]:
    """Return the first step of each event, in the order told."""
    found: dict[int, NarrativeStep] = {}
    for step in steps:
        found.setdefault(step.event_id, step)
    return found


def _stances(a: NarrativeStep, b: NarrativeStep) -> Stances:
    return Stances(a.event, StepStance(a.stance), StepStance(b.stance))


def _longest_rise(numbers: Sequence[int]) -> list[int]:
    """Return the places of a longest rising subsequence of numbers that all differ (patience sorting)."""
    ends: list[int] = []
    places: list[int] = []
    before: dict[int, int | None] = {}
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [place]
        before[place] = places[length - 1] if length else None
    rise: list[int] = []
    ahead = places[-1] if places else None
    while ahead is not None:
        rise.append(ahead)
        ahead = before[ahead]
    return rise[::-1]


def _opposed(
    events: dict[int, Event], a: list[NarrativeStep], b: list[NarrativeStep], viewer: Viewer
) -> list[Opposition]:
    relied_a, relied_b = _relied([a, b], events, viewer)
    both = {key: (relied_a[key], relied_b[key]) for key in relied_a if key in relied_b}
    apart = {key: _apart(*claims) for key, claims in both.items()}
    claims = {claim.pk: claim for some in apart.values() for part in some for claim in part}
    judged = judge_accounts([Said.of(claim) for claim in claims.values()], viewer)
    opposed = [key for key in apart if key in judged and Verdict(judged[key].judgement.verdict.value) in OPPOSED]
    accounts = accounts_of([events[pk] for pk in {key.event: None for key in opposed}], viewer)
    by_key = {_key(one): one for some in accounts.values() for one in some}
    found = [Opposition(events[key.event], by_key[key], *apart[key]) for key in opposed if all(apart[key])]
    order = list(events)
    return sorted(
        found, key=lambda one: (order.index(one.event.pk), one.account.predicate.slug, str(one.account.subject))
    )


def _apart(a: list[Claim], b: list[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Return what each relies on and the other does not."""
    shared = {claim.pk for claim in a} & {claim.pk for claim in b}
    return [claim for claim in a if claim.pk not in shared], [claim for claim in b if claim.pk not in shared]


def _key(account: Account) -> AccountKey:
    subject = account.subject.pk if account.subject else None
    return AccountKey(account.event.pk, account.predicate.pk, subject, account.subject_class)


def _relied(tellings: list[list[NarrativeStep]], events: dict[int, Event], viewer: Viewer) -> list[Relied]:
    """Return, for each narrative, the claims about some events that its steps rely on, by account."""
    through = NarrativeStep.claims.through._default_manager
    pairs = through.filter(narrativestep__in=[step.pk for steps in tellings for step in steps])
    by_step: dict[int, set[int]] = defaultdict(set)
    for step, claim in pairs.values_list("narrativestep_id", "claim_id"):
        by_step[step].add(claim)
    claims = _claims({pk for some in by_step.values() for pk in some}, events, viewer)
    return [_grouped({pk for step in steps for pk in by_step[step.pk]}, claims) for steps in tellings]


def _claims(pks: Iterable[int], events: dict[int, Event], viewer: Viewer) -> dict[int, Claim]:
    rows = Claim.objects.visible_to(viewer).filter(pk__in=pks, event__in=events)
    rows = rows.select_related("predicate", "source").defer("source__captured_text").fetch_mode(models.FETCH_PEERS)
    return {claim.pk: claim for claim in rows.order_by("slug")}


def _grouped(pks: set[int], claims: dict[int, Claim]) -> Relied:
    found: Relied = defaultdict(list)
    for pk, claim in claims.items():
        if pk in pks:
            found[AccountKey(*_said_of(claim))].append(claim)
    return dict(found)


_said_of = attrgetter("event_id", "predicate_id", "subject_id", "subject_class")
