"""The rules about events, claims and links that the database cannot hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from events import causality, records
from events.choices import LinkBasis, LinkKind, SpeechAct, Stance, ValueKind
from events.models import Assessment, CausalLink, Claim, Event, EventCitation, EventType, Evidence, Place, Topic
from sources.choices import Status
from sources.records import Change, Changes, is_visible
from sources.refusals import Fault
from sources.rules import Gone, fault_of, register_unsupported, tree_rule
from sources.trees import Hierarchy
from sources.visibility import Viewer

NUMBERS = (ValueKind.COUNT, ValueKind.QUANTITY)
#: Which fields of a claim hold the value of each kind of predicate.
VALUE_FIELDS = {
    ValueKind.COUNT: {"low", "high"},
    ValueKind.QUANTITY: {"low", "high"},
    ValueKind.TIME: {"when"},
    ValueKind.PLACE: {"place"},
    ValueKind.ACTOR: {"actor"},
    ValueKind.TEXT: {"text"},
    ValueKind.NONE: set(),
}
ALL_VALUE_FIELDS = ("low", "high", "when", "place", "actor", "text")
PUBLISHED = Status.PUBLISHED


def value_fits_predicate(changes: Changes) -> Iterator[Fault]:
    """A claim carries the value its predicate asks for and no other; counts are whole and not negative."""
    claims = changes.present("claim")
    if not claims:
        return
    rows = Claim.objects.filter(pk__in=claims).values_list("pk", "predicate__value_kind", "predicate__label")
    for pk, value_kind, label in rows:
        yield from _misfits(claims[pk], ValueKind(value_kind), label)


def _misfits(change: Change, kind: ValueKind, label: str) -> Iterator[Fault]:
    claim = change.after or {}
    allowed = VALUE_FIELDS[kind]
    given = {name for name in ALL_VALUE_FIELDS if name in claim}
    if kind in NUMBERS and not given & {"low", "high"}:
        allowed = allowed | {"text"}
    for name in sorted(given - allowed):
        yield fault_of(change, "WRONG_VALUE", f"{label} asks for {_asked(kind)}, not for {name}.", name)
    if kind not in (*NUMBERS, ValueKind.NONE) and not given and claim.get("speech_act") != SpeechAct.DENIES:
        [name] = allowed
        yield fault_of(change, "WRONG_VALUE", f"{label} asks for {_asked(kind)}.", name)
    if kind is ValueKind.COUNT:
        yield from _bad_counts(change, ("low", "high"))


def _asked(kind: ValueKind) -> str:
    if kind is ValueKind.NONE:
        return "no value"
    return f"{'an' if kind is ValueKind.ACTOR else 'a'} {kind.value.lower()}"


def _bad_counts(change: Change, names: tuple[str, ...]) -> Iterator[Fault]:
    for name in names:
        value = (change.after or {}).get(name)
        if value is not None and (value < 0 or value != int(value)):
            yield fault_of(change, "WRONG_VALUE", "A count is whole and not negative.", name)


def assessment_fits_predicate(changes: Changes) -> Iterator[Fault]:
    """An assessment gives figures for predicates that are numbers only; counts are whole and not negative."""
    assessments = changes.present("assessment")
    if not assessments:
        return
    rows = Assessment.objects.filter(pk__in=assessments).values_list("pk", "predicate__value_kind")
    for pk, value_kind in rows:
        change = assessments[pk]
        given = [name for name in ("low", "best", "high") if name in (change.after or {})]
        if value_kind not in NUMBERS:
            yield from (fault_of(change, "WRONG_VALUE", "This predicate has no figures.", name) for name in given)
        if value_kind == ValueKind.COUNT:
            yield from _bad_counts(change, ("low", "best", "high"))


def predicate_keeps_its_kind(changes: Changes) -> Iterator[Fault]:
    """What a predicate asks for cannot change while claims or assessments use it."""
    altered = {
        pk: change
        for pk, change in changes.present("predicate").items()
        if change.before and change.alters("value_kind")
    }
    if not altered:
        return
    used = Q(Exists(Claim.objects.filter(predicate=OuterRef("pk")))) | Q(
        Exists(Assessment.objects.filter(predicate=OuterRef("pk")))
    )
    for pk in records.PREDICATE.objects.filter(used, pk__in=altered).values_list("pk", flat=True):
        yield fault_of(altered[pk], "STILL_CITED", "Claims or assessments use this predicate.", "value_kind")


def supersedes_its_own_voice(changes: Changes) -> Iterator[Fault]:
    """A claim supersedes an earlier one of the same voice about the same event."""
    claims = {pk: change for pk, change in changes.present("claim").items() if "supersedes" in (change.after or {})}
    if not claims:
        return
    for pk in superseding_another(Claim.objects.filter(pk__in=claims)).values_list("pk", flat=True):
        message = "A claim supersedes an earlier one of the same voice about the same event."
        yield fault_of(claims[pk], "BAD_USER_INPUT", message, "supersedes")


def superseding_another(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Narrow claims to those that supersede one of another voice, or about another event."""
    same_voice = Q(speaker=F("supersedes__speaker")) | Q(speaker=None, supersedes__speaker=None)
    return claims.filter(supersedes__isnull=False).exclude(same_voice & Q(event=F("supersedes__event")))


