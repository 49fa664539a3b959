"""Chains in Chromium: how they read, are walked and grow, and what they leave out."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.sync_api import expect

from events.choices import LinkKind
from events.models import Event
from tests import factories as a
from tests.explorer import ATTACK, IN_CHROMIUM, RAID, TAKEOVER, VIEWS, go, is_within

pytestmark = IN_CHROMIUM


#: What the server and the browser draw alike of a chain: all but the rows of a column, and where texts are broken.
ALIKE = {
    ".chain .node": "[one.getAttribute('class'), Math.round(one.transform.baseVal[0].matrix.e)]",
    ".chain .node a": "[one.dataset.event, one.querySelector('title').textContent, one.getAttribute('aria-current')]",
    ".chain .bar": "[one.getAttribute('fill'), one.getAttribute('width')]",
    ".chain .marks g": "[one.textContent, Math.round(one.querySelector('line').x1.baseVal.value)]",
    ".chain .arrow": "[one.dataset.link, one.getAttribute('class'), one.textContent]",
    ".chain .line": "['stroke', 'strokeWidth', 'strokeDasharray', 'markerEnd'].map(by => getComputedStyle(one)[by])",
}


def test_chain_reads_from_left_to_right(seen: Any) -> None:
    go(seen, f"/events/{RAID}", ".chain[tabindex] .node.root")

    boxes = [seen.locator(f".chain [data-event={slug}]").bounding_box() for slug in (TAKEOVER, ATTACK, RAID)]
    assert all(left["x"] + left["width"] < right["x"] for left, right in itertools.pairwise(boxes))
    for link in ("taliban-takeover-to-ttp-attack", "ttp-attack-to-army-raid"):
        start, end = seen.locator(f"[data-link={link}] .line").evaluate(
            "line => [0, line.getTotalLength()].map(at => line.getPointAtLength(at).x)"
        )
        assert start < end


@pytest.mark.parametrize("view", ["chain", "paths"])
def test_chain_that_has_room_is_seen_whole(seen: Any, view: str) -> None:
    go(seen, *VIEWS[view])

    slugs = seen.locator(".chain [data-event]").evaluate_all("all => all.map(one => one.dataset.event)")
    assert slugs
    assert [slug for slug in slugs if not is_within(seen, f".chain [data-event={slug}] .box", "svg.chain")] == []


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
