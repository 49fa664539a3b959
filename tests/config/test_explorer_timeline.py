"""Timelines that the server draws."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import factories as a
from tests.explorer import body

pytestmark = pytest.mark.django_db


def test_timeline_is_drawn_before_any_script(client: Client, sample: None) -> None:
    page = body(client, "/")

    wide, narrow = re.findall(r'<svg class="timeline.*?</svg>', page, re.DOTALL)
    for picture in (wide, narrow):
        assert len(re.findall(r'<a class="event" href="/events/[^"]+"', picture)) == 8
    assert re.findall(r"<text[^>]* y=\"\d+\">(\d+ \w{3})</text>", wide)[:2] == ["13 Aug", "15 Aug"]
    campaign = wide[wide.index('data-event="ttp-cross-border-campaign"') :]
    assert re.findall(r'class="(soft \w+|sure)"', campaign.split("</a>")[0]) == ["soft both"]
    assert narrow.count('mask="url(#narrow-both)"') == 1


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("1990", "2020", ["1990", "1995", "2000"]),
        ("2020-11", "2021-03", ["Nov 2020", "Dec 2020", "Jan 2021"]),
        ("-0050", "0050", ["51 BCE", "41 BCE", "31 BCE"]),
        ("2021-12-27", "2022-01-06", ["27 Dec", "28 Dec", "29 Dec"]),
    ],
)
def test_axis_is_in_steps_that_can_be_read(client: Client, first: str, last: str, names: list[str]) -> None:
    for when in (first, last):
        a.an_event(when=when)

    wide = body(client, "/").split('<svg class="timeline')[1]

    ticks = re.findall(r'<text x="([^"]+)%" dx="4" y="\d+">([^<]+)</text>', wide)
    assert [name for place, name in ticks if float(place) > 0][:3] == names
