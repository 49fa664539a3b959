"""Rows for tests, published unless told otherwise. A reference that a test does not care about is made up.

They are stored without a writing: a test that searches them calls ``search.rebuild`` first.
"""

from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from knox.models import get_digest_token

from actors import models as actors
from events import models as events
from events.choices import Likelihood, LinkBasis, LinkKind, ValueKind
from sources import models as sources
from sources.choices import Scope, Status

_numbers = count(1)


def made[M: models.Model](model: type[M], **fields: Any) -> M:
    """Save a row of any model; its times follow from the EDTF texts. A list becomes a many-to-many relation."""
    lists = {
        name: fields.pop(name)
        for name, value in list(fields.items())
        if isinstance(value, list) and _is_many(model, name)
    }
    if issubclass(model, sources.Publishable):
        fields.setdefault("status", Status.PUBLISHED)
        if fields["status"] == Status.RETRACTED:
            fields.setdefault("retraction_reason", "It was wrong.")
    row = model(**fields)
    if hasattr(row, "times"):
        row.clean()
    row.save()
    for name, some in lists.items():
        getattr(row, name).set(some)
    return row


def _is_many(model: type[models.Model], name: str) -> bool:
    return bool(model._meta.get_field(name).many_to_many)


def a_slug(word: str) -> str:
    return f"{word}-{next(_numbers)}"


def a_token(user: User, *scopes: str, **fields: Any) -> str:
    """Store a token, for reading unless told otherwise, and return its secret; its user may do less than it could."""
    digest, secret = get_digest_token()
    defaults = {"name": a_slug("token"), "scopes": list(scopes) or [Scope.READ], "token_key": secret[:15]}
    made(sources.Token, user=user, digest=digest, **defaults | fields)
    return str(secret)


def a_publisher(slug: str | None = None, **fields: Any) -> sources.Publisher:
    slug = slug or a_slug("publisher")
    return made(sources.Publisher, slug=slug, **{"name": slug} | fields)


def a_source(slug: str | None = None, **fields: Any) -> sources.Source:
    slug = slug or a_slug("source")
    return made(sources.Source, slug=slug, **{"title": slug} | fields)


def a_media(slug: str | None = None, **fields: Any) -> sources.Media:
    slug = slug or a_slug("media")
    return made(sources.Media, slug=slug, **{"url": f"https://example.org/{slug}"} | fields)


def an_actor(slug: str | None = None, **fields: Any) -> actors.Actor:
    slug = slug or a_slug("actor")
    return made(actors.Actor, slug=slug, **{"name": slug} | fields)


def a_name(actor: actors.Actor, text: str, **fields: Any) -> actors.ActorName:
    return made(actors.ActorName, actor=actor, text=text, **fields)


def a_relation(subject: actors.Actor, kind: str, object: actors.Actor, **fields: Any) -> actors.Relation:  # noqa: A002
    return made(actors.Relation, subject=subject, kind=kind, object=object, **{"slug": a_slug("relation")} | fields)


def a_designation(actor: actors.Actor, authority: actors.Actor, **fields: Any) -> actors.Designation:
    defaults = {"slug": a_slug("designation"), "label": "terrorist organisation"}
    return made(actors.Designation, actor=actor, authority=authority, **defaults | fields)


def a_type(slug: str | None = None, **fields: Any) -> events.EventType:
    return _vocabulary(events.EventType, slug or a_slug("type"), fields)


def a_topic(slug: str | None = None, **fields: Any) -> events.Topic:
    return _vocabulary(events.Topic, slug or a_slug("topic"), fields)


def a_predicate(slug: str = "killed", **fields: Any) -> events.Predicate:
    """Return the predicate with a slug, made where it is missing: a count unless told otherwise."""
    return _vocabulary(events.Predicate, slug, {"value_kind": ValueKind.COUNT} | fields)


