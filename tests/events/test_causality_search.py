"""The search for the best paths, compared with enumerating every path."""

from collections import defaultdict
from fractions import Fraction
from functools import partial
from math import prod
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from events.causality.likelihood import at_least, weight
from events.causality.search import Arrow, Path, best_paths
from events.choices import Likelihood
from tests.work import lines_run

EVENTS = "abcdefg"
WEIGHTS = sorted({weight(word) for word in ("", *Likelihood.values)})
ARROWS = st.builds(
    Arrow,
    cause=st.sampled_from(EVENTS),
    effect=st.sampled_from(EVENTS),
    weight=st.sampled_from(WEIGHTS),
    kind=st.sampled_from(["CAUSED", "ENABLED"]),
    slug=st.uuids().map(str),
)
ARROW_LISTS = st.lists(ARROWS.filter(lambda arrow: arrow.cause != arrow.effect), max_size=24)


def every_path(arrows: list[Arrow], start: str, end: str, max_depth: int) -> list[Path]:
    """Enumerate the simple paths and sort them, by the book."""
    rivals = defaultdict(list)
    for arrow in arrows:
        rivals[arrow.cause, arrow.effect].append(arrow)
    heaviest = [min(some, key=lambda arrow: (-arrow.weight, arrow.kind, arrow.slug)) for some in rivals.values()]
    whole, growing = [], [(arrow,) for arrow in heaviest if arrow.cause == start]
    for path in growing:
        visited = {start, *(arrow.effect for arrow in path)}
        if path[-1].effect == end:
            whole.append(path)
        elif len(path) < max_depth:
            growing.extend(
                (*path, one) for one in heaviest if one.cause == path[-1].effect and one.effect not in visited
            )
    paths = [Path(prod((arrow.weight for arrow in path), start=Fraction(1)), path) for path in whole]
    return sorted(paths, key=lambda path: (-path.score, len(path.arrows), [arrow.effect for arrow in path.arrows]))


def stacked_diamonds(count: int, likelihood: Fraction = Fraction(1, 2)) -> list[Arrow]:
    """Return diamonds in a row, from n00 to the last: two to the power of ``count`` equal paths."""
    arrows = []
    for number in range(count):
        for side in ("left", "right"):
            middle = f"n{number:02}-{side}"
            for cause, effect in ((f"n{number:02}", middle), (middle, f"n{number + 1:02}")):
                arrows.append(Arrow(cause, effect, likelihood, "CAUSED", f"{cause}-{effect}"))
    return arrows


@given(ARROW_LISTS, st.integers(1, 8), st.integers(1, 6))
def test_best_paths_are_the_first_of_all_paths_on_graphs_with_cycles(
    arrows: list[Arrow], first: int, max_depth: int
) -> None:
    found = best_paths(arrows, "a", "g", first=first, max_depth=max_depth)

    assert found == every_path(arrows, "a", "g", max_depth)[:first]


@given(ARROW_LISTS, st.integers(1, 8), st.integers(1, 6))
def test_best_paths_are_the_first_of_all_paths_on_acyclic_graphs(
    arrows: list[Arrow], first: int, max_depth: int
) -> None:
    acyclic = [arrow for arrow in arrows if arrow.cause < arrow.effect]

    found = best_paths(acyclic, "a", "g", first=first, max_depth=max_depth)

    assert found == every_path(acyclic, "a", "g", max_depth)[:first]


@given(ARROW_LISTS, st.randoms(use_true_random=False))
def test_order_of_the_links_does_not_change_the_answer(arrows: list[Arrow], random: Random) -> None:
    shuffled = random.sample(arrows, len(arrows))

    assert best_paths(shuffled, "a", "g", first=5, max_depth=6) == best_paths(arrows, "a", "g", first=5, max_depth=6)


def test_a_heavier_rival_stands_for_a_pair_then_the_least_kind_and_slug() -> None:
    light = Arrow("a", "g", Fraction(1, 4), "CAUSED", "a1")
    later_kind = Arrow("a", "g", Fraction(1, 2), "ENABLED", "a2")
    later_slug = Arrow("a", "g", Fraction(1, 2), "CAUSED", "a4")
    chosen = Arrow("a", "g", Fraction(1, 2), "CAUSED", "a3")

    found = best_paths([light, later_kind, later_slug, chosen], "a", "g", first=5, max_depth=3)

    assert found == [Path(Fraction(1, 2), (chosen,))]


