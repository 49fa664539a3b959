"""Day numbers, ISO days and the buckets of a timeline."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import dates
from sources.dates.calendar import LARGEST_YEAR

TEN_MILLION_YEARS = 3_652_425_000
days = st.integers(-TEN_MILLION_YEARS, TEN_MILLION_YEARS)
bucket_names = st.sampled_from(dates.BUCKETS)


@pytest.mark.parametrize(
    ("year", "month", "day", "number"),
    [
        (1, 1, 1, 1),
        (0, 12, 31, 0),
        (0, 3, 1, -305),
        (0, 2, 29, -306),
        (0, 1, 1, -365),
        (-1, 12, 31, -366),
        (-43, 3, 15, -15_997),
        (1970, 1, 1, 719_163),
        (2000, 2, 29, 730_179),
        (2021, 9, 5, 738_038),
    ],
)
def test_days_are_numbered_from_the_first_of_year_one(year: int, month: int, day: int, number: int) -> None:
    assert dates.day_number(year, month, day) == number
    assert dates.civil(number) == (year, month, day)


@given(st.dates())
def test_days_of_years_1_to_9999_have_their_python_ordinal(day: datetime.date) -> None:
    assert dates.day_number(day.year, day.month, day.day) == day.toordinal()
    assert dates.civil(day.toordinal()) == (day.year, day.month, day.day)


@given(days)
def test_civil_and_day_number_undo_each_other(day: int) -> None:
    assert dates.day_number(*dates.civil(day)) == day


@given(days)
def test_the_next_day_is_the_next_date(day: int) -> None:
    assert dates.civil(day) < dates.civil(day + 1)


@given(st.one_of(days, st.integers(dates.day_number(-LARGEST_YEAR, 1, 1), dates.day_number(LARGEST_YEAR, 12, 31))))
def test_an_iso_day_reads_back(day: int) -> None:
    text = dates.iso_day(day)

    assert text is not None
    assert dates.parse_iso_day(text) == day


@pytest.mark.parametrize(
    ("year", "month", "day", "text"),
    [
        (2021, 9, 5, "2021-09-05"),
        (79, 8, 24, "0079-08-24"),
        (0, 1, 1, "0000-01-01"),
        (-43, 8, 1, "-0043-08-01"),
        (9999, 12, 31, "9999-12-31"),
        (12345, 1, 1, "+12345-01-01"),
        (-17000, 1, 1, "-17000-01-01"),
    ],
)
def test_a_day_is_written_in_iso_8601(year: int, month: int, day: int, text: str) -> None:
    assert dates.iso_day(dates.day_number(year, month, day)) == text


@pytest.mark.parametrize("day", [None, dates.MIN_DAY, dates.MAX_DAY])
def test_an_open_bound_has_no_iso_day(day: int | None) -> None:
    assert dates.iso_day(day) is None


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 0, "A day is written 2021-09-05."),
        ("2021-09", 0, "A day is written 2021-09-05."),
        ("12345-01-01", 0, "A day is written 2021-09-05."),
        ("\N{FULLWIDTH DIGIT TWO}021-09-05", 0, "A day is written 2021-09-05."),
        ("2021-09-05T10:00", 10, "A day ends after two digits for the day."),
        ("2021-13-05", 5, "There is no month 13."),
        ("2021-02-29", 8, "February 2021 has 28 days."),
        ("-0043-02-29", 9, "February -0043 has 28 days."),
        ("-0000-01-01", 0, "There is no year -0000; write 0000."),
        ("+25252734927766555-01-01", 0, "Years go up to 25252734927766554."),
    ],
)
def test_what_is_no_iso_day_is_refused_where_the_fault_is(text: str, position: int, reason: str) -> None:
    with pytest.raises(dates.BadEdtf) as refused:
        dates.parse_iso_day(text)

    assert (refused.value.position, refused.value.reason) == (position, reason)


@pytest.mark.parametrize(
    ("bucket", "start", "after"),
    [
        ("DAY", "2021-09-05", "2021-09-06"),
        ("WEEK", "2021-08-30", "2021-09-06"),
        ("MONTH", "2021-09-01", "2021-10-01"),
        ("QUARTER", "2021-07-01", "2021-10-01"),
        ("YEAR", "2021-01-01", "2022-01-01"),
        ("DECADE", "2020-01-01", "2030-01-01"),
    ],
)
def test_a_bucket_holds_the_day_from_its_start_to_before_the_next(bucket: str, start: str, after: str) -> None:
    sunday = dates.parse_iso_day("2021-09-05")

    assert dates.iso_day(dates.bucket_start(sunday, bucket)) == start
    assert dates.iso_day(dates.next_bucket(sunday, bucket)) == after


def test_a_decade_before_our_era_starts_with_a_year_divisible_by_ten() -> None:
    ides_of_march = dates.parse_iso_day("-0043-03-15")

    assert dates.iso_day(dates.bucket_start(ides_of_march, "DECADE")) == "-0050-01-01"
    assert dates.iso_day(dates.next_bucket(ides_of_march, "DECADE")) == "-0040-01-01"


@given(days, bucket_names)
def test_buckets_follow_each_other_without_gap_or_overlap(day: int, bucket: str) -> None:
    start, after = dates.bucket_start(day, bucket), dates.next_bucket(day, bucket)

    assert start <= day < after
    assert {dates.bucket_start(start, bucket), dates.bucket_start(after - 1, bucket)} == {start}
    assert dates.bucket_start(after, bucket) == after


@given(st.dates())
def test_weeks_start_on_monday(day: datetime.date) -> None:
    assert dates.bucket_start(day.toordinal(), "WEEK") == day.toordinal() - day.weekday()
