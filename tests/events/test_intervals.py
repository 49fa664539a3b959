from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from events.intervals import (
    Comparison,
    Interval,
    Judgement,
    Node,
    NoValue,
    Stance,
    Statement,
    Text,
    Verdict,
    common,
    compare,
    hull,
    judge,
)

LINE = range(-1, 12)  # every point the drawn intervals can differ in, and one beyond each end
SEVERAL = Interval(None, None)
PAKISTAN = Node("pakistan", frozenset())
PROVINCE = Node("khyber-pakhtunkhwa", frozenset({"pakistan"}))
DISTRICT = Node("south-waziristan", frozenset({"khyber-pakhtunkhwa", "pakistan"}))
CAPITAL = Node("islamabad", frozenset({"pakistan"}))
KABUL = Node("kabul", frozenset({"afghanistan"}))


def said(key, origin, value, stance=Stance.AFFIRMS, order=0, counts=True):
    roots = frozenset({origin} if isinstance(origin, str) else origin)
    return Statement(key, roots, stance, value, (order,), counts)


def exactly(number):
    return Interval(number, number)


def at_least(number):
    return Interval(number, None)


def points(interval):
    """The points of the line in an interval: what it means, counted out."""
    low = LINE[0] if interval.low is None else interval.low
    high = LINE[-1] if interval.high is None else interval.high
    return {point for point in LINE if low <= point <= high}


bounds = st.none() | st.integers(0, 10)
intervals = st.tuples(bounds, bounds).map(lambda pair: Interval(*(sorted(pair) if None not in pair else pair)))
numbers = intervals | st.integers(0, 10).map(exactly)
places = st.sampled_from([PAKISTAN, PROVINCE, DISTRICT, CAPITAL, KABUL])
kinds = [numbers, places, st.just(Text()), st.just(NoValue())]
values = st.one_of(kinds)


@st.composite
def accounts(draw, kinds=kinds):
    """Statements of one account: one kind of value, few origins, some of them joined."""
    value = draw(st.sampled_from(kinds))
    size = draw(st.integers(0, 7))
    return [
        Statement(
            key=f"claim-{index}",
            origin_roots=frozenset(draw(st.sets(st.sampled_from("ABCDE"), min_size=1, max_size=2))),
            stance=draw(st.sampled_from([Stance.AFFIRMS] * 6 + [Stance.DENIES, Stance.NEITHER])),
            value=draw(value),
            order=(draw(st.integers(0, 3)),),
            counts=draw(st.sampled_from([True, True, True, False])),
        )
        for index in range(size)
    ]


numeric_accounts = accounts(kinds=[numbers])


# The raid of the sample: sample.md, claims 1 to 5.


def test_at_least_seven_and_nine_soldiers_killed_are_compatible():
    army = said("army-soldiers-killed", "pakistan", at_least(7))
    ttp = said("ttp-soldiers-killed", "ttp", exactly(9), order=1)

    judgement = judge([army, ttp])

    assert judgement == Judgement(
        verdict=Verdict.COMPATIBLE,
        low=7,
        high=None,
        common=Interval(9, 9),
        independent_origins=2,
        counted=("army-soldiers-killed", "ttp-soldiers-killed"),
        report_count=2,
    )


def test_at_least_five_fighters_killed_and_none_contradict():
    army = said("army-fighters-killed", "pakistan", at_least(5))
    ttp = said("ttp-fighters-killed", "ttp", exactly(0), order=1)

    judgement = judge([army, ttp])

    assert judgement == Judgement(
        verdict=Verdict.CONTRADICTION,
        low=0,
        high=None,
        common=None,
        independent_origins=2,
        counted=("army-fighters-killed", "ttp-fighters-killed"),
        report_count=2,
    )


def test_several_soldiers_wounded_by_one_voice_is_single_and_gives_no_interval():
    judgement = judge([said("ttp-soldiers-wounded", "ttp", SEVERAL)])

    assert judgement == Judgement(Verdict.SINGLE, None, None, None, 1, ("ttp-soldiers-wounded",), 1)


def test_occurrence_asserted_and_confirmed_is_agreement():
    army = said("army-raid", "pakistan", NoValue(), Stance.of("ASSERTS"))
    ttp = said("ttp-raid", "ttp", NoValue(), Stance.of("CONFIRMS"))

    judgement = judge([army, ttp])

    assert judgement == Judgement(Verdict.AGREEMENT, None, None, None, 2, ("army-raid", "ttp-raid"), 2)


def test_two_descriptions_are_not_comparable():
    hideout = said("army-description", "pakistan", Text())
    base = said("ttp-description", "ttp", Text())

    judgement = judge([hideout, base])

    assert judgement == Judgement(
        Verdict.NOT_COMPARABLE,
        None,
        None,
        None,
        2,
        ("army-description", "ttp-description"),
        2,
    )


