"""How files of UCDP GED are read, whoever hands them out."""

import gzip
import io
import sys
import zipfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from events.ucdp.columns import BadHeader
from events.ucdp.files import UnreadableFile, opened
from events.ucdp.references import Reference, references_of
from tests.ucdp import EXCERPT, PLAIN, as_csv, excerpt, read, real, row


def test_every_row_of_the_excerpt_is_read() -> None:
    rows, told = read(EXCERPT.read_text(encoding="utf-8"))

    assert [one.id for one in rows] == [one["id"] for one in excerpt()]
    assert [(finding.reason.value, finding.column) for finding in told] == [("unknown-column", "_source_file")]


def test_cells_become_values_of_their_types() -> None:
    one = row(id="7.0", latitude="33.5", longitude="-70", where_prec="2", side_a_new_id="142.0", gwnoa="770.0")

    assert (one.id, one.violence, one.start, one.end) == ("7", 1, date(2021, 3, 4), date(2021, 3, 4))
    assert (one.deaths, one.low, one.best, one.high) == ({"a": 1, "b": 2, "civilians": 0, "unknown": 0}, 2, 3, 4)
    assert (one.point, one.where_prec, one.date_prec) == ((33.5, -70.0), 2, None)
    assert (one.side_a.id, one.side_a.name, one.side_a.gwno) == ("142", "Government of Pakistan", "770")
    assert one.line == 2


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-04 00:00:00.000",
        "2021-03-04T00:00:00",
        "2021-03-04 00:00",
    ],
)
def test_midnight_behind_a_day_is_passed_over(text: str) -> None:
    assert row(date_start=text, date_end=text).start == date(2021, 3, 4)


def test_several_states_in_one_cell_are_no_state() -> None:
    assert row(gwnoa="2, 200").side_a.gwno == ""


def test_tag_row_of_hdx_is_passed_over_and_told() -> None:
    tags = {name: f"#{name}" if name != "country" else "" for name in PLAIN}

    rows, told = read(as_csv(tags, PLAIN))

    assert [one.line for one in rows] == [3]
    assert [(finding.reason.value, finding.line) for finding in told if finding.line] == [("tag-row", 2)]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separator_is_found_in_the_header(separator: str) -> None:
    rows, _ = read(as_csv(PLAIN, separator=separator))

    assert rows == [row()]


def test_columns_have_the_names_of_other_editions() -> None:
    older = {**PLAIN, "best_est": "3", "low_est": "2", "high_est": "4", "side_a_id": "142", "VERSION": "17.1"}
    for name in ("best", "low", "high"):
        del older[name]

    [one], told = read(as_csv(older))

    assert (one.low, one.best, one.high, one.side_a.id, one["edition"]) == (2, 3, 4, "142", "17.1")
    assert {finding.reason.value for finding in told} == {"absent-column"}


def test_unknown_and_absent_columns_are_told() -> None:
    _, told = read(as_csv({**PLAIN, "mood": "grim"}))

    assert [finding.column for finding in told if finding.reason == "unknown-column"] == ["mood"]
    assert "source_article" in [finding.column for finding in told if finding.reason == "absent-column"]


def test_header_without_what_is_required_is_refused_by_name() -> None:
    cells = {name: cell for name, cell in PLAIN.items() if name not in ("best", "side_b")}

    with pytest.raises(BadHeader) as refused:
        read(as_csv(cells))

    assert str(refused.value) == "The header lacks side_b, best."


def test_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadHeader) as refused:
        read("id,country,id\n")

    assert str(refused.value).endswith("and names twice id.")


BAD_CELLS = {
    ("id", ""): "is blank",
    ("id", "seven"): "'seven' is no whole number",
    ("type_of_violence", "4"): "4 is none of 1 to 3",
    ("type_of_violence", ""): "is blank",
    ("side_a", " "): "is blank",
    ("date_start", "4 March 2021"): "'4 March 2021' is no day: 2021-03-04",
    ("date_start", "2021-02-30"): "'2021-02-30' is no day: 2021-03-04",
    ("date_end", "2021-03-03"): "2021-03-03 is before date_start, 2021-03-04",
    ("deaths_a", "-1"): "-1 is less than none",
    ("deaths_a", "1.5"): "'1.5' is no whole number",
    ("best", ""): "is blank",
    ("best", "9" * 30): f"'{'9' * 30}' is no whole number",
    ("where_prec", "8"): "8 is none of 1 to 7",
    ("latitude", "91"): "'91' is not from -90 to 90",
    ("latitude", "nan"): "'nan' is not from -90 to 90",
    ("latitude", "33"): "is blank and the other is not",
    ("country", "Pak\x00istan"): "holds a character that is none",
}


