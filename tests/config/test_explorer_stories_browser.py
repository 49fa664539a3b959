"""Stories in Chromium."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.explorer import ATTACK, IN_CHROMIUM, VIEWS, go

pytestmark = IN_CHROMIUM


def test_story_is_walked_by_keys_and_the_pictures_move_along(seen: Any) -> None:
    go(seen, "/narratives/from-kabul-to-south-waziristan", ".story .chain[tabindex] .node.root")

    expect(seen.locator(".counter")).to_have_text("Step 1 of 4: Taliban takeover")
    seen.keyboard.press("n")

    expect(seen.locator(".counter")).to_have_text("Step 2 of 4: TTP attack")
    expect(seen.locator(".story .node.root [data-event]")).to_have_attribute("data-event", ATTACK)
    expect(seen.locator(".story .timeline .here")).to_have_attribute("data-event", ATTACK)
    expect(seen.locator("#step-2")).to_have_attribute("aria-current", "step")
    assert "step=2" in seen.url
    expect(seen.locator(".story .arrow:not(.faint)")).to_have_count(1)
    seen.get_by_role("link", name="Next").click()

    expect(seen.locator(".counter")).to_have_text("Step 3 of 4: army raid")
    seen.reload()
    expect(seen.locator(".counter")).to_have_text("Step 3 of 4: army raid")
    expect(seen.locator("#step-3")).to_have_attribute("aria-current", "step")


def test_back_leads_to_the_step_before(seen: Any) -> None:
    go(seen, *VIEWS["story"])
    for _ in range(2):
        seen.keyboard.press("n")
    expect(seen.locator(".counter")).to_contain_text("Step 3 of 4")

    seen.go_back()

    expect(seen.locator(".counter")).to_have_text("Step 2 of 4: TTP attack")
    expect(seen).to_have_url(re.compile("step=2$"))
    expect(seen.locator("#step-2")).to_have_attribute("aria-current", "step")
    seen.go_back()
    expect(seen.locator(".counter")).to_contain_text("Step 1 of 4")
    seen.go_forward()
    expect(seen.locator(".counter")).to_contain_text("Step 2 of 4")


def test_story_is_walked_by_swipes_and_its_ways_stay_in_reach(browser: Any, live_server: Any, sample: None) -> None:
    phone = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    page = phone.new_page()
    touch = phone.new_cdp_session(page)
    page.address = live_server.url
    counter = page.locator(".counter")

    def swipe(way: list[tuple[int, int]]) -> None:
        for kind, points in [("touchStart", way[:1]), *(("touchMove", [point]) for point in way[1:]), ("touchEnd", [])]:
            told = [{"x": x, "y": y} for x, y in points]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})
            page.wait_for_timeout(16)

    page.goto(f"{page.address}/narratives")
    go(page, f"{VIEWS['story'][0]}?step=2", VIEWS["story"][1])
    page.locator("#step-2").evaluate("step => step.scrollIntoView()")

    swipe([(60 + 40 * number, 400) for number in range(7)])
    expect(counter).to_contain_text("Step 1 of 4")  # and not the page before
    swipe([(300 - 40 * number, 400) for number in range(7)])
    expect(counter).to_contain_text("Step 2 of 4")
    swipe([(300 - 15 * number, 600 - 60 * number) for number in range(7)])
    page.wait_for_timeout(300)
    expect(counter).to_contain_text("Step 2 of 4")
    page.get_by_role("link", name="Next").click()
    expect(counter).to_contain_text("Step 3 of 4")
    expect(page.locator("#step-3 h2")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Next")).to_be_in_viewport()