# Verdicts, case by case.


@pytest.mark.parametrize(
    ("said_values", "verdict", "low", "high", "shared"),
    [
        ([exactly(9), exactly(9)], Verdict.AGREEMENT, 9, 9, exactly(9)),
        ([at_least(7), at_least(7)], Verdict.AGREEMENT, 7, None, at_least(7)),
        ([exactly(9), exactly(Decimal("9.0"))], Verdict.AGREEMENT, 9, 9, exactly(9)),
        (
            [exactly(9), exactly(9), at_least(7)],
            Verdict.COMPATIBLE,
            7,
            None,
            exactly(9),
        ),
        ([Interval(None, 7), at_least(7)], Verdict.COMPATIBLE, None, None, exactly(7)),
        ([Interval(1, 6), Interval(5, 9)], Verdict.COMPATIBLE, 1, 9, Interval(5, 6)),
        ([Interval(1, 4), Interval(5, 9)], Verdict.CONTRADICTION, 1, 9, None),
        ([at_least(7), exactly(9), exactly(8)], Verdict.CONTRADICTION, 7, None, None),
        ([Interval(None, 4), at_least(5)], Verdict.CONTRADICTION, None, None, None),
        ([at_least(7), SEVERAL], Verdict.NOT_COMPARABLE, 7, None, at_least(7)),
        ([SEVERAL, SEVERAL], Verdict.NOT_COMPARABLE, None, None, None),
        ([exactly(9), SEVERAL, exactly(9)], Verdict.AGREEMENT, 9, 9, exactly(9)),
        ([exactly(9), SEVERAL, at_least(7)], Verdict.COMPATIBLE, 7, None, exactly(9)),
        ([exactly(9), SEVERAL, exactly(8)], Verdict.CONTRADICTION, 8, 9, None),
    ],
)
def test_intervals_of_independent_origins(said_values, verdict, low, high, shared):
    statements = [said(f"c{i}", f"origin-{i}", value) for i, value in enumerate(said_values)]

    judgement = judge(statements)

    counted = tuple(statement.key for statement in statements)
    size = len(statements)
    assert judgement == Judgement(verdict, low, high, shared, size, counted, size)


def test_times_are_judged_by_their_windows_of_days():
    week = said("report", "report", Interval(738038, 738045))
    since = said("pakistan", "pakistan", Interval(738045, None))
    before = said("ttp", "ttp", Interval(None, 738037))

    touching = judge([week, since])
    apart = judge([week, before])

    assert (touching.verdict, touching.common) == (Verdict.COMPATIBLE, exactly(738045))
    assert (apart.verdict, apart.low, apart.high) == (
        Verdict.CONTRADICTION,
        None,
        738045,
    )


@pytest.mark.parametrize(
    ("said_values", "verdict"),
    [
        ([DISTRICT, DISTRICT], Verdict.AGREEMENT),
        ([DISTRICT, PAKISTAN], Verdict.COMPATIBLE),
        ([PAKISTAN, PROVINCE, DISTRICT], Verdict.COMPATIBLE),
        ([DISTRICT, CAPITAL], Verdict.CONTRADICTION),
        ([PAKISTAN, DISTRICT, CAPITAL], Verdict.CONTRADICTION),
        ([PAKISTAN, KABUL], Verdict.CONTRADICTION),
    ],
)
def test_places_and_actors_are_judged_by_descent_and_give_no_interval(said_values, verdict):
    statements = [said(f"c{i}", f"origin-{i}", value) for i, value in enumerate(said_values)]

    judgement = judge(statements)

    assert judgement.verdict == verdict
    assert (judgement.low, judgement.high, judgement.common) == (None, None, None)


@pytest.mark.parametrize("value", [exactly(9), SEVERAL, DISTRICT, Text(), NoValue()])
def test_a_denial_contradicts_what_another_origin_affirms(value):
    affirmation = said("army", "pakistan", value)
    denial = said("ttp", "ttp", value, Stance.DENIES)

    assert judge([affirmation, denial]).verdict == Verdict.CONTRADICTION


def test_a_denial_gives_no_interval():
    affirmation = said("army", "pakistan", exactly(9))
    denial = said("ttp", "ttp", exactly(2), Stance.DENIES)

    contradicted = judge([affirmation, denial])
    alone = judge([denial])

    assert (contradicted.low, contradicted.high, contradicted.common) == (9, 9, None)
    assert alone == Judgement(Verdict.SINGLE, None, None, None, 1, ("ttp",), 1)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (NoValue(), Verdict.AGREEMENT),
        (exactly(9), Verdict.NOT_COMPARABLE),
        (DISTRICT, Verdict.NOT_COMPARABLE),
        (Text(), Verdict.NOT_COMPARABLE),
    ],
)
def test_denials_alone_agree_only_on_what_is_affirmed_or_denied(value, verdict):
    army = said("army", "pakistan", value, Stance.DENIES)
    ttp = said("ttp", "ttp", value, Stance.DENIES)

    judgement = judge([army, ttp])

    assert judgement == Judgement(verdict, None, None, None, 2, ("army", "ttp"), 2)


