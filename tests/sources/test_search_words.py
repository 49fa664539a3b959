"""How text is folded and cut into words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.search import fold, words_in


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("South Waziristan", "south waziristan"),
        ("Café Zürich, São Tomé", "cafe zurich sao tome"),
        ("STRASSE straße", "strasse strasse"),
        ("Ærø, Łódź, Đà Nẵng, İstanbul, ışık", "aero lodz da nang istanbul isik"),
        ("ﬁnance Ⅳ ½", "finance iv 1 2"),
        ("Йошкар-Ола Ёлка Україна", "иошкар ола елка украіна"),
        ("Αθήνας ΑΘΉΝΑΣ", "αθηνασ αθηνασ"),
        ("the Taliban's, O’Brien, Qur'an", "the taliban obrien quran"),
        ("Qurʾān, ʿAlī, Sanaʿa", "quran ali sanaa"),
        ("U.S. and U.S.A., e.g. the E.U", "us and usa eg the eu"),
        ("AK-47, AK47, F16", "ak 47 ak 47 f 16"),
        ("kabul\" OR NEAR(x)* -- ' ; %_\\", "kabul or near x"),
        ("https://example.org/a_b?c=1", "https example org a b c 1"),
        ("喀布尔 カブール", "喀 布 尔 カ フ\u3099 ー ル"),
        ("\u0000\ud800 ?!…", ""),
        ("", ""),
    ],
)
def test_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كابل", "کابل"),  # Arabic and Persian kaf
        ("علي", "علی"),  # Arabic and Persian yeh
        ("طَالِبَان", "طالبان"),  # with and without vowel signs
        ("أفغانستان", "افغانستان"),  # with and without hamza
        ("وزيرستـــان", "وزیرستان"),  # stretched
        ("وانہ", "وانه"),  # Urdu and Arabic heh
        ("می‌خواهد", "میخواهد"),  # joined with a zero-width non-joiner
        ("١٩٧٩", "1979"),
        ("۱۹۷۹", "1979"),
        ("१९७९", "1979"),
        ("Ёж", "еж"),
        (unicodedata.normalize("NFD", "Élysée"), unicodedata.normalize("NFC", "ÉLYSÉE")),
        (unicodedata.normalize("NFD", "서울"), "서울"),
    ],
)
def test_what_is_written_in_two_ways_is_one_word(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("कि", "क"), ("ที่", "ทา"), ("कम", "कर्म")])
def test_vowel_signs_of_the_spelling_stay(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_word_with_an_apostrophe_is_found_by_its_parts_too() -> None:
    [word] = words_in("l’État")

    assert (word.text, [part.text for part in word.parts]) == ("letat", ["l", "etat"])


def test_characters_of_a_word_lead_back_to_the_text() -> None:
    text = f"– {unicodedata.normalize('NFD', 'Straße É')}x"

    street, last = words_in(text)

    assert [text[word.start : word.end] for word in (street, last)] == ["Straße", "E\u0301x"]
    assert [text[street.start : street.end_of(length)] for length in (4, 5, 6, 7)] == [
        "Stra",
        "Straß",
        "Straß",
        "Straße",
    ]
    assert text[last.start : last.end_of(1)] == "E\u0301"


def test_long_run_of_letters_is_cut() -> None:
    [word] = words_in("x" * 1000)

    assert word.text == "x" * 64


@given(st.text())
def test_folding_what_was_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_hold_nothing_that_an_engine_reads_as_more_than_a_letter(text: str) -> None:
    for word in words_in(text):
        for one in (word, *word.parts):
            assert one.text
            assert not any(character.isascii() and not character.isalnum() for character in one.text)
            assert all(unicodedata.category(character)[0] in "LMN" for character in one.text)
            assert 0 <= one.start < one.end <= len(text)
