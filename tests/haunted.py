"""A store that all may see, and what is hidden in it: everything hidden says MARK, and its slugs begin with GHOST."""

from __future__ import annotations

from typing import Any

from django.db import models

from actors.models import Actor, Relation
from events.accounts import rebuild_summaries
from events.choices import LinkKind, Stance
from events.models import CausalLink, Claim, Event, Narrative
from sources import search
from sources.choices import Status
from sources.models import Media, Publisher, Source
from tests import factories as a
from tests.world import a_world

MARK = "zanzibar"
GHOST = "ghost"
HIDDEN = (Status.DRAFT, Status.IN_REVIEW, Status.RETRACTED)


def a_seen_store() -> None:
    """Store a world of published records, and some that only hidden ones would change."""
    a_world(1)
    for name in ("a", "b"):
        publisher = a.a_publisher(f"publisher-{name}")
        a.a_source(f"paper-{name}", publisher=publisher, published_edtf="2021-09-15")
    told, lonely = a.an_event("told", "2021-09-14"), a.an_event("lonely", "2021-09-15")
    a.an_event("late", "2021-10")
    group, member = a.an_actor("group"), a.an_actor("member")
    a.a_participation(told, group)
    for name in ("a", "b"):
        a.a_claim(told, slug=f"in-the-voice-of-{name}", source=row(Source, f"paper-{name}"), low=3, high=3)
    for actor in (group, member):
        a.a_claim(told, "wounded", slug=f"by-{actor.slug}", speaker=actor, source=row(Source, "paper-a"), low=3)
    a.an_assessment(told, slug="estimate", best=3)
    a.a_link(told, lonely, slug="undisputed")
    told.media.add(a.a_media("picture"))
    story = a.a_narrative("story")
    a.a_step(story, told, position=0)
    a.a_step(story, lonely, position=2)
    rebuild_summaries()
    search.rebuild()


def hide(status: str) -> None:
    """Store one record of each kind that is not public, wherever it could show or change what is public."""
    about: dict[str, Any] = {"status": status, "note": MARK}
    publisher, paper = row(Publisher, "publisher-a"), row(Source, "paper-a")
    told, lonely, late = (row(Event, slug) for slug in ("told", "lonely", "late"))
    event, cause, effect = (row(Event, f"{slug}-1") for slug in ("event", "cause", "effect"))
    group, member = row(Actor, "group"), row(Actor, "member")

    actor = a.an_actor(
        ghost("actor"), name=f"{MARK} army", description=MARK, external_ids={"wikidata": MARK}, country="PK", **about
    )
    a.a_name(actor, f"{MARK} alias")
    actor.speaks_through.set(Publisher.objects.all())
    source = a.a_source(
        ghost("source"),
        title=MARK,
        publisher=publisher,
        authors=MARK,
        captured_text=MARK,
        published_edtf="2021",
        **about,
    )
    media = a.a_media(ghost("media"), alt_text=MARK, caption=MARK, source=source, **about)
    deed = a.an_event(
        ghost("event"),
        "2021-09-20",
        title=f"{MARK} deed",
        summary=MARK,
        type=event.type,
        topics=[*event.topics.all()],
        media=[media],
        part_of=row(Event, "process-1"),
        **about,
    )
    a.an_event_place(deed, event.places.get().place)
    a.an_event_citation(deed, paper, quote=MARK)
    for one in (group, member, actor, row(Actor, "actor-1")):
        a.a_participation(deed, one)

    saying: dict[str, Any] = {"source": source, "quote": MARK, "statement": MARK, "speaker": actor, **about}
    denial = a.a_claim(told, slug=ghost("claim"), low=90, high=99, supersedes=row(Claim, "in-the-voice-of-a"), **saying)
    a.a_claim(lonely, slug=ghost("second-claim"), low=90, **saying)
    a.a_claim(event, slug=ghost("third-claim"), low=90, subject=row(Actor, "authority-1"), **saying)
    a.an_assessment(told, slug=ghost("assessment"), best=90, rationale=MARK, method=MARK, **about)
    a.a_relation(member, "PART_OF", group, slug=ghost("relation"), **about)
    a.a_relation(group, "ALLY_OF", actor, slug=ghost("second-relation"), **about)
    a.a_designation(group, actor, slug=ghost("designation"), label=MARK, programme=MARK, **about)

    arrow: dict[str, Any] = {"mechanism": MARK, "kind": LinkKind.ENABLED, "likelihood": "ALMOST_CERTAIN", **about}
    shortcut = a.a_link(cause, effect, slug=ghost("link"), asserted_by_actor=actor, **arrow)
    for one, other in ((effect, deed), (deed, late), (effect, told), (lonely, late)):
        a.a_link(one, other, **{**arrow, "slug": ghost(f"{one.slug}-to-{other.slug}"[-50:])})
    telling = a.a_narrative(ghost("narrative"), title=MARK, thesis=MARK, summary=MARK, teller_actor=actor, **about)
    for number, one in enumerate((lonely, told, deed)):
        a.a_step(telling, one, number, heading=MARK, text=MARK)

    _owned_rows(actor, source, denial, deed)
    _references(actor, source, media, deed, denial, shortcut)
    rebuild_summaries()
    search.rebuild()


def _owned_rows(actor: Actor, source: Source, claim: Claim, deed: Event) -> None:
    """Own rows that name what is hidden by records that are not."""
    for slug in ("lonely", "told", "event-1"):
        a.a_participation(row(Event, slug), actor)
        a.an_event_citation(row(Event, slug), source, quote=MARK)
    a.made(a.actors.RelationCitation, relation=row(Relation, "relation-1"), source=source, quote=MARK)
    a.made(a.actors.DesignationCitation, designation=_only(a.actors.Designation), source=source, quote=MARK)
    link = row(CausalLink, "undisputed")
    a.an_evidence(link, source=source, quote=MARK, note=MARK, stance=Stance.OPPOSES)
    a.an_evidence(link, claim=claim, note=MARK, stance=Stance.OPPOSES)
    a.a_step(row(Narrative, "story"), deed, heading=MARK, text=MARK, position=1)


def _references(actor: Actor, source: Source, media: Media, deed: Event, claim: Claim, link: CausalLink) -> None:
    """Let records that all may see refer to what is hidden, where that does not hide them too."""
    for slug in ("paper-a", "paper-b"):
        Source.objects.filter(slug=slug).update(derived_from=source, root=source)
    Media.objects.filter(slug="picture").update(source=source)
    Event.objects.filter(slug__in=("told", "lonely")).update(part_of=deed)
    Claim.objects.filter(slug="by-member").update(supersedes=claim)
    row(Event, "told").media.add(media)
    for narrative in ("story", "narrative-1"):
        step = row(Narrative, narrative).steps.order_by("position").first()
        step.via = link
        step.save()
        step.claims.add(claim)
        step.media.add(media)
    for assessment in a.events.Assessment.objects.filter(status=Status.PUBLISHED):
        assessment.claims.add(claim)


def ghost(name: str) -> str:
    return f"{GHOST}-{name}"


def row[M: models.Model](model: type[M], slug: str) -> M:
    return model._default_manager.get(slug=slug)


def _only(model: type[models.Model]) -> Any:
    return model._default_manager.get(status=Status.PUBLISHED)
