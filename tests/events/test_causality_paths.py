"""The most likely ways from one event to another."""

from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.causality import CausalPath, paths
from events.choices import Likelihood, LinkKind
from events.models import CausalLink, Event
from sources.choices import Status
from sources.visibility import Viewer
from tests.factories import a_graph, a_link, an_event, diamonds
from tests.work import database_work, lines_run

pytestmark = pytest.mark.django_db


def public_paths(start: Event, end: Event, **arguments: Any) -> list[CausalPath]:
    return paths(start, end, viewer=Viewer.PUBLIC, **arguments)


def labels(found: list[CausalPath]) -> list[tuple[str, float]]:
    return [(path.label, path.score) for path in found]


def test_paths_come_by_score_then_length_then_slugs() -> None:
    graph = a_graph("a>z", likelihood=Likelihood.VERY_UNLIKELY)
    graph |= a_graph("a>b", likelihood=Likelihood.ALMOST_CERTAIN)
    graph |= a_graph("b>z", likelihood=Likelihood.LIKELY)
    graph |= a_graph("a>d", "d>z", "a>c", "c>z", "c>d", likelihood=Likelihood.ROUGHLY_EVEN_CHANCE)

    found = public_paths(graph["a"], graph["z"])

    assert labels(found) == [
        ("a → b → z", 0.65475),
        ("a → c → z", 0.25),
        ("a → d → z", 0.25),
        ("a → z", 0.125),
        ("a → c → d → z", 0.125),
    ]


def test_a_path_names_its_events_by_short_title_and_its_weakest_link() -> None:
    takeover = an_event("takeover", title="Fall of Kabul", short_title="Taliban takeover")
    attack = an_event("attack", title="TTP attack")
    raid = an_event("raid", title="Raid", short_title="army raid")
    firm = a_link(takeover, attack, kind=LinkKind.ENABLED, likelihood=Likelihood.VERY_LIKELY)
    weak = a_link(attack, raid, kind=LinkKind.RETALIATION, likelihood=Likelihood.LIKELY)

    [path] = public_paths(takeover, raid)

    assert path == CausalPath([takeover, attack, raid], [firm, weak], 0.590625, weak)
    assert path.label == "Taliban takeover → TTP attack → army raid"
    assert [link.effect is event for link, event in zip(path.links, path.events[1:], strict=True)] == [True, True]


def test_of_equally_weak_links_the_first_on_the_way_is_the_weakest() -> None:
    graph = a_graph("a>b", "b>c", "c>d")

    [path] = public_paths(graph["a"], graph["d"])

    assert path.weakest == path.links[0]


def test_each_hop_takes_its_heaviest_link() -> None:
    graph = a_graph("a>b")
    stronger = a_link(graph["a"], graph["b"], kind=LinkKind.ENABLED, likelihood=Likelihood.LIKELY)

    [path] = public_paths(graph["a"], graph["b"])

    assert (path.links, path.score) == ([stronger], 0.675)


def test_nothing_leads_past_what_was_prevented_even_when_named() -> None:
    graph = a_graph("a>b", "c>d")
    graph |= a_graph("b>c", kind=LinkKind.PREVENTED)

    assert labels(public_paths(graph["a"], graph["b"])) == [("a → b", 0.5)]
    assert public_paths(graph["a"], graph["d"]) == []
    assert public_paths(graph["a"], graph["d"], kinds=["CAUSED", "PREVENTED"]) == []
    assert public_paths(graph["b"], graph["c"], kinds=["PREVENTED"]) == []


def test_order_only_links_count_only_when_named() -> None:
    graph = a_graph("a>b", "b>a", kind=LinkKind.PRECEDED)
    graph |= a_graph("b>c")

    assert public_paths(graph["a"], graph["c"]) == []
    assert labels(public_paths(graph["a"], graph["c"], kinds=["PRECEDED", "CAUSED"])) == [("a → b → c", 0.25)]


def test_less_likely_and_unjudged_links_are_left_out_by_min_likelihood() -> None:
    graph = a_graph("a>b", "b>c", likelihood=Likelihood.LIKELY)
    graph |= a_graph("a>d", "d>c")

    found = public_paths(graph["a"], graph["c"], min_likelihood="LIKELY")

    assert [path.label for path in found] == ["a → b → c"]


