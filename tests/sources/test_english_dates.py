"""Times as people write them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import dates
from sources.dates.english import read_english

WEDNESDAY = dates.parse("2021-09-15")


def read(text: str, on: str | None = "2021-09-15") -> list[str]:
    return [reading.edtf for reading in read_english(text, dates.parse(on) if on else None)]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2021-09", "2021-09"),
        ("2021-09-05/..", "2021-09-05/.."),
        ("5 Sep 2021", "2021-09-05"),
        ("5th of September, 2021", "2021-09-05"),
        ("Sept. 5, 2021", "2021-09-05"),
        ("September 5th 2021", "2021-09-05"),
        ("Sunday, 5 September 2021", "2021-09-05"),
        ("on 5 September 2021", "2021-09-05"),
        ("2021-9-5", "2021-09-05"),
        ("2021/09/05", "2021-09-05"),
        ("5.9.2021", "2021-09-05"),
        ("25/9/2021", "2021-09-25"),
        ("September 2021", "2021-09"),
        ("in 2021", "2021"),
        ("the 1990s", "199X"),
        ("spring of 2021", "2021-21"),
        ("Q3 2021", "2021-35"),
        ("first half of 2021", "2021-40"),
        ("44 BC", "-0043"),
        ("AD 70", "0070"),
        ("between 5 and 11 Sep 2021", "[2021-09-05..2021-09-11]"),
        ("between 28 August and 3 September 2021", "[2021-08-28..2021-09-03]"),
        ("5–11 Sep 2021", "2021-09-05/2021-09-11"),
        ("from 28 Aug to 3 Sep 2021", "2021-08-28/2021-09-03"),
        ("1990-1995", "1990/1995"),
        ("5 or 12 Sep 2021", "[2021-09-05,2021-09-12]"),
        ("5 and 12 Sep 2021", "{2021-09-05,2021-09-12}"),
        ("since 2019", "2019/.."),
        ("until September 2021", "../2021-09"),
        ("from 5 Sep 2021 on", "[2021-09-05..]"),
        ("by Sep 2021", "[..2021-09]"),
        ("before Sep 2021", "[..2021-08-31]"),
        ("after 5 Sep 2021", "[2021-09-06..]"),
        ("about 2020", "2020~"),
        ("circa May 1999", "1999-05~"),
        ("perhaps 5 Sep 2021", "2021-09-05?"),
        ("since about 2019", "2019~/.."),
    ],
)
def test_named_date_needs_no_source(text, edtf):
    assert read(text, on=None) == [edtf]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("last week", ["[2021-09-05..2021-09-12]", "[2021-09-05..2021-09-11]", "[2021-09-06..2021-09-12]"]),
        ("this week", ["[2021-09-12..2021-09-19]", "[2021-09-12..2021-09-18]", "[2021-09-13..2021-09-19]"]),
        (
            "since last week",
            ["[2021-09-05..2021-09-12]/..", "[2021-09-05..2021-09-11]/..", "[2021-09-06..2021-09-12]/.."],
        ),
        ("after last week", ["[2021-09-12..]", "[2021-09-13..]"]),
        ("Wednesday", ["2021-09-15", "2021-09-22"]),
        ("on Monday", ["2021-09-13", "2021-09-20"]),
        ("last Wednesday", ["2021-09-08"]),
        ("last Monday", ["[2021-09-06,2021-09-13]", "2021-09-06", "2021-09-13"]),
        ("next Friday", ["[2021-09-17,2021-09-24]", "2021-09-17", "2021-09-24"]),
        ("this Sunday", ["[2021-09-12,2021-09-19]", "2021-09-12", "2021-09-19"]),
        ("today", ["2021-09-15"]),
        ("yesterday evening", ["2021-09-14"]),
        ("the day before yesterday", ["2021-09-13"]),
        ("tomorrow", ["2021-09-16"]),
        ("overnight", ["[2021-09-14..2021-09-15]"]),
        ("last weekend", ["[2021-09-11..2021-09-12]"]),
        ("last month", ["2021-08"]),
        ("next year", ["2022"]),
        ("last December", ["2020-12"]),
        ("earlier this month", ["[2021-09-01..2021-09-15]"]),
        ("two days ago", ["2021-09-13"]),
        ("three weeks ago", ["2021-08-25~"]),
        ("a month ago", ["2021-08-15~"]),
        ("over the past two weeks", ["[2021-09-01..2021-09-15]"]),
        ("in the past year", ["[2020-09-15..2021-09-15]"]),
        ("in recent years", ["[..2021-09-15]"]),
        ("underway", ["2021-09-15/.."]),
        ("5 September", ["2021-09-05"]),
        ("between 28 Aug and 3 Sep", ["[2021-08-28..2021-09-03]"]),
        ("January", ["[2021-01,2022-01]", "2021-01", "2022-01"]),
    ],
)
def test_counted_time_is_counted_from_the_date_of_the_source(text, readings):
    assert read(text) == readings


def test_time_counted_from_a_source_that_is_dated_by_its_month_takes_in_all_its_days():
    assert read("yesterday", on="2021-09") == ["[2021-08-31..2021-09-29]"]
    assert read("last month", on="2021-09") == ["2021-08"]
    assert read("a month ago", on="2021-03-31") == ["2021-02-28~"]


def test_day_and_month_that_may_be_either_are_both_offered():
    assert read("5/9/2021") == ["[2021-05-09,2021-09-05]", "2021-09-05", "2021-05-09"]
    assert [one.why for one in read_english("5/9/2021")] == [
        "whether day or month comes first",
        "day first",
        "month first",
    ]


@pytest.mark.parametrize(
    ("text", "on", "position", "reason"),
    [
        ("2021-13", None, 5, "There is no month 13."),
        ("[2021-09-05..", None, 13, "The set is not closed with ]."),
        ("31 Feb 2021", None, 8, "February 2021 has 28 days."),
        ("last week", None, 0, "where a source is named that has a date"),
        ("last week", "../2021", 0, "where a source is named that has a date"),
        ("last wek", "2021-09-15", 0, "not understood as a date"),
        ("next marmalade", "2021-09-15", 0, "not understood as a date"),
        ("when it rained", "2021-09-15", 0, "not understood as a date"),
        ("between rain and sun", "2021-09-15", 0, "not understood as a date"),
        ("", "2021-09-15", 0, "This says nothing of when"),
        ("since", "2021-09-15", 0, "not understood as a date"),
        ("a" * 201, None, 200, "at most 200 characters"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_reason(text, on, position, reason):
    with pytest.raises(dates.BadEdtf) as refused:
        read(text, on)

    assert refused.value.position == position
    assert reason in refused.value.reason


ODD = """the 5; until; 0 days ago; 13 months ago; 9999 years ago; Feb 30; 0000; 5/0/2021; 99/99/2021; Y17E7; 999 BC;
0 BC; a b and c d and e f; since since since; by before after 2021"""
WORDS = """last next this week month year Wednesday Monday ago two a 5 31 2021 September Feb between and from to since
until by before after about early – - / , . days weeks recent in on the or perhaps weekend 0 99 BC"""


def is_read_or_refused(text: str) -> bool:
    try:
        readings = read_english(text, WEDNESDAY)
    except dates.BadEdtf as refused:
        return bool(refused.reason)
    return bool(readings) and all(dates.parse(reading.edtf) for reading in readings)


@pytest.mark.parametrize("text", ODD.split(";"))
def test_odd_text_is_read_as_edtf_or_refused(text):
    assert is_read_or_refused(text)


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=7).map(" ".join))
def test_whatever_is_typed_is_read_as_edtf_or_refused(text):
    assert is_read_or_refused(text)


DISPLAYED = """2021 2021-09 2021-09-05 [2021-09-05..2021-09-12] 2021-09-05/2021-09-11 2021-09-05/.. ../2021-09
[2021-09-05,2021-09-12] {2021-09-05,2021-09-12} [..2021-09-15] [2021-09-05..] 2020~ 2021-09-05? 199X 2021-21 2021-35
2021-40 -0043"""


@pytest.mark.parametrize("edtf", DISPLAYED.split())
def test_what_the_store_displays_is_understood_as_what_it_displays(edtf):
    assert read(dates.display(dates.parse(edtf)), on=None) == [edtf]


def documented() -> list[tuple[str, str]]:
    """Return what docs/data-entry.md says is typed and understood."""
    table = (Path(__file__).parents[2] / "docs" / "data-entry.md").read_text().partition("| typed | understood |")[2]
    found = []
    for typed, told in re.findall(r"^\| (.+) \| (.+) \|$", table, re.MULTILINE):
        texts, edtf = typed.split("; "), re.findall(r"`(.+?)`", told)
        found += zip(texts, edtf * len(texts) if len(edtf) == 1 else edtf, strict=False)
    return found


def test_documented_times_are_understood_as_is_said():
    found = documented()

    assert len(found) > 15
    assert [(text, read(text)[0]) for text, _ in found] == found
