"""The pages for readers, as they are without a script."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from config import vendor
from config.explorer.documents import DIGESTS, TEXTS
from tests import factories as a
from tests.explorer import PAGES, RAID, RAID_PAGE, body, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", PAGES)
def test_page_of_the_sample_is_whole_without_a_script(client: Client, sample: None, address: str) -> None:
    page = body(client, address)

    assert re.findall(r"<h1[ >]", page) == re.findall(r"<h1[ >]", page)[:1] != []
    assert "{{" not in page
    assert "{%" not in page
    assert re.findall(r'<[^>]* (?:style|on\w+)="', page) == []


def test_paths_name_the_weakest_link(client: Client, sample: None) -> None:
    page = text(client, PAGES[-1])

    assert "Taliban takeover → TTP attack → army raid score 0.3375" in page
    assert "Motivated , roughly even chance (45–55 %) weakest link" in page


def test_event_leads_to_the_question_what_led_to_it(client: Client, sample: None) -> None:
    [address] = re.findall(r'<a href="(/paths[^"]+)">How did another event lead to it', body(client, RAID_PAGE))

    page = body(client, address)

    assert f'name="to" value="{RAID}"' in page
    assert 'name="from" value=""' in page


def test_paths_say_what_is_no_event_and_where_there_is_no_way(client: Client, sample: None) -> None:
    assert "One of the two is no event" in text(client, "/paths?from=nowhere&to=taliban-takeover-2021")
    back = "/paths?from=south-waziristan-raid-2021-09&to=taliban-takeover-2021"
    assert "No chain of recorded links leads from the one to the other." in text(client, back)


def test_actor_is_called_things_by_somebody(client: Client, sample: None) -> None:
    page = text(client, "/actors/ttp")

    assert "“ global terrorist organization ” — United States" in page
    assert "Tehrik-i-Taliban Pakistan Allegiance to Afghan Taliban" in page
    assert "Takes part in 7 events" in page


def test_what_cannot_be_meant_is_told_in_the_page(client: Client) -> None:
    page = text(client, "/?from=lately", status=400)

    assert "This cannot be shown" in page
    assert "lately" in page


def test_too_many_pages_are_refused(client: Client, settings: Any) -> None:
    caches["rates"].clear()
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "anonymous": 2}

    statuses = [client.get("/narratives").status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert client.get("/narratives").headers["Retry-After"]


def test_pages_are_only_read(client: Client) -> None:
    assert client.post("/").status_code == 405


def test_text_of_a_record_is_never_markup(client: Client) -> None:
    nasty = "</script><img src=x onerror=alert(1)>"
    event = a.an_event("nasty", "2021", title=nasty, summary=nasty)
    a.a_claim(event, speaker=a.an_actor(name=nasty), quote=nasty, statement=nasty)
    a.a_participation(event, a.an_actor(name=nasty))

    for address in ("/events/nasty", "/", f"/?q={nasty}"):
        page = body(client, address)
        assert "<img" not in page
        assert "&lt;img src=x" in page


def test_scripts_come_with_the_nonce_of_the_page_or_from_our_origin(client: Client, node_modules: None) -> None:
    response = client.get("/")

    [nonce] = set(re.findall(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"]))
    scripts = re.findall(r"<script([^>]*)>", response.content.decode())
    assert scripts == [
        f' type="importmap" nonce="{nonce}"',
        ' type="module" src="/static/explorer/main.js"',
        ' id="known" type="application/json"',
    ]


def test_without_what_draws_the_page_says_so_and_needs_no_script(client: Client, no_node_modules: None) -> None:
    page = body(client, "/")

    assert "npm ci --ignore-scripts" in page
    assert "<script type=" not in page


@pytest.mark.npm
def test_named_files_of_others_are_there_where_npm_has_put_them() -> None:
    assert vendor.missing(vendor.EXPLORER) == []


#: Values for the variables that documents must be given.
GIVEN: dict[str, Any] = {
    "bbox": {"west": -180, "south": -85, "east": 180, "north": 85},
    "zoom": 1,
    "events": ["no-such"],
    "text": "word",
}


#: A subscription is not run by a GET that wants JSON; tellings that are not there are told.
NOT_RUN = {"changes": ["METHOD_NOT_ALLOWED"], "difference": ["NOT_FOUND"]}


@pytest.mark.parametrize("name", TEXTS)
def test_documents_of_the_explorer_run_where_only_trusted_ones_do(client: Client, settings: Any, name: str) -> None:
    settings.TRUSTED_DOCUMENTS_ONLY = True
    needed = re.findall(r"\$(\w+): [\w\[\]!]+!(?=[,)\s])", TEXTS[name].split("{")[0])
    variables = {one: GIVEN.get(one, "no-such") for one in needed}

    response = client.get(
        "/graphql/", {"documentId": f"sha256:{DIGESTS[name]}", "variables": json.dumps(variables)}
    ).json()

    assert [error["extensions"]["code"] for error in response.get("errors", [])] == NOT_RUN.get(name, [])
