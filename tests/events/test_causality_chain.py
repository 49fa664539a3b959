"""Chains: what an event led to, and what led to it."""

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.causality import Chain, Direction, chain
from events.choices import Likelihood, LinkKind
from events.models import CausalLink, Event
from sources.choices import Status
from sources.visibility import Viewer
from tests.factories import a_graph, a_link, an_event, diamonds
from tests.work import database_work, lines_run

pytestmark = pytest.mark.django_db


def public_chain(root: Event, **arguments: Any) -> Chain:
    return chain(root, viewer=Viewer.PUBLIC, **arguments)


def nodes(found: Chain) -> list[tuple[int, str]]:
    return [(node.depth, node.event.slug) for node in found.nodes]


def edges(found: Chain) -> list[tuple[int, str]]:
    return [(edge.depth, f"{edge.link.cause.slug}>{edge.link.effect.slug}") for edge in found.edges]


def fate(found: Chain) -> tuple[int | None, bool, str]:
    return found.reachable, found.truncated, found.truncation_reason


def test_chain_gives_each_event_once_at_its_least_depth() -> None:
    graph = a_graph("a>b", "b>c", "a>c", "c>d")

    found = public_chain(graph["a"])

    assert found.root == graph["a"]
    assert nodes(found) == [(0, "a"), (1, "b"), (1, "c"), (2, "d")]
    assert edges(found) == [(1, "a>b"), (1, "a>c"), (1, "b>c"), (2, "c>d")]
    assert fate(found) == (3, False, "")


def test_chain_of_causes_walks_the_links_backwards() -> None:
    graph = a_graph("a>b", "b>c", "a>c", "z>a", "c>d")

    found = public_chain(graph["c"], direction=Direction.CAUSES)

    assert nodes(found) == [(0, "c"), (1, "a"), (1, "b"), (2, "z")]
    assert edges(found) == [(1, "a>b"), (1, "a>c"), (1, "b>c"), (2, "z>a")]


def test_events_of_one_depth_come_by_time_and_undated_last() -> None:
    root, undated, late, early, twin = (
        an_event(slug, when=when)
        for slug, when in [("r", "2020"), ("a", ""), ("b", "2021-09"), ("z", "2021-08"), ("c", "2021-09")]
    )
    for effect in (undated, late, early, twin):
        a_link(root, effect)

    found = public_chain(root)

    assert nodes(found) == [(0, "r"), (1, "z"), (1, "b"), (1, "c"), (1, "a")]


def test_edges_come_by_time_of_the_cause_then_effect_then_kind() -> None:
    graph = a_graph("a>b", "a>c", "b>d", "c>d")
    a_link(graph["a"], graph["b"], kind=LinkKind.ENABLED)
    Event.objects.filter(slug="c").update(when_sort_day=1)

    found = public_chain(graph["a"])

    kinds = [(edge.depth, edge.link.cause.slug, edge.link.effect.slug, edge.link.kind) for edge in found.edges]
    assert kinds == [
        (1, "a", "b", "CAUSED"),
        (1, "a", "b", "ENABLED"),
        (1, "a", "c", "CAUSED"),
        (2, "c", "d", "CAUSED"),
        (2, "b", "d", "CAUSED"),
    ]


def test_chain_shows_what_was_prevented_and_does_not_go_on_past_it() -> None:
    graph = a_graph("a>b", "b>f")
    graph |= a_graph("a>c", kind=LinkKind.PREVENTED)
    graph |= a_graph("c>d")
    graph |= a_graph("f>g", kind=LinkKind.ENDED)
    graph |= a_graph("g>h")

    found = public_chain(graph["a"])

    assert nodes(found) == [(0, "a"), (1, "b"), (1, "c"), (2, "f"), (3, "g"), (4, "h")]
    assert edges(found) == [(1, "a>b"), (1, "a>c"), (2, "b>f"), (3, "f>g"), (4, "g>h")]
    assert fate(found) == (5, False, "")


def test_what_was_prevented_on_one_way_is_followed_when_it_came_about_on_another() -> None:
    graph = a_graph("a>b", "b>c", "c>d")
    a_link(graph["a"], graph["c"], kind=LinkKind.PREVENTED)

    found = public_chain(graph["a"])
    shallow = public_chain(graph["a"], depth=2)

    assert nodes(found) == [(0, "a"), (1, "b"), (1, "c"), (3, "d")]
    assert edges(found) == [(1, "a>b"), (1, "a>c"), (1, "b>c"), (3, "c>d")]
    assert nodes(shallow) == [(0, "a"), (1, "b"), (1, "c")]
    assert edges(shallow) == [(1, "a>b"), (1, "a>c"), (1, "b>c")]
    assert fate(shallow) == (2, True, "DEPTH")


