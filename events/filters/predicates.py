"""What it means that an event, a claim or a link is asked for; each predicate is named once, here."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual

from actors.filters import with_parts
from events.accounts import has_account, killed_between
from events.choices import Certainty, Likelihood, LinkKind, Stance
from events.models import (
    CausalLink,
    Claim,
    Event,
    EventCitation,
    EventPlace,
    EventType,
    Evidence,
    NarrativeStep,
    Participation,
    Place,
    Topic,
)
from sources.dates import MAX_DAY, MIN_DAY
from sources.filters import Values, Where
from sources.filters.predicates import FIRST_DAY, LAST_DAY, certainly_within, has, has_one_of, possibly_within
from sources.filters.values import a_text, one_of
from sources.querysets import SHORT, HasOpenStart, IsLong, UndatedAsFirst, visible
from sources.trees import Descendants, Hierarchy
from sources.visibility import Viewer

TYPES = Hierarchy.of(EventType, "parent")
TOPICS = Hierarchy.of(Topic, "parent")
PLACES = Hierarchy.of(Place, "parent")


def a_predicate(value: Any) -> str:
    """Read a predicate's slug, or its upper-case name: KILLED."""
    return a_text(value).lower().replace("_", "-")


def at_least_as_likely(value: Any) -> list[str]:
    """Read a likelihood as all the words that say as much or more."""
    words = Likelihood.values
    return words[words.index(one_of(Likelihood)(value)) :]


# When


def happened_within(start: Any, end: Any, certainty: Certainty, *, prefix: str = "") -> Q:
    """Whether an event may have happened, or certainly did, from the day ``start`` to the day ``end``.

    POSSIBLY: its bounds overlap the window. CERTAINLY: all its bounds are known and lie in it. ``prefix`` is the
    lookup path to the event.
    """
    within = certainly_within if certainty is Certainty.CERTAINLY else possibly_within
    return within("when", start, end, prefix=prefix)


def started_within(start: Any, end: Any, certainty: Certainty, *, prefix: str = "") -> Q:
    """Whether an event may have begun, or certainly did, from the day ``start`` to the day ``end``."""
    earliest, latest = f"{prefix}when_earliest_start", f"{prefix}when_latest_start"
    if certainty is Certainty.CERTAINLY:
        return Q((f"{earliest}__gte", start), (f"{latest}__lte", end))
    return Q((f"{earliest}__lte", end), (f"{latest}__gte", start))


def happened(asked: Values, viewer: Viewer) -> Q:
    start, end = asked.get("happened_from", FIRST_DAY), asked.get("happened_to", LAST_DAY)
    return happened_within(start, end, _certainty(asked))


def sorted_until(asked: Values) -> Q:
    """What follows for the day that events are sorted by from that on which they happened at the latest.

    That day is the earliest start, but for a start that is open: the latest of those is looked up.
    """
    if "happened_to" not in asked:
        return Q()
    begun_ever = Event.objects.filter(HasOpenStart("when_earliest_start"), when_sort_day__lt=MAX_DAY)
    latest = Subquery(begun_ever.order_by("-when_sort_day").values("when_sort_day")[:1])
    until = Greatest(asked["happened_to"], Coalesce(latest, Value(MIN_DAY + 1)))
    return Q(LessThanOrEqual(UndatedAsFirst(F("when_sort_day")), until))


def before_and_within(asked: Values) -> list[Q]:
    """Return predicates of which whatever happened on a day or later passes one.

    It is sorted by that day or later, or not long before, or it is long.
    """
    if "happened_from" not in asked:
        return []
    first = Greatest(asked["happened_from"], Value(MIN_DAY + SHORT)) - Value(SHORT)
    return [Q(GreaterThanOrEqual(F("when_sort_day"), first)), Q(IsLong("when_sort_day", "when_latest_end"))]


def started(asked: Values, viewer: Viewer) -> Q:
    start, end = asked.get("started_from", FIRST_DAY), asked.get("started_to", LAST_DAY)
    return started_within(start, end, _certainty(asked))


def _certainty(asked: Values) -> Certainty:
    return Certainty(asked.get("certainty", Certainty.POSSIBLY))


def is_dated(value: Any, viewer: Viewer) -> Q:
    return Q(Exact(Q(when_earliest_start__isnull=False), value))


# Where


