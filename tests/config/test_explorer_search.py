"""Filters, search and the list of events."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import factories as a
from tests.explorer import body, statements, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("?actor=afghan-taliban", ["Afghan Taliban seize power in Kabul"]),
        ("?from=2021-09-13&to=2021-09-14&certainly=1", []),
        ("?to=2021-08-15&certainly=1", ["Afghan Taliban seize power in Kabul"]),
        ("?disputed=1", ["Army raid in South Waziristan"]),
        ("?q=offensives", ["Offensives of Pakistan's military along the Afghan border"]),
        ("?type=armed-clash&place=pakistan&actor=", ["Army raid in South Waziristan"]),
    ],
)
def test_filters_stand_in_the_address(client: Client, sample: None, question: str, titles: list[str]) -> None:
    response = client.get(f"/{question}")

    assert [edge["node"]["title"] for edge in response.context["events"]["edges"]] == titles
    assert ("Nothing that is published answers this." in response.content.decode()) == (not titles)


def test_empty_store_says_that_nothing_is_published_yet(client: Client) -> None:
    for address in ("/", "/map"):
        page = text(client, address)
        assert "0 events Nothing is published yet." in page
        assert "Nothing that is published answers this." not in page
    assert "No story is published yet." in text(client, "/narratives")


def test_what_too_many_events_have_is_typed_not_chosen(
    client: Client, sample: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert '<option value="ttp">Tehrik-i-Taliban Pakistan (7)</option>' in body(client, "/")

    monkeypatch.setattr("config.explorer.views.COUNTED", 7)
    page = body(client, "/?actor=")

    assert 'name="actor" value="" data-pick="actor"' in page
    assert "<option" not in page


def test_search_finds_actors_and_stories_beside_events(client: Client, sample: None) -> None:
    page = text(client, "/?q=kabul")

    assert "Also found: From Kabul to South Waziristan narrative" in page
    assert "Pakistan presses the Taliban-led government over the TTP" in page


def test_map_keeps_what_the_timeline_was_narrowed_to(client: Client, sample: None) -> None:
    page = body(client, "/?actor=ttp&after=&lanes=actor")

    assert 'href="/map?actor=ttp&amp;lanes=actor"' in page


def test_list_is_paged_there_and_back(client: Client) -> None:
    for number in range(60):
        a.an_event(f"event-{number:02}", f"20{number + 10:02}")

    first = client.get("/?type=event").context
    second = client.get(f"/?{first['later']}").context
    back = client.get(f"/?{second['earlier']}").context

    def slugs(context: Any) -> list[str]:
        return [edge["node"]["slug"] for edge in context["events"]["edges"]]

    assert "type=event" in first["later"]
    assert (len(slugs(first)), len(slugs(second))) == (50, 10)
    assert slugs(back) == slugs(first)


def test_list_takes_as_many_statements_for_many_events_as_for_one(client: Client) -> None:
    def an_event() -> None:
        event = a.an_event(when="2021")
        a.a_participation(event, a.an_actor())
        a.an_event_place(event, a.a_place())

    an_event()
    one = statements(client, "/")
    for _ in range(9):
        an_event()

    assert statements(client, "/") == one
