"""Where two narratives part."""

from itertools import permutations
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event, Narrative
from events.narratives import difference
from sources.choices import Status
from sources.visibility import Viewer
from tests import factories as a
from tests.access import a_client
from tests.graphql import ask, refusal

pytestmark = pytest.mark.django_db


def telling(slug: str, *events: Event, **fields: Any) -> Narrative:
    narrative = a.a_narrative(slug, **fields)
    for position, event in enumerate(events):
        a.a_step(narrative, event, position)
    return narrative


def compared(first: Narrative, second: Narrative, viewer: Viewer = Viewer.PUBLIC) -> dict[str, list[str]]:
    found = difference(first, second, viewer)
    lists = ("shared", "only_a", "only_b", "reordered")
    return {name: [event.slug for event in getattr(found, name)] for name in lists}


def test_events_are_shared_or_told_by_one_alone() -> None:
    raid, search, talks = (a.an_event(slug) for slug in ("raid", "search", "talks"))

    found = compared(telling("one", raid, search), telling("other", talks, raid, raid))

    assert found == {"shared": ["raid"], "only_a": ["search"], "only_b": ["talks"], "reordered": []}


def test_the_fewest_events_are_reordered() -> None:
    events = {slug: a.an_event(slug) for slug in "abcd"}

    found = compared(telling("one", *events.values()), telling("other", *(events[slug] for slug in "bcda")))

    assert (found["shared"], found["reordered"]) == (["a", "b", "c", "d"], ["a"])


def test_what_is_not_reordered_is_told_in_one_order() -> None:
    events = [a.an_event(slug) for slug in "abcd"]
    one = telling("one", *events)

    for number, order in enumerate(permutations(events)):
        found = compared(one, telling(f"other-{number}", *order))
        kept = [slug for slug in found["shared"] if slug not in found["reordered"]]

        assert kept == [event.slug for event in order if event.slug in kept]
        assert len(found["reordered"]) == 4 - longest_common(found["shared"], [event.slug for event in order])


def longest_common(one: list[str], other: list[str]) -> int:
    """Return the length of a longest common subsequence, the plain way."""
    if not one or not other:
        return 0
    if one[0] == other[0]:
        return 1 + longest_common(one[1:], other[1:])
    return max(longest_common(one[1:], other), longest_common(one, other[1:]))


def relying(slug: str, event: Event, *claims: Any, **step: Any) -> Narrative:
    narrative = a.a_narrative(slug)
    a.a_step(narrative, event, **step).claims.add(*claims)
    return narrative


def opposed(
    first: Narrative, second: Narrative, viewer: Viewer = Viewer.PUBLIC
) -> list[tuple[str, list[str], list[str]]]:
    found = difference(first, second, viewer).opposed
    return [
        (one.account.predicate.slug, [claim.slug for claim in one.claims_a], [claim.slug for claim in one.claims_b])
        for one in found
    ]


@pytest.mark.parametrize(
    ("low", "high", "apart"), [(0, 0, True), (5, 9, False), (9, 9, False), (None, None, True), (0, 4, True)]
)
def test_claims_oppose_each_other_where_they_cannot_both_be_told(low: Any, high: Any, apart: bool) -> None:
    raid = a.an_event("raid")
    army = a.a_claim(raid, slug="army", speaker=a.an_actor("the-army"), low=5)
    group = a.a_claim(raid, slug="group", speaker=a.an_actor("the-group"), low=low, high=high)

    found = opposed(relying("one", raid, army), relying("other", raid, group))

    assert found == ([(army.predicate.slug, ["army"], ["group"])] if apart else [])


def test_a_claim_that_both_rely_on_opposes_nothing() -> None:
    raid = a.an_event("raid")
    army = a.a_claim(raid, slug="army", speaker=a.an_actor("the-army"), low=5)
    group = a.a_claim(raid, slug="group", speaker=a.an_actor("the-group"), low=0, high=0)

    found = opposed(relying("one", raid, army, group), relying("other", raid, group))

    assert found == []


def test_a_stance_that_differs_is_told() -> None:
    raid = a.an_event("raid")

    found = difference(relying("one", raid), relying("other", raid, stance="REJECTS"), Viewer.PUBLIC)

    assert [(one.event.slug, one.stance_a, one.stance_b) for one in found.stances] == [("raid", "ACCEPTS", "REJECTS")]


def test_what_is_hidden_is_no_difference() -> None:
    raid, hidden = a.an_event("raid"), a.an_event("hidden", status=Status.DRAFT)
    army = a.a_claim(raid, slug="army", speaker=a.an_actor("the-army"), low=5)
    group = a.a_claim(raid, slug="group", speaker=a.an_actor("the-group"), low=0, high=0, status=Status.DRAFT)
    one, other = relying("one", raid, army), relying("other", raid, group)
    a.a_step(one, hidden, 1)

    assert (compared(one, other)["only_a"], opposed(one, other)) == ([], [])
    assert compared(one, other, Viewer.DRAFTS)["only_a"] == ["hidden"]
    assert opposed(one, other, Viewer.DRAFTS) == [(army.predicate.slug, ["army"], ["group"])]


def test_statements_do_not_grow_with_what_is_told() -> None:
    def statements(number: int) -> int:
        events = [a.an_event(f"event-{number}-{one}") for one in range(number)]
        tellings = [a.a_narrative(f"{name}-{number}") for name in ("one", "other")]
        for place, event in enumerate(events):
            for narrative, low in zip(tellings, (0, 5), strict=True):
                speaker = a.an_actor(f"speaker-{narrative.slug}-{place}")
                claim = a.a_claim(event, slug=f"claim-{narrative.slug}-{place}", speaker=speaker, low=low, high=low)
                a.a_step(narrative, event, place).claims.add(claim)
        with CaptureQueriesContext(connection) as captured:
            assert len(difference(*tellings, Viewer.PUBLIC).opposed) == number
        return len(captured)

    assert statements(1) == statements(5)


def test_unknown_and_hidden_narratives_answer_alike() -> None:
    telling("one")
    telling("hidden", status=Status.DRAFT)
    query = "query ($b: ID!) {{ narrativeDiff(a: {a}, b: $b) {{ shared {{ slug }} }} }}".format(a='"one"')

    assert refusal(query, b="hidden") == refusal(query, b="no-such") == ("NOT_FOUND", [])
    assert ask(query, a_client("a superuser"), b="hidden") == {"narrativeDiff": {"shared": []}}
