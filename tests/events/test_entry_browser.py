"""An article entered in Chromium, from an empty store with its vocabulary to drafts.

``SEQUITUR_WRITE_IMAGES=1 uv run pytest -n0 -m browser tests/events/test_entry_browser.py`` writes the pictures of
docs/data-entry.md anew.
"""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from actors.models import Actor
from events.models import Claim, Event, Place
from sources.choices import Status
from sources.models import Source
from tests.browsing import complaints_of, log_in, picture

REPORT = (Path(__file__).parents[1] / "data" / "report.txt").read_text()
SIZE = {"width": 1280, "height": 860}


def select(page: Any, paragraph: int, first: int, words: int) -> None:
    """Select words of the text by keys alone, counted from 0 in a paragraph from 1."""
    page.locator("#entry-text").focus()
    page.keyboard.press("Home")
    for _ in range(paragraph - 1):
        page.keyboard.press("ArrowDown")
    for _ in range(first):
        page.keyboard.press("ArrowRight")
    for _ in range(words - 1):
        page.keyboard.press("Shift+ArrowRight")


def offer(page: Any, words: str, label: str) -> Any:
    item = page.locator("#entry-offers li", has=page.locator("q", has_text=words))
    return item.first.locator("a.offer", has_text=label).first


def add_source(page: Any) -> None:
    page.fill("#id_title", "Soldiers and militants killed in a raid")
    page.fill("#id_published_edtf", "15 Sept. 2021")
    expect(page.locator(".field-published_resolved .readonly")).to_contain_text("2021-09-15, within: 15 Sep 2021")
    page.get_by_text("Captured", exact=True).click()
    page.fill("#id_captured_text", REPORT)
    page.get_by_role("button", name="Save and enter the article").click()


def make_event(page: Any) -> None:
    """Make the raid: its excerpt by keys, its time typed, its actor and place made in passing."""
    page.locator(".entry-skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#entry-making")).to_be_focused()
    select(page, 2, 11, 6)
    expect(page.locator("#entry-selected")).to_have_text("“against a hideout in South Waziristan” ¶ 2")
    page.keyboard.press("Enter")
    expect(page.locator("#id_quote")).to_have_value("against a hideout in South Waziristan")
    page.fill("#id_title", "Raid in South Waziristan")
    page.select_option("#id_type", label="Political violence › Battle › Armed clash")
    page.fill("#id_when_edtf", "last week")
    expect(page.locator(".field-when_resolved .readonly")).to_contain_text("2021-09-05 … 2021-09-12, within")
    page.locator("#id_when_worded").scroll_into_view_if_needed()
    picture(page, "entry-time")
    page.get_by_role("button", name="weeks from Monday: [2021-09-06..2021-09-12]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_when_edtf")).to_have_value("[2021-09-06..2021-09-12]")
    expect(page.locator("#id_when_worded")).to_have_value("last week")
    offer(page, "overnight", "[2021-09-14..2021-09-15]").click()
    expect(page.locator("#id_when_worded")).to_have_value("overnight")
    make_in_passing(page)
    page.get_by_role("button", name="Save and add its claims").click()


def make_in_passing(page: Any) -> None:
    select(page, 4, 1, 2)
    page.get_by_role("button", name="New actor").click()
    panel = page.locator("#entry-passing")
    expect(panel.locator("[name=name]")).to_have_value("Tehrik-i-Taliban Pakistan")
    panel.locator("[name=kind]").select_option("REBEL_GROUP")
    panel.locator("[name=names-0-text]").press_sequentially("TTP")
    picture(page, "entry-passing")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#entry-status")).to_have_text("Saved: actor “Tehrik-i-Taliban Pakistan (Rebel group)”.")
    select(page, 2, 15, 2)
    page.get_by_role("button", name="New place").click()
    panel.locator("[name=name]").fill("")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.locator(".errorlist")).to_contain_text("This field is required.")
    panel.locator("[name=name]").fill("South Waziristan")
    panel.locator("[name=kind]").select_option("DISTRICT")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#entry-status")).to_contain_text("Saved: place “South Waziristan”")
    expect(page.locator("#entry-text mark.is-place").first).to_have_text("South Waziristan")


def make_claims(page: Any) -> None:
    """Make two claims of one speaker: the second begins with what the first one had."""
    offer(page, "killed nine Pakistani soldiers", "claim").click()
    expect(page.locator("#id_low")).to_have_value("9")
    expect(page.locator("#id_quote")).to_have_value("killed nine Pakistani soldiers")
    offer(page, "Tehrik-i-Taliban Pakistan", "speaker").click()
    page.locator("#id_speaker_as_worded").fill("TTP")
    page.get_by_role("button", name="Save and add the next claim").click()
    expect(page.locator("#id_speaker_as_worded")).to_have_value("TTP")
    offer(page, "all TTP fighters managed to escape", "claim").click()
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_article_is_entered_from_an_empty_store_to_drafts(live_server: Any, page: Any) -> None:
    complaints = complaints_of(page)
    page.set_viewport_size(SIZE)
    log_in(page, live_server, "Contributor", reverse("admin:sources_source_add"))

    add_source(page)
    make_event(page)
    make_claims(page)
    expect(page.locator("#entry-made")).to_contain_text("all TTP fighters managed to escape")
    picture(page, "entry-made")

    event, source = Event.objects.get(), Source.objects.get()
    assert (event.status, event.when_edtf, event.when_worded) == (Status.DRAFT, "[2021-09-14..2021-09-15]", "overnight")
    assert list(event.participations.values_list("actor__name", flat=True)) == ["Tehrik-i-Taliban Pakistan"]
    assert list(event.places.values_list("place__name", flat=True)) == ["South Waziristan"]
    assert [Actor.objects.get().status, Place.objects.get().kind] == [Status.DRAFT, "DISTRICT"]
    claims = Claim.objects.order_by("pk").values_list(
        "predicate__slug", "low", "speaker__name", "subject__name", "status"
    )
    ttp = "Tehrik-i-Taliban Pakistan"
    assert list(claims) == [("killed", 9, ttp, None, Status.DRAFT), ("escaped", None, ttp, ttp, Status.DRAFT)]
    for row in [event.citations.get(), *Claim.objects.all()]:
        text = source.captured_text[row.start_offset : row.end_offset]
        assert text.split() == row.quote.split()
    assert [one for one in complaints if "422" not in one] == []  # the place without a name was refused
