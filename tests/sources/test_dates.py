"""EDTF text to bounds: every form, every refusal, and what holds for any text."""

import string
from dataclasses import fields

import pytest
from edtf import parse_edtf
from hypothesis import example, given
from hypothesis import strategies as st

from sources import dates
from sources.dates import grammar
from sources.dates.calendar import month_length

EDTF_ALPHABET = "0123456789-?~%XYSETZ:.,/[]{} "
WELL_FORMED = st.sampled_from(
    ["2021", "2021-09", "2021-09-05", "-0043", "202X", "2021-XX", "2021-24", "Y-17000", "1950S2", "", ".."]
)


def bounds(text: str) -> tuple[str | None, ...]:
    """The four bounds as ISO days, an open one as None."""
    time = dates.parse(text)
    days = (time.earliest_start, time.latest_start, time.earliest_end, time.latest_end)
    return tuple(dates.iso_day(day) for day in days)


def in_order(time: dates.ParsedTime) -> bool:
    return (
        time.earliest_start <= time.latest_start <= time.latest_end
        and time.earliest_start <= time.earliest_end <= time.latest_end
    )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-09-05", "2021-09-05", "2021-09-05"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021-02", "2021-02-01", "2021-02-28"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("0000", "0000-01-01", "0000-12-31"),
        ("-0043-03-15", "-0043-03-15", "-0043-03-15"),
        ("-0004-02", "-0004-02-01", "-0004-02-29"),
        ("-0043", "-0043-01-01", "-0043-12-31"),
        ("2021-21", "2021-03-01", "2021-05-31"),
        ("2021-22", "2021-06-01", "2021-08-31"),
        ("2021-23", "2021-09-01", "2021-11-30"),
        ("2021-24", "2021-12-01", "2022-02-28"),
        ("2023-24", "2023-12-01", "2024-02-29"),
        ("2021-25", "2021-03-01", "2021-05-31"),
        ("2021-26", "2021-06-01", "2021-08-31"),
        ("2021-27", "2021-09-01", "2021-11-30"),
        ("2021-28", "2021-12-01", "2022-02-28"),
        ("2021-29", "2021-09-01", "2021-11-30"),
        ("2021-30", "2021-12-01", "2022-02-28"),
        ("2021-31", "2021-03-01", "2021-05-31"),
        ("2021-32", "2021-06-01", "2021-08-31"),
        ("2021-33", "2021-01-01", "2021-03-31"),
        ("2021-34", "2021-04-01", "2021-06-30"),
        ("2021-35", "2021-07-01", "2021-09-30"),
        ("2021-36", "2021-10-01", "2021-12-31"),
        ("2021-37", "2021-01-01", "2021-04-30"),
        ("2021-38", "2021-05-01", "2021-08-31"),
        ("2021-39", "2021-09-01", "2021-12-31"),
        ("2021-40", "2021-01-01", "2021-06-30"),
        ("2021-41", "2021-07-01", "2021-12-31"),
        ("-0001-24", "-0001-12-01", "0000-02-29"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("XXXX", "0000-01-01", "9999-12-31"),
        ("X021", "0021-01-01", "9021-12-31"),
        ("-004X", "-0049-01-01", "-0040-12-31"),
        ("-000X", "-0009-01-01", "-0001-12-31"),
        ("2021-XX", "2021-01-01", "2021-12-31"),
        ("2021-XX-XX", "2021-01-01", "2021-12-31"),
        ("2021-09-XX", "2021-09-01", "2021-09-30"),
        ("2021-XX-05", "2021-01-05", "2021-12-05"),
        ("2021-XX-31", "2021-01-31", "2021-12-31"),
        ("2021-1X", "2021-10-01", "2021-12-31"),
        ("2021-0X-31", "2021-01-31", "2021-08-31"),
        ("2021-02-2X", "2021-02-20", "2021-02-28"),
        ("201X-09", "2010-09-01", "2019-09-30"),
        ("XXXX-02-29", "0000-02-29", "9996-02-29"),
        ("1950S2", "1900-01-01", "1999-12-31"),
        ("1950S4", "1950-01-01", "1950-12-31"),
        ("-1950S2", "-1999-01-01", "-1900-12-31"),
        ("0950S2", "0950-01-01", "0959-12-31"),
        ("Y17000", "+17000-01-01", "+17000-12-31"),
        ("Y-17000", "-17000-01-01", "-17000-12-31"),
        ("Y17E8", "+1700000000-01-01", "+1700000000-12-31"),
        ("Y-17E7", "-170000000-01-01", "-170000000-12-31"),
        ("Y171010000S3", "+171000000-01-01", "+171999999-12-31"),
        ("Y3388E2S3", "+338000-01-01", "+338999-12-31"),
        ("[2021-09-05..2021-09-12]", "2021-09-05", "2021-09-12"),
        ("[2021-09..2021-10-12]", "2021-09-01", "2021-10-12"),
        ("[2021,2019]", "2019-01-01", "2021-12-31"),
        ("[2019,2021..2023-02]", "2019-01-01", "2023-02-28"),
        ("[..2021-09-15]", None, "2021-09-15"),
        ("[2021-09..]", "2021-09-01", None),
        ("[..2019,2021,2023..]", None, None),
    ],
)
def test_a_date_may_be_any_day_from_its_first_to_its_last(text: str, first: str | None, last: str | None) -> None:
    time = dates.parse(text)

    assert bounds(text) == (first, last, first, last)
    assert time.coverage == "WITHIN"
    assert (time.uncertain, time.approximate) == (False, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-09-15/2021-09-20", ("2021-09-15", "2021-09-15", "2021-09-20", "2021-09-20")),
        ("2020/2021-03", ("2020-01-01", "2020-12-31", "2021-03-01", "2021-03-31")),
        ("-0044/-0043", ("-0044-01-01", "-0044-12-31", "-0043-01-01", "-0043-12-31")),
        ("2021-24/2022-21", ("2021-12-01", "2022-02-28", "2022-03-01", "2022-05-31")),
        ("2021-09-15/..", ("2021-09-15", "2021-09-15", "2021-09-15", None)),
        ("2021-09/..", ("2021-09-01", "2021-09-30", "2021-09-01", None)),
        ("2021-09/", ("2021-09-01", "2021-09-30", "2021-09-01", None)),
        ("../2021-09", (None, "2021-09-30", "2021-09-01", "2021-09-30")),
        ("/2021-09", (None, "2021-09-30", "2021-09-01", "2021-09-30")),
        ("[2021-08-15..2021-09-15]/..", ("2021-08-15", "2021-09-15", "2021-08-15", None)),
        ("[..2021-09-15]/..", (None, "2021-09-15", None, None)),
        ("[2021-08,2021-10]/2022", ("2021-08-01", "2021-10-31", "2022-01-01", "2022-12-31")),
        ("../[2021-09-01..2021-09-03]", (None, "2021-09-03", "2021-09-01", "2021-09-03")),
        ("../[2021..]", (None, None, "2021-01-01", None)),
        # the two ranges overlap: no start after the last end, no end before the first start
        ("2021/2021", ("2021-01-01", "2021-12-31", "2021-01-01", "2021-12-31")),
        ("2021/2021-03", ("2021-01-01", "2021-03-31", "2021-03-01", "2021-03-31")),
        ("2021-03/2021", ("2021-03-01", "2021-03-31", "2021-03-01", "2021-12-31")),
        ("[2021..2023]/[2020..2022]", ("2021-01-01", "2022-12-31", "2021-01-01", "2022-12-31")),
    ],
)
def test_an_interval_has_a_range_for_its_start_and_one_for_its_end(text: str, expected: tuple[str | None, ...]) -> None:
    assert bounds(text) == expected
    assert dates.parse(text).coverage == "THROUGHOUT"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{2021-09-05,2021-09-12}", ("2021-09-05", "2021-09-05", "2021-09-12", "2021-09-12")),
        ("{2023,2021}", ("2021-01-01", "2021-12-31", "2023-01-01", "2023-12-31")),
        ("{2019,2021..2022}", ("2019-01-01", "2019-12-31", "2022-01-01", "2022-12-31")),
        ("{2021..2022}", ("2021-01-01", "2021-12-31", "2022-01-01", "2022-12-31")),
        ("{..2021}", (None, "2021-12-31", "2021-01-01", "2021-12-31")),
        ("{2021..}", ("2021-01-01", "2021-12-31", "2021-01-01", None)),
    ],
)
def test_all_of_a_set_starts_in_its_earliest_member_and_ends_in_its_latest(
    text: str, expected: tuple[str | None, ...]
) -> None:
    assert bounds(text) == expected
    assert dates.parse(text).coverage == "WITHIN"


