"""A list of the events of a window has all of them, from either end, however little of the others it looks at."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from events.filters.events import CHRONOLOGICAL, REVERSE_CHRONOLOGICAL, EventFilterSet
from events.models import Event
from sources.pages import Order, keyed
from sources.visibility import Viewer
from tests.factories import an_event
from tests.graphql import ask
from tests.storing import another_store

pytestmark = pytest.mark.django_db
TIMES = (
    *("", "2021-09-05", "2021", "2021-09", "[2021-09-05..2021-09-12]", "-0043-03-15", "2019/2021", "2021-09-15/.."),
    *("../2021-08", "../2022-03-01", "/2020", "[..2021-09-10]", "Y170000002", "2023-01-01"),
)
DAYS = ("-0044-01-01", "2019-06-01", "2021-08-31", "2021-09-10", "2022-12-31")


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, 10**9),
    st.lists(st.sampled_from(DAYS), min_size=1, max_size=2),
    st.booleans(),
    st.sampled_from([CHRONOLOGICAL, REVERSE_CHRONOLOGICAL]),
)
def test_events_of_a_window_are_all_there(seed: int, days: list[str], is_certain: bool, order: Order) -> None:
    random = Random(seed)
    asked: dict[str, Any] = {"certainty": "CERTAINLY" if is_certain else "POSSIBLY"}
    ends = random.sample(["happened_from", "happened_to"], 1) if len(days) == 1 else ["happened_from", "happened_to"]
    asked |= dict(zip(ends, sorted(days), strict=True))
    with another_store():
        for number in range(random.randint(1, 9)):
            an_event(f"event-{number}", when=random.choice(TIMES))

        rows = Event.objects.filter(EventFilterSet.predicate(EventFilterSet.read(asked), Viewer.PUBLIC))
        sorted_rows, keys = keyed(rows, order)
        expected = [row.slug for row in sorted_rows.order_by(*(key.sorting(backwards=False) for key in keys))]

        assert by_graphql(asked, order) == by_graphql(asked, order, backwards=True)[::-1] == expected
        assert by_rest(asked, order) == expected


def by_graphql(asked: dict[str, Any], order: Order, *, backwards: bool = False) -> list[str]:
    """Ask by a plan, in pages of two, from the first page on or backwards from the last."""
    query = """query (
        $filter: EventFilter, $order: EventOrder, $first: Int, $after: String, $last: Int, $before: String
    ) {
        events(filter: $filter, order: $order, first: $first, after: $after, last: $last, before: $before) {
            edges { node { slug } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
        }
    }"""
    names = {"happened_to": "happenedTo", "happened_from": "happenedFrom", "certainty": "certainty"}
    size, beyond, more, end = (
        ("last", "before", "hasPreviousPage", "startCursor")
        if backwards
        else ("first", "after", "hasNextPage", "endCursor")
    )
    variables: dict[str, Any] = {"filter": {names[name]: value for name, value in asked.items()}}
    variables |= {"order": order.name, size: 2}
    found: list[str] = []
    while True:
        page = ask(query, **variables)["events"]
        slugs = [edge["node"]["slug"] for edge in page["edges"]]
        found += slugs[::-1] if backwards else slugs
        if not page["pageInfo"][more]:
            assert page["totalCount"] == len(found)
            return found
        variables[beyond] = page["pageInfo"][end]


def by_rest(asked: dict[str, Any], order: Order) -> list[str]:
    answer = APIClient().get("/api/v1/events/", {**asked, "ordering": order.name.lower(), "limit": 100})
    return [one["slug"] for one in answer.json()["results"]]
