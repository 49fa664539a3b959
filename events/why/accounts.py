"""Why an account comes to what it does."""

from __future__ import annotations

from events.accounts import Account
from events.choices import AccountBound, ValueKind
from events.intervals import Comparison
from events.models import Claim
from events.why.why import Why, why, window


def of_account(account: Account, bound: str | None = None) -> Why | None:
    """Return the claims that an account rests on, or those that set one bound of it; no statement.

    Where the bound is open, those that leave it open set it.
    """

    def comparing(claim: Claim) -> Comparison:
        if bound is None:
            return Comparison.EQUAL
        low, high = _ends(account, claim)
        is_set = (low, account.low) if bound == AccountBound.LOW else (high, account.high)
        says_nothing = low is None and high is None
        return Comparison.DISJOINT if says_nothing or is_set[0] != is_set[1] else Comparison.EQUAL

    return why([account], comparing)


def _ends(account: Account, claim: Claim) -> tuple[object, object]:
    if account.predicate.value_kind != ValueKind.TIME:
        return claim.low, claim.high
    claimed = window(claim)
    return claimed.low, claimed.high
