"""The explorer in Chromium, view by view, on the sample. What it looks like stays in ``screenshots/explorer``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from config import vendor
from config.explorer.documents import DIGESTS
from events.choices import LinkKind
from events.models import Event
from sources.choices import Scope
from tests import axe, node, staff
from tests import factories as a
from tests.serving import served

expect.set_options(timeout=30_000)  # a machine with much else to do is slow, not wrong
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[2]
SEEN = ROOT / "screenshots" / "explorer"
TAKEOVER, ATTACK, RAID = "taliban-takeover-2021", "ttp-suicide-attack-2021-09", "south-waziristan-raid-2021-09"
#: Each view, and what is there once it is drawn.
VIEWS = {
    "timeline": ("/", ".timeline[tabindex] .event"),
    "lanes": ("/?lanes=actor&arrows=1", ".timeline .links a"),
    "chain": (f"/events/{RAID}", ".chain[tabindex] .node.root"),
    "link": (f"/events/{RAID}?show=/links/ttp-attack-to-army-raid", ".panel .pieces"),
    "paths": (f"/paths?from=pakistan-border-offensives&to={RAID}", ".chain .arrow.weakest"),
    "map": ("/map", ".map[tabindex] .cluster"),
    "story": ("/narratives/from-kabul-to-south-waziristan", ".story .chain[tabindex] .node.root"),
    "tellings": ("/narratives/the-ttps-account?with=the-armys-account", ".account.contradiction"),
    "actor": ("/actors/ttp", ".timeline[tabindex] .event"),
}

#: What runs once the picture is drawn.
BESIDE = {"beside.js", "live.js", "pages.js", "panel.js", "printing.js", "share.js", "suggest.js"}


@pytest.fixture(autouse=True)
def what_draws() -> None:
    node.needs("axe-core")
    if missing := vendor.missing(vendor.EXPLORER):
        pytest.skip(f"needs npm ci: {missing} are missing")


@pytest.fixture
def seen(page: Any, live_server: Any, sample: None) -> Iterator[Any]:
    """A page at whose end nothing was refused by the policy, asked of others, or failed.

    But what is refused on purpose, as connections that Django's test server does not keep open.
    """
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: complaints.append(asked.url) if is_elsewhere(asked.url, live_server.url) else None)
    page.address = live_server.url
    yield page
    assert [told for told in complaints if not re.search("status of 50[13]|ERR_FAILED", told)] == []


def is_elsewhere(url: str, ours: str) -> bool:
    return not url.startswith((ours, "data:", "blob:"))


def go(page: Any, address: str, drawn: str) -> None:
    page.goto(f"{page.address}{address}")
    if (figures := page.locator("main figure")).count():
        figures.first.scroll_into_view_if_needed()  # what is further down is drawn when one comes there
    expect(page.locator(drawn).first).to_be_visible()
    expect(page.locator("aside.panel")).to_be_attached()  # the last that is loaded


def keep(page: Any, name: str) -> None:
    SEEN.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SEEN / f"{name}.png", full_page=True)


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


def test_chain_reads_from_left_to_right(seen: Any) -> None:
    go(seen, f"/events/{RAID}", ".chain[tabindex] .node.root")

    boxes = [seen.locator(f".chain [data-event={slug}]").bounding_box() for slug in (TAKEOVER, ATTACK, RAID)]
    assert all(left["x"] + left["width"] < right["x"] for left, right in itertools.pairwise(boxes))
    for link in ("taliban-takeover-to-ttp-attack", "ttp-attack-to-army-raid"):
        start, end = seen.locator(f"[data-link={link}] .line").evaluate(
            "line => [0, line.getTotalLength()].map(at => line.getPointAtLength(at).x)"
        )
        assert start < end


def test_arrow_opens_mechanism_and_evidence_and_back_closes_them(seen: Any) -> None:
    go(seen, f"/events/{RAID}", ".chain[tabindex] .node.root")

    seen.locator("[data-link=ttp-attack-to-army-raid]").focus()
    seen.keyboard.press("Enter")
    panel = seen.locator(".panel")
    expect(panel).to_contain_text("no sentence of the report joins the two")
    expect(panel).to_contain_text("The army names intelligence as its ground")
    assert "show=%2Flinks%2Fttp-attack-to-army-raid" in seen.url

    seen.go_back()
    expect(panel).to_be_hidden()
    expect(seen.locator("[data-link=ttp-attack-to-army-raid]")).to_be_focused()


def test_keys_walk_the_chain_and_escape_closes_what_they_opened(seen: Any) -> None:
    go(seen, f"/events/{RAID}", ".chain[tabindex] .node.root")

    seen.locator(f".chain [data-event={RAID}]").focus()
    seen.keyboard.press("ArrowLeft")
    expect(seen.locator(f".chain [data-event={ATTACK}]")).to_be_focused()
    seen.keyboard.press("Enter")
    expect(seen.locator(".panel h1")).to_have_text("Suicide attack in Pakistan claimed by the TTP")
    seen.keyboard.press("Escape")

    expect(seen.locator(".panel")).to_be_hidden()
    expect(seen.locator(f".chain [data-event={ATTACK}]")).to_be_focused()


def test_chain_grows_where_more_lies_behind(seen: Any) -> None:
    first = Event.objects.get(slug="pakistan-border-offensives")
    for number in range(4):
        cause = a.an_event(f"older-{number}", f"199{number}")
        a.a_link(cause, first)
        first = cause if number == 0 else first
    go(seen, f"/events/{RAID}", ".chain[tabindex] .node.root")
    before = seen.locator(".chain .node").count()
    expect(seen.locator("figure .state")).to_have_text("More lies behind the events with a plus.")

    seen.locator("[data-more=pakistan-border-offensives]").click()

    expect(seen.locator(".chain [data-event=older-0]")).to_be_visible()
    assert seen.locator(".chain .node").count() > before


def a_long_chain() -> None:
    """Six events in a row, each with another cause beside the one before it; the last is ``end``."""
    effect = a.an_event("end", "2000")
    for number in range(5):
        for slug in (f"row-{number}", f"beside-{number}"):
            cause = a.an_event(slug, f"{1999 - number}")
            a.a_link(cause, effect)
        effect = Event.objects.get(slug=f"row-{number}")


def is_within(page: Any, one: str, other: str) -> bool:
    """Return whether something stands wholly inside another thing, as it is seen."""
    inner, outer = (page.locator(selector).bounding_box() for selector in (one, other))
    return all(
        outer[start] <= inner[start] and inner[start] + inner[size] <= outer[start] + outer[size]
        for start, size in (("x", "width"), ("y", "height"))
    )


def test_what_a_reader_opened_in_a_chain_keeps_the_focus_and_what_is_new_is_in_sight(seen: Any) -> None:
    a_long_chain()
    seen.emulate_media(reduced_motion="reduce")
    go(seen, "/events/end", ".chain[tabindex] .node.root")
    before = seen.locator(".chain [data-event=row-2] .bar").bounding_box()

    seen.locator("[data-more=row-2]").focus()
    seen.keyboard.press("Enter")

    expect(seen.locator(".chain [data-event=row-2]")).to_be_focused()
    assert seen.locator(".chain [data-event=row-2] .bar").bounding_box()["width"] == before["width"]
    for slug in ("row-2", "row-3", "row-4", "beside-4"):
        assert is_within(seen, f".chain [data-event={slug}] .box", "svg.chain"), slug


def test_events_of_a_chain_that_grows_go_from_where_they_stood(seen: Any) -> None:
    a_long_chain()
    go(seen, "/events/end", ".chain[tabindex] .node.root")
    moving = "document.getAnimations().filter(one => one.effect.target.matches?.('.node')).length"
    seen.evaluate(
        f"{{ let most = 0; window.most = () => most; setInterval(() => most = Math.max(most, {moving}), 5) }}"
    )

    seen.locator("[data-more=row-2]").click()
    expect(seen.locator(".chain [data-event=row-4]")).to_be_visible()
    seen.wait_for_timeout(300)

    assert seen.evaluate("most()") == 11


def test_what_a_reader_opened_in_a_chain_stands_in_the_address(seen: Any) -> None:
    a_long_chain()
    a.a_link(Event.objects.get(slug="beside-4"), Event.objects.get(slug="end"), kind=LinkKind.PRECEDED)
    go(seen, "/events/end", ".chain[tabindex] .node.root")
    assert seen.locator(".chain .node").count() == 7

    seen.locator("[data-more=row-2]").click()
    expect(seen.locator(".chain .node")).to_have_count(11)
    seen.get_by_label("also what only came before").check()
    expect(seen.locator(".chain .arrow.order")).to_have_count(1)
    seen.reload()

    expect(seen.locator(".chain .node")).to_have_count(11)
    expect(seen.locator(".chain .arrow.order")).to_have_count(1)


def test_chain_shows_what_it_is_about_when_it_becomes_narrower(seen: Any) -> None:
    go(seen, *VIEWS["chain"])

    wide = seen.locator(".chain").evaluate("chain => getComputedStyle(chain).width")

    seen.set_viewport_size({"width": 600, "height": 900})

    expect(seen.locator(".chain")).not_to_have_css("width", wide)
    assert is_within(seen, ".chain .root .box", "svg.chain")


def test_event_that_keys_lead_to_comes_into_sight(seen: Any) -> None:
    seen.set_viewport_size({"width": 360, "height": 740})
    go(seen, *VIEWS["chain"])

    seen.locator(f".chain [data-event={RAID}]").focus()
    for _ in range(2):
        seen.keyboard.press("ArrowLeft")

    expect(seen.locator(".chain [data-event=ttp-cross-border-campaign]")).to_be_focused()
    assert is_within(seen, ".chain :focus .box", "svg.chain")


def test_truncated_chain_says_how_much_is_left_out(seen: Any) -> None:
    root = a.an_event("root", "2000")
    for number in range(120):
        a.a_link(root, a.an_event(f"effect-{number:03}", "2001"))

    go(seen, "/events/root", ".chain[tabindex] .node.root")
    assert is_within(seen, ".chain .root .box", "svg.chain")

    state = seen.locator("figure .state")
    expect(state).to_contain_text("Showing 100 of 120 effects.")
    expect(seen.locator(".chain .more")).to_have_count(0)
    seen.get_by_role("button", name="Show more").click()
    expect(state).to_have_text("")
    expect(seen.locator(".chain")).to_be_focused()
    expect(seen.locator(".chain .node")).to_have_count(121)


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


#: What of a view is at the same places before its script runs and after, and what shows that it has run.
SAME = {
    "/": (".timeline:visible .event", ".sure, .soft", ".timeline[tabindex] .event"),
    "/map": (".map:visible .cluster", "circle, text", ".map[tabindex] .cluster"),
    "/map?show=": (".period:visible .bucket", ".possible, .certain", ".period .layer .bucket"),
    f"/events/{RAID}": (".chain .node a, .chain .arrow", "rect, path, text", ".chain[tabindex] .node.root"),
    VIEWS["story"][0]: (".story :is(.node a, .arrow, .map:visible .cluster)", "rect, circle", ".story .map[tabindex]"),
    f"{VIEWS['story'][0]}?step=3": (".story .timeline:visible .event", ".sure, .soft", ".story .timeline[tabindex]"),
}


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


#: What the server and the browser draw alike of a chain: all but the rows of a column, and where texts are broken.
ALIKE = {
    ".chain .node": "[one.getAttribute('class'), Math.round(one.transform.baseVal[0].matrix.e)]",
    ".chain .node a": "[one.dataset.event, one.querySelector('title').textContent, one.getAttribute('aria-current')]",
    ".chain .bar": "[one.getAttribute('fill'), one.getAttribute('width')]",
    ".chain .marks g": "[one.textContent, Math.round(one.querySelector('line').x1.baseVal.value)]",
    ".chain .arrow": "[one.dataset.link, one.getAttribute('class'), one.textContent]",
    ".chain .line": "['stroke', 'strokeWidth', 'strokeDasharray', 'markerEnd'].map(by => getComputedStyle(one)[by])",
}


def test_chain_that_the_server_drew_looks_as_one_of_the_browser(seen: Any) -> None:
    def drawn() -> dict[str, list[Any]]:
        return {
            selector: sorted(seen.locator(selector).evaluate_all(f"all => all.map(one => {shown})"))
            for selector, shown in ALIKE.items()
        }

    a.a_link(Event.objects.get(slug=TAKEOVER), Event.objects.get(slug=RAID), kind=LinkKind.PRECEDED)
    go(seen, *VIEWS["chain"])
    first = drawn()
    order = seen.get_by_label("also what only came before")
    for others in (1, 0):
        order.set_checked(bool(others))
        expect(seen.locator(".chain .arrow.order")).to_have_count(others)

    assert drawn() == first
    assert all(first.values())


def test_layout_of_chains_is_loaded_once_one_grows(seen: Any) -> None:
    a.a_link(Event.objects.get(slug=TAKEOVER), Event.objects.get(slug=RAID), kind=LinkKind.PRECEDED)
    asked: list[str] = []
    seen.on("request", lambda request: asked.append(request.url))
    go(seen, *VIEWS["chain"])
    assert not [url for url in asked if "dagre" in url]

    seen.get_by_label("also what only came before").check()

    expect(seen.locator(".chain .arrow.order").first).to_be_visible()
    assert [url for url in asked if "dagre" in url]


def test_many_events_are_counted_when_far_and_drawn_when_near(seen: Any) -> None:
    for number in range(300):
        a.an_event(f"many-{number:03}", f"{1700 + number}-03-01")

    go(seen, "/?type=event", ".timeline .bucket[tabindex]")
    expect(seen.locator("figure .state")).to_contain_text("300 events, counted; zoom in to see each.")
    keep(seen, "buckets")
    seen.locator(".timeline .bucket").first.focus()
    seen.keyboard.press("Enter")

    expect(seen.locator(".timeline [data-event=many-000]")).to_be_visible()


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


def test_search_suggests_while_one_types(seen: Any) -> None:
    go(seen, *VIEWS["timeline"])

    seen.get_by_role("combobox", name="Search").fill("army ra")
    expect(seen.get_by_role("option").first).to_contain_text("Army raid in South Waziristan")
    seen.keyboard.press("ArrowDown")
    seen.keyboard.press("Enter")

    seen.wait_for_url(f"**/events/{RAID}")


def test_picture_is_saved_with_its_looks(seen: Any) -> None:
    go(seen, f"/events/{RAID}", ".chain[tabindex] .node.root")

    seen.locator(".share summary").click()
    with seen.expect_download() as started:
        seen.get_by_role("button", name="Picture as SVG").click()
    saved = Path(started.value.path()).read_text()
    with seen.expect_download() as started:
        seen.get_by_role("button", name="Picture as PNG").click()
    png = Path(started.value.path()).read_bytes()

    assert started.value.suggested_filename == f"{RAID}.png"
    assert png.startswith(b"\x89PNG")
    assert "TTP attack" in saved
    assert re.findall(r'<text class="kind inferred"[^>]* paint-order="stroke"', saved)  # else its halo covers it
    assert 'stroke-dasharray="' in saved
    assert "var(" not in saved


def test_picture_of_a_story_is_its_chain(seen: Any) -> None:
    go(seen, *VIEWS["story"])

    seen.locator(".share summary").click()
    with seen.expect_download() as started:
        seen.get_by_role("button", name="Picture as SVG").click()

    assert re.findall('class="chain"', Path(started.value.path()).read_text())


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


def test_arrows_of_a_timeline_that_do_not_come_are_said_and_tried_again(seen: Any) -> None:
    go(seen, *VIEWS["timeline"])
    seen.route("**/graphql/**", lambda route: route.abort())
    seen.get_by_label("what led to what").check()
    expect(seen.locator("figure .state")).to_contain_text("The server cannot be reached.")

    seen.unroute("**/graphql/**")
    seen.get_by_role("button", name="Try again").click()

    expect(seen.locator(".timeline .links a").first).to_be_visible()
    expect(seen.locator(".timeline")).to_be_focused()


def test_map_of_nothing_has_no_bars_of_time(seen: Any) -> None:
    go(seen, "/map?q=nothing", ".map[tabindex]")

    expect(seen.locator("figure .state")).to_contain_text("None of the events has a place here")
    expect(seen.locator(".period")).to_be_hidden()


def test_print_shows_the_text_and_no_tools(seen: Any) -> None:
    go(seen, f"/events/{RAID}", ".chain[tabindex] .node.root")

    seen.emulate_media(media="print")

    expect(seen.locator(".tools").first).to_be_hidden()
    expect(seen.locator(".account").first).to_be_visible()
    keep(seen, "print")


@pytest.mark.parametrize(
    ("view", "marks"),
    [("timeline", ".timeline .name"), ("chain", ".chain .box"), ("map", ".map .cluster")],
)
def test_picture_fits_paper_that_is_narrower_than_the_screen(seen: Any, view: str, marks: str) -> None:
    go(seen, *VIEWS[view])
    seen.emulate_media(media="print")

    outside = seen.evaluate(
        """marks => {
            dispatchEvent(new Event("beforeprint"));
            document.querySelector("figure").style.width = "500px";
            const paper = document.querySelector("figure").getBoundingClientRect();
            return [...document.querySelectorAll(marks)].map(one => one.getBoundingClientRect())
                .filter(({ left, right }) => left < paper.left - 1 || right > paper.right + 1).length;
        }""",
        marks,
    )

    assert outside == 0
    seen.evaluate("dispatchEvent(new Event('afterprint'))")
    assert seen.locator("figure svg[viewBox]:is(.timeline, .chain, .map)").count() == 0


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
