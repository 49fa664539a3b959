"""Facets against a count that looks at every event and every value."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.choices import Facet
from events.facets import FacetValue, facets
from events.models import Event
from events.timeline import timeline
from sources import dates
from sources.choices import Status
from sources.refusals import Refusal
from sources.visibility import Viewer
from tests import factories as a
from tests.access import a_client
from tests.graphql import ask, refusal
from tests.rest import faults, send, sent

pytestmark = pytest.mark.django_db

WHENS = (
    *("", "2021-09-05", "2021-09", "2021", "[2021-08-30..2021-09-02]", "2021-09-01/2021-10-31"),
    *("2021-09-15/..", "../2021-07-04", "2020-02-29"),
)


def a_tree(make: Any, name: str, random: Random, number: int) -> list[Any]:
    """Return nodes of a tree, each below one that was made before or below none."""
    nodes: list[Any] = []
    for one in range(number):
        nodes.append(make(f"{name}-{one}", parent=random.choice([None, *nodes])))
    return nodes


def a_store(seed: int) -> None:
    random = Random(seed)
    types, topics = a_tree(a.a_type, "type", random, 5), a_tree(a.a_topic, "topic", random, 5)
    places = a_tree(a.a_place, "place", random, 8)
    actors = [
        a.an_actor(f"actor-{one}", status=random.choice((Status.DRAFT, *[Status.PUBLISHED] * 3))) for one in "abc"
    ]
    for number in range(12):
        event = a.an_event(
            f"event-{number}",
            random.choice(WHENS),
            type=random.choice(types),
            topics=random.sample(topics, random.randint(0, 3)),
            status=random.choice((Status.DRAFT, *[Status.PUBLISHED] * 3)),
        )
        for place in random.sample(places, random.randint(0, 3)):
            for role in random.sample(("OCCURRED_AT", "AFFECTED"), random.randint(1, 2)):
                a.an_event_place(event, place, role=role)
        for actor in random.sample(actors, random.randint(0, 3)):
            for role in random.sample(("INITIATOR", "CLAIMANT"), random.randint(1, 2)):
                a.a_participation(event, actor, role=role)


def above(node: Any) -> set[Any]:
    found = set()
    while node is not None:
        found.add(node)
        node = getattr(node, "parent", None)
    return found


def referred(facet: Facet, event: Event, viewer: Viewer) -> set[Any]:
    if facet is Facet.TYPE:
        return {event.type}
    if facet is Facet.TOPIC:
        return set(event.topics.all())
    if facet is Facet.PLACE:
        return {one.place for one in event.places.all()}
    seen = {Status.PUBLISHED} if viewer is Viewer.PUBLIC else {Status.PUBLISHED, Status.DRAFT}
    return {one.actor for one in event.participations.all() if one.actor.status in seen}


def naive(facet: Facet, viewer: Viewer) -> tuple[list[tuple[str, int, int]], int]:
    """Count by walking every event and every ancestor."""
    total: Counter[str] = Counter()
    own: Counter[str] = Counter()
    without = 0
    for event in Event.objects.visible_to(viewer):
        nodes = referred(facet, event, viewer)
        without += not nodes
        own.update(node.slug for node in nodes)
        total.update(node.slug for node in set().union(*(above(node) for node in nodes)))
    return [
        (slug, count, own[slug]) for slug, count in sorted(total.items(), key=lambda one: (-one[1], one[0]))
    ], without


@pytest.mark.parametrize("viewer", Viewer)
@pytest.mark.parametrize("seed", range(4))
def test_values_hold_what_a_plain_count_finds(seed: int, viewer: Viewer) -> None:
    a_store(seed)
    events = Event.objects.visible_to(viewer)

    for found in facets(events, [one for one in Facet if one is not Facet.MONTH], viewer=viewer):
        expected, without = naive(found.facet, viewer)
        assert expected
        assert [(one.value, one.count, one.own) for one in found.values] == expected
        assert (found.without, found.other_count, found.truncated) == (without, 0, False)


@pytest.mark.parametrize("seed", range(4))
def test_months_are_those_of_a_timeline_that_hold_something(seed: int) -> None:
    a_store(seed)

    [found] = facets(Event.objects.all(), [Facet.MONTH])

    whole = timeline(Event.objects.all(), bucket="MONTH")
    assert [(one.value, one.certain, one.possible, one.count) for one in found.values] == [
        (str(dates.iso_day(one.start))[:7], one.certain, one.possible, one.count) for one in whole.buckets if one.count
    ]
    assert (found.without, found.other_count) == (whole.undated, 0)


def test_a_value_of_a_tree_takes_in_all_below_it_and_counts_an_event_once() -> None:
    province = a.a_place("province", name="A province")
    district = a.a_place("district", parent=province)
    towns = [a.a_place(f"town-{one}", parent=district) for one in "ab"]
    event, other = a.an_event("event"), a.an_event("other")
    a.an_event("nowhere")
    for town in towns:
        a.an_event_place(event, town)
    a.an_event_place(other, province)

    [found] = facets(Event.objects.all(), ["PLACE"])

    assert found.values == [
        FacetValue("province", "A province", 2, 1),
        FacetValue("district", "district", 1, 0),
        FacetValue("town-a", "town-a", 1, 1),
        FacetValue("town-b", "town-b", 1, 1),
    ]
    assert found.without == 1


def test_what_is_counted_of_a_value_is_what_a_filter_by_it_finds() -> None:
    a_store(1)

    for facet, parameter in (("type", "type"), ("topic", "topic"), ("place", "place"), ("actor", "actor")):
        [found] = sent(Client(), "GET", f"/facets/?by={facet}")["results"]
        for one in found["values"]:
            listed = ask(f'{{ events(filter: {{{parameter}: ["{one["value"]}"]}}) {{ totalCount }} }}')
            assert listed["events"]["totalCount"] == one["count"] > 0


def test_only_what_passes_the_filter_is_counted() -> None:
    a.an_event("old", "2020-01-05", type=a.a_type("old-type"))
    a.an_event("new", "2021-01-05", type=a.a_type("new-type"))

    query = '{ facets(filter: {happenedFrom: "2021-01-01"}, by: [MONTH, TYPE]) { facet values { value count } } }'

    assert ask(query)["facets"] == [
        {"facet": "MONTH", "values": [{"value": "2021-01", "count": 1}]},
        {"facet": "TYPE", "values": [{"value": "new-type", "count": 1}]},
    ]


@pytest.mark.parametrize("facet", Facet)
def test_more_values_than_are_answered_are_counted(facet: Facet, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("months", "values"):
        monkeypatch.setattr(f"events.facets.{name}.MOST_VALUES", 2)
    for number, name in enumerate(("a", "b", "c", "c")):
        event = a.an_event(when=f"2021-0{ord(name) - 96}-0{number + 1}", type=a.a_type(name), topics=[a.a_topic(name)])
        a.a_participation(event, a.actors.Actor.objects.filter(slug=name).first() or a.an_actor(name))
        a.an_event_place(event, a.events.Place.objects.filter(slug=name).first() or a.a_place(name))

    [found] = facets(Event.objects.all(), [facet])

    # The most first, then by slug; months in order of time.
    shown = ["2021-01", "2021-03"] if facet is Facet.MONTH else ["c", "a"]
    assert [one.value for one in found.values] == shown
    assert (found.other_count, found.truncated) == (1, True)


def test_an_event_of_millions_of_years_is_counted_at_once() -> None:
    a.an_event(when="Y-13800000000/2021-09-05")
    a.an_event(when="2021-08")

    [found] = facets(Event.objects.all(), ["MONTH"])

    august = next(one for one in found.values if one.value == "2021-08")
    assert (august.certain, august.possible) == (1, 1)
    assert len(found.values) == 100
    assert found.other_count == (13_800_000_000 + 2021) * 12 + 9 - 100
    assert ask("{ facets(by: [MONTH]) { otherCount } }") == {"facets": [{"otherCount": found.other_count}]}


def test_no_event_gives_no_value() -> None:
    for events in (Event.objects.all(), Event.objects.none()):
        assert [(one.values, one.other_count, one.without) for one in facets(events, Facet.values)] == [([], 0, 0)] * 5


def test_hidden_events_and_actors_are_counted_for_nobody_who_does_not_see_them() -> None:
    event = a.an_event("seen", "2021-09-05")
    a.a_participation(event, a.an_actor("hidden", status="DRAFT"))
    a.an_event("draft", "2021-10-05", status="DRAFT", type=a.a_type("secret"))
    query = "{ facets(by: [TYPE, ACTOR, MONTH]) { without values { value count } } }"

    public, drafts = ask(query)["facets"], ask(query, a_client("a user who may see drafts"))["facets"]

    assert public == [
        {"without": 0, "values": [{"value": "event", "count": 1}]},
        {"without": 1, "values": []},
        {"without": 0, "values": [{"value": "2021-09", "count": 1}]},
    ]
    assert [len(one["values"]) for one in drafts] == [2, 1, 2]
    assert [one["without"] for one in drafts] == [0, 1, 0]


def test_each_facet_costs_one_statement_however_many_events() -> None:
    a.an_event("first", "2021")
    with CaptureQueriesContext(connection) as of_one:
        facets(Event.objects.all(), Facet.values)
    a_store(2)

    with CaptureQueriesContext(connection) as of_many:
        facets(Event.objects.all(), Facet.values)

    assert (len(of_one), len(of_many)) == (5, 5)


def test_both_apis_answer_the_same() -> None:
    a_store(3)
    fields = "facet otherCount truncated without values { value label count own certain possible }"

    by_graphql = ask(f"{{ facets(by: [PLACE, MONTH, PLACE]) {{ {fields} }} }}")["facets"]

    by_rest = sent(Client(), "GET", "/facets/?by=place,month,place")["results"]
    assert [{"otherCount" if key == "other_count" else key: one[key] for key in one} for one in by_rest] == by_graphql
    assert [one["facet"] for one in by_rest] == ["PLACE", "MONTH"]


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        facets(Event.objects.all(), [])
    assert refused.value.code == "BAD_USER_INPUT"

    assert refusal("{ facets(by: []) { without } }") == ("BAD_USER_INPUT", ["/by"])
    for query in ("", "?by=", "?by=colour", "?by=type&by=place", "?by=type&no_such_filter=1"):
        response = send(Client(), "GET", f"/facets/{query}")
        assert response.status_code == 400
        assert faults(response)[0][0] == ("UNKNOWN_PARAMETER" if "no_such" in query else "BAD_USER_INPUT")