@pytest.mark.parametrize(
    ("text", "plain", "uncertain", "approximate"),
    [
        ("2021?", "2021", True, False),
        ("2021-09~", "2021-09", False, True),
        ("2021-09-05%", "2021-09-05", True, True),
        ("2021-~09-05", "2021-09-05", False, True),
        ("2004?-06-~11", "2004-06-11", True, True),
        ("2004-06~-11%", "2004-06-11", True, True),
        ("?2021-09", "2021-09", True, False),
        ("?-0043", "-0043", True, False),
        ("2021-21~", "2021-21", False, True),
        ("201X~", "201X", False, True),
        ("2021-XX-~05", "2021-XX-05", False, True),
        ("Y17000~", "Y17000", False, True),
        ("1950S2?", "1950S2", True, False),
        ("[2021-09-05?..2021-09-12]", "[2021-09-05..2021-09-12]", True, False),
        ("2021-09-15~/2021-09-20?", "2021-09-15/2021-09-20", True, True),
    ],
)
def test_a_qualifier_sets_its_flag_and_moves_no_bound(
    text: str, plain: str, uncertain: bool, approximate: bool
) -> None:
    time = dates.parse(text)

    assert (time.uncertain, time.approximate) == (uncertain, approximate)
    assert bounds(text) == bounds(plain)


