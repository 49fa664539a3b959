"""A contributor hands in, an editor publishes: in a browser, by mouse and by keyboard."""

from typing import Any

import pytest
from playwright.sync_api import expect

from events.models import CausalLink, Event
from sources.choices import Status
from sources.models import JournalRow, Source
from tests import factories as make
from tests.browsing import complaints_of
from tests.desk import log_in, move_all, staff_with_passwords
from tests.hands import Keyboard, Mouse


def a_chain() -> CausalLink:
    """Store two events, their source and the link between them, all drafts."""
    source = make.a_source("report", title="The report", status=Status.DRAFT)
    first = make.an_event("takeover", "2021-08", title="The takeover", status=Status.DRAFT)
    second = make.an_event("attack", "2021-09", title="The attack", status=Status.DRAFT)
    for event in (first, second):
        make.an_event_citation(event, source)
    return make.a_link(first, second, slug="link", status=Status.DRAFT)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hands", [Mouse, Keyboard])
def test_contributor_hands_in_a_chain_and_an_editor_publishes_it_whole(live_server: Any, page: Any, hands: Any) -> None:
    staff_with_passwords()
    a_chain()
    hand, complaints = hands(page), complaints_of(page)

    log_in(hand, page, live_server, "Contributor")
    expect(page.get_by_text("Nothing waits for review.")).to_be_visible()
    hand.press(page.locator("#content-main").get_by_role("link", name="Causal links", exact=True))
    expect(page.locator("select[name=action] option", has_text="Publish")).to_have_count(0)
    move_all(hand, page, "Submit for review …", "Submit for review")
    hand.press(page.get_by_role("button", name="Log out"))
    page.wait_for_url("**/logout/")

    log_in(hand, page, live_server, "Editor")
    hand.press(page.locator(".desk").get_by_role("link", name="1 causal link", exact=True).first)
    hand.choose(page.locator("select[name=action]").first, "Publish …")
    hand.press(page.locator("input[name=_selected_action]"))
    hand.press(page.locator("button[name=index]").first)
    expect(page.get_by_role("heading", name="1 blocked")).to_be_visible()
    expect(page.locator("#content")).to_contain_text("cause: The event takeover is not published.")
    hand.press(page.get_by_role("button", name="Take me back"))
    move_all(hand, page, "Publish with what they refer to …", "Publish with what they refer to")

    rows = [*Source.objects.all(), *Event.objects.all(), *CausalLink.objects.all()]
    assert {row.slug: row.status for row in rows} == dict.fromkeys(
        ("report", "takeover", "attack", "link"), Status.PUBLISHED
    )
    assert list(JournalRow.objects.filter(kind="link").order_by("number").values_list("action", "by__username")) == [
        ("SUBMIT", "Contributor"),
        ("PUBLISH", "Editor"),
    ]
    assert complaints == []
