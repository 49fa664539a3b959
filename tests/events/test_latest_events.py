"""A list that begins with the latest events of a window has all of them, however little of the others it looks at."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from events.filters.events import REVERSE_CHRONOLOGICAL, EventFilterSet
from events.models import Event
from sources.pages import keyed
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


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9), st.sampled_from(DAYS), st.sampled_from([None, *DAYS]), st.booleans())
def test_latest_of_a_window_are_all_there(seed: int, to: str, since: str | None, is_certain: bool) -> None:
    random = Random(seed)
    asked: dict[str, Any] = {"happened_to": to, "certainty": "CERTAINLY" if is_certain else "POSSIBLY"}
    if since is not None and since <= to:
        asked["happened_from"] = since
    with another_store():
        for number in range(random.randint(1, 9)):
            an_event(f"event-{number}", when=random.choice(TIMES))

        rows = Event.objects.filter(EventFilterSet.predicate(EventFilterSet.read(asked), Viewer.PUBLIC))
        sorted_rows, keys = keyed(rows, REVERSE_CHRONOLOGICAL)
        expected = [row.slug for row in sorted_rows.order_by(*(key.sorting(backwards=False) for key in keys))]

        assert by_graphql(asked) == expected
        assert by_rest(asked) == expected


def by_graphql(asked: dict[str, Any]) -> list[str]:
    """Ask by a plan, in pages of two."""
    query = """query ($filter: EventFilter, $after: String) {
        events(filter: $filter, order: REVERSE_CHRONOLOGICAL, first: 2, after: $after) {
            edges { node { slug } } pageInfo { hasNextPage endCursor } totalCount
        }
    }"""
    names = {"happened_to": "happenedTo", "happened_from": "happenedFrom", "certainty": "certainty"}
    variables: dict[str, Any] = {"filter": {names[name]: value for name, value in asked.items()}}
    found: list[str] = []
    while True:
        page = ask(query, **variables)["events"]
        found += [edge["node"]["slug"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return found
        variables["after"] = page["pageInfo"]["endCursor"]


def by_rest(asked: dict[str, Any]) -> list[str]:
    answer = APIClient().get("/api/v1/events/", {**asked, "ordering": "reverse_chronological", "limit": 100})
    return [one["slug"] for one in answer.json()["results"]]