WRITTEN = "A date is written 2021, 2021-09 or 2021-09-05, with X for an unspecified digit."
YEAR_WRITTEN = "Such a year is written Y17000, Y-17E7 or 1950S2."
NOTHING = "This says nothing of when; leave the time blank instead."
TOO_LARGE = "Years go up to 25252734927766554."


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 0, NOTHING),
        ("   ", 3, NOTHING),
        ("..", 0, NOTHING),
        ("/", 0, NOTHING),
        ("../..", 0, NOTHING),
        ("/..", 0, NOTHING),
        ("2021-02-30", 8, "February 2021 has 28 days."),
        ("  2021-02-30", 10, "February 2021 has 28 days."),
        ("2021-~02-30?", 9, "February 2021 has 28 days."),
        ("2021-09-31", 8, "September 2021 has 30 days."),
        ("2021-09-00", 8, "September 2021 has 30 days."),
        ("-0003-02-29", 9, "February -0003 has 28 days."),
        ("2021/2022-02-30", 13, "February 2022 has 28 days."),
        ("[2021-02-30..2021-03]", 9, "February 2021 has 28 days."),
        ("2021-02-3X", 8, "No month meant here has a day 3X."),
        ("X9X1-02-29", 8, "No month meant here has a day 29."),
        ("2021-13", 5, "There is no month 13."),
        ("2021-00", 5, "There is no month 00."),
        ("2021-42", 5, "There is no month 42."),
        ("2021-2X", 5, "There is no month 2X."),
        ("2021-21-05", 8, "A season has no days."),
        ("20XX-21", 5, "A season needs a full year."),
        ("-0000", 0, "There is no year -0000; write 0000."),
        ("-0000S1", 0, "There is no year -0000; write 0000."),
        ("202", 3, WRITTEN),
        ("20211", 4, WRITTEN),
        ("2021-9-5", 6, WRITTEN),
        ("2021-09-05-07", 10, WRITTEN),
        ("2021??", 5, WRITTEN),
        ("[]", 1, WRITTEN),
        ("[2021,]", 6, WRITTEN),
        ("..~/2021", 0, "A range .. stands inside [ ] or { }."),
        ("Y2021", 1, "Y stands only before a year of more than four digits."),
        ("YE8", 1, YEAR_WRITTEN),
        ("Y17E", 3, YEAR_WRITTEN),
        ("1950S0", 5, YEAR_WRITTEN),
        ("1950S2-05", 6, YEAR_WRITTEN),
        ("1950S5", 5, "1950 has only 4 significant digits."),
        ("0095S3", 5, "0095 has only 2 significant digits."),
        ("Y1E999999999", 1, TOO_LARGE),
        ("Y25252734927766555", 1, TOO_LARGE),
        ("Y25000000000000000S1", 1, TOO_LARGE),
        ("-XX21", 1, "The EDTF grammar does not allow this here."),
        ("-?XX21", 1, WRITTEN),
        ("?-XX21", 2, "The EDTF grammar does not allow this here."),
        ("2022/2021", 5, "The end comes before the start."),
        ("2021-09-15/2021-08", 11, "The end comes before the start."),
        ("[2022..2021]", 7, "The end comes before the start."),
        ("2021/2022/2023", 9, "An interval has one / between its two ends."),
        ("2021..2022", 4, "A range .. stands inside [ ] or { }."),
        ("[2021..2022", 11, "The set is not closed with ]."),
        ("[2021..2022}", 12, "The set is not closed with ]."),
        ("[2021..2022]~", 12, "Nothing follows the ] of a set."),
        ("[..]", 1, "A range needs a date on one side of the .. at least."),
        ("[2021]", 1, "A set has a range or more than one member."),
        ("[2021,..2020]", 6, "A range with an open start comes first in its set."),
        ("[2020..,2021]", 7, "A range with an open end comes last in its set."),
        ("{2021,2022}/..", 0, "An interval starts and ends once; write [ ] for one of several dates."),
        ("2021-09-05T10:00:00Z", 10, "The time of day has its own field."),
        ("2021-09-05 10:00", 10, "A date has no spaces in it."),
        ("2021\N{EN DASH}09", 4, "Write the plain hyphen -."),
        ("\N{FULLWIDTH DIGIT TWO}021", 0, "Write the digits 0 to 9."),
        ("202\N{ARABIC-INDIC DIGIT ONE}", 3, "Write the digits 0 to 9."),
        ("201x", 3, "Write X as a capital."),
        ("2021;", 4, "';' has no place in a date."),
        ("2021\x00", 4, "'\\x00' has no place in a date."),
        ("2" * 201, 200, "A date is at most 200 characters long."),
    ],
)
def test_what_is_no_edtf_is_refused_where_the_fault_is(text: str, position: int, reason: str) -> None:
    with pytest.raises(dates.BadEdtf) as refused:
        dates.parse(text)

    assert (refused.value.position, refused.value.reason) == (position, reason)
    assert refused.value.code == "BAD_EDTF"
    assert refused.value.messages == [f"Bad EDTF at position {position}: {reason}"]