def test_order_only_links_are_followed_only_when_asked_for() -> None:
    graph = a_graph("a>b")
    graph |= a_graph("b>c", kind=LinkKind.PRECEDED)

    assert nodes(public_chain(graph["a"])) == [(0, "a"), (1, "b")]
    assert nodes(public_chain(graph["a"], include_order_only=True)) == [(0, "a"), (1, "b"), (2, "c")]
    assert nodes(public_chain(graph["b"], kinds=["PRECEDED"])) == [(0, "b"), (1, "c")]


def test_only_the_kinds_named_are_followed() -> None:
    graph = a_graph("a>b", kind=LinkKind.ENABLED)
    graph |= a_graph("a>c", "b>d")
    graph |= a_graph("b>e", kind=LinkKind.PRECEDED)

    assert nodes(public_chain(graph["a"], kinds=["ENABLED"])) == [(0, "a"), (1, "b")]
    both = public_chain(graph["a"], kinds=["ENABLED"], include_order_only=True)
    assert nodes(both) == [(0, "a"), (1, "b"), (2, "e")]


def test_less_likely_and_unjudged_links_are_left_out_by_min_likelihood() -> None:
    graph = a_graph("a>b", likelihood=Likelihood.LIKELY)
    graph |= a_graph("a>c", likelihood=Likelihood.ALMOST_CERTAIN)
    graph |= a_graph("a>d", likelihood=Likelihood.ROUGHLY_EVEN_CHANCE)
    graph |= a_graph("a>e")

    found = public_chain(graph["a"], min_likelihood="LIKELY")

    assert edges(found) == [(1, "a>b"), (1, "a>c")]


def test_a_cycle_of_order_only_links_ends() -> None:
    graph = a_graph("a>b", "b>c", "c>a", kind=LinkKind.PRECEDED)

    found = public_chain(graph["a"], include_order_only=True, depth=20)

    assert nodes(found) == [(0, "a"), (1, "b"), (2, "c")]
    assert edges(found) == [(0, "c>a"), (1, "a>b"), (2, "b>c")]
    assert fate(found) == (2, False, "")


def test_what_lies_deeper_is_told() -> None:
    graph = a_graph("a>b", "b>c", "c>d")

    assert fate(public_chain(graph["a"], depth=2)) == (2, True, "DEPTH")
    assert fate(public_chain(graph["a"], depth=3)) == (3, False, "")


def test_links_back_to_what_was_reached_are_nothing_deeper() -> None:
    graph = a_graph("a>b", "b>c", "a>c")

    assert fate(public_chain(graph["a"], depth=1)) == (2, False, "")
    assert edges(public_chain(graph["a"], depth=1)) == [(1, "a>b"), (1, "a>c")]


def test_limit_keeps_the_nearest_and_tells_how_many_there_are() -> None:
    graph = a_graph("a>b", "a>c", "a>d", "b>e", "b>c")

    found = public_chain(graph["a"], limit=2)

    assert nodes(found) == [(0, "a"), (1, "b"), (1, "c")]
    assert edges(found) == [(1, "a>b"), (1, "a>c"), (1, "b>c")]
    assert fate(found) == (4, True, "LIMIT")


def test_an_event_that_led_to_nothing_is_its_whole_chain() -> None:
    alone = an_event("alone")

    found = public_chain(alone)

    assert (nodes(found), edges(found), fate(found)) == ([(0, "alone")], [], (0, False, ""))