@pytest.mark.parametrize(("cell", "message"), BAD_CELLS.items(), ids=["-".join(cell)[:30] for cell in BAD_CELLS])
def test_bad_cell_makes_its_row_unreadable(cell: tuple[str, str], message: str) -> None:
    column, text = cell
    bad = {**PLAIN, "where_prec": "1", "latitude": "", "longitude": "", column: text}

    rows, told = read(as_csv(bad, {**bad, **PLAIN, "where_prec": "1", "latitude": "", "longitude": "", "id": "8"}))

    assert [one.id for one in rows] == ["8"]
    faults = [(one.line, one.message) for one in told if one.reason == "unreadable"]
    assert faults == [(2, message)]


def test_row_with_too_few_cells_and_an_id_twice_are_told() -> None:
    whole = as_csv(PLAIN, PLAIN)

    rows, told = read(f"{whole}8,1\n")

    assert [one.line for one in rows] == [2]
    assert [(one.line, one.message) for one in told if one.reason == "unreadable"] == [
        (3, "this id stands on line 2 already"),
        (4, "has 2 cells, the header has 14"),
    ]


def test_lines_are_counted_where_a_cell_goes_over_several() -> None:
    cells = {**PLAIN, "source_article": "Journalist shot dead\n29 June 2010\nBBC Monitoring"}

    rows, _ = read(as_csv(cells, {**cells, "id": "8"}))

    assert [one.line for one in rows] == [2, 5]


REPORTS = {
    "quoted": (
        '"Reuters,2021-01-03,Six killed";"Dawn, Karachi,2021-01-04,Mourning; ""martyrs"" buried"',
        [
            Reference("Six killed", "Reuters", "2021-01-03"),
            Reference('Mourning; ""martyrs"" buried', "Dawn, Karachi", "2021-01-04"),
        ],
    ),
    "the same twice": ('"Dawn,2021-01-04,A";"Dawn,2021-01-04,A"', [Reference("A", "Dawn", "2021-01-04")]),
    "three lines": (
        "Journalist shot dead\n29 June 2010\nBBC Monitoring",
        [Reference("Journalist shot dead", "BBC Monitoring", "2010-06-29")],
    ),
    "numbered": (
        "(1) Blast kills 7; 3 wounded\n23 August 2010\nReuters News\n\n(2) SATP",
        [Reference("Blast kills 7; 3 wounded", "Reuters News", "2010-08-23"), Reference("SATP")],
    ),
    "dated pieces": ("R 25/1 1989; AFP 26/1 1989", [Reference("R 25/1 1989"), Reference("AFP 26/1 1989")]),
    "a headline with a semicolon": ("Tribes fight; 102 killed", [Reference("Tribes fight; 102 killed")]),
    "no day": ("Blast\n45 Augember 2010\nReuters", [Reference("Blast 45 Augember 2010 Reuters")]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "found"), REPORTS.values(), ids=list(REPORTS))
def test_reports_are_taken_apart(text: str, found: list[Reference]) -> None:
    assert references_of(row(source_article=text)) == (found, True)


def test_reports_are_read_from_parallel_columns_where_the_string_is_not_clear() -> None:
    one = row(source_article="A. B.", source_office="X;Y", source_date="2021-01-01;2021-01-02", source_headline="A;B")

    assert references_of(one) == ([Reference("A", "X", "2021-01-01"), Reference("B", "Y", "2021-01-02")], True)


def test_reports_that_do_not_fit_their_columns_stay_one() -> None:
    one = row(source_article="A. B.", source_office="X;Y", source_date="2021-01-01", source_headline="A;B")

    assert references_of(one) == ([Reference("A. B.")], False)


def test_reports_of_a_real_row_are_as_many_as_it_counts() -> None:
    [one], _ = read(as_csv(real("374523")))

    references, _ = references_of(one)

    assert len(references) == 14
    assert references[0] == Reference(
        "Six killed as gunmen attack coal miners in southwest Pakistan", "BBC Monitoring South Asia", "2021-01-03"
    )


TEXT = as_csv({**PLAIN, "where_description": "café"})


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, TEXT)
    return file.getvalue()


FILES = {
    "plain": (TEXT.encode(), "utf-8-sig"),
    "with a mark": (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8-sig"),
    "Windows-1252": (TEXT.encode("cp1252"), "cp1252"),
    "gzipped": (gzip.compress(TEXT.encode()), "utf-8-sig"),
    "zipped": (zipped("GEDEvent_v23_1.csv", "readme.txt"), "utf-8-sig"),
}


@pytest.mark.parametrize(("content", "encoding"), FILES.values(), ids=list(FILES))
def test_file_is_opened_however_it_is_packed(tmp_path: Path, content: bytes, encoding: str) -> None:
    file = tmp_path / "ged.data"
    file.write_bytes(content)

    with opened(str(file)) as (text, found):
        assert (text.read(), found) == (TEXT, encoding)


def test_standard_input_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))

    with opened("-") as (text, _):
        assert text.read() == TEXT


BROKEN = {
    "not there": None,
    "two files in an archive": zipped("a.csv", "b.csv"),
    "half an archive": zipped("a.csv")[:60],
    "half a gzip": gzip.compress(TEXT.encode())[:40],
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=list(BROKEN))
def test_broken_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ged.data"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(UnreadableFile), opened(str(file)) as (text, _):
        text.read()
