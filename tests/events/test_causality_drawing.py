"""Where a chain is drawn: causes left, time from left to right, few arrows that cross."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from events.causality import Spot, draw
from sources.dates import MAX_DAY, MIN_DAY


def a_spot(key: str, first: int = MIN_DAY, last: int | None = None) -> Spot:
    return Spot(first, (MAX_DAY if first == MIN_DAY else first) if last is None else last, key)


def columns(spots: list[Spot], *arrows: str) -> dict[str, int]:
    drawn = draw(spots, [(arrow[0], arrow[1]) for arrow in arrows])
    return {key: place.column for key, place in drawn.events.items()}


def test_causes_stand_left_of_their_effects_and_near_them() -> None:
    undated = [a_spot(key) for key in "abcd"]

    assert columns(undated, "ab", "bc", "dc") == {"a": 0, "b": 1, "c": 2, "d": 1}


def test_what_surely_came_later_is_not_drawn_left_of_what_came_earlier() -> None:
    spots = [a_spot("a", 10), a_spot("b", 20), a_spot("c", 30), a_spot("d", 5)]

    assert columns(spots, "ab", "bc", "dc") == {"a": 0, "b": 1, "c": 2, "d": 0}


def test_what_may_be_earlier_goes_where_its_links_lead() -> None:
    spots = [a_spot("a", 10), a_spot("b", 20), a_spot("c", 30), a_spot("d", 5, 30)]

    assert columns(spots, "ab", "bc", "dc")["d"] == 1


def test_arrow_over_several_columns_passes_each_in_a_place_of_its_own() -> None:
    drawn = draw([a_spot(key) for key in "abcd"], [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")])

    way = drawn.arrows[3]
    assert [place.column for place in way] == [0, 1, 2, 3]
    assert {way[1], way[2]}.isdisjoint(drawn.events.values())
    assert drawn.crossings == 0


def test_tree_is_drawn_without_a_crossing() -> None:
    arrows = [(f"n{(number - 1) // 2}", f"n{number}") for number in range(1, 31)]

    drawn = draw([a_spot(f"n{number}") for number in reversed(range(31))], arrows)

    assert drawn.crossings == 0


def test_crossed_pairs_are_uncrossed() -> None:
    arrows = [("a", "z"), ("b", "y"), ("c", "x")]

    assert draw([a_spot(key) for key in "abcxyz"], arrows).crossings == 0


def test_two_that_prevent_each_other_are_drawn_too() -> None:
    drawn = draw([a_spot("a"), a_spot("b"), a_spot("c")], [("a", "b"), ("b", "a"), ("b", "c")])

    assert {key: place.column for key, place in drawn.events.items()} == {"a": 0, "b": 1, "c": 2}
    assert [place.column for place in drawn.arrows[1]] == [1, 0]


def test_nothing_is_drawn_of_nothing() -> None:
    drawn = draw([], [])

    assert (drawn.events, drawn.arrows, drawn.crossings) == ({}, [], 0)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), min_size=1, max_size=14),
    st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=30),
)
def test_no_two_share_a_place_and_arrows_of_an_acyclic_graph_go_right(
    times: list[tuple[int, int]], pairs: list[tuple[int, int]]
) -> None:
    spots = [Spot(first, first + length, f"{number:02}") for number, (first, length) in enumerate(times)]
    arrows = sorted({(f"{a:02}", f"{b:02}") for a, b in pairs if a < b < len(spots)})

    drawn = draw(spots, arrows)
    again = draw(spots[::-1], arrows)

    passed = [place for way in drawn.arrows for place in way[1:-1]]
    taken = [*drawn.events.values(), *passed]
    assert len(set(taken)) == len(taken)
    assert all(right.column == left.column + 1 for way in drawn.arrows for left, right in pairwise(way))
    assert drawn == again
