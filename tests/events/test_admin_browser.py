"""The admin as a browser shows it, under the server's own content security policy."""

from typing import Any

import pytest
from playwright.sync_api import expect

from events.models import CausalLink, Event
from tests import factories as make
from tests.browsing import complaints_of, log_in
from tests.filling import page as address_of_page


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
    complaints = complaints_of(page)

    log_in(page, live_server, "Editor", address_of_page(None, Event, second))
    expect(page.locator(".fieldBox.field-when_resolved")).to_contain_text("2021-09-01 … 2021-09-30, within")
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
    assert complaints == []
