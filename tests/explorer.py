"""The pages of the explorer in tests: which there are, what they say as text, and how they look in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from config import vendor
from tests import node

expect.set_options(timeout=30_000)  # a machine with much else to do is slow, not wrong

ROOT = Path(__file__).parents[1]
SEEN = ROOT / "screenshots" / "explorer"
TAKEOVER, ATTACK, RAID = "taliban-takeover-2021", "ttp-suicide-attack-2021-09", "south-waziristan-raid-2021-09"
RAID_PAGE = f"/events/{RAID}"
PAGES = (
    "/",
    "/map",
    RAID_PAGE,
    "/links/ttp-attack-to-army-raid",
    "/actors/ttp",
    "/narratives",
    "/narratives/the-ttps-account",
    "/narratives/the-ttps-account?with=the-armys-account",
    "/paths",
    "/paths?from=taliban-takeover-2021&to=south-waziristan-raid-2021-09",
)
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

#: What a test in Chromium is marked with.
IN_CHROMIUM = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("what_draws")]


class Text(HTMLParser):
    """The text of a page, as one reads it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.unread = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.unread += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.parts.append(data)


def body(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def text(client: Client, address: str, status: int = 200) -> str:
    return " ".join(" ".join(Text(body(client, address, status)).parts).split())


def without_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]*"', "", page)


def browsing(client: Client) -> Client:
    """Let a client say, as browsers do, that nobody else's page sends it."""
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        body(client, address)
    return len(captured)


@pytest.fixture
def node_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.explorer.pages.missing", lambda names: [])


@pytest.fixture
def no_node_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.explorer.pages.missing", list)


@pytest.fixture
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


def is_within(page: Any, one: str, other: str) -> bool:
    """Return whether something stands wholly inside another thing, as it is seen."""
    inner, outer = (page.locator(selector).bounding_box() for selector in (one, other))
    return all(
        outer[start] <= inner[start] and inner[start] + inner[size] <= outer[start] + outer[size]
        for start, size in (("x", "width"), ("y", "height"))
    )
