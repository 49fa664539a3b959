"""What a text offers to one who enters it."""

from pathlib import Path

import pytest

from events.choices import SubjectClass
from events.suggestions import Known, figures_in, known_in, locator_of, names_in, paragraphs_of, times_in
from events.suggestions.excerpts import places_of
from sources import dates
from sources.visibility import Viewer
from tests.storing import put, record

REPORT = (Path(__file__).parents[1] / "data" / "report.txt").read_text()
PUBLISHED = dates.parse("2021-09-15")


def figures(text: str) -> list[tuple[str, str, str]]:
    """Return predicate, bounds and people of each figure."""
    shown = {None: ""}
    return [
        (one.predicate, f"{shown.get(one.low, one.low)}–{shown.get(one.high, one.high)}", one.subject)
        for one in figures_in(text)
    ]


def times(text: str, on: dates.ParsedTime | None = PUBLISHED) -> dict[str, list[str]]:
    return {one.worded: [reading.edtf for reading in one.readings] for one in times_in(text, on)}


def test_report_offers_all_its_figures():
    found = [(REPORT[one.start : one.end], one.worded, one.subject_class) for one in figures_in(REPORT)]

    assert figures(REPORT) == [
        ("killed", "7–", "soldiers"),
        ("killed", "5–", "terrorists"),
        ("killed", "9–9", "Pakistani soldiers"),
        ("wounded", "–", "others"),
        ("escaped", "–", "TTP fighters"),
        ("killed", "3–", "people"),
        ("wounded", "20–20", ""),
    ]
    assert found == [
        ("at least seven soldiers were killed", "at least seven", SubjectClass.COMBATANTS),
        ("At least five “terrorists” were also killed", "At least five", SubjectClass.COMBATANTS),
        ("killed nine Pakistani soldiers", "nine", SubjectClass.COMBATANTS),
        ("injured several others", "several", SubjectClass.ALL),
        ("all TTP fighters managed to escape", "all", SubjectClass.COMBATANTS),
        ("killed at least three people", "at least three", SubjectClass.ALL),
        ("left 20 wounded", "20", SubjectClass.ALL),
    ]


def test_report_offers_all_its_times_against_its_date():
    assert times(REPORT) == {
        "Wednesday": ["2021-09-15", "2021-09-22"],
        "underway": ["2021-09-15/.."],
        "overnight": ["[2021-09-14..2021-09-15]"],
        "in recent years": ["[..2021-09-15]"],
        "Last week": ["[2021-09-05..2021-09-12]", "[2021-09-05..2021-09-11]", "[2021-09-06..2021-09-12]"],
        "a month after": ["2021-08-15~", "[2021-08-05~..2021-08-12~]"],
    }


@pytest.mark.django_db
def test_report_offers_every_actor_and_place_that_the_store_knows(sample):
    found = names_in(REPORT, known_in(REPORT, Viewer.DRAFTS))
    sure = {(one.known.kind, one.known.label) for one in found if one.is_sure}
    perhaps = {(REPORT[one.start : one.end], one.known.label) for one in found if not one.is_sure}

    assert sure == {
        ("actor", "Afghan Taliban"),
        ("actor", "Pakistan"),
        ("actor", "Pakistan Army"),
        ("actor", "Taliban-led government of Afghanistan"),
        ("actor", "Tehrik-i-Taliban Pakistan"),
        ("actor", "United States"),
        ("place", "Afghanistan"),
        ("place", "Districts along the Afghan border"),
        ("place", "Islamabad"),
        ("place", "Kabul"),
        ("place", "Pakistan"),
        ("place", "South Waziristan"),
    }
    assert perhaps == {("government in Kabul", "Former Afghan government")}


@pytest.mark.django_db
def test_what_the_report_offers_wrongly(sample):
    """What docs/data-entry.md says is wrong: whoever mends a rule mends that too."""
    found = names_in(REPORT, known_in(REPORT, Viewer.DRAFTS))
    at = {(REPORT[one.start - 10 : one.end], one.known.kind) for one in found if one.known.label == "Pakistan"}

    assert ("attack in Pakistan", "actor") in at  # the place is offered as the actor too
    assert not [one for one in found if REPORT[one.start : one.end] == "security forces"]  # a name nobody gave it
    assert "2021-08-15" not in times(REPORT)["a month after"]  # the day is known from elsewhere
    assert [one.subject for one in figures_in(REPORT)][3] == "others"  # other soldiers, by the sentence before


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Seven soldiers were killed.", [("killed", "7–7", "soldiers")]),
        ("Twelve people died in the fire.", [("killed", "12–12", "people")]),
        ("The blast killed more than 20 people", [("killed", "21–", "people")]),
        ("The blast killed fewer than 20 people", [("killed", "–19", "people")]),
        ("Up to 15 fighters were captured", [("captured", "–15", "fighters")]),
        ("killing 1,200 civilians", [("killed", "1200–1200", "civilians")]),
        ("Police arrested between 30 and 40 protesters", [("arrested", "30–40", "")]),
        ("two or three soldiers were wounded", [("wounded", "2–3", "soldiers")]),
        ("20 or more houses; 20 or more villagers were displaced", [("displaced", "20–", "villagers")]),
        ("No civilians were hurt", [("wounded", "0–0", "civilians")]),
        ("Dozens of villagers fled", [("displaced", "–", "villagers")]),
        ("forty-two miners are missing", [("missing", "42–42", "miners")]),
        ("2.5 million people were displaced", [("displaced", "2500000–2500000", "people")]),
        ("a dozen rebels escaped", [("escaped", "12–12", "rebels")]),
        ("Killed seven soldiers and five civilians", [("killed", "7–7", "soldiers"), ("killed", "5–5", "civilians")]),
        (
            "Seven soldiers and five militants were killed",
            [("killed", "7–7", "soldiers"), ("killed", "5–5", "militants")],
        ),
        ("The death toll rose to 15.", [("killed", "15–15", "")]),
        ("It left three people dead and 20 wounded", [("killed", "3–3", "people"), ("wounded", "20–20", "")]),
        ("3,000 people marched through the city", [("participants", "3000–3000", "people")]),
        ("five deaths and two injuries", [("killed", "5–5", ""), ("wounded", "2–2", "")]),
        ("one of its bases was raided", []),
        ("seven villages. Soldiers were killed", []),
        ("$20 million", []),
        ("It happened 20 km from the border", []),
    ],
)
def test_figure_is_found_with_its_bounds_and_people(text, found):
    assert figures(text) == found


