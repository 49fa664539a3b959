"""The explorer in Chromium, view by view, on the sample. What it looks like stays in ``screenshots/explorer``."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from config.explorer.documents import DIGESTS
from events.choices import LinkKind
from events.models import Event
from sources.choices import Scope
from tests import axe, staff
from tests import factories as a
from tests.explorer import IN_CHROMIUM, RAID, TAKEOVER, VIEWS, go, keep
from tests.serving import served

pytestmark = IN_CHROMIUM


#: What runs once the picture is drawn.
BESIDE = {"beside.js", "live.js", "pages.js", "panel.js", "printing.js", "share.js", "suggest.js"}


#: What of a view is at the same places before its script runs and after, and what shows that it has run.
SAME = {
    "/": (".timeline:visible .event", ".sure, .soft", ".timeline[tabindex] .event"),
    "/map": (".map:visible .cluster", "circle, text", ".map[tabindex] .cluster"),
    "/map?show=": (".period:visible .bucket", ".possible, .certain", ".period .layer .bucket"),
    f"/events/{RAID}": (".chain .node a, .chain .arrow", "rect, path, text", ".chain[tabindex] .node.root"),
    VIEWS["paths"][0]: (".chain .node a, .chain .arrow", "rect, path, text", ".chain[tabindex] .node.root"),
    VIEWS["story"][0]: (".story :is(.node a, .arrow, .map:visible .cluster)", "rect, circle", ".story .map[tabindex]"),
    f"{VIEWS['story'][0]}?step=3": (".story .timeline:visible .event", ".sure, .soft", ".story .timeline[tabindex]"),
}


@pytest.mark.parametrize("looks", ["light", "dark", "phone"])
def test_views_are_drawn_and_open_to_everyone(seen: Any, looks: str) -> None:
    seen.emulate_media(color_scheme="dark" if looks == "dark" else "light", reduced_motion="reduce")
    seen.set_viewport_size({"width": 360, "height": 740} if looks == "phone" else {"width": 1280, "height": 900})
    wrong: dict[str, list[str]] = {}

    for name, (address, drawn) in VIEWS.items():
        go(seen, address, drawn)
        keep(seen, f"{name}-{looks}")
        wrong[name] = axe.violations(seen)
        if seen.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[name].append("is wider than the screen")

    assert not any(wrong.values()), wrong


def test_page_asks_ahead_for_what_its_picture_needs_and_for_nothing_else(seen: Any) -> None:
    asked: list[str] = []
    seen.on("request", lambda request: asked.append(request.url))
    seen.on("console", lambda told: asked.append(told.text) if "preload" in told.text else None)

    for name in ("timeline", "chain", "story", "paths", "map"):
        asked.clear()
        go(seen, *VIEWS[name])
        modules = {url for url in asked if re.search(r"\.m?js$", url)}
        questions = [url for url in asked if "/graphql/" in url and DIGESTS["changes"] not in url]
        ahead = {
            kind: set(seen.locator(f"link[rel={kind}]").evaluate_all("links => links.map(link => link.href)"))
            for kind in ("modulepreload", "preload")
        }
        assert ahead["modulepreload"] <= modules, name
        assert {url.rpartition("/")[2] for url in modules - ahead["modulepreload"]} <= BESIDE, name
        assert ahead["preload"] <= set(asked), name
        assert len(questions) == len(set(questions)), name
        if name != "map":  # which asks once more, later, when it knows where its events are
            assert set(questions) <= ahead["preload"], name


@pytest.mark.parametrize("address", SAME)
def test_what_the_server_drew_is_what_the_browser_draws(seen: Any, address: str) -> None:
    marks, shapes, moves = SAME[address]

    def drawn(page: Any) -> list[list[int | str]]:
        found = page.locator(marks).evaluate_all(
            "(marks, shapes) => marks.map(mark => [mark.querySelector('title').textContent, "
            "...[mark.closest('svg.timeline, svg.chain, svg.map'), ...mark.querySelectorAll(shapes)]"
            ".map(one => one.getBoundingClientRect())])",
            shapes,
        )
        return sorted(
            [name, *(round(value) for box in boxes for value in (box["x"], box["y"] - whole["y"], box["width"]))]
            for name, whole, *boxes in found
        )

    with_script, without = seen, seen.context.browser.new_context(java_script_enabled=False).new_page()
    for width in (1280, 360):
        for page in (with_script, without):
            page.set_viewport_size({"width": width, "height": 900})
        go(with_script, address, moves)
        without.goto(f"{seen.address}{address}")

        assert drawn(without) == drawn(with_script)
        assert drawn(without)


def test_search_suggests_while_one_types(seen: Any) -> None:
    go(seen, *VIEWS["timeline"])

    seen.get_by_role("combobox", name="Search").fill("army ra")
    expect(seen.get_by_role("option").first).to_contain_text("Army raid in South Waziristan")
    seen.keyboard.press("ArrowDown")
    seen.keyboard.press("Enter")

    seen.wait_for_url(f"**/events/{RAID}")


def test_names_in_other_directions_and_nasty_ones_stay_text(seen: Any) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    event = a.an_event("nasty", "2021-09-10", title=f"هجوم على قاعدة {nasty}")
    a.a_link(Event.objects.get(slug=TAKEOVER), event)

    go(seen, "/events/nasty", ".chain[tabindex] .node.root")

    expect(seen.locator("h1")).to_have_text(f"هجوم على قاعدة {nasty}")
    assert seen.locator("h1").evaluate("h1 => getComputedStyle(h1).direction") == "rtl"
    assert seen.locator("img").count() == 0


def test_drawings_go_from_left_to_right_where_the_page_does_not(seen: Any, settings: Any) -> None:
    settings.EXPLORER_LANGUAGE = "ar"

    go(seen, *VIEWS["chain"])

    assert seen.evaluate("document.documentElement.dir") == "rtl"
    outside = seen.locator(".chain .node a").evaluate_all(
        "all => all.flatMap(one => { const box = one.querySelector('.box').getBoundingClientRect();"
        "return [...one.querySelectorAll('text')].map(text => text.getBoundingClientRect())"
        ".filter(({ left, right }) => left < box.left || right > box.right) })"
    )
    assert outside == []


def test_failure_is_said_and_tried_again(seen: Any) -> None:
    seen.route(
        "**/graphql/**", lambda route: route.fulfill(status=503, json={"errors": [{"message": "Narrow the filter."}]})
    )
    a.a_link(Event.objects.get(slug=TAKEOVER), Event.objects.get(slug=RAID), kind=LinkKind.PRECEDED)
    go(seen, *VIEWS["chain"])
    seen.get_by_label("also what only came before").check()
    expect(seen.locator("figure .state")).to_contain_text("Narrow the filter.")
    expect(seen.locator(".chain .arrow.order")).to_have_count(0)

    seen.unroute("**/graphql/**")
    seen.get_by_role("button", name="Try again").click()

    expect(seen.locator(".chain .arrow.order").first).to_be_visible()
    expect(seen.locator("figure .state")).to_have_text("")


def test_page_says_what_it_said_without_a_script(browser: Any, live_server: Any, sample: None) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()

    page.goto(f"{live_server.url}/events/{RAID}")

    expect(page.locator(".account.contradiction")).to_contain_text("at least 5")
    assert Client().get(f"/events/{RAID}").status_code == 200


def test_change_appears_without_loading_anew(page: Any, sample: None) -> None:
    secret = a.a_token(staff.a_user("Editor"), *Scope)
    with served(DEBUG="1") as server:
        with page.expect_request(lambda asked: "changes" in asked.url or DIGESTS["changes"] in asked.url):
            page.goto(f"{server.address}/events/{RAID}")
        expect(page.locator(".chain[tabindex] .node.root")).to_be_visible()
        page.evaluate("window.isSame = true")

        answer = Client(headers={"Authorization": f"Bearer {secret}"}).patch(
            f"/api/v1/events/{RAID}/", {"title": "A raid", "short_title": "the raid"}, "application/json"
        )

        assert answer.status_code == 200, answer.content
        expect(page.locator("h1")).to_have_text("A raid")
        expect(page.locator(".chain[tabindex] .node.root")).to_contain_text("the raid")
        assert page.evaluate("window.isSame")
