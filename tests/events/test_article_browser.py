"""The whole way of an article: from an empty store to the chain that the public asks for, by mouse and by keyboard."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.browsing import PATIENCE, complaints_of
from tests.desk import log_in, move_all, staff_with_passwords
from tests.hands import Hand, Keyboard, Mouse

REPORT = (Path(__file__).parents[1] / "data" / "report.txt").read_text()
CHAIN = """{ events(first: 9) { edges { node { title status
    citations { source { title } } effects { edges { node { kind effect { title } } } }
    accounts { predicate claims { low citation { quote source { title } } } } } } } }"""


def save(hand: Hand, page: Any, told: str) -> None:
    hand.press(page.locator(".submit-row").get_by_role("button", name="Save", exact=True))
    expect(page.locator(".messagelist")).to_contain_text(told)


def add_event(hand: Hand, page: Any, title: str, when: str) -> None:
    hand.write(page.locator("#id_title"), title)
    hand.choose(page.locator("#id_type"), "Political violence")
    hand.write(page.locator("#id_when_edtf"), when)
    expect(page.locator(".field-when_resolved .readonly")).to_contain_text("2021-")
    save(hand, page, f"Saved: event “{title}")


def made(page: Any, event: str, offer: str) -> Any:
    """Return what is offered for an event that was made."""
    rows = page.locator("#entry-made h3", has_text=event).locator("xpath=following-sibling::ul[1]")
    return rows.get_by_role("link", name=offer, exact=True)


def enter(hand: Hand, page: Any) -> None:
    """Enter the article: its source, two events, what is said of one, and what led from the other to it."""
    hand.press(page.get_by_role("link", name="Enter an article"))
    hand.write(page.locator("#id_title"), "Soldiers and militants killed in a raid")
    hand.write(page.locator("#id_published_edtf"), "15 Sept. 2021")
    hand.press(page.locator("summary", has_text="Captured"))
    hand.write(page.locator("#id_captured_text"), REPORT)
    hand.press(page.get_by_role("button", name="Save and enter the article"))
    add_event(hand, page, "Taliban takeover", "15 Aug 2021")
    add_event(hand, page, "TTP attack", "last week")

    hand.press(made(page, "TTP attack", "Add a claim"))
    figure = page.locator("#entry-offers li", has=page.locator("q", has_text="killed at least three people")).first
    hand.press(figure.locator("a.offer", has_text="claim").first)
    expect(page.locator("#id_low")).to_have_value("3")
    save(hand, page, "Saved: claim")

    hand.press(page.get_by_role("navigation", name="What to make").get_by_role("link", name="Link", exact=True))
    hand.press(made(page, "Taliban takeover", "is the cause"))
    hand.press(made(page, "TTP attack", "is the effect"))
    hand.choose(page.locator("#id_kind"), "Enabled")
    save(hand, page, "Saved: link")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hands", [Mouse, Keyboard])
def test_article_becomes_a_chain_that_the_public_sees(live_server: Any, page: Any, hands: Any) -> None:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    staff_with_passwords()
    hand, complaints = hands(page), complaints_of(page)

    log_in(hand, page, live_server, "Contributor")
    enter(hand, page)
    assert asked() == []
    for kind in ("causallink", "claim"):
        page.goto(f"{live_server.url}{reverse(f'admin:events_{kind}_changelist')}")
        move_all(hand, page, "Submit for review …", "Submit for review")
    hand.press(page.get_by_role("button", name="Log out"))
    page.wait_for_url("**/logout/")
    log_in(hand, page, live_server, "Editor")
    for kind in ("causal link", "claim"):
        page.goto(f"{live_server.url}{reverse('admin:index')}")
        hand.press(page.locator(".desk").get_by_role("link", name=f"1 {kind}", exact=True).first)
        move_all(hand, page, "Publish with what they refer to …", "Publish with what they refer to")

    source = {"title": "Soldiers and militants killed in a raid"}
    said = {"low": 3, "citation": {"quote": "killed at least three people", "source": source}}
    enabled = {"node": {"kind": "ENABLED", "effect": {"title": "TTP attack"}}}
    published = {"status": "PUBLISHED", "citations": [{"source": source}]}
    assert asked() == [
        {"title": "Taliban takeover", **published, "effects": {"edges": [enabled]}, "accounts": []},
        {
            "title": "TTP attack",
            **published,
            "effects": {"edges": []},
            "accounts": [{"predicate": "KILLED", "claims": [said]}],
        },
    ]
    assert complaints == []


def asked() -> Any:
    """Return the events that the public sees, with what led where and who says what."""
    answer = Client().get("/graphql/", {"query": CHAIN}).json()
    assert "errors" not in answer, answer
    return [edge["node"] for edge in answer["data"]["events"]["edges"]]
