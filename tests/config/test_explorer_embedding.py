"""Pages in frames of other pages, and how one comes by them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests import factories as a
from tests.explorer import body

pytestmark = pytest.mark.django_db


def test_only_named_hosts_may_embed_a_page(client: Client, settings: Any) -> None:
    def policy(address: str) -> tuple[list[str], str | None]:
        response = client.get(address)
        found = re.findall(r"frame-ancestors ([^;]*)", response.headers["Content-Security-Policy"])
        return found, response.headers.get("X-Frame-Options")

    assert policy("/?embed=1") == (["'none'"], "DENY")

    settings.EMBED_HOSTS = ["https://news.example"]

    assert policy("/?embed=1") == (["'self' https://news.example"], None)
    assert policy("/") == (["'none'"], "DENY")
    assert '<header class="site">' not in body(client, "/?embed=1")


def test_what_leads_on_within_an_embedded_page_stays_in_its_frame(client: Client, sample: None) -> None:
    def leading(address: str) -> list[str]:
        found: list[str] = re.findall(
            r'<(?:form class="filters|a class="(?:back|next|clear)|a rel="next)[^>]*>', body(client, address)
        )
        return found

    for number in range(50):
        a.an_event(f"event-{number:02}", f"20{number + 10:02}")
    story = "/narratives/from-kabul-to-south-waziristan?step=2&embed=1"

    for address, many in (("/?embed=1", 2), ("/?embed=1&type=event", 2), (story, 2), ("/paths?embed=1", 1)):
        tags = leading(address)
        assert len(tags) == many, address
        assert [tag for tag in tags if 'target="_self"' not in tag] == []
        assert '<base target="_blank">' in body(client, address)


def test_timelines_and_maps_can_be_shared_too(client: Client, sample: None) -> None:
    for address, pictured in (("/", True), ("/map", False)):
        page = body(client, address)
        assert 'data-copy="embed"' in page
        assert ('data-copy="svg"' in page) is pictured