def test_figures_of_no_text_are_none():
    assert figures_in("") == times_in("") == paragraphs_of("") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 5 September 2021 it rained", {"5 September 2021": ["2021-09-05"]}),
        (
            "between 5 September and 11 September it rained",
            {"between 5 September and 11 September": ["[2021-09-05..2021-09-11]"]},
        ),
        ("since 2019 it rains", {"since 2019": ["2019/.."]}),
        ("The law of May 2020.", {"May 2020": ["2020-05"]}),
        ("two days later he left", {"two days later": ["2021-09-13"]}),
        ("it may march on; the fall of Kabul, 2020 soldiers", {}),
        ("a second wave", {}),
    ],
)
def test_time_is_found_in_a_sentence(text, found):
    assert times(text) == found


def test_time_that_needs_a_date_is_not_offered_where_the_source_has_none():
    assert times("Last week, and on 5 Sep 2021", on=None) == {"5 Sep 2021": ["2021-09-05"]}


def test_text_is_looked_through_in_time_that_grows_with_its_length():
    text = "at least seven of the many, many soldiers near the last of the towns " * 500

    assert figures_in(text) == []
    assert times_in(text, PUBLISHED) == []


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("the U.S.-backed government", "U.S.", ["U.S"]),
        ("he told us so", "U.S.", []),
        ("It may rain in May", "May", ["May"]),
        ("the Taliban’s men", "Taliban", ["Taliban"]),
        (
            "Ministry for Health, Ministry of Health",
            "Ministry of Health",
            ["Ministry for Health", "Ministry of Health"],
        ),
        ("in South. Waziristan is near", "South Waziristan", []),
        ("PĀKISTĀN and Pakistan", "Pakistan", ["PĀKISTĀN", "Pakistan"]),
        ("جنوبی وزیرستان میں", "جنوبی وزیرستان", ["جنوبی وزیرستان"]),
    ],
)
def test_name_is_found_as_it_is_written(text, name, found):
    known = [Known("actor", 1, name, (name,))]

    assert [text[one.start : one.end] for one in names_in(text, known)] == found


def test_of_names_that_overlap_the_longest_is_taken():
    known = [Known("actor", 1, "Taliban", ("Taliban",)), Known("actor", 2, "TTP", ("Pakistani Taliban",))]

    assert [one.known.label for one in names_in("The Pakistani Taliban and the Taliban", known)] == ["TTP", "Taliban"]


@pytest.mark.django_db
def test_names_of_hidden_records_are_offered_to_nobody_who_may_not_see_them():
    put(
        record("actor", "open", name="Open Front", status="PUBLISHED"),
        record("actor", "hidden", name="Hidden Front"),
        record("actor", "gone", name="Gone Front", status="RETRACTED", retraction_reason="wrong"),
    )
    text = "The Open Front, the Hidden Front and the Gone Front"

    def seen(viewer: Viewer) -> list[str]:
        return [one.known.label for one in names_in(text, known_in(text, viewer))]

    assert seen(Viewer.PUBLIC) == ["Open Front"]
    assert seen(Viewer.DRAFTS) == ["Open Front", "Hidden Front"]


@pytest.mark.django_db
def test_names_cost_one_statement_however_many_there_are(django_assert_num_queries):
    put(*(record("actor", f"front-{number}", name=f"Front {number}") for number in range(30)))

    with django_assert_num_queries(1):
        assert len(known_in("Front 1", Viewer.DRAFTS)) == 30
    with django_assert_num_queries(0):
        assert known_in("no names here", Viewer.DRAFTS) == []


def test_paragraphs_and_locators_count_lines_that_are_not_blank():
    text = "First.\r\n\r\nSecond.\nThird."

    assert [(one.number, one.start, one.text) for one in paragraphs_of(text)] == [
        (1, 0, "First."),
        (2, 10, "Second."),
        (3, 18, "Third."),
    ]
    places = ((0, 3), (10, 22), (6, 8))
    assert [locator_of(paragraphs_of(text), *place) for place in places] == ["¶ 1", "¶ 2–3", ""]


def test_words_are_placed_whatever_space_is_between_them():
    assert places_of("a  b\r\nc, a b c", "a b c") == [(0, 7), (9, 14)]
    assert places_of("a.b", "a b") == places_of("text", " ") == []