def inside_box(box: Any, viewer: Viewer, *, prefix: str = "") -> Q:
    """Whether a place lies in the box; one whose west is east of its east crosses the antimeridian."""
    west, south, east, north = box
    return within_degrees(west, south, east, north, crosses=west > east, prefix=prefix)


def within_degrees(west: Any, south: Any, east: Any, north: Any, *, crosses: bool, prefix: str = "") -> Q:
    """Whether a place lies between the degrees, WGS 84; ``crosses`` says that the antimeridian lies between."""
    eastward, westward = Q((f"{prefix}longitude__gte", west)), Q((f"{prefix}longitude__lte", east))
    between = Q((f"{prefix}latitude__gte", south), (f"{prefix}latitude__lte", north))
    return between & (eastward | westward if crosses else eastward & westward)


def happened_inside_box(box: Any, viewer: Viewer) -> Q:
    """Whether one of the event's places, in whatever role, lies in the box."""
    places = Place.objects.filter(inside_box(box, viewer))
    return has_one_of(EventPlace.objects.filter(place__in=places), "event")


def happened_at(slugs: Any, viewer: Viewer) -> Q:
    """Whether one of the event's places, in whatever role, is one of these or lies below it."""
    return has_one_of(EventPlace.objects.filter(place__in=Descendants(PLACES, slugs)), "event")


# About what, and who


def is_about(slugs: Any, viewer: Viewer) -> Q:
    """Whether one of the event's topics is one of these or lies below it."""
    return has_one_of(Event.topics.through.objects.filter(topic__in=Descendants(TOPICS, slugs)), "event")


def participations(viewer: Viewer) -> Any:
    """Return the parts that a viewer sees: those of actors that are not hidden."""
    return Participation.objects.filter(visible(viewer, "actor__"))


def takes_part(asked: Values, viewer: Viewer) -> Q:
    """Whether an actor takes part; role and kind are those of the same part."""
    parts = participations(viewer)
    if "role" in asked:
        parts = parts.filter(role__in=asked["role"])
    if "actor_kind" in asked:
        parts = parts.filter(actor__kind__in=asked["actor_kind"])
    found = Q()
    if "actor" in asked:
        found &= has_one_of(parts.filter(actor__slug__in=asked["actor"]), "event")
    if "actor_with_parts" in asked:
        found &= has_one_of(parts.filter(with_parts("actor", asked["actor_with_parts"], viewer)), "event")
    return found or has(parts, "event")


def all_take_part(slugs: Any, viewer: Viewer) -> Q:
    found = Q()
    for slug in slugs:
        found &= has_one_of(participations(viewer).filter(actor__slug=slug), "event")
    return found


def actor_takes_part(slugs: Any, viewer: Viewer) -> Q:
    """Whether an actor takes part in one of the events, as far as the viewer sees them."""
    return has_one_of(Participation.objects.filter(visible(viewer, "event__"), event__slug__in=slugs), "actor")


# What is said of it


def rests_on(path: str) -> Where:
    """Whether one of the event's own citations, or a claim of it, has one of the slugs at ``path``."""

    def where(slugs: Any, viewer: Viewer) -> Q:
        cited = EventCitation.objects.filter(visible(viewer, "source__")).filter((f"{path}__in", slugs))
        claimed = Claim.objects.visible_to(viewer).filter((f"{path}__in", slugs))
        return has_one_of(cited, "event") | has_one_of(claimed, "event")

    return where


def has_sources(value: Any, viewer: Viewer) -> Q:
    """Whether the event has a citation or a claim; a claim always has a source."""
    cited = EventCitation.objects.filter(visible(viewer, "source__"))
    return Q(Exact(has(cited, "event") | has(Claim.objects.visible_to(viewer), "event"), value))


def source_is_of(slugs: Any, viewer: Viewer) -> Q:
    """Whether one of the events, as far as the viewer sees them, rests on the source."""
    citations = EventCitation.objects.filter(visible(viewer, "event__"), event__slug__in=slugs)
    return has_one_of(citations, "source") | has_one_of(
        Claim.objects.visible_to(viewer).filter(event__slug__in=slugs), "source"
    )


