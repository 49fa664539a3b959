"""Stories, and two of them side by side, without a script."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.explorer import PAGES, body, text

pytestmark = pytest.mark.django_db


def test_story_tells_what_joins_its_steps(client: Client, sample: None) -> None:
    page = text(client, "/narratives/from-kabul-to-south-waziristan")

    assert "told by the editors" in page
    assert "Contributing factor , likely (55–80 %) between 5 and 12 Sep 2021 The TTP claims an attack" in page


def test_story_is_drawn_step_by_step_before_any_script(client: Client, sample: None, node_modules: None) -> None:
    address = "/narratives/from-kabul-to-south-waziristan"
    page = body(client, f"{address}?step=2&embed=1")

    assert "Step 2 of 4: TTP attack" in page
    steps = re.findall(r'<a class="(back|next)" rel="\w+" target="_self" href="\?step=(\d)&amp;embed=1"', page)
    assert steps == [("back", "1"), ("next", "3")]
    assert re.findall(r'<li id="(step-\d)" [^>]*aria-current="step"', page) == ["step-2"]
    assert re.findall(r'<a class="event here" [^>]*data-event="([^"]+)"', page) == ["ttp-suicide-attack-2021-09"] * 2
    assert re.findall(r'<g class="node root"[^>]*><a href="/events/([^"]+)"', page) == ["ttp-suicide-attack-2021-09"]
    assert len(re.findall(r'<a class="arrow [\w ]*faint"', page)) == 2
    assert len(re.findall(r'<g class="cluster here"', page)) == 2
    for none in ("0", "5", "-1", "x", "9" * 5000, ""):
        assert "Step 1 of 4" in body(client, f"{address}?step={none}")


def test_two_tellings_are_opposed_where_they_part(client: Client, sample: None) -> None:
    page = text(client, PAGES[7])

    assert "killed · Tehrik-i-Taliban Pakistan Contradiction" in page
    assert "Both between 14 and 15 Sep 2021 Army raid in South Waziristan" in page