# What counts, and for whom.


@pytest.mark.parametrize(
    ("speech_act", "stance"),
    [
        ("ASSERTS", Stance.AFFIRMS),
        ("CONFIRMS", Stance.AFFIRMS),
        ("CLAIMS_RESPONSIBILITY", Stance.AFFIRMS),
        ("REPORTS_HEARSAY", Stance.AFFIRMS),
        ("DENIES", Stance.DENIES),
        ("DEMANDS", Stance.NEITHER),
        ("VOWS", Stance.NEITHER),
    ],
)
def test_speech_act_has_its_stance(speech_act, stance):
    assert Stance.of(speech_act) is stance


def test_nothing_said_is_single_with_no_origin():
    assert judge([]) == Judgement(Verdict.SINGLE, None, None, None, 0, (), 0)


def test_of_one_origin_the_latest_counts():
    first = said("first", "pakistan", exactly(3), order=1)
    latest = said("latest", "pakistan", exactly(9), order=2)
    ttp = said("ttp", "ttp", exactly(9), order=0)

    judgement = judge([latest, first, ttp])

    assert judgement == Judgement(Verdict.AGREEMENT, 9, 9, exactly(9), 2, ("ttp", "latest"), 3)


def test_stated_at_one_time_the_last_key_counts():
    a = said("a", "pakistan", exactly(3))
    b = said("b", "pakistan", exactly(9))

    assert judge([b, a]).counted == ("b",)


def test_an_origin_may_come_to_confirm_what_it_denied():
    army = said("army", "pakistan", NoValue(), order=1)
    denial = said("denial", "ttp", NoValue(), Stance.DENIES, order=2)
    confirmation = said("confirmation", "ttp", NoValue(), order=3)

    assert judge([army, denial]).verdict == Verdict.CONTRADICTION
    assert judge([army, denial, confirmation]).verdict == Verdict.AGREEMENT


def test_a_later_vow_leaves_the_assertion_standing():
    assertion = said("assertion", "ttp", exactly(9), order=1)
    vow = said("vow", "ttp", exactly(100), Stance.NEITHER, order=2)

    judgement = judge([assertion, vow])

    assert judgement == Judgement(Verdict.SINGLE, 9, 9, exactly(9), 1, ("assertion",), 2)


def test_one_statement_in_forty_papers_is_one_origin():
    papers = [said(f"paper-{i:02}", "pakistan", exactly(9), order=i) for i in range(40)]

    judgement = judge(papers)

    assert judgement == Judgement(Verdict.SINGLE, 9, 9, exactly(9), 1, ("paper-39",), 40)


def test_origins_joined_by_a_chain_of_shared_roots_are_one():
    a = said("a", "A", exactly(1), order=1)
    ab = said("ab", {"A", "B"}, exactly(2), order=2)
    bc = said("bc", {"B", "C"}, exactly(3), order=3)
    c = said("c", "C", exactly(4), order=4)
    d = said("d", "D", exactly(4), order=5)

    judgement = judge([a, c, d, ab, bc])

    assert judgement == Judgement(Verdict.AGREEMENT, 4, 4, exactly(4), 2, ("c", "d"), 5)


def test_a_statement_that_does_not_count_joins_no_origins():
    a = said("a", "A", exactly(1))
    b = said("b", "B", exactly(2))
    withdrawn = said("withdrawn", {"A", "B"}, exactly(1), counts=False)

    judgement = judge([a, b, withdrawn])

    assert judgement.verdict == Verdict.CONTRADICTION
    assert judgement.independent_origins == 2


def test_low_above_high_is_refused():
    with pytest.raises(ValueError, match="low 9 is above high 7"):
        Interval(9, 7)


def test_statement_without_origin_is_refused():
    with pytest.raises(ValueError, match="'lost' has no origin"):
        said("lost", [], exactly(9))


# What holds for every account.


@given(accounts(), st.data())
def test_order_of_statements_does_not_matter(statements, data):
    shuffled = data.draw(st.permutations(statements))

    assert judge(shuffled) == judge(statements)


@given(accounts())
def test_swapping_two_speakers_changes_nothing_but_who_spoke(statements):
    names = {"A": "B", "B": "A"}
    swapped = [replace(s, origin_roots=frozenset(names.get(root, root) for root in s.origin_roots)) for s in statements]

    assert judge(swapped) == judge(statements)


