"""The access matrix: who asks, and a store that holds each kind of record in each state."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from sources import search
from sources.choices import Status
from tests import factories as a

#: Who asks, and which view they have.
VIEWERS = {
    "anonymous": "PUBLIC",
    "a user without permissions": "PUBLIC",
    "staff without permissions": "PUBLIC",
    "an inactive user who could see drafts": "PUBLIC",
    "a user who may see drafts": "DRAFTS",
    "a superuser": "DRAFTS",
}
STATES = {
    "draft": Status.DRAFT,
    "review": Status.IN_REVIEW,
    "published": Status.PUBLISHED,
    "retracted": Status.RETRACTED,
}


def a_client(viewer: str) -> Client:
    """Return the client of one of VIEWERS, logged in."""
    client = Client()
    if viewer == "anonymous":
        return client
    user = get_user_model().objects.create_user(
        "someone", is_staff="staff" in viewer, is_superuser="superuser" in viewer
    )
    if "drafts" in viewer:
        user.user_permissions.add(Permission.objects.get(codename="view_drafts"))
    client.force_login(user)
    if "inactive" in viewer:
        user.is_active = False
        user.save()
    return client


def hidden_store() -> dict[str, dict[str, str]]:
    """Store one record of each kind in each state; return their states by collection and slug.

    What a record refers to is published, so that nothing but its own status hides it.
    """
    event, other = a.an_event("base-event"), a.an_event("base-effect")
    actor, source = a.an_actor("base-actor"), a.a_source("base-source")
    made: dict[str, dict[str, str]] = {
        "events": {"base-event": "published", "base-effect": "published"},
        "actors": {"base-actor": "published"},
        "sources": {"base-source": "published"},
        **{name: {} for name in ("media", "relations", "designations", "claims", "links", "assessments", "narratives")},
    }
    authority = a.an_actor("base-authority")
    made["actors"]["base-authority"] = "published"
    for number, (state, status) in enumerate(STATES.items()):
        how = {"status": status}
        rows = {
            "events": a.an_event(f"event-{state}", **how),
            "actors": a.an_actor(f"actor-{state}", **how),
            "sources": a.a_source(f"source-{state}", **how),
            "media": a.a_media(f"media-{state}", **how),
            "relations": a.a_relation(actor, "ALLY_OF", authority, slug=f"relation-{state}", **how),
            "designations": a.a_designation(actor, authority, slug=f"designation-{state}", **how),
            "claims": a.a_claim(event, slug=f"claim-{state}", source=source, low=number, **how),
            "links": a.a_link(event, other, slug=f"link-{state}", kind=LINK_KINDS[number], **how),
            "assessments": a.an_assessment(event, slug=f"assessment-{state}", **how),
            "narratives": a.a_narrative(f"narrative-{state}", **how),
        }
        for collection, row in rows.items():
            made[collection][row.slug] = state
    search.rebuild()
    return made


LINK_KINDS = ["CAUSED", "ENABLED", "MOTIVATED", "CONTINUED"]
