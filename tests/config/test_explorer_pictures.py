"""What holds of timelines and maps alike: what is drawn of them, and what is left to the browser."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from events.choices import Precision
from tests import factories as a
from tests.explorer import PAGES, body

pytestmark = pytest.mark.django_db


def test_many_events_are_drawn_as_bars_and_clusters(client: Client) -> None:
    town = a.a_place("town", latitude=34.5, longitude=69.2)
    for number in range(120):
        a.an_event_place(a.an_event(when=f"{1900 + number}"), town, precision=Precision.EXACT)

    timeline, world = body(client, "/"), body(client, "/map")

    wide, narrow = re.findall(r'<svg class="timeline.*?</svg>', timeline, re.DOTALL)
    for picture in (wide, narrow):
        heights = re.findall(r'class="(?:possible|certain)" [^>]*height="([\d.]+)"', picture)
        assert picture.count('class="bucket"') == len(heights) / 2
        assert max(float(height) for height in heights) == 166
        assert "data-event" not in picture
    assert re.findall(r"<title>(120 events, [^<]+)</title>", world) == ["120 events, known as a point"] * 2


def test_pictures_of_too_many_events_are_left_to_the_browser(
    client: Client, sample: None, node_modules: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.explorer.views.DRAWN", 7)

    for address in ("/", "/map"):
        page = body(client, address)
        assert re.findall('<svg class="(timeline|map)', page) == []
        assert 'as="fetch" crossorigin href="/graphql/' in page


@pytest.mark.parametrize("address", ["/?lanes=actor", "/?in=1..2", "/?arrows=1", "/map?in=1..2", "/map?at=1,2,3"])
def test_what_is_looked_at_otherwise_is_drawn_by_the_browser(client: Client, sample: None, address: str) -> None:
    assert re.findall('<svg class="(timeline|map)', body(client, address)) == []


def test_picture_brings_along_what_it_asks_first(client: Client, sample: None, node_modules: None) -> None:
    for address in ("/", "/map", "/actors/ttp", "/narratives/from-kabul-to-south-waziristan", PAGES[-1]):
        page = body(client, address)
        known = json.loads(re.findall(r'<script id="known"[^>]*>(.*?)</script>', page)[0])
        assert 'as="fetch" crossorigin href="/graphql/' not in page
        for asked, told in known["answers"].items():
            assert client.get(asked).json() == {"data": told}
