"""Where two narratives part, as JSON."""

from __future__ import annotations

from events import narratives
from events.models import Event, Narrative
from events.rest.accounts import account_answers
from sources.records import Json
from sources.visibility import Viewer


def diff_answer(a: Narrative, b: Narrative, viewer: Viewer) -> dict[str, Json]:
    """Return what two narratives share and where they part; events and claims by slug, accounts whole."""
    found = narratives.difference(a, b, viewer)
    accounts = account_answers([one.account for one in found.opposed], viewer)
    return {
        "a": a.slug,
        "b": b.slug,
        **{name: _slugs(getattr(found, name)) for name in ("shared", "only_a", "only_b", "reordered")},
        "stances": [
            {"event": one.event.slug, "stance_a": one.stance_a, "stance_b": one.stance_b} for one in found.stances
        ],
        "opposed": [
            {
                "event": one.event.slug,
                "account": account,
                "claims_a": [claim.slug for claim in one.claims_a],
                "claims_b": [claim.slug for claim in one.claims_b],
            }
            for one, account in zip(found.opposed, accounts, strict=True)
        ],
    }


def _slugs(events: list[Event]) -> list[str]:
    return [event.slug for event in events]
