"""The admin as a browser shows it, under the server's own content security policy."""

from typing import Any

import pytest
from playwright.sync_api import expect

from events.models import CausalLink, Event
from sources import search
from tests import factories as make
from tests.browsing import complaints_of, sign_in
from tests.filling import page as address_of_page
from tests.staff import a_user


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_editor_links_two_events_and_sees_a_cycle_refused_where_it_was_typed(live_server: Any, page: Any) -> None:
    first, second = (
        make.an_event("first", "2021-08", title="The takeover"),
        make.an_event("second", "2021-09", title="The attack"),
    )
    for event in (first, second):
        make.an_event_citation(event, make.a_source())
    make.a_link(first, second)
    search.rebuild()
    complained = complaints_of(page)
    sign_in(page, live_server, a_user("Editor"))

    page.goto(f"{live_server.url}{address_of_page(None, Event, second)}")
    expect(page.locator(".fieldBox.field-when_resolved").first).to_contain_text("2021-09-01 … 2021-09-30, within")
    page.fill("#id_summary", "typed and kept")
    page.get_by_text("Add another Effect").click()
    row = page.locator("#effect_links-0")
    row.locator(".field-effect .select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").last.fill("takeover")
    page.get_by_role("option", name="The takeover (Aug 2021)").click()
    row.locator("select[name=effect_links-0-kind]").select_option("CAUSED")
    page.get_by_role("button", name="Save and continue editing").click()

    expect(page.locator("#effect_links-0 .field-effect .errorlist")).to_contain_text("would close a cycle")
    expect(page.locator("#id_summary")).to_have_value("typed and kept")
    assert CausalLink.objects.count() == 1
    assert complained == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_chain_is_drawn_anew_and_a_double_is_told_of_while_one_types(live_server: Any, page: Any) -> None:
    wana = make.a_place("wana", name="Wana")
    raid, other = make.an_event("raid", "2021-09-14", title="Raid on Wana"), make.an_event("other", "2021-09-20")
    make.an_event_place(raid, wana)
    for event in (raid, other):
        make.an_event_citation(event, make.a_source())
    search.rebuild()
    complained = complaints_of(page)
    sign_in(page, live_server, a_user("Editor"))

    page.goto(f"{live_server.url}{address_of_page(None, Event, other)}")
    expect(page.locator("#chain")).to_contain_text("Nothing is linked to it yet.")
    page.get_by_text("Add another Cause").click()
    row = page.locator("#cause_links-0")
    row.locator(".field-cause .select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").last.fill("raid")
    page.get_by_role("option", name="Raid on Wana (14 Sep 2021)").click()
    row.locator("select[name=cause_links-0-kind]").select_option("RETALIATION")
    expect(page.locator("#chain svg.chain")).to_contain_text("Retaliation · not saved yet")
    expect(page.locator("#lookalikes")).to_be_hidden()

    page.goto(f"{live_server.url}{address_of_page(None, Event)}")
    page.fill("#id_title", "The raid on Wana")
    page.fill("#id_when_edtf", "2021-09-14")
    expect(page.get_by_role("region", name="Is it one of these?")).to_contain_text("Raid on Wana (14 Sep 2021)")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Compare with Raid on Wana").click()
    expect(opened.value.get_by_role("row", name="Title differs")).to_contain_text("The raid on Wana")
    page.locator("#id_type + .select2 .select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").last.fill("event")
    page.get_by_role("option", name="event", exact=True).click()
    page.get_by_role("button", name="Save and continue editing").click()

    expect(page.locator(".success")).to_contain_text("was added")
    assert Event.objects.filter(title="The raid on Wana").exists()
    assert complained == []