def test_weights_are_compared_exactly_where_floats_would_not_tell() -> None:
    even, tiny = Fraction(1, 2), Fraction(1, 10**30)
    lighter = Arrow("a", "b", even - tiny, "CAUSED", "light"), Arrow("b", "g", even, "CAUSED", "light-on")
    heavier = Arrow("a", "c", even, "CAUSED", "heavy"), Arrow("c", "g", even, "CAUSED", "heavy-on")

    found = best_paths([*lighter, *heavier], "a", "g", first=2, max_depth=2)

    assert float(found[0].score) == float(found[1].score)
    assert [path.arrows for path in found] == [heavier, lighter]


def test_of_equal_scores_the_fewest_links_come_first() -> None:
    direct = Arrow("a", "g", Fraction(1, 4), "CAUSED", "direct")
    longer = Arrow("a", "b", Fraction(1, 2), "CAUSED", "one"), Arrow("b", "g", Fraction(1, 2), "CAUSED", "two")

    found = best_paths([*longer, direct], "a", "g", first=5, max_depth=3)

    assert [path.arrows for path in found] == [(direct,), longer]


def test_an_event_has_no_path_to_itself() -> None:
    circle = [Arrow("a", "b", Fraction(1, 2), "PRECEDED", "ab"), Arrow("b", "a", Fraction(1, 2), "PRECEDED", "ba")]

    assert best_paths(circle, "a", "a", first=5, max_depth=6) == []


def test_of_twenty_stacked_diamonds_the_least_slugs_come_first() -> None:
    arrows = stacked_diamonds(20)

    found = best_paths(arrows, "n00", "n20", first=20, max_depth=40)

    lefts = [f"n{number // 2:02}-left" if number % 2 else f"n{number // 2:02}" for number in range(40)]
    assert [arrow.cause for arrow in found[0].arrows] == lefts
    assert [path.score for path in found] == [Fraction(1, 2**40)] * 20
    assert len({path.arrows for path in found}) == 20


def test_work_grows_with_the_arrows_and_the_depth_and_not_with_the_ways() -> None:
    def search(count: int) -> None:
        assert len(best_paths(stacked_diamonds(count), "n00", f"n{count:02}", first=20, max_depth=2 * count)) == 20

    near, far = (lines_run(partial(search, count)) for count in (10, 20))  # 2 ** 10 ways and 2 ** 20

    assert 0 < near < far < 4 * near


def test_a_knot_of_order_only_links_behind_one_gate_is_not_searched_through() -> None:
    knot = [f"k{number:02}" for number in range(20)]
    heavy = Fraction(97, 100)
    arrows = [Arrow("a", "b", heavy, "CAUSED", "in"), Arrow("b", "g", heavy, "CAUSED", "out")]
    for cause in ["b", *knot]:
        arrows += [
            Arrow(cause, effect, heavy, "PRECEDED", f"{cause}{effect}") for effect in ["b", *knot] if effect != cause
        ]

    found: list[Path] = []
    lines = lines_run(lambda: found.extend(best_paths(arrows, "a", "g", first=20, max_depth=12)))

    assert [path.arrows for path in found] == [tuple(arrows[:2])]
    assert lines < 12 * len(arrows) * 10  # what is bounded for each depth and arrow, not the ways through the knot


def test_words_weigh_the_midpoints_of_their_bands() -> None:
    weights = {word: float(weight(word)) for word in ("", *Likelihood.values)}

    assert weights == {
        "": 0.5,
        "ALMOST_NO_CHANCE": 0.03,
        "VERY_UNLIKELY": 0.125,
        "UNLIKELY": 0.325,
        "ROUGHLY_EVEN_CHANCE": 0.5,
        "LIKELY": 0.675,
        "VERY_LIKELY": 0.875,
        "ALMOST_CERTAIN": 0.97,
    }


def test_at_least_likely_is_likely_and_up() -> None:
    assert at_least("LIKELY") == ["LIKELY", "VERY_LIKELY", "ALMOST_CERTAIN"]