def _vocabulary[M: sources.Record](model: type[M], slug: str, fields: dict[str, Any]) -> M:
    return model._default_manager.get_or_create(slug=slug, defaults={"label": slug} | fields)[0]


def a_place(slug: str | None = None, **fields: Any) -> events.Place:
    slug = slug or a_slug("place")
    return made(events.Place, slug=slug, **{"name": slug} | fields)


def an_event(slug: str | None = None, when: str = "", **fields: Any) -> events.Event:
    """``when`` is EDTF."""
    slug = slug or a_slug("event")
    fields = {"title": slug, "when_edtf": when} | fields
    return made(events.Event, slug=slug, type=fields.pop("type", None) or a_type("event"), **fields)


def a_participation(event: events.Event, actor: actors.Actor, **fields: Any) -> events.Participation:
    return made(events.Participation, event=event, actor=actor, **fields)


def an_event_place(event: events.Event, place: events.Place, **fields: Any) -> events.EventPlace:
    return made(events.EventPlace, event=event, place=place, **fields)


def an_event_citation(event: events.Event, source: sources.Source, **fields: Any) -> events.EventCitation:
    return made(events.EventCitation, event=event, source=source, **{"quote": "a few words"} | fields)


def a_claim(event: events.Event, predicate: str = "killed", **fields: Any) -> events.Claim:
    """``predicate`` is a slug; a source of its own is made where none is given."""
    fields = {"slug": a_slug("claim"), "quote": "a few words"} | fields
    fields.setdefault("source", None)
    fields["source"] = fields["source"] or a_source()
    return made(events.Claim, event=event, predicate=a_predicate(predicate), **fields)


def an_assessment(event: events.Event, predicate: str = "killed", **fields: Any) -> events.Assessment:
    return made(
        events.Assessment, event=event, predicate=a_predicate(predicate), **{"slug": a_slug("assessment")} | fields
    )


def a_link(cause: events.Event, effect: events.Event, **fields: Any) -> events.CausalLink:
    """A link that may be published: inferred, with a mechanism and a likelihood."""
    defaults = {
        "slug": a_slug("link"),
        "kind": LinkKind.CAUSED,
        "basis": LinkBasis.ANALYST_INFERRED,
        "mechanism": "The one led to the other.",
        "likelihood": Likelihood.LIKELY,
    }
    return made(events.CausalLink, cause=cause, effect=effect, **defaults | fields)


def an_evidence(link: events.CausalLink, **fields: Any) -> events.Evidence:
    return made(events.Evidence, link=link, **fields)


def a_narrative(slug: str | None = None, **fields: Any) -> events.Narrative:
    slug = slug or a_slug("narrative")
    return made(events.Narrative, slug=slug, **{"title": slug} | fields)


def a_step(narrative: events.Narrative, event: events.Event, position: int = 1, **fields: Any) -> events.NarrativeStep:
    return made(events.NarrativeStep, narrative=narrative, event=event, position=position, **fields)


def a_graph(*arrows: str, **fields: Any) -> dict[str, events.Event]:
    """Make links, as ``a>b``, unjudged and CAUSED unless told otherwise, and their events. Returns those by slug."""
    pairs = [arrow.split(">") for arrow in arrows]
    slugs = dict.fromkeys(slug for pair in pairs for slug in pair)
    found = {event.slug: event for event in events.Event.objects.filter(slug__in=slugs)}
    found |= {slug: an_event(slug) for slug in slugs if slug not in found}
    for cause, effect in pairs:
        a_link(found[cause], found[effect], **{"likelihood": ""} | fields)
    return found


def diamonds(number: int) -> list[str]:
    """Return the arrows of diamonds in a row from n00 on: two to the power of ``number`` ways to the last event."""
    return [
        arrow
        for top, bottom in ((f"n{one:02}", f"n{one + 1:02}") for one in range(number))
        for side in ("left", "right")
        for arrow in (f"{top}>{top}-{side}", f"{top}-{side}>{bottom}")
    ]
