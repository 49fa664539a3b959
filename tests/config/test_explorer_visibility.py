"""Who sees which pages, and what is said of what is gone."""

from __future__ import annotations

import pytest
from django.test import Client

from events.models import Event, Narrative
from tests import factories as a
from tests.access import VIEWERS, a_client, hidden_store
from tests.explorer import body, browsing, text, without_nonce
from tests.haunted import GHOST, HIDDEN, MARK, a_seen_store, hide

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("viewer", VIEWERS)
def test_who_sees_what(viewer: str) -> None:
    made = hidden_store()
    client = browsing(a_client(viewer))

    seen = {
        f"/{collection}/{slug}": client.get(f"/{collection}/{slug}").status_code
        for collection in ("events", "actors", "links", "narratives")
        for slug in made[collection]
    }

    drafts = 200 if VIEWERS[viewer] == "DRAFTS" else 404
    statuses = {"published": 200, "draft": drafts, "review": drafts, "retracted": 410}
    assert seen == {
        f"/{collection}/{slug}": statuses[state]
        for collection in ("events", "actors", "links", "narratives")
        for slug, state in made[collection].items()
    }


def test_hidden_looks_as_absent_does(client: Client) -> None:
    hidden_store()

    hidden, absent = (body(client, f"/events/{slug}", 404) for slug in ("event-draft", "no-such-event"))

    assert without_nonce(hidden) == without_nonce(absent)


def test_draft_says_that_it_is_one() -> None:
    hidden_store()

    assert "Draft" in text(browsing(a_client("a superuser")), "/events/event-draft")


def test_who_follows_a_link_from_another_site_sees_what_the_public_sees() -> None:
    hidden_store()
    client = a_client("a superuser")
    client.defaults["HTTP_SEC_FETCH_SITE"] = "cross-site"

    assert client.get("/events/event-draft").status_code == 404


def test_withdrawn_page_gives_the_public_reason(client: Client) -> None:
    a.an_event("gone", status="RETRACTED", retraction_reason="It never happened.")

    page = text(client, "/events/gone", status=410)

    assert "This was withdrawn" in page
    assert "It never happened." in page


def test_merged_record_leads_to_the_other(client: Client) -> None:
    other = a.an_event("other")
    a.an_event("double", status="RETRACTED", merged_into=other)

    response = client.get("/events/double")

    assert (response.status_code, response.headers["Location"]) == (301, "/events/other")


@pytest.mark.parametrize("status", HIDDEN)
def test_pages_are_those_of_a_store_without_what_is_hidden(client: Client, status: str) -> None:
    a_seen_store()
    addresses = ["/", "/map", "/?q=told", f"/?q={MARK}", "/narratives", "/narratives/story"]
    addresses += [f"/events/{slug}" for slug in Event.objects.values_list("slug", flat=True)]
    addresses += ["/actors/group", "/actors/member", "/links/undisputed", "/paths?from=told&to=lonely"]
    addresses += [f"/narratives/story?with={slug}" for slug in Narrative.objects.values_list("slug", flat=True)]
    before = {address: without_nonce(client.get(address).content.decode()) for address in addresses}

    hide(status)
    after = {address: without_nonce(client.get(address).content.decode()) for address in addresses}

    assert [address for address in addresses if before[address] != after[address]] == []
    assert [address for address in addresses if GHOST in after[address]] == []