def test_ways_longer_than_max_depth_are_left_out() -> None:
    graph = a_graph("a>b", "b>c", "c>d", "a>x", "x>y", "y>z", "z>d")

    assert [path.label for path in public_paths(graph["a"], graph["d"], max_depth=3)] == ["a → b → c → d"]
    assert public_paths(graph["a"], graph["d"], max_depth=2) == []


def test_only_so_many_paths_as_asked_for_are_given() -> None:
    graph = a_graph(*diamonds(3))

    found = public_paths(graph["n00"], graph["n03"], first=3)

    assert [[event.slug for event in path.events[1::2]] for path in found] == [
        ["n00-left", "n01-left", "n02-left"],
        ["n00-left", "n01-left", "n02-right"],
        ["n00-left", "n01-right", "n02-left"],
    ]


def test_an_event_has_no_path_to_itself() -> None:
    graph = a_graph("a>b", "b>a", kind=LinkKind.PRECEDED)

    assert public_paths(graph["a"], graph["a"], kinds=["PRECEDED"]) == []


@pytest.mark.parametrize("hidden", [Status.DRAFT, Status.RETRACTED])
@pytest.mark.parametrize("viewer", list(Viewer))
def test_no_path_leads_through_what_the_viewer_does_not_see(viewer: Viewer, hidden: Status) -> None:
    graph = a_graph("a>b", "b>z", "a>c", "c>z", "a>d", "d>z")
    reason = {"retraction_reason": "Wrong."}
    Event.objects.filter(slug="b").update(status=hidden, **reason)
    CausalLink.objects.filter(cause__slug="c").update(status=hidden, **reason)

    found = [path.label for path in paths(graph["a"], graph["z"], viewer=viewer)]

    sees_all = viewer is Viewer.DRAFTS and hidden != Status.RETRACTED
    assert found == (["a → b → z", "a → c → z", "a → d → z"] if sees_all else ["a → d → z"])


def test_hidden_ends_have_no_paths() -> None:
    graph = a_graph("a>b", "b>c")
    Event.objects.filter(slug__in=["a", "c"]).update(status=Status.DRAFT)

    assert public_paths(graph["a"], graph["b"]) == []
    assert public_paths(graph["b"], graph["c"]) == []


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"first": 0}, "first"),
        ({"first": 21}, "first"),
        ({"max_depth": 0}, "max_depth"),
        ({"max_depth": 13}, "max_depth"),
        ({"kinds": ["BECAUSE"]}, "kinds"),
        ({"min_likelihood": "MAYBE"}, "min_likelihood"),
    ],
)
def test_bad_arguments_are_refused_by_name(arguments: dict[str, Any], field: str) -> None:
    graph = a_graph("a>b")

    with pytest.raises(ValidationError) as refused:
        public_paths(graph["a"], graph["b"], **arguments)

    assert {name: [error.code for error in errors] for name, errors in refused.value.error_dict.items()} == {
        field: ["BAD_USER_INPUT"]
    }


def test_paths_cost_three_statements_at_any_length_and_number() -> None:
    graph = a_graph(*diamonds(6))

    counts = []
    for end, first in [("n01", 1), ("n01", 2), ("n06", 20)]:
        with CaptureQueriesContext(connection) as captured:
            found = public_paths(graph["n00"], graph[end], first=first, max_depth=12)
            assert len(found) == first
            assert all(path.label and path.weakest.cause.title for path in found)
        counts.append(len(captured))

    assert counts == [3] * 3


def test_stacked_diamonds_answer_each_path_once() -> None:
    graph = a_graph(*diamonds(20))

    found = public_paths(graph["n00"], graph["n06"], first=20, max_depth=12)

    assert len({path.label for path in found}) == 20
    assert all((one.score, one.label) < (other.score, other.label) for one, other in pairwise(found))


def test_work_grows_with_the_links_and_not_with_the_ways() -> None:
    graph = a_graph(*diamonds(20))

    def search(end: str) -> None:
        assert len(public_paths(graph["n00"], graph[end], first=5, max_depth=12)) == 5

    near, far = (database_work(partial(search, end)) for end in ("n03", "n06"))  # 2 ** 3 ways and 2 ** 6
    near_lines, far_lines = (lines_run(partial(search, end)) for end in ("n03", "n06"))

    assert 0 < near < far < 2 * near
    assert 0 < near_lines < far_lines < 2 * near_lines
