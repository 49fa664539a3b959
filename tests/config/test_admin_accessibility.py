"""The pages of the admin, as axe-core sees them in a browser."""

from __future__ import annotations

from typing import Any

import pytest

from actors.models import Actor
from events.models import CausalLink, Claim, Event
from sources.models import Source
from tests.axe import violations
from tests.browsing import complaints_of, sign_in
from tests.filling import address
from tests.staff import a_user
from tests.world import a_world

pytestmark = [pytest.mark.browser, pytest.mark.npm, pytest.mark.django_db(transaction=True)]


def test_nothing_serious_is_found_on_lists_and_forms(live_server: Any, page: Any) -> None:
    a_world(1)
    complained = complaints_of(page)
    sign_in(page, live_server, a_user("Editor"))
    addresses = [
        place
        for model in (Event, Claim, CausalLink, Actor, Source)
        for place in (
            address(model),
            address(model, "add"),
            address(model, "change", model._default_manager.latest("pk").pk),  # type: ignore[attr-defined]  # every model's
        )
    ]
    one, other = Event.objects.order_by("pk").values_list("pk", flat=True)[:2]
    addresses.append(f"{address(Event, 'compare')}?of={one}&with={other}")
    addresses.append(address(Event, "change", Event.objects.get(slug="event-1").pk))

    found = []
    for place in addresses:
        page.goto(live_server.url + place)
        found += violations(page)

    assert found == [], "\n".join(found)
    assert complained == []
