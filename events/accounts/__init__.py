"""What is said of an event, put side by side: accounts and what is computed from them."""

from events.accounts.account import Account, accounts_of
from events.accounts.digests import JUDGED_BY, refresh_created_digests, refresh_digests, stale
from events.accounts.interest import interested_parties
from events.accounts.summaries import (
    has_account,
    killed_between,
    rebuild_summaries,
    refresh_created_summaries,
    refresh_summaries,
)
from sources.created import refreshing
from sources.records import kind_named

__all__ = [
    "JUDGED_BY",
    "Account",
    "accounts_of",
    "has_account",
    "interested_parties",
    "killed_between",
    "rebuild_summaries",
    "refresh_digests",
    "refresh_summaries",
    "register_refreshes",
    "stale",
]


def register_refreshes() -> None:
    """Have stored verdicts and digests follow every writing; calling it again changes nothing.

    The kinds of events must be registered before.
    """
    for name, refresh in (("claim", refresh_summaries), ("assessment", refresh_digests)):
        refreshes = kind_named(name).refreshes
        if refresh not in refreshes:
            refreshes.append(refresh)
    refreshing(refresh_summaries, refresh_created_summaries)
    refreshing(refresh_digests, refresh_created_digests)
