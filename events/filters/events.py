"""What can be asked of events."""

from __future__ import annotations

from actors.choices import ActorKind
from events.choices import Certainty, Granularity, Modality, Role, Verdict, Verification
from events.filters import predicates
from events.models import Claim, Event, EventPlace
from sources.filters import (
    RECENTLY_CHANGED,
    TITLE,
    Box,
    Choice,
    Choices,
    Count,
    Day,
    PublishableFilterSet,
    Slugs,
    Together,
    YesNo,
    external_key,
    orders,
)
from sources.filters.predicates import below, is_any, visibly_below, whether
from sources.pages import Order
from sources.querysets import UndatedAsFirst

CHRONOLOGICAL = Order("CHRONOLOGICAL", (("when_sort_day", False), ("slug", False)), parts=predicates.before_and_within)
REVERSE_CHRONOLOGICAL = Order(
    "REVERSE_CHRONOLOGICAL",
    ((UndatedAsFirst("when_sort_day"), True), ("slug", False)),
    follows=predicates.sorted_until,
)
EVENT_ORDERS = orders(CHRONOLOGICAL, REVERSE_CHRONOLOGICAL, RECENTLY_CHANGED, TITLE)


class EventFilterSet(PublishableFilterSet):
    """Which events. Parameters narrow each other; the values of one parameter widen it."""

    external_id = external_key("event")
    type = Slugs("Of one of these types or of a type below.", below("type", predicates.TYPES))
    topic = Slugs("On one of these topics or a topic below.", predicates.is_about)
    granularity = Choices("An incident, a process, a statement …; any of these.", Granularity, is_any("granularity"))
    modality = Choices("Occurred, alleged, planned …; any of these.", Modality, is_any("modality"))
    part_of = Slugs(
        "Part of one of these events, directly or through others.", visibly_below("part_of", "part_of", Event)
    )

    happened_from = Day("Happened on this day or later, ISO 8601 (2021-09-05, -0043-03-15).")
    happened_to = Day("Happened on this day or earlier, ISO 8601.")
    started_from = Day("Began on this day or later, ISO 8601.")
    started_to = Day("Began on this day or earlier, ISO 8601.")
    certainty = Choice(
        "POSSIBLY (the default): the event's bounds overlap the days asked for. CERTAINLY: all its bounds are known "
        "and lie in them.",
        Certainty,
    )
    has_time = YesNo("Whether anything is known of when it happened.", predicates.is_dated)

    place = Slugs("At one of these places or a place below, in any role.", predicates.happened_at)
    bbox = Box(
        "At a place within west,south,east,north in degrees; where west is more than east, across the antimeridian.",
        predicates.happened_inside_box,
    )
    has_place = YesNo("Whether it has a place.", whether(lambda viewer: EventPlace.objects.all(), "event"))

    actor = Slugs("One of these actors takes part.")
    actor_with_parts = Slugs("One of these actors, or what is PART_OF it however far down, takes part.")
    actor_all = Slugs("All of these actors take part.", predicates.all_take_part)
    role = Choices("An actor takes part in one of these roles; with actor or actor_with_parts, that actor.", Role)
    actor_kind = Choices(
        "An actor of one of these kinds takes part; with role, in that role; with actor or actor_with_parts, that one.",
        ActorKind,
    )

    source = Slugs(
        "Rests on one of these sources, by its own citations or by a claim.", predicates.rests_on("source__slug")
    )
    publisher = Slugs(
        "Rests on a source of one of these publishers, by its own citations or by a claim.",
        predicates.rests_on("source__publisher__slug"),
    )
    has_sources = YesNo("Whether it has a citation or a claim.", predicates.has_sources)
    has_claims = YesNo("Whether anything is claimed of it.", whether(Claim.objects.visible_to, "event"))
    predicate = Slugs("Something is claimed of it with one of these predicates: KILLED.", read=predicates.a_predicate)
    verification = Choices(
        "A claim of it has been verified so, any of these; with predicate, a claim with that predicate.", Verification
    )
    verdict = Choices("One of its accounts has this verdict, any of these.", Verdict, predicates.has_verdict)
    killed_from = Count("At least so many may have been killed, by one of its accounts.")
    killed_to = Count("At most so many may have been killed, by one of its accounts.")

    has_causes = YesNo(
        "Whether a link leads to it; PRECEDED links, which are order only, do not count.",
        whether(predicates.links, "effect"),
    )
    has_effects = YesNo(
        "Whether a link leads on from it; PRECEDED links, which are order only, do not count.",
        whether(predicates.links, "cause"),
    )
    narrative = Slugs("A step of one of these narratives.", predicates.is_told_in)

    orders = EVENT_ORDERS
    together = (
        Together(("happened_from", "happened_to", "certainty"), predicates.happened, ("happened_from", "happened_to")),
        Together(("started_from", "started_to", "certainty"), predicates.started, ("started_from", "started_to")),
        Together(("actor", "actor_with_parts", "role", "actor_kind"), predicates.takes_part),
        Together(("predicate", "verification"), predicates.is_said),
        Together(("killed_from", "killed_to"), predicates.killed),
    )
    ranges = (("happened_from", "happened_to"), ("started_from", "started_to"), ("killed_from", "killed_to"))

    class Meta:
        model = Event
        fields: list[str] = []
