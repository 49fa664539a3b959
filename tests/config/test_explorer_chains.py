"""How chains are laid out by the server."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from config.explorer.layering import columns_of, rows_of
from events.models import Event
from tests import factories as a


def event(slug: str, earliest: str | None = None, latest: str | None = None) -> dict[str, Any]:
    when = {"earliestStart": earliest, "latestStart": latest} if earliest or latest else None
    return {"slug": slug, "when": when}


def link(cause: str, effect: str, kind: str = "CAUSED") -> dict[str, Any]:
    return {"slug": f"{cause}-{effect}", "kind": kind, "cause": {"slug": cause}, "effect": {"slug": effect}}


def test_effects_stand_right_of_their_causes_as_near_as_they_may() -> None:
    events = [event(slug) for slug in "abcd"]

    found = columns_of(events, [link("a", "b"), link("b", "c"), link("d", "c"), link("c", "a", "PRECEDED")])

    assert found.of == {"a": 0, "b": 1, "c": 2, "d": 1}
    assert found.marks == []


def test_what_certainly_began_later_stands_right_of_what_began_before_it() -> None:
    events = [event("old", "2000-01-01", "2000-01-31"), event("new", "2001-01-01", "2001-01-01"), event("any")]

    found = columns_of(events, [link("old", "any")])

    assert (found.of["old"], found.of["new"]) == (0, 1)
    assert [column for _, column in found.marks] == [0, 1]


def test_times_that_go_against_arrows_give_way_to_them() -> None:
    events = [event("first", "2001-01-01", "2001-01-01"), event("second", "2000-01-01", "2000-01-01")]

    found = columns_of(events, [link("first", "second")])

    assert found.of == {"first": 0, "second": 1}
    assert found.marks == []


def test_lines_cross_only_where_they_must() -> None:
    columns = {"a": 0, "b": 0, "c": 0, "x": 1, "y": 1, "z": 1}
    arrows = [link("a", "z"), link("b", "y"), link("c", "x")]

    rows = rows_of(columns, dict.fromkeys(columns, 50), arrows).of

    assert [rows[cause] for cause in "abc"] == [rows[effect] for effect in "zyx"]


def test_boxes_of_a_column_keep_apart_and_causes_stand_about_their_effect() -> None:
    columns = {"a": 0, "b": 0, "c": 0, "x": 1}
    heights = {"a": 40, "b": 60, "c": 80, "x": 50}

    rows = rows_of(columns, heights, [link(cause, "x") for cause in "abc"]).of

    spans = sorted((rows[slug] - heights[slug] / 2, rows[slug] + heights[slug] / 2) for slug in "abc")
    assert [below[0] - above[1] for above, below in pairwise(spans)] == [26, 26]
    assert rows["x"] == pytest.approx(sum(rows[slug] for slug in "abc") / 3)


def test_line_over_several_columns_passes_beside_what_stands_there() -> None:
    columns = {"a": 0, "b": 1, "c": 2}

    rows = rows_of(columns, dict.fromkeys(columns, 50), [link("a", "b"), link("b", "c"), link("a", "c")])

    [(column, y)] = rows.passes["a-c"]
    assert column == 1
    assert abs(y - rows.of["b"]) >= 25 + 22


@pytest.mark.django_db
def test_chain_is_drawn_before_any_script(client: Client, sample: None) -> None:
    response = client.get("/events/south-waziristan-raid-2021-09")
    page = response.content.decode()

    [picture] = re.findall(r'<svg class="chain drawn".*?</svg>', page, re.DOTALL)
    boxes = re.findall(
        r'<g class="(node(?: root)?)" transform="translate\((\S+) \S+\)"><a href="/events/([^"]+)"', picture
    )
    assert [slug for name, _, slug in boxes if name == "node root"] == ["south-waziristan-raid-2021-09"]
    lefts = {slug: float(left) for _, left, slug in boxes}
    assert lefts["taliban-takeover-2021"] < lefts["ttp-suicide-attack-2021-09"] < lefts["south-waziristan-raid-2021-09"]
    assert re.findall(r'<a class="([^"]+)" href="/links/ttp-attack-to-army-raid"', picture) == ["arrow moved"]
    [nonce] = re.findall(r'<style nonce="([^"]+)">', page)
    assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]
    assert '"answers": {}' in page


@pytest.mark.django_db
def test_ways_from_one_event_to_another_are_drawn_before_any_script(client: Client, sample: None) -> None:
    page = client.get("/paths?from=pakistan-border-offensives&to=south-waziristan-raid-2021-09").content.decode()

    [picture] = re.findall(r'<svg class="chain drawn".*?</svg>', page, re.DOTALL)
    arrows = {
        slug: kinds.split() for kinds, slug in re.findall(r'<a class="arrow ([^"]+)" href="/links/([^"]+)"', picture)
    }
    assert picture.count('class="box"') == len(arrows) == 5
    assert [slug for slug, kinds in arrows.items() if "weakest" in kinds] == [
        "border-offensives-to-cross-border-attacks"
    ]
    assert sorted(slug for slug, kinds in arrows.items() if "faint" in kinds) == [
        "border-offensives-to-ttp-flight",
        "ttp-flight-to-cross-border-attacks",
    ]
    assert '"answers": {}' in page


def a_fan(effects: int) -> None:
    """Make an event, ``root``, that led to so many others."""
    root = a.an_event("root", "2000")
    for number in range(effects):
        a.a_link(root, a.an_event(f"effect-{number}", "2001"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["MOST", "MOST_LINKS"])
def test_chain_of_very_many_events_or_links_is_drawn_by_the_browser(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(f"config.explorer.chains.{name}", 3)
    a_fan(4)

    page = client.get("/events/root").content.decode()

    assert '<svg class="chain' not in page
    assert '"causes"' in page


@pytest.mark.django_db
def test_chain_that_leaves_events_out_is_drawn_and_says_so(client: Client) -> None:
    a_fan(110)

    page = client.get("/events/root").content.decode()

    [picture] = re.findall(r'<svg class="chain drawn".*?</svg>', page, re.DOTALL)
    assert picture.count('class="box"') == 101
    assert '<p class="state" role="status">Showing 100 of 110 effects.</p>' in page
    assert "data-limited" in page
    assert "The first 20 of 110." in page


@pytest.mark.django_db
def test_chain_that_is_higher_than_its_picture_begins_where_what_it_is_about_is_seen(client: Client) -> None:
    a_fan(40)
    for number in range(40):
        a.a_link(Event.objects.get(slug="effect-39"), a.an_event(f"later-{number}", "2002"))

    page = client.get("/events/root").content.decode()

    boxes = re.findall(r'<g class="node( root)?" transform="translate\(\S+ (\S+)\)".*?height="([\d.]+)"', page)
    [(_, top, height)] = [box for box in boxes if box[0]]
    begins = re.findall(
        r"height: (\d+)px } .chain.drawn .layer { transform: translate\(.*?, (\S+)px\) scale\((\S+)\)", page
    )
    assert begins
    for tall, y, k in begins:
        middle = float(y) + (30 + float(top) + float(height) / 2) * float(k)
        assert 0 < middle < int(tall)


@pytest.mark.django_db
def test_chain_says_that_more_lies_behind_its_ends(client: Client) -> None:
    first = a.an_event("root", "2000")
    for number in range(5):
        cause = a.an_event(f"older-{number}", f"199{number}")
        a.a_link(cause, first)
        first = cause

    page = client.get("/events/root").content.decode()

    assert re.findall(r'data-more="([^"]+)"', page) == ["older-2"]
    assert "More lies behind the events with a plus." in page