def is_said(asked: Values, viewer: Viewer) -> Q:
    """Whether the event has a claim; predicate and verification are those of the same claim."""
    claims = Claim.objects.visible_to(viewer)
    if "predicate" in asked:
        claims = claims.filter(predicate__slug__in=asked["predicate"])
    if "verification" in asked:
        claims = claims.filter(verification__in=asked["verification"])
    return has(claims, "event")


def killed(asked: Values, viewer: Viewer) -> Q:
    return killed_between(viewer, asked.get("killed_from"), asked.get("killed_to"))


def has_verdict(verdicts: Any, viewer: Viewer) -> Q:
    found = Q()
    for verdict in verdicts:
        found |= has_account(viewer, verdict)
    return found


# What led to it, and who tells it


def links(viewer: Viewer) -> Any:
    """Return the links that lead from a cause to an effect; PRECEDED is order only."""
    return CausalLink.objects.visible_to(viewer).exclude(kind=LinkKind.PRECEDED)


def visible_evidence(viewer: Viewer) -> Any:
    """Return the evidence a viewer sees: that of sources and claims that are not hidden."""
    cited = Q(source__isnull=False) & visible(viewer, "source__")
    claimed = Q(claim__isnull=False) & visible(viewer, "claim__")
    return Evidence.objects.filter(cited | claimed)


def visible_steps(viewer: Viewer) -> Any:
    """Return the steps of the narratives a viewer sees, without those whose event is hidden."""
    return NarrativeStep.objects.filter(visible(viewer, "narrative__"), visible(viewer, "event__"))


def is_told_in(slugs: Any, viewer: Viewer) -> Q:
    return has_one_of(visible_steps(viewer).filter(narrative__slug__in=slugs), "event")


def is_relied_on_in(slugs: Any, viewer: Viewer) -> Q:
    """Whether a step of one of the narratives relies on the claim."""
    steps = visible_steps(viewer).filter(narrative__slug__in=slugs)
    return has_one_of(NarrativeStep.claims.through.objects.filter(narrativestep__in=steps), "claim")


def tells(slugs: Any, viewer: Viewer) -> Q:
    return has_one_of(visible_steps(viewer).filter(event__slug__in=slugs), "narrative")


def joins(slugs: Any, viewer: Viewer) -> Q:
    """Whether one of the events stands at either end of the link."""
    return Q(cause__slug__in=slugs) | Q(effect__slug__in=slugs)


def link_cites(slugs: Any, viewer: Viewer) -> Q:
    """Whether evidence of the link is read in one of the sources, by itself or through a claim."""
    evidence = visible_evidence(viewer)
    return has_one_of(evidence.filter(Q(source__slug__in=slugs) | Q(claim__source__slug__in=slugs)), "link")


def link_rests_on_claim(slugs: Any, viewer: Viewer) -> Q:
    return has_one_of(visible_evidence(viewer).filter(claim__slug__in=slugs), "link")


def is_evidence_of(slugs: Any, viewer: Viewer) -> Q:
    """Whether the claim is evidence of one of the links that the viewer sees."""
    return has_one_of(Evidence.objects.filter(visible(viewer, "link__"), link__slug__in=slugs), "claim")


def opposing_evidence(viewer: Viewer) -> Any:
    return visible_evidence(viewer).filter(stance=Stance.OPPOSES)


def disputed(links: list[Any], viewer: Viewer) -> dict[int, bool]:
    """Tell, by link, whether evidence that the viewer may see opposes it."""
    opposed = set(opposing_evidence(viewer).filter(link__in=links).values_list("link", flat=True))
    return {link.pk: link.pk in opposed for link in links}


def spoken_by(voice: str) -> Where:
    """Whether the voice, which is an actor or a publisher, has one of the slugs."""

    def where(slugs: Any, viewer: Viewer) -> Q:
        return Q((f"{voice}_actor__slug__in", slugs)) | Q((f"{voice}_publisher__slug__in", slugs))

    return where


def assessment_rests_on(slugs: Any, viewer: Viewer) -> Q:
    """Whether the assessment rests on one of the claims that the viewer sees."""
    claims = Claim.objects.visible_to(viewer).filter(slug__in=slugs, assessments=OuterRef("pk"))
    return Q(Exists(claims))


def media_shows(slugs: Any, viewer: Viewer) -> Q:
    """Whether one of the events that the viewer sees shows the media."""
    return Q(Exists(Event.objects.visible_to(viewer).filter(slug__in=slugs, media=OuterRef("pk"))))