def links_close_no_cycle(changes: Changes) -> Iterator[Fault]:
    """Links that are not retracted are acyclic over all kinds but PRECEDED and PREVENTED; drafts count."""
    links = {
        pk: change
        for pk, change in changes.present("link").items()
        if change.alters("cause", "effect", "kind") or change.status(change.before) in ("", Status.RETRACTED)
    }
    cycle = causality.find_cycle(links) if links else None
    if cycle is None:
        return
    path = " → ".join(event.name if is_visible(event, changes.viewer) else "…" for event in cycle.events)
    yield fault_of(links[cycle.link], "CLOSES_CYCLE", f"This would close a cycle: {path}.", "effect")


def effects_follow_causes(changes: Changes) -> Iterator[Fault]:
    """An effect cannot have begun, at the latest, before its cause began, at the earliest.

    What prevented or ended something may begin after it: there the effect's end is compared.
    """
    links = changes.present("link")
    altered = [pk for pk, change in links.items() if change.alters("cause", "effect", "kind", "status")]
    retimed = [pk for pk, change in changes.present("event").items() if change.alters("when")]
    if not altered and not retimed:
        return
    near = CausalLink.objects.live().filter(Q(pk__in=altered) | Q(cause__in=retimed) | Q(effect__in=retimed))
    for link in near.filter(reversed_in_time()).select_related("cause", "effect").order_by("slug"):
        change, field = _culprit(link, links, changes.present("event"))
        effect, cause = _dated(link.effect, changes.viewer), _dated(link.cause, changes.viewer)
        message = f"{effect} comes before its cause {cause}."
        yield fault_of(change, "EFFECT_BEFORE_CAUSE", message, field)


def _dated(event: Event, viewer: Viewer) -> str:
    if not is_visible(event, viewer):
        return "…"
    return f"{event.name} ({event.when.display if event.when else 'undated'})"


def reversed_in_time() -> Q:
    """Return the predicate of links whose effect certainly came before its cause."""
    cause = F("cause__when_earliest_start")
    to_the_end = Q(kind__in=[LinkKind.PREVENTED, LinkKind.ENDED])
    return (to_the_end & Q(effect__when_latest_end__lt=cause)) | (~to_the_end & Q(effect__when_latest_start__lt=cause))


def _culprit(link: CausalLink, links: dict[int, Change], events: dict[int, Change]) -> tuple[Change, str]:
    if link.pk in links:
        return links[link.pk], "effect"
    return (events.get(link.effect_id) or events[link.cause_id]), "when"


def published_is_supported(changes: Changes) -> Iterator[Fault]:
    """An event is published with a citation or a claim, a claim with a quote or a locator, a link with evidence."""
    hidden = [pk for pk, change in changes.of("source").items() if change.was_published and not change.is_published]
    claims = {pk: change for pk, change in changes.of("claim").items() if change.alters("status", "event")}
    yield from _events_are_supported(changes, hidden, claims)
    yield from _links_are_supported(changes, hidden, claims)
    for change in changes.present("claim").values():
        if change.is_published and not {"quote", "locator"} & (change.after or {}).keys():
            yield fault_of(change, "NOT_PUBLISHABLE", "A published claim needs a quote or a locator.", "quote")


