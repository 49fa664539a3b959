"""Timelines in Chromium."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests import factories as a
from tests.explorer import ATTACK, IN_CHROMIUM, RAID, TAKEOVER, VIEWS, go, keep

pytestmark = IN_CHROMIUM


def test_timeline_shows_points_bars_and_open_ends(seen: Any) -> None:
    go(seen, *VIEWS["timeline"])

    kinds = {
        slug: seen.locator(f".timeline [data-event={slug}] :is(.sure, .soft)").evaluate_all(
            "shapes => shapes.map(shape => shape.getAttribute('class'))"
        )
        for slug in (TAKEOVER, ATTACK, "ttp-cross-border-campaign", "south-waziristan-search-2021-09")
    }
    assert kinds == {
        TAKEOVER: ["sure"],
        ATTACK: ["soft none"],
        "ttp-cross-border-campaign": ["soft both"],
        "south-waziristan-search-2021-09": ["soft right", "sure"],
    }


def test_timeline_is_zoomed_and_the_window_stands_in_the_address(seen: Any) -> None:
    go(seen, *VIEWS["timeline"])

    seen.locator(".timeline").focus()
    for _ in range(8):
        seen.keyboard.press("+")
    expect(seen.locator(".timeline .axis text").filter(has_text=re.compile(r"^\d\d:00$")).first).to_be_visible()
    seen.wait_for_url("**/?in=*")
    window = re.search(r"in=([^&]+)", seen.url)
    assert window
    seen.reload()

    expect(seen.locator(".timeline .axis text").filter(has_text=re.compile(r"^\d\d:00$")).first).to_be_visible()


def test_focus_stays_on_an_event_while_the_picture_moves(seen: Any) -> None:
    go(seen, *VIEWS["timeline"])
    event = seen.locator(f".timeline [data-event={RAID}]")

    event.focus()
    seen.keyboard.press("+")

    expect(seen).to_have_url(re.compile("in="))
    expect(event).to_be_focused()


def test_arrow_of_a_timeline_has_the_focus_again_when_what_it_opened_is_closed(seen: Any) -> None:
    go(seen, *VIEWS["lanes"])
    arrow = seen.locator(".timeline .links a[href='/links/ttp-attack-to-army-raid']")

    arrow.focus()
    seen.keyboard.press("Enter")
    expect(seen.locator(".panel .pieces").first).to_be_visible()
    seen.keyboard.press("Escape")

    expect(seen.locator(".panel")).to_be_hidden()
    expect(arrow).to_be_focused()


def test_many_events_are_counted_when_far_and_drawn_when_near(seen: Any) -> None:
    for number in range(300):
        a.an_event(f"many-{number:03}", f"{1700 + number}-03-01")

    go(seen, "/?type=event", ".timeline .bucket[tabindex]")
    expect(seen.locator("figure .state")).to_contain_text("300 events, counted; zoom in to see each.")
    keep(seen, "buckets")
    seen.locator(".timeline .bucket").first.focus()
    seen.keyboard.press("Enter")

    expect(seen.locator(".timeline [data-event=many-000]")).to_be_visible()


def test_arrows_of_a_timeline_that_do_not_come_are_said_and_tried_again(seen: Any) -> None:
    go(seen, *VIEWS["timeline"])
    seen.route("**/graphql/**", lambda route: route.abort())
    seen.get_by_label("what led to what").check()
    expect(seen.locator("figure .state")).to_contain_text("The server cannot be reached.")

    seen.unroute("**/graphql/**")
    seen.get_by_role("button", name="Try again").click()

    expect(seen.locator(".timeline .links a").first).to_be_visible()
    expect(seen.locator(".timeline")).to_be_focused()