def test_text_is_kept_as_entered_without_the_space_around_it() -> None:
    time = dates.parse(" 2021-09~ ")

    assert time == dates.ParsedTime(
        edtf="2021-09~",
        earliest_start=dates.day_number(2021, 9, 1),
        latest_start=dates.day_number(2021, 9, 30),
        earliest_end=dates.day_number(2021, 9, 1),
        latest_end=dates.day_number(2021, 9, 30),
        coverage="WITHIN",
        uncertain=False,
        approximate=True,
    )


@pytest.mark.parametrize(
    ("text", "sort_day"),
    [
        ("2021-09", "2021-09-01"),
        ("2021-09/..", "2021-09-01"),
        ("../2021-09", "2021-09-30"),
        ("[..2021-09-15]", "2021-09-15"),
        ("../[2021..]", None),
    ],
)
def test_a_time_is_sorted_by_its_earliest_start_or_by_the_latest_where_that_is_open(
    text: str, sort_day: str | None
) -> None:
    assert dates.iso_day(dates.parse(text).sort_day) == sort_day


plain_years = st.integers(0, 9999).map(lambda year: f"{year:04d}")
plain_dates = st.one_of(
    plain_years,
    st.tuples(plain_years, st.integers(1, 12)).map(lambda parts: f"{parts[0]}-{parts[1]:02d}"),
    st.dates().map(lambda day: day.isoformat()),
)


@given(plain_dates)
def test_plain_dates_are_read_as_the_edtf_package_reads_them(text: str) -> None:
    slow = parse_edtf(text)

    fast = dates.parse(text)

    assert grammar.grammar_fault(text) is None
    assert fast.earliest_start == dates.day_number(*slow.lower_strict()[:3])
    assert fast.latest_end == dates.day_number(*slow.upper_strict()[:3])