def _events_are_supported(changes: Changes, hidden: list[int], claims: dict[int, Change]) -> Iterator[Fault]:
    altered = [pk for pk, change in changes.present("event").items() if change.alters("status", "citations")]
    slugs = {slug for change in claims.values() for slug in change.values("event")}
    if not altered and not slugs and not hidden:
        return
    events = Event.objects.filter(
        Q(pk__in=altered) | Q(slug__in=slugs) | Q(citations__source__in=hidden), status=PUBLISHED
    )
    for event in unsupported_events(events, {}):
        change = changes.of("event").get(event.pk)
        message = "A published event needs a citation or a published claim."
        yield _unsupported(change, records.EVENT.name, event.slug, message, "citations")


def _links_are_supported(changes: Changes, hidden: list[int], claims: dict[int, Change]) -> Iterator[Fault]:
    resting = ("status", "evidence", "basis", "mechanism", "likelihood")
    altered = [pk for pk, change in changes.present("link").items() if change.alters(*resting)]
    if not altered and not claims and not hidden:
        return
    links = CausalLink.objects.filter(
        Q(pk__in=altered) | Q(evidence__claim__in=claims) | Q(evidence__source__in=hidden), status=PUBLISHED
    )
    for link in unsupported_links(links, {}):
        change = changes.of("link").get(link.pk)
        message = (
            "A published link needs supporting evidence, or a mechanism and a likelihood where an analyst inferred it."
        )
        yield _unsupported(change, records.LINK.name, link.slug, message, "evidence")


def _unsupported(change: Change | None, kind: str, slug: str, message: str, field: str) -> Fault:
    if change is not None:
        return fault_of(change, "NOT_PUBLISHABLE", message, field)
    return Fault("NOT_PUBLISHABLE", f"This takes away its last support. {message}", (field,), kind, slug)


def unsupported_events(events: QuerySet[Event], gone: Gone) -> QuerySet[Event]:
    """Narrow events to those that nothing published supports once what is gone is gone."""
    citations = EventCitation.objects.filter(event=OuterRef("pk"), source__status=PUBLISHED)
    claims = Claim.objects.filter(event=OuterRef("pk"), status=PUBLISHED)
    return events.exclude(
        Exists(citations.exclude(source__in=gone.get("source", ())))
        | Exists(claims.exclude(pk__in=gone.get("claim", ())))
    ).distinct()


def unsupported_links(links: QuerySet[CausalLink], gone: Gone) -> QuerySet[CausalLink]:
    """Narrow links to those that may not stand published once what is gone is gone."""
    evidence = Evidence.objects.filter(link=OuterRef("pk"), stance=Stance.SUPPORTS)
    cited = evidence.filter(source__status=PUBLISHED).exclude(source__in=gone.get("source", ()))
    claimed = evidence.filter(claim__status=PUBLISHED).exclude(claim__in=gone.get("claim", ()))
    inferred = Q(basis=LinkBasis.ANALYST_INFERRED) & ~Q(mechanism="") & ~Q(likelihood="")
    return links.exclude(inferred | Exists(cited) | Exists(claimed)).distinct()


def unsupported_without(gone: Gone) -> Iterator[Any]:
    """Yield the published events and links whose last support goes."""
    sources, claims = gone.get("source", ()), gone.get("claim", ())
    events = Event.objects.filter(Q(citations__source__in=sources) | Q(claims__in=claims), status=PUBLISHED)
    links = CausalLink.objects.filter(Q(evidence__source__in=sources) | Q(evidence__claim__in=claims), status=PUBLISHED)
    yield from unsupported_events(events, gone).order_by("slug")
    yield from unsupported_links(links, gone).select_related("cause", "effect").order_by("slug")


def register_rules() -> None:
    """Give every rule of this app to the kind it is about."""
    records.PLACE.rules.append(tree_rule("place", Hierarchy.of(Place, "parent"), "parent"))
    records.EVENT_TYPE.rules.append(tree_rule("event_type", Hierarchy.of(EventType, "parent"), "parent"))
    records.TOPIC.rules.append(tree_rule("topic", Hierarchy.of(Topic, "parent"), "parent"))
    records.PREDICATE.rules.append(predicate_keeps_its_kind)
    records.EVENT.rules.append(tree_rule("event", Hierarchy.of(Event, "part_of"), "part_of"))
    records.CLAIM.rules.extend(
        [
            value_fits_predicate,
            supersedes_its_own_voice,
            tree_rule("claim", Hierarchy.of(Claim, "supersedes"), "supersedes"),
        ]
    )
    records.ASSESSMENT.rules.append(assessment_fits_predicate)
    records.LINK.rules.extend([links_close_no_cycle, effects_follow_causes, published_is_supported])
    register_unsupported(unsupported_without)