@given(values, values, st.sampled_from(Stance), st.sampled_from(Stance))
def test_swapping_what_two_speakers_said_swaps_their_labels(value, other, stance, other_stance):
    army = said("army", "pakistan", value, stance, order=1)
    ttp = said("ttp", "ttp", other, other_stance, order=2)
    labels = {"army": "ttp", "ttp": "army"}

    judgement = judge([army, ttp])
    swapped = judge(
        [
            replace(army, key="ttp", origin_roots=ttp.origin_roots),
            replace(ttp, key="army", origin_roots=army.origin_roots),
        ]
    )

    relabelled = tuple(labels[key] for key in judgement.counted)
    assert swapped == replace(judgement, counted=relabelled)


@given(accounts(), st.data())
def test_an_origin_repeating_itself_changes_only_the_reports_and_its_key(statements, data):
    before = judge(statements)
    assume(before.counted)
    said_again = data.draw(st.sampled_from([s for s in statements if s.key in before.counted]))
    copy = replace(said_again, key="copy", order=(9,))

    after = judge([*statements, copy])

    others = tuple(key for key in before.counted if key != said_again.key)
    assert after == replace(before, counted=(*others, "copy"), report_count=before.report_count + 1)


@given(accounts(), values, st.sets(st.sampled_from("ABCDEF"), min_size=1), st.booleans())
def test_what_does_not_count_changes_only_the_reports(statements, value, origin, is_vow):
    before = judge(statements)
    stance = Stance.NEITHER if is_vow else Stance.AFFIRMS
    idle = said("idle", origin, value, stance, order=9, counts=is_vow)

    after = judge([*statements, idle])

    assert after == replace(before, report_count=before.report_count + 1)


@given(numeric_accounts, st.integers(-1000, 1000))
def test_moving_all_numbers_moves_the_bounds_and_keeps_the_verdict(statements, by):
    def moved(number):
        return None if number is None else number + by

    def moved_interval(interval):
        return interval and Interval(moved(interval.low), moved(interval.high))

    before = judge(statements)

    after = judge([replace(s, value=moved_interval(s.value)) for s in statements])

    assert after == replace(
        before,
        low=moved(before.low),
        high=moved(before.high),
        common=moved_interval(before.common),
    )


@given(st.lists(numbers, min_size=2, max_size=5))
def test_verdict_on_numbers_is_what_counting_the_points_gives(said_values):
    bounded = [value for value in said_values if value != SEVERAL]
    shared = set(LINE).intersection(*map(points, bounded))
    if len(bounded) < 2:
        expected = Verdict.NOT_COMPARABLE
    elif not shared:
        expected = Verdict.CONTRADICTION
    elif len(set(bounded)) == 1:
        expected = Verdict.AGREEMENT
    else:
        expected = Verdict.COMPATIBLE

    judgement = judge(said(f"c{i}", f"origin-{i}", value) for i, value in enumerate(said_values))

    outer = Interval(judgement.low, judgement.high)
    assert judgement.verdict == expected
    assert all(points(value) <= points(outer) for value in bounded)
    assert (judgement.common is None) == (not bounded or expected == Verdict.CONTRADICTION)
    assert judgement.common is None or points(judgement.common) == shared
    assert expected != Verdict.AGREEMENT or judgement.common == outer


@given(values, values)
def test_comparison_is_the_same_from_both_sides(a, b):
    assert compare(a, b) is compare(b, a)


@given(values)
def test_a_value_equals_itself_or_cannot_be_compared(value):
    never_compared = value in (Text(), SEVERAL)

    expected = Comparison.INCOMPARABLE if never_compared else Comparison.EQUAL
    assert compare(value, value) is expected


def test_values_of_two_kinds_cannot_be_compared():
    for a, b in combinations([exactly(1), PAKISTAN, Text(), NoValue()], 2):
        assert compare(a, b) is Comparison.INCOMPARABLE


@given(st.lists(intervals, min_size=1, max_size=5))
def test_hull_is_the_least_interval_around_all(members):
    outer = hull(members)

    covered = set().union(*map(points, members))
    assert points(outer) == set(range(min(covered), max(covered) + 1))


@given(st.lists(intervals, min_size=1, max_size=5))
def test_common_is_the_points_all_share(members):
    shared = common(members)

    assert (points(shared) if shared else set()) == set.intersection(*map(points, members))


@given(st.lists(intervals, min_size=1, max_size=5))
def test_intervals_share_a_point_exactly_when_each_two_do(members):
    each_two_overlap = all(points(a) & points(b) for a, b in combinations(members, 2))

    assert (common(members) is not None) == each_two_overlap


def test_no_interval_has_neither_hull_nor_common():
    assert (hull([]), common([])) == (None, None)
