"""Maps in Chromium."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.explorer import IN_CHROMIUM, TAKEOVER, go, keep

pytestmark = IN_CHROMIUM


def test_map_tells_points_from_areas(seen: Any) -> None:
    go(seen, "/map", ".map[tabindex] .cluster")

    kabul = seen.locator(f".map [data-event={TAKEOVER}]")
    expect(kabul.locator(".point")).to_have_count(1)
    expect(kabul.locator(".area")).to_have_count(0)
    expect(seen.locator(".map .cluster .rough").first).to_be_visible()
    expect(seen.locator(".map .countries text").filter(has_text="Pakistan")).to_be_visible()


def test_map_follows_the_window_of_time_which_the_timeline_keeps(seen: Any) -> None:
    go(seen, "/map", ".map[tabindex] .cluster")
    expect(seen.locator(f".map [data-event={TAKEOVER}]")).to_be_visible()

    seen.locator(".period .bucket").last.click()
    expect(seen).to_have_url(re.compile("in="))
    expect(seen.locator(f".map [data-event={TAKEOVER}]")).to_have_count(0)
    expect(seen.locator(".map .cluster").first).to_be_visible()
    window = re.search(r"in=([^&]+)", seen.url)
    seen.get_by_role("link", name="Timeline").click()

    expect(seen.locator(".timeline .event").first).to_be_visible()
    assert window
    assert window[1] in seen.url
    keep(seen, "window")


def test_map_of_nothing_has_no_bars_of_time(seen: Any) -> None:
    go(seen, "/map?q=nothing", ".map[tabindex]")

    expect(seen.locator("figure .state")).to_contain_text("None of the events has a place here")
    expect(seen.locator(".period")).to_be_hidden()
