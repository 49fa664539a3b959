"""Entering an article in the admin, page by page as it goes without scripts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import CausalLink, Claim, Event
from sources.choices import Status
from sources.models import Source
from tests import factories as make
from tests.filling import faults, shown
from tests.staff import a_client, journal

pytestmark = pytest.mark.django_db
TEXT = "The army said at least seven soldiers were killed.\r\n\r\nThe militants said nine soldiers died last week."


@pytest.fixture
def contributor() -> Client:
    return a_client("Contributor")


def a_text(text: str = TEXT, **fields: Any) -> Source:
    fields = {"published_edtf": "2021-09-15", "captured_text": text} | fields
    return make.a_source("report", title="The report", **fields)


def page(source: Source, **query: Any) -> str:
    return reverse("admin:sources_source_enter", args=[source.pk], query=query)


def enter(client: Client, source: Source, what: str, button: str = "_save", given: Any = None, **fields: Any) -> Any:
    """Open the form for something, change fields and press a button."""
    address = page(source, make=what, **(given or {}))
    opened = client.get(address)
    assert opened.status_code == 200, opened
    return client.post(address, {**shown(opened), **fields, button: "1"})


def test_event_claim_and_link_are_made_from_one_source(contributor):
    source, event_type = a_text(), make.a_type("raid")
    before = make.an_event("before", "2020")
    predicate = make.a_predicate("killed")

    enter(contributor, source, "event", title="The raid", slug="raid", type=event_type.pk, when_edtf="2021-09")
    raid = Event.objects.get(slug="raid")
    enter(
        contributor,
        source,
        "claim",
        event=raid.pk,
        predicate=predicate.pk,
        low=7,
        quote="at least seven soldiers were killed",
    )
    response = enter(
        contributor,
        source,
        "link",
        cause=before.pk,
        effect=raid.pk,
        kind="ENABLED",
        quote="last week",
    )

    assert response.status_code == 302, faults(response)
    assert list(raid.citations.values_list("source", "quote")) == [(source.pk, "")]
    claim = Claim.objects.get()
    assert (claim.source, claim.low, claim.high, claim.status) == (source, 7, None, Status.DRAFT)
    assert TEXT[claim.start_offset : claim.end_offset] == claim.quote == "at least seven soldiers were killed"
    assert claim.locator == "¶ 1"
    link = CausalLink.objects.get()
    assert list(link.evidence.values_list("source", "quote", "locator")) == [(source.pk, "last week", "¶ 2")]
    assert journal("kind", "action") == [("event", "CREATE"), ("claim", "CREATE"), ("link", "CREATE")]