@pytest.mark.parametrize("hidden", [Status.DRAFT, Status.IN_REVIEW, Status.RETRACTED])
@pytest.mark.parametrize("viewer", list(Viewer))
def test_the_walk_ends_at_what_the_viewer_does_not_see(viewer: Viewer, hidden: Status) -> None:
    graph = a_graph("a>b", "b>c", "a>d", "d>e")
    reason = {"retraction_reason": "Wrong."}
    Event.objects.filter(slug="b").update(status=hidden, **reason)
    CausalLink.objects.filter(cause__slug="d").update(status=hidden, **reason)

    found = chain(graph["a"], viewer=viewer, depth=1)
    deep = chain(graph["a"], viewer=viewer)

    sees_all = viewer is Viewer.DRAFTS and hidden != Status.RETRACTED
    assert nodes(found) == ([(0, "a"), (1, "b"), (1, "d")] if sees_all else [(0, "a"), (1, "d")])
    assert fate(found) == ((2, True, "DEPTH") if sees_all else (1, False, ""))
    assert edges(deep) == ([(1, "a>b"), (1, "a>d"), (2, "b>c"), (2, "d>e")] if sees_all else [(1, "a>d")])


def test_a_hidden_root_is_not_found() -> None:
    draft = an_event("draft", status=Status.DRAFT)

    assert nodes(chain(draft, viewer=Viewer.DRAFTS)) == [(0, "draft")]
    with pytest.raises(Event.DoesNotExist):
        public_chain(draft)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"depth": 0}, "depth"),
        ({"depth": 21}, "depth"),
        ({"limit": 0}, "limit"),
        ({"limit": 1001}, "limit"),
        ({"kinds": ["CAUSED", "BECAUSE"]}, "kinds"),
        ({"min_likelihood": "MAYBE"}, "min_likelihood"),
    ],
)
def test_bad_arguments_are_refused_by_name(arguments: dict[str, Any], field: str) -> None:
    root = an_event("root")

    with pytest.raises(ValidationError) as refused:
        public_chain(root, **arguments)

    assert {name: [error.code for error in errors] for name, errors in refused.value.error_dict.items()} == {
        field: ["BAD_USER_INPUT"]
    }


def test_chain_that_the_database_walks_costs_four_statements_at_any_depth_and_size() -> None:
    graph = a_graph("one>two", *(f"hub>h{number}" for number in range(50)), "h1>x", "x>y", "y>z")

    counts = []
    for root, depth in [("y", 1), ("one", 1), ("one", 6), ("hub", 1), ("hub", 6)]:
        with CaptureQueriesContext(connection) as captured:
            found = public_chain(graph[root], depth=depth)
            _ = [(edge.link.cause.title, edge.link.effect.title) for edge in found.edges]
        counts.append(len(captured))

    assert counts == [4] * 5


def test_later_relations_load_for_all_events_and_links_at_once() -> None:
    graph = a_graph(*(f"hub>h{number}" for number in range(20)))
    found = public_chain(graph["hub"])

    with CaptureQueriesContext(connection) as captured:
        labels = {node.event.type.label for node in found.nodes}
        voices = {edge.link.asserted_by for edge in found.edges}

    assert (labels, voices) == ({"event"}, {None})
    assert len(captured) == 1


def test_ends_of_links_are_the_very_events_of_the_nodes() -> None:
    graph = a_graph("a>b", "b>c")

    found = public_chain(graph["a"])

    first, second, third = (node.event for node in found.nodes)
    assert found.root is first
    assert [
        (edge.link.cause is one, edge.link.effect is other)
        for edge, one, other in zip(found.edges, (first, second), (second, third), strict=True)
    ] == [(True, True), (True, True)]


def test_twenty_stacked_diamonds_are_walked_once() -> None:
    graph = a_graph(*diamonds(20))

    down = public_chain(graph["n00"], depth=20, limit=1000)
    up = public_chain(graph["n20"], depth=20, limit=1000, direction=Direction.CAUSES)

    assert (len(down.nodes), len(down.edges), fate(down)) == (31, 40, (30, True, "DEPTH"))
    assert (len(up.nodes), len(up.edges), fate(up)) == (31, 40, (30, True, "DEPTH"))


@pytest.mark.parametrize("direction", Direction)
def test_work_grows_with_the_links_and_not_with_the_ways(direction: Direction) -> None:
    graph = a_graph(*diamonds(20))
    root = graph["n00" if direction == Direction.EFFECTS else "n20"]

    def walk(depth: int) -> Chain:
        return public_chain(root, depth=depth, limit=1000, direction=direction)

    near, far = (database_work(partial(walk, depth)) for depth in (10, 20))  # 2 ** 5 ways and 2 ** 10
    near_lines, far_lines = (lines_run(partial(walk, depth)) for depth in (10, 20))

    assert 0 < near < far < 4 * near
    assert 0 < near_lines < far_lines < 4 * near_lines
