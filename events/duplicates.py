"""Whether an event that is being entered may be there already: place, time, actors and title beside each other's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from actors.models import Actor
from events.models import CausalLink, Event, EventPlace, Participation, Place
from sources import search
from sources.dates import MAX_DAY, MIN_DAY
from sources.querysets import visible
from sources.trees import Hierarchy, ancestors
from sources.visibility import Viewer

PLACES = Hierarchy.of(Place, "parent")
#: How many events are looked at closely, and how many are told of.
MOST_LOOKED_AT, MOST_TOLD = 60, 8
#: Reports of one event may differ by so many days.
SLACK = 2
#: A time that spans no more days tells much by overlapping another one.
SHORT = 31
#: What two titles must have in common to be worth a word, and to be nearly the same.
ALIKE, NEARLY_THE_SAME = 0.4, 0.85
#: Above so much two events are likely enough to be one; same day and same place are, for instance.
ENOUGH = 4.5


class Span(NamedTuple):
    """The first and the last day on which something may have happened."""

    start: int
    end: int

    @classmethod
    def of(cls, time: Any) -> Span | None:
        """Return the span of a time, parsed or read from a row; None where there is none."""
        return cls(time.earliest_start, time.latest_end) if time is not None else None

    @property
    def is_short(self) -> bool:
        return self.end - self.start < SHORT

    def gap(self, other: Span) -> int:
        """Return how many days lie between two spans, 0 where they touch or overlap."""
        return max(0, max(self.start, other.start) - min(self.end, other.end))


class Nearness(StrEnum):
    """How the times of two events stand to each other."""

    SAME = "SAME"
    OVERLAPPING = "OVERLAPPING"
    NEAR = "NEAR"
    UNKNOWN = "UNKNOWN"

    @classmethod
    def of(cls, one: Span | None, other: Span | None) -> Nearness:
        """Compare two spans that are no further apart than reports of one event may be."""
        if one is None or other is None:
            return cls.UNKNOWN
        if one == other:
            return cls.SAME
        return cls.NEAR if one.gap(other) else cls.OVERLAPPING


@dataclass(frozen=True)
class Sketch:
    """What is known so far of an event; places and actors by primary key.

    ``pk`` is its own, once it is stored; ``apart`` are events that whoever enters it tells apart from it already.
    """

    titles: tuple[str, ...] = ()
    span: Span | None = None
    places: frozenset[int] = frozenset()
    actors: frozenset[int] = frozenset()
    pk: int | None = None
    apart: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Resemblance:
    """An event that another one may be, and why; the stronger, the likelier.

    ``title`` is how alike their titles are, 0 to 1. ``around`` are its places that lie in one of the other's, or in
    which one of the other's lies.
    """

    event: Event
    strength: float
    title: float
    nearness: Nearness
    places: list[Place] = field(default_factory=list)
    around: list[Place] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)

    @property
    def reasons(self) -> list[str]:
        """Why the two may be one, in words."""
        told = {
            Nearness.SAME: "same time",
            Nearness.OVERLAPPING: "overlapping time",
            Nearness.NEAR: "almost the same time",
            Nearness.UNKNOWN: "",
        }
        found = [
            f"titles {self.title:.0%} alike" if self.title >= ALIKE else "",
            told[self.nearness],
            _named("same place", self.places),
            _named("nearby place", self.around),
            _named("shared actors", self.actors),
        ]
        return [one for one in found if one]


def _named(what: str, some: Iterable[Place | Actor]) -> str:
    names = ", ".join(one.name for one in some)
    return f"{what}: {names}" if names else ""


def duplicates_of(sketch: Sketch, viewer: Viewer) -> list[Resemblance]:
    """Return the events that a viewer sees and that a sketch may be of, likeliest first; six statements at most.

    What is part of the other, or joined to it by a link, is another event and left out.
    """
    above = ancestors(PLACES, sketch.places) if sketch.places else {}
    candidates = list(_candidates(sketch, frozenset().union(*above.values()), viewer))
    if not candidates:
        return []
    compared = _Comparison(sketch, above, candidates, viewer)
    found = [one for one in map(compared.with_event, candidates) if one.strength >= ENOUGH]
    return sorted(found, key=lambda one: (-one.strength, one.event.slug))[:MOST_TOLD]


def _candidates(sketch: Sketch, above: frozenset[int], viewer: Viewer) -> QuerySet[Event]:
    """Return the events that share a place, an actor or words, near in time, those that share most first."""
    here = EventPlace.objects.filter(place__in=sketch.places)
    around = EventPlace.objects.filter(place__in=above)
    shared = Participation.objects.filter(visible(viewer, "actor__"), actor__in=sketch.actors)
    titled = search.sharing_words("event", " ".join(sketch.titles), viewer).values("record")
    drawn = here.values("event").union(around.values("event"), shared.values("event"), titled, all=True)
    rows = Event.objects.visible_to(viewer).filter(_near(sketch.span), pk__in=drawn)
    known = [row for row in (sketch.pk, *sketch.apart) if row]
    rows = rows.exclude(pk__in=known) if known else rows
    if sketch.pk:
        rows = rows.exclude(part_of=sketch.pk).exclude(pk__in=_linked(sketch.pk, viewer))
    ranked: QuerySet[Event] = rows.annotate(shares=_shares(here, around, shared, titled)).order_by("-shares", "slug")
    return ranked[:MOST_LOOKED_AT]


def _near(span: Span | None) -> Q:
    """Return the predicate of events that may have happened within a span or a little beside it."""
    if span is None:
        return Q()
    first, last = max(span.start - SLACK, MIN_DAY), min(span.end + SLACK, MAX_DAY)
    return Q(when_edtf="") | Q(when_earliest_start__lte=last, when_latest_end__gte=first)


def _linked(event: int, viewer: Viewer) -> QuerySet[Any]:
    links = CausalLink.objects.visible_to(viewer)
    return links.filter(cause=event).values("effect").union(links.filter(effect=event).values("cause"), all=True)


def _shares(*signals: QuerySet[Any]) -> Any:
    """Return an expression that counts roughly what an event shares with a sketch."""
    here, around, shared, titled = signals
    mine = {"event": OuterRef("pk")}
    actors = shared.filter(**mine).order_by().values("event").annotate(number=Count("pk")).values("number")
    return (
        Coalesce(Subquery(actors, output_field=IntegerField()), 0)
        + Case(When(Exists(here.filter(**mine)), then=Value(2)), default=Value(0))
        + Case(When(Exists(around.filter(**mine)), then=Value(1)), default=Value(0))
        + Case(When(pk__in=titled, then=Value(2)), default=Value(0))
    )


class _Comparison:
    """A sketch beside some events, whose places and actors are loaded in three statements."""

    def __init__(
        self, sketch: Sketch, above: dict[int, frozenset[int]], events: Collection[Event], viewer: Viewer
    ) -> None:
        self._sketch = sketch
        self._above = frozenset().union(*above.values())
        self._places: dict[int, dict[int, Place]] = defaultdict(dict)
        for one in EventPlace.objects.filter(event__in=events).select_related("place").order_by("position", "pk"):
            self._places[one.event_id][one.place_id] = one.place
        self._actors: dict[int, dict[int, Actor]] = defaultdict(dict)
        taking_part = Participation.objects.filter(visible(viewer, "actor__"), event__in=events)
        for row in taking_part.select_related("actor").order_by("position", "pk"):
            self._actors[row.event_id][row.actor_id] = row.actor
        known = {place for some in self._places.values() for place in some}
        self._above_theirs = ancestors(PLACES, known) if sketch.places else {}

    def with_event(self, event: Event) -> Resemblance:
        """Return how an event resembles the sketch."""
        sketch, places, actors = self._sketch, self._places[event.pk], self._actors[event.pk]
        same = [place for pk, place in places.items() if pk in sketch.places]
        around = [place for pk, place in places.items() if pk not in sketch.places and self._is_around(pk)]
        shared = [actor for pk, actor in actors.items() if pk in sketch.actors]
        title = max(
            (search.likeness(mine, theirs) for mine in sketch.titles for theirs in (event.title, event.short_title)),
            default=0.0,
        )
        theirs = Span.of(event.when)
        nearness = Nearness.of(sketch.span, theirs)
        strength = (
            _of_title(title)
            + _of_time(nearness, sketch.span, theirs)
            + _of_place(same, around, bool(places and sketch.places))
            + _of_actors(len(shared), min(len(actors), len(sketch.actors)))
        )
        return Resemblance(event, strength, title, nearness, same, around, shared)

    def _is_around(self, place: int) -> bool:
        above = self._above_theirs.get(place, frozenset())
        return place in self._above or not above.isdisjoint(self._sketch.places)


def _of_title(likeness: float) -> float:
    if likeness >= NEARLY_THE_SAME:
        return 5.0
    return 5 * likeness if likeness >= ALIKE else 0.0


def _of_time(nearness: Nearness, one: Span | None, other: Span | None) -> float:
    if nearness is Nearness.SAME:
        return 3.0
    if nearness is Nearness.OVERLAPPING and one and other:
        return 2.0 if one.is_short and other.is_short else 1.0
    return 1.0 if nearness is Nearness.NEAR else 0.0


def _of_place(same: list[Place], around: list[Place], both_known: bool) -> float:
    if same:
        return 2.0
    if around:
        return 1.0
    return -3.0 if both_known else 0.0


def _of_actors(shared: int, least: int) -> float:
    """Weigh what part of the shorter list is shared; that nobody is, where both are known, speaks against it."""
    if not least:
        return 0.0
    return 2.0 * shared / least if shared else -1.5


def stored_sketch(event: Event) -> Sketch:
    """Return the sketch of a stored event; two statements."""
    return Sketch(
        titles=titles_of(event.title, event.short_title),
        span=Span.of(event.when),
        places=frozenset(event.places.values_list("place_id", flat=True)),
        actors=frozenset(event.participations.values_list("actor_id", flat=True)),
        pk=event.pk,
        apart=frozenset(filter(None, [event.part_of_id])),
    )


def titles_of(*titles: str) -> tuple[str, ...]:
    """Return the titles that say something."""
    return tuple(title for title in titles if title.strip())
