"""Which new events, claims and links the rules have to look at, found by statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Floor

from events import causality, rules
from events.choices import SpeechAct, ValueKind
from sources.choices import Status
from sources.created import Created, no_suspects, suspecting
from sources.records import Changes

type Found = dict[str, Iterable[int]]

#: Conditions under which a claim gives a field; a time is given with any word about it.
GIVEN = {
    "low": Q(low__isnull=False),
    "high": Q(high__isnull=False),
    "when": ~Q(when_edtf="", when_worded="", when_clock="", when_ongoing_on=None),
    "place": Q(place__isnull=False),
    "actor": Q(actor__isnull=False),
    "text": ~Q(text=""),
}
NUMBER_GIVEN = GIVEN["low"] | GIVEN["high"]


def _keys(rows: QuerySet[Any]) -> Iterable[int]:
    return rows.values_list("pk", flat=True)


def _misfit_claims(created: Created, changes: Changes) -> Found:
    misfits = Q()
    for kind in ValueKind:
        misfits |= Q(predicate__value_kind=kind) & _misfit(kind)
    return {"claim": _keys(created.rows("claim").filter(misfits))}


def _misfit(kind: ValueKind) -> Q:
    """Return the condition that a claim does not hold what a predicate of a kind asks for."""
    allowed = rules.VALUE_FIELDS[kind]
    wrong = Q()
    for name in GIVEN.keys() - allowed - ({"text"} if kind in rules.NUMBERS else set()):
        wrong |= GIVEN[name]
    if kind in rules.NUMBERS:
        wrong |= GIVEN["text"] & NUMBER_GIVEN
    elif kind != ValueKind.NONE:
        [name] = allowed
        wrong |= ~GIVEN[name] & ~Q(speech_act=SpeechAct.DENIES)
    return wrong | _bad_count("low", "high") if kind == ValueKind.COUNT else wrong


def _bad_count(*names: str) -> Q:
    bad = Q()
    for name in names:
        bad |= Q(**{f"{name}__lt": 0}) | Q(**{f"{name}__gt": Floor(name)})
    return bad


def _misfit_assessments(created: Created, changes: Changes) -> Found:
    figures = Q(low__isnull=False) | Q(best__isnull=False) | Q(high__isnull=False)
    counts = Q(predicate__value_kind=ValueKind.COUNT) & _bad_count("low", "best", "high")
    no_figures = ~Q(predicate__value_kind__in=rules.NUMBERS) & figures
    return {"assessment": _keys(created.rows("assessment").filter(counts | no_figures))}


def _of_another_voice(created: Created, changes: Changes) -> Found:
    return {"claim": _keys(rules.superseding_another(created.rows("claim")))}


def _closing_link(created: Created, changes: Changes) -> Found:
    """Return the new link that the rule would name: the graph is sorted once for all new links."""
    new = set(_keys(created.rows("link")))
    cycle = causality.find_cycle(new | changes.present("link").keys()) if new else None
    return {"link": {cycle.link} & new} if cycle else {}


def _reversed_links(created: Created, changes: Changes) -> Found:
    links = created.rows("link").exclude(status=Status.RETRACTED)
    return {"link": _keys(links.filter(rules.reversed_in_time()))}


def _unsupported(created: Created, changes: Changes) -> Found:
    published = {name: created.rows(name).filter(status=Status.PUBLISHED) for name in ("event", "link", "claim")}
    return {
        "event": _keys(rules.unsupported_events(published["event"], {})),
        "link": _keys(rules.unsupported_links(published["link"], {})),
        "claim": _keys(published["claim"].filter(quote="", locator="")),
    }


def register_suspects() -> None:
    """Make known how the rules of this app find what is new and may break them."""
    suspecting(rules.value_fits_predicate, _misfit_claims)
    suspecting(rules.assessment_fits_predicate, _misfit_assessments)
    suspecting(rules.predicate_keeps_its_kind, no_suspects)
    suspecting(rules.supersedes_its_own_voice, _of_another_voice)
    suspecting(rules.links_close_no_cycle, _closing_link)
    suspecting(rules.effects_follow_causes, _reversed_links)
    suspecting(rules.published_is_supported, _unsupported)
