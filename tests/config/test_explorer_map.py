"""Maps that the server draws, and the outline of the world."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from config.explorer.world import _installed
from tests.explorer import body

pytestmark = pytest.mark.django_db


def test_map_is_drawn_before_any_script(client: Client, sample: None, node_modules: None) -> None:
    page = body(client, "/map")

    wide, narrow = re.findall(r'<svg class="map.*?</svg>\s*</svg>', page, re.DOTALL)
    for picture in (wide, narrow):
        assert picture.count('class="point"') == 1
        assert re.findall(r'<a class="cluster" href="([^"]+)"', picture) == ["/events/taliban-takeover-2021"]
    for kind in ("wide", "narrow"):
        [period] = re.findall(rf'<svg class="timeline period {kind}".*?</svg>', page, re.DOTALL)
        heights = re.findall(r'class="(?:possible|certain)" [^>]*y="([\d.]+)"[^>]*height="([\d.]+)"', period)
        assert period.count('class="bucket"') == len(heights) / 2 > 0
        assert max(float(y) + float(height) for y, height in heights) == 56
    events = [int(number) for number in re.findall(r'<text dy="4">(\d+)</text>', narrow)]
    assert sum(events) + 1 == 7
    assert json.loads(re.findall(r'<script id="known"[^>]*>(.*?)</script>', page)[0])["world"]["outline"] in wide


@pytest.mark.npm
def test_map_names_the_countries_in_sight(client: Client, sample: None) -> None:
    wide, narrow = re.findall(r'<svg class="map.*?</svg>\s*</svg>', body(client, "/map"), re.DOTALL)

    for picture in (wide, narrow):
        assert ">Afghanistan</text>" in picture
        assert ">Brazil</text>" not in picture


@pytest.mark.npm
def test_world_is_one_drawing_that_browsers_keep(client: Client) -> None:
    outline, names = client.get("/world.svg"), client.get("/countries.json")

    assert outline["Content-Type"] == "image/svg+xml"
    assert re.findall(r'<path id="(\w+)" d="M', outline.content.decode()) == ["grid", "land", "border"]
    assert "NaN" not in outline.content.decode()
    [pakistan] = [one for one in names.json()["countries"] if one["name"] == "Pakistan"]
    assert (round(pakistan["x"] / 10), round(-pakistan["y"] / 10)) == (69, 30)
    for answer in (outline, names):
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


def test_world_is_but_a_grid_until_it_is_installed(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "staticfiles"
    _installed.cache_clear()

    outline, names = client.get("/world.svg"), client.get("/countries.json")

    assert re.findall(r'<path id="(\w+)" d="M', outline.content.decode()) == ["grid"]
    assert names.json() == {"countries": []}
