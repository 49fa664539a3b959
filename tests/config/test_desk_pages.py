"""The desk and the pages it leads to, in a browser with the sample in the store: nothing serious for axe-core.

``SEQUITUR_WRITE_IMAGES=1 uv run pytest -n0 -m browser tests/config/test_desk_pages.py`` writes the pictures of
docs/data-entry-desk.md and docs/data-entry-events.md anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from actors.models import Actor
from events.models import Event
from sources import bundle
from sources.models import Source
from tests import factories as make
from tests.axe import violations
from tests.browsing import complaints_of, picture, sign_in
from tests.bundles import SAMPLE
from tests.filling import address
from tests.staff import a_user
from tests.storing import record

pytestmark = [pytest.mark.browser, pytest.mark.npm, pytest.mark.django_db(transaction=True)]
RAID, TTP = "south-waziristan-raid-2021-09", "ttp"
#: What axe-core is to say of each page after what was done there.
Step = Callable[[Any], None]


def change(page: Any) -> None:
    """Correct the raid, leave a remark on it, and come to its history."""
    page.fill("#id_summary", "The army raided a hideout; both sides tell what it cost the other.")
    page.fill("#id_when_edtf", "14 or 15 Sep 2021")
    page.fill("#id_reason", "The agency corrected its report")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".success")).to_be_visible()
    page.get_by_label("A remark").fill("Was it one night or two?")
    page.get_by_role("button", name="Leave this remark").click()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("row", name="Summary")).to_contain_text("both sides tell")


def choose_one_that_stays(page: Any) -> None:
    page.fill("#id_slug", TTP)
    page.get_by_role("button", name="Show what would move").click()
    expect(page.locator("#preview")).to_contain_text("These refer to it, and move")


def send(page: Any) -> None:
    """Send a bundle that adds one actor and has a fault."""
    lines = [record("actor", "front", name="The Front"), record("actor", "odd", name="Odd", kind="FISH")]
    content = "\n".join(map(json.dumps, lines)).encode()
    page.set_input_files("#id_file", {"name": "actors.jsonl", "mimeType": "text/plain", "buffer": content})
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_role("link", name="Show what the good lines would change").click()
    expect(page.get_by_role("region", name="What would change")).to_contain_text("The Front")


def look_like_the_raid(page: Any) -> None:
    """Type an event that is there already, and what led to it."""
    page.fill("#id_title", "Army raid in South Waziristan")
    page.fill("#id_when_edtf", "between 14 and 15 Sep 2021")
    expect(page.locator("#lookalikes")).to_contain_text("same time")
    page.get_by_text("Add another Cause").click()
    page.locator("#cause_links-0 .field-cause .select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").last.fill("takeover")
    page.get_by_role("option", name="Taliban takeover").click()
    expect(page.locator("#chain svg.chain")).to_contain_text("not saved yet")


def nothing(page: Any) -> None:
    """Look at a page as it comes."""


def test_nothing_serious_is_found_on_the_desk_and_the_pages_it_leads_to(live_server: Any, page: Any) -> None:
    bundle.load(BytesIO(SAMPLE.read_bytes()))
    raid, report = Event.objects.get(slug=RAID), Source.objects.get()
    double = make.an_actor("pakistani-taliban", name="Pakistani Taliban", kind="REBEL_GROUP")
    make.a_participation(Event.objects.exclude(pk=raid.pk).earliest("pk"), double)
    Source.objects.filter(pk=report.pk).update(captured_text="The army raided a hideout. Seven soldiers were killed.")
    complained = complaints_of(page)
    page.set_viewport_size({"width": 1280, "height": 860})
    sign_in(page, live_server, a_user("Editor"))
    enter = reverse("admin:sources_source_enter", args=[report.pk])
    steps: list[tuple[str, Step, dict[str, str]]] = [
        (
            address(Event, "change", raid.pk),
            nothing,
            {"event-chain": "#chain", "event-accounts": "#accounts"},
        ),
        (address(Event, "change", raid.pk), change, {"desk-history": "#content-main"}),
        (reverse("admin:index"), nothing, {"desk": ".desk"}),
        (address(Event, "add"), look_like_the_raid, {"event-lookalikes": "#lookalikes"}),
        (address(Actor, "merge", double.pk), choose_one_that_stays, {"desk-merge": "#preview"}),
        (reverse("admin:import"), send, {"desk-import": "#content"}),
        *((f"{enter}?make={what}", nothing, {}) for what in ("event", "claim")),
    ]

    found = []
    for place, do, pictures in steps:
        page.goto(live_server.url + place)
        do(page)
        found += violations(page)
        for name, part in pictures.items():
            picture(page, name, page.locator(part).first)

    assert found == [], "\n".join(found)
    assert complained == []
