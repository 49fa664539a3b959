"""What the admin has for every kind of record alike."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from sources.records import all_kinds
from tests.filling import address
from tests.staff import a_client
from tests.world import a_world

pytestmark = pytest.mark.django_db
MODELS = [kind.model for kind in all_kinds()]


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


@pytest.mark.parametrize("model", MODELS)
def test_every_list_has_a_search_filters_and_a_way_down_to_a_date(editor: Client, model: Any) -> None:
    a_world(1)

    shown = editor.get(address(model)).context["cl"]

    assert shown.result_count > 0
    assert shown.search_fields
    assert shown.has_filters
    assert [one for one in shown.filter_specs if one.__class__.__name__ == "ByTime"] or shown.date_hierarchy


@pytest.mark.parametrize("model", MODELS)
def test_every_way_down_to_a_date_keeps_what_lies_in_it(editor: Client, model: Any) -> None:
    a_world(1)
    listed = editor.get(address(model)).context["cl"]
    times = [one for one in listed.filter_specs if one.__class__.__name__ == "ByTime"]
    asked = [{one.parameter_name: key} for one in times for key, _ in one.lookup_choices]
    asked += [{f"{listed.date_hierarchy}__year": "1999"}] if listed.date_hierarchy else []

    found = [editor.get(address(model), one) for one in asked]

    assert asked
    assert {response.status_code for response in found} == {200}
    if times:
        assert sum(response.context["cl"].result_count for response in found) >= listed.result_count
    else:
        assert [response.context["cl"].result_count for response in found] == [0]


def test_every_kind_of_record_is_in_the_admin() -> None:
    assert [model for model in MODELS if not admin.site.is_registered(model)] == []
