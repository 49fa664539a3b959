"""Times in short English."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import dates


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2021-09-05", "5 Sep 2021"),
        ("2021-09", "Sep 2021"),
        ("2021", "2021"),
        ("2021-21", "spring 2021"),
        ("2021-30", "summer 2021 (southern hemisphere)"),
        ("2021-33", "Q1 2021"),
        ("2021-37", "Jan–Apr 2021"),
        ("2021-41", "second half of 2021"),
        ("201X", "2010s"),
        ("20XX", "between 2000 and 2099"),
        ("2021-XX", "2021"),
        ("2021-09-XX", "Sep 2021"),
        ("2021-1X", "between 1 Oct and 31 Dec 2021"),
        ("2021-XX-05", "between 5 Jan and 5 Dec 2021"),
        ("1950S2", "about 1950 (1900–1999)"),
        ("1950S2~", "about 1950 (1900–1999)"),
        ("-0043", "44 BC"),
        ("-0043-03-15", "15 Mar 44 BC"),
        ("-004X", "between 50 BC and 41 BC"),
        ("0000", "1 BC"),
        ("0079-08-24", "24 Aug AD 79"),
        ("Y-17000", "17001 BC"),
        ("Y17E8", "1700000000"),
        ("2021~", "about 2021"),
        ("2021-09?", "perhaps Sep 2021"),
        ("2021-09-05%", "perhaps about 5 Sep 2021"),
        ("[2021-09-05..2021-09-12]", "between 5 and 12 Sep 2021"),
        ("[2021-09-05..2021-10-12]", "between 5 Sep and 12 Oct 2021"),
        ("[2021-12-30..2022-01-02]", "between 30 Dec 2021 and 2 Jan 2022"),
        ("[..2021-09-15]", "by 15 Sep 2021"),
        ("[2021-09-15..]", "from 15 Sep 2021 on"),
        ("[2021-09-05,2021-09-12]", "5 or 12 Sep 2021"),
        ("[2019,2021,2023]", "2019, 2021 or 2023"),
        ("[2019,2021..2023]", "2019 or between 2021 and 2023"),
        ("{2021-09-05,2021-09-12}", "5 and 12 Sep 2021"),
        ("{2019,2021..2023}", "2019 and 2021–2023"),
        ("2021-09-15/2021-09-20", "15–20 Sep 2021"),
        ("2021-09-15/2021-10-03", "15 Sep – 3 Oct 2021"),
        ("2021-12-30/2022-01-02", "30 Dec 2021 – 2 Jan 2022"),
        ("2021-09/2021-10", "Sep–Oct 2021"),
        ("2020/2021", "2020–2021"),
        ("2020/2021-03", "2020 – Mar 2021"),
        ("-0043/-0040", "44 BC – 41 BC"),
        ("2021-09-15/2021-09-15", "15 Sep 2021"),
        ("2021-09-15/..", "since 15 Sep 2021"),
        ("2021-09-15/", "from 15 Sep 2021, end not known"),
        ("../2021-09-15", "until 15 Sep 2021"),
        ("/2021-09-15", "until 15 Sep 2021, start not known"),
        ("[2021-08-15..2021-09-15]/..", "since some time between 15 Aug and 15 Sep 2021"),
        ("[..2021-09-15]/..", "since 15 Sep 2021 or earlier"),
        ("[2021,2023]/[2024..]", "from 2021 or 2023 to 2024 or later"),
    ],
)
def test_a_time_is_told_in_short_english(text: str, words: str) -> None:
    assert dates.display(dates.parse(text)) == words


def test_the_words_of_the_source_stand_behind_the_time() -> None:
    time = dates.parse("[2021-09-05..2021-09-12]")

    assert dates.display(time, worded="last week") == "between 5 and 12 Sep 2021 (“last week”)"


def test_without_a_time_the_words_of_the_source_stand_alone() -> None:
    assert dates.display(None, worded="in recent years") == "“in recent years”"
    assert dates.display(None) == "undated"


@given(st.text(), st.text())
def test_any_text_can_be_displayed(edtf: str, worded: str) -> None:
    time = replace(dates.parse("2021"), edtf=edtf)

    assert dates.display(time, worded=worded)


@given(st.lists(st.sampled_from(["2021", "2021-09-05", "202X", "2021-24", "..", ",", "/", "[", "]", "~"])).map("".join))
def test_every_time_that_can_be_read_can_be_displayed(text: str) -> None:
    try:
        time = dates.parse(text)
    except dates.BadEdtf:
        return

    assert dates.display(time) != ""
