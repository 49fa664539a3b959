"""What a recorded value rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from events.accounts import Account
from events.choices import Reading
from events.intervals import Comparison, Interval
from events.models import Assessment, Claim, Event
from sources.dates import MAX_DAY, MIN_DAY

SAYS_SO = (Comparison.EQUAL, Comparison.OVERLAPPING)


@dataclass(frozen=True, slots=True)
class Why:
    """What a recorded value rests on.

    ``claims`` say so, in the order stated, and count: none of them is superseded, refuted or withdrawn. ``excerpt`` is
    the one of them to read first, and ``assessments`` judge the accounts that they belong to.
    """

    claims: list[Claim]
    excerpt: Claim
    assessments: list[Assessment]


def why(accounts: Iterable[Account], compare: Callable[[Claim], Comparison]) -> Why | None:
    """Return why something is recorded: the affirming claims that equal or overlap it; None where no claim says so."""
    saying: dict[Claim, bool] = {}
    assessments: list[Assessment] = []
    for account in accounts:
        found = {one: compare(one) for one in account.claims if one.slug in account.affirming}
        some = {one: how is Comparison.EQUAL for one, how in found.items() if how in SAYS_SO}
        saying |= some
        assessments += account.assessments if some else []
    if not saying:
        return None
    claims = sorted(saying, key=attrgetter("stated_sort_day", "slug"))
    return Why(claims, min(claims, key=lambda one: (not saying[one], *_readable(one))), assessments)


def _readable(claim: Claim) -> tuple[bool, bool]:
    """Sort first what can be read word by word, and says it itself."""
    return not claim.quote, claim.reading != Reading.STATED


def standing(assessments: Iterable[Assessment], is_stale: Mapping[str, bool]) -> Assessment | None:
    """Return the assessment to go by: one that is not stale, the editors' own before others, then by slug.

    ``is_stale`` is told by slug.
    """
    return min(assessments, key=lambda one: (is_stale[one.slug], one.by_id is not None, one.slug), default=None)


def window(row: Event | Claim) -> Interval:
    """Return from when to when something may have been; an open end, or no time at all, has no bound."""
    when = row.when
    return Interval(_known(when.earliest_start), _known(when.latest_end)) if when else Interval(None, None)


def _known(bound: int) -> int | None:
    return None if bound in (MIN_DAY, MAX_DAY) else bound
