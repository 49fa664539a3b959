"""Why an actor is said to have taken part, and in that role."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db.models import FETCH_PEERS

from actors.hierarchy import part_of
from events.accounts import Account, accounts_of
from events.choices import Role, SpeechAct, ValueKind
from events.intervals import Comparison, Node, compare
from events.models import Claim, Event, Participation
from events.why.why import Why, why
from sources.trees import ancestors
from sources.visibility import Viewer

SUFFERED = frozenset((Role.TARGET, Role.VICTIM))
ACTED = frozenset((Role.INITIATOR, Role.ORGANISER))
#: The roles of the actor that a claim names, by what it says. All of them say that it took part.
ROLES = {
    **dict.fromkeys(("killed", "wounded", "captured", "missing", "arrested", "displaced"), SUFFERED),
    **dict.fromkeys(("method", "motive"), ACTED),
    "responsibility": ACTED | {Role.CLAIMANT},
}
ANY = frozenset((Role.PARTICIPANT, Role.SUBJECT))


def of_parts(rows: Iterable[Participation], viewer: Viewer) -> dict[int, Why | None]:
    """Return, by participation, the claims of the event that put the actor, or what is part of it, in that role.

    A claim names an actor as its value, as its subject, or as the speaker who claims responsibility. A predicate that
    is called as a role (mediator) and has actors as values says that role. A constant number of statements.
    """
    given = list(rows)
    events = Event.objects.filter(pk__in={row.event_id for row in given}).fetch_mode(FETCH_PEERS)
    accounts = accounts_of(events, viewer)
    claims = (claim for some in accounts.values() for account in some for claim in account.claims)
    named = {actor for claim in claims if (actor := _actor(claim))}
    above = ancestors(part_of(viewer), {*(row.actor_id for row in given), *named})

    def compared(row: Participation, claim: Claim) -> Comparison:
        actor = _actor(claim)
        if actor is None:
            return Comparison.INCOMPARABLE
        return compare(Node(row.actor_id, above[row.actor_id]), Node(actor, above[actor]))

    return {
        row.pk: why((one for one in accounts[row.event_id] if row.role in _roles(one)), partial(compared, row))
        for row in given
    }


def _actor(claim: Claim) -> int | None:
    """Return the actor of whose part a claim tells."""
    claims_it = claim.speech_act == SpeechAct.CLAIMS_RESPONSIBILITY
    return claim.actor_id or claim.subject_id or (claim.speaker_id if claims_it else None)


def _roles(account: Account) -> frozenset[str]:
    predicate = account.predicate
    role = predicate.slug.upper().replace("-", "_")
    if predicate.value_kind == ValueKind.ACTOR and role in Role:
        return ANY | {role}
    return ANY | ROLES.get(predicate.slug, frozenset())