@pytest.mark.parametrize(
    "text", ["202X", "20XX", "2021-XX", "2021-02-XX", "2021-21", "2021-27", "2021-33", "2021-39", "Y17000", "Y-17E7"]
)
def test_longer_forms_have_the_strict_bounds_of_the_edtf_package(text: str) -> None:
    package = parse_edtf(text)

    time = dates.parse(text)

    assert time.earliest_start == dates.day_number(*package.lower_strict()[:3])
    assert time.latest_end == dates.day_number(*package.upper_strict()[:3])


def test_plain_dates_never_reach_the_edtf_package(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(grammar, "parse_edtf", asked.append)
    grammar.grammar_fault.cache_clear()

    for text in ("2021", "2021-09~", "2021-09-05", "-0043-03-15", "2021-09/..", "[2021-09-05..2021-09-12]/2022"):
        dates.parse(text)

    assert asked == []
    dates.parse("202X")
    assert asked == ["202X"]
    grammar.grammar_fault.cache_clear()


@given(st.one_of(st.text(), st.text(EDTF_ALPHABET), st.text(string.printable)))
@example("[" * 200)
@example("2021/" * 40)
@example("Y" + "9" * 199)
@example("Y1E" + "9" * 197)
@example("Y12345S" + "9" * 150)
@example("[" + "XXXX," * 38 + "XXXX]")
def test_any_text_is_a_time_in_order_or_refused_inside_the_text(text: str) -> None:
    try:
        time = dates.parse(text)
    except dates.BadEdtf as refused:
        assert 0 <= refused.position <= len(text)
    else:
        assert in_order(time)
        assert time.earliest_start >= dates.MIN_DAY
        assert time.latest_end <= dates.MAX_DAY


@given(st.lists(st.one_of(WELL_FORMED, st.sampled_from(list("-?~%X,/[]{}")), st.just("..")), max_size=8).map("".join))
def test_any_joining_of_edtf_pieces_is_a_time_in_order_or_refused_inside_the_text(text: str) -> None:
    try:
        time = dates.parse(text)
    except dates.BadEdtf as refused:
        assert 0 <= refused.position <= len(text)
    else:
        assert in_order(time)


@given(plain_dates, plain_dates)
def test_an_interval_of_plain_dates_is_in_order_or_refused_at_its_end(start: str, end: str) -> None:
    reversed_ends = dates.parse(end).latest_end < dates.parse(start).earliest_start

    try:
        time = dates.parse(f"{start}/{end}")
    except dates.BadEdtf as refused:
        assert reversed_ends
        assert refused.position == len(start) + 1
    else:
        assert not reversed_ends
        assert in_order(time)


@given(st.integers(-9999, 9999).filter(bool), st.integers(1, 12), st.data())
def test_a_month_holds_its_days_and_a_year_its_months(year: int, month: int, data: st.DataObject) -> None:
    written = f"{'-' if year < 0 else ''}{abs(year):04d}"
    day = data.draw(st.integers(1, month_length(year, month)))

    whole_year = dates.parse(written)
    whole_month = dates.parse(f"{written}-{month:02d}")
    one_day = dates.parse(f"{written}-{month:02d}-{day:02d}")

    assert whole_year.earliest_start <= whole_month.earliest_start <= one_day.earliest_start
    assert one_day.latest_end <= whole_month.latest_end <= whole_year.latest_end
    assert {one_day.earliest_start, one_day.latest_end} == {dates.day_number(year, month, day)}


@given(st.dates(), st.sets(st.sampled_from([0, 1, 2, 3, 5, 6, 8, 9])))
def test_unspecifying_a_digit_only_widens(day: object, unspecified: set[int]) -> None:
    exact = str(day)
    text = "".join("X" if index in unspecified else character for index, character in enumerate(exact))

    wide, narrow = dates.parse(text), dates.parse(exact)

    assert wide.earliest_start <= narrow.earliest_start
    assert narrow.latest_end <= wide.latest_end


def test_a_parsed_time_cannot_be_changed() -> None:
    time = dates.parse("2021")

    with pytest.raises(AttributeError):
        time.edtf = "2022"  # type: ignore[misc]  # the refusal is what is tested

    assert [field.name for field in fields(time)] == [
        "edtf",
        "earliest_start",
        "latest_start",
        "earliest_end",
        "latest_end",
        "coverage",
        "uncertain",
        "approximate",
    ]
