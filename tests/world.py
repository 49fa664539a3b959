"""Stores in which every field of every type answers something, once or several times over."""

from typing import Any

from actors.choices import RelationKind
from events.choices import Stance, ValueKind
from tests import factories as a

ONE = {"external_ids": {"wikidata": "Q1"}}


def a_world(number: int) -> dict[str, Any]:
    """Store one record of every kind and everything that can be said of it. Its slugs end in the number."""

    def slug(name: str) -> str:
        return f"{name}-{number}"

    publisher = a.a_publisher(slug("publisher"), country="PK", homepage="https://example.org/", **ONE)
    a.made(a.sources.Rating, publisher=publisher, code="B", when_edtf="2021", rationale="Mostly right.")
    first = a.a_source(slug("first-source"), publisher=publisher)
    source = a.a_source(slug("source"), publisher=publisher, derived_from=first, published_edtf="2021-09-15", **ONE)
    media = a.a_media(slug("media"), source=source)
    authority, actor = a.an_actor(slug("authority")), a.an_actor(slug("actor"), active_edtf="2007/..", **ONE)
    actor.speaks_through.add(publisher)
    a.a_name(actor, "An alias")
    relation = a.a_relation(actor, RelationKind.ALLY_OF, authority, slug=slug("relation"), when_edtf="2020/..")
    a.made(a.actors.RelationCitation, relation=relation, source=source, quote="allies")
    designation = a.a_designation(actor, authority, slug=slug("designation"), when_edtf="2010/..", programme="A list")
    a.made(a.actors.DesignationCitation, designation=designation, source=source, quote="outlawed")
    region = a.a_place(slug("region"))
    place = a.a_place(slug("place"), parent=region, latitude=32.3, longitude=69.9, country="PK")
    kind = a.a_type(slug("type"), parent=a.a_type(slug("supertype")), colour="#b3261e")
    topic = a.a_topic(slug("topic"), parent=a.a_topic(slug("supertopic")))
    process = a.an_event(slug("process"))
    event = a.an_event(
        slug("event"),
        "2021-09-05",
        short_title="event",
        summary="It happened.",
        type=kind,
        topics=[topic],
        media=[media],
        part_of=process,
        correction="The day.",
        **ONE,
    )
    effect = a.an_event(slug("effect"), "2021-09-15")
    cause = a.an_event(slug("cause"), "2021-08-15", part_of=event)
    a.an_event_place(event, place)
    a.a_participation(event, actor)
    a.an_event_citation(event, source)
    earlier = a.a_claim(event, slug=slug("earlier-claim"), speaker=actor, source=source, low=5)
    claim = a.a_claim(
        event,
        slug=slug("claim"),
        speaker=actor,
        source=source,
        low=7,
        high=9,
        subject=authority,
        subject_as_worded="soldiers",
        stated_edtf="2021-09-15",
        supersedes=earlier,
        credibility=2,
    )
    a.a_claim(
        event,
        a.a_predicate("place", value_kind=ValueKind.PLACE).slug,
        slug=slug("place-claim"),
        source=source,
        place=place,
    )
    a.a_claim(
        event,
        a.a_predicate("time", value_kind=ValueKind.TIME).slug,
        slug=slug("time-claim"),
        source=source,
        when_edtf="2021-09",
    )
    a.a_claim(
        event,
        a.a_predicate("responsibility", value_kind=ValueKind.ACTOR).slug,
        slug=slug("actor-claim"),
        source=source,
        actor=actor,
    )
    assessment = a.an_assessment(event, slug=slug("assessment"), subject=authority, low=7, best=8, high=9, by=publisher)
    assessment.claims.add(claim)
    link = a.a_link(event, effect, slug=slug("link"), asserted_by_actor=actor)
    a.a_link(cause, event, slug=slug("cause-link"), asserted_by_publisher=publisher)
    a.an_evidence(link, source=source, quote="so", note="It says so.")
    a.an_evidence(link, source=source, quote="not so", stance=Stance.OPPOSES)
    a.an_evidence(link, claim=earlier)
    a.an_evidence(link, claim=claim, stance=Stance.QUALIFIES)
    narrative = a.a_narrative(slug("narrative"), teller_publisher=publisher, thesis="So it was.")
    step = a.a_step(narrative, effect, via=link, heading="An effect")
    step.claims.add(claim)
    step.media.add(media)
    a.a_step(narrative, event, position=0)
    return {"event": event, "effect": effect, "cause": cause, "actor": actor, "source": source, "link": link}
