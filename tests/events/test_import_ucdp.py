"""``manage.py import_ucdp``: a file of UCDP GED into the store, and what the APIs then answer."""

import csv
import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sources.models import JournalRow
from tests import ucdp
from tests.bundles import stored
from tests.sources.test_rest import get
from tests.storing import published, put, record, record_of
from tests.ucdp import EXCERPT, PLAIN, excerpt, real, run, saved, table
from tests.ucdp_answers import check_answers, figures

pytestmark = pytest.mark.django_db

WHOLE = {**PLAIN, "_ucdp_version": "22.1", "source_article": '"Dawn,2021-03-05,A clash"', "country_id": "770"}


def refused(name: str, *options: str) -> CommandError:
    """Run the command, which must refuse and write nothing, and return its error."""
    before = stored()

    with pytest.raises(CommandError) as error:
        run(name, *options)

    assert stored() == before
    return error.value


def test_both_apis_answer_what_the_file_says() -> None:
    out, _ = run(str(EXCERPT))

    assert out.startswith("36 rows, ")
    assert table(out)["event"] == table(out)["assessment"] == (36, 0, 0)
    check_answers(excerpt())


def test_importing_again_changes_nothing() -> None:
    first, _ = run(str(EXCERPT))
    before, journaled = stored(), JournalRow.objects.count()

    again, _ = run(str(EXCERPT))

    assert again.startswith("36 rows, 0 records changed.")
    assert {kind: counts[2] for kind, counts in table(again).items()} == {
        kind: counts[0] for kind, counts in table(first).items()
    }
    assert (stored(), JournalRow.objects.count()) == (before, journaled)


def test_what_contradicts_itself_is_told_with_line_and_figures(tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"

    _, err = run(str(EXCERPT), "--report", str(report))

    *findings, summary = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    reasons = {"low-above-best": 0, "best-above-high": 0, "low-above-high": 0}
    for row in excerpt():
        low, best, high = figures(row)
        reasons["low-above-best"] += low > best
        reasons["best-above-high"] += best > high
        reasons["low-above-high"] += low > high
    assert {reason: summary["reasons"][reason] for reason in reasons} == reasons
    assert min(reasons.values()) > 0
    assert {
        "told": "finding",
        "reason": "low-above-high",
        "message": "low 17; best 17; high 16",
        "line": 7,
        "id": "57698",
        "column": "low",
    } in findings
    assert "  line 7, id 57698, low: low 17; best 17; high 16\n" in err
    assert summary["rows"] == 36


def test_figures_that_contradict_one_another_are_best_alone() -> None:
    run(str(EXCERPT))

    claim = record_of("claim", "ucdp-ged-57698-killed")
    assessment = record_of("assessment", "ucdp-ged-57698-killed")

    assert claim["value_as_worded"] == "low 17; best 17; high 16"
    assert (claim["low"], claim["high"], claim["reading"]) == (17, 17, "INFERRED")
    assert get("/claims/ucdp-ged-57698-killed/")["sentence"] == (
        "Uppsala Conflict Data Program in its own voice: killed 17, inferred from “low 17; best 17; high 16”"
    )
    assert {name: assessment.get(name) for name in ("low", "best", "high")} == {"low": None, "best": 17, "high": None}


def test_later_edition_brings_its_events_up_to_date(tmp_path: Path) -> None:
    run(saved(tmp_path / "a.csv", {**WHOLE, "deaths_unknown": "1", "best": "4"}))
    later = {**WHOLE, "_ucdp_version": "23.1", "deaths_b": "3", "best": "4", "date_end": "2021-03-06"}

    out, err = run(saved(tmp_path / "b.csv", later))

    # Its time, four claims of which one is withdrawn, the claims' source, the estimate; and the edition is new.
    assert table(out) == {
        "publisher": (0, 0, 2),
        "source": (1, 0, 1),
        "actor": (0, 0, 2),
        "place": (0, 0, 1),
        "topic": (0, 0, 2),
        "event": (0, 1, 0),
        "claim": (0, 5, 0),
        "assessment": (0, 1, 0),
    }
    assert record_of("event", "ucdp-ged-7")["when"] == "[2021-03-04..2021-03-06]"
    assert record_of("claim", "ucdp-ged-7-killed-b")["low"] == 3
    assert "figure-withdrawn: 1\n" in err
    gone = record_of("claim", "ucdp-ged-7-killed-unknown")
    assert (gone["verification"], gone["verification_reason"]) == ("WITHDRAWN", "ucdp-ged-23-1 no longer gives it.")
    [killed] = [one for one in get("/events/ucdp-ged-7/accounts/")["results"] if one["subject_class"] == "ALL"]
    assert killed["assessments"][0]["stale"] is False
    assert run(str(tmp_path / "b.csv"))[0].startswith("1 rows, 0 records changed.")


def test_figure_that_comes_back_counts_again(tmp_path: Path) -> None:
    with_unknown = {**WHOLE, "deaths_unknown": "1", "best": "4"}
    run(saved(tmp_path / "a.csv", with_unknown))
    run(saved(tmp_path / "b.csv", {**WHOLE, "_ucdp_version": "23.1"}))

    run(saved(tmp_path / "c.csv", {**with_unknown, "_ucdp_version": "24.1"}))

    claim = record_of("claim", "ucdp-ged-7-killed-unknown")
    assert (claim["source"], "verification" in claim, "verification_reason" in claim) == ("ucdp-ged-24-1", False, False)


def test_earlier_edition_does_not_take_back_a_later_one(tmp_path: Path) -> None:
    run(saved(tmp_path / "b.csv", {**WHOLE, "_ucdp_version": "23.1"}))
    before = stored()

    with pytest.raises(CommandError) as error:
        run(saved(tmp_path / "a.csv", {**WHOLE, "_ucdp_version": "22.1", "deaths_a": "9"}))

    assert (str(error.value), error.value.returncode) == ("1 rows were left out.", 3)
    assert record_of("claim", "ucdp-ged-7-killed-a")["low"] == 1
    written = dict.fromkeys(("sources_source", "sources_journalrow", "sources_feedentry", "sources_searchdocument"), 0)
    assert {**stored(), **written} == {
        **before,
        **written,
    }


def test_what_editors_added_stays(tmp_path: Path) -> None:
    run(saved(tmp_path / "a.csv", WHOLE))
    event, actor = record_of("event", "ucdp-ged-7"), record_of("actor", slug_of_side("b"))
    put(
        record("topic", "frontier", label="Frontier"),
        published("source", "report", title="A report"),
        event
        | {
            "type": "air-or-drone-strike",
            "topics": ["frontier", *event["topics"]],
            "citations": [*event["citations"], {"source": "report"}],
            "note": "Ask Kabul.",
            "granularity": "PROCESS",
            "external_ids": {"ucdp": "7", "wikidata": "Q1"},
        },
        actor | {"name": "Tehrik-i-Taliban Pakistan", "kind": "POLITICAL_MILITIA"},
    )
    kept = record_of("event", "ucdp-ged-7")

    out, err = run(str(tmp_path / "a.csv"))
    run(saved(tmp_path / "b.csv", {**WHOLE, "date_end": "2021-03-05"}))

    assert out.startswith("1 rows, 0 records changed.")
    assert "actor-named-otherwise: 1\n" in err
    assert record_of("event", "ucdp-ged-7") == kept | {"when": "[2021-03-04..2021-03-05]"}
    assert record_of("actor", actor["slug"])["name"] == "Tehrik-i-Taliban Pakistan"


def slug_of_side(side: str) -> str:
    participations = record_of("event", "ucdp-ged-7")["participations"]
    return next(part["actor"] for part in participations if part["side"] == side.upper())


def test_retracted_event_stays_retracted(tmp_path: Path) -> None:
    run(saved(tmp_path / "a.csv", {**WHOLE, "id": "7"}, {**WHOLE, "id": "8"}))
    retracted = {"status": "RETRACTED", "retraction_reason": "It did not happen."}
    resting = [
        record_of(kind, f"ucdp-ged-7{part}")
        for kind, part in [("event", ""), ("assessment", "-killed")]
        + [("claim", f"-killed{part}") for part in ("", "-a", "-b", "-civilians")]
    ]
    put(*(one | retracted for one in resting))
    before = stored()

    with pytest.raises(CommandError) as error:
        run(saved(tmp_path / "b.csv", {**WHOLE, "deaths_a": "5"}, {**WHOLE, "id": "8"}))

    assert str(error.value) == "1 rows were left out."
    assert stored() == before
    assert record_of("claim", "ucdp-ged-7-killed-a")["low"] == 1


def test_retracted_figure_stays_retracted(tmp_path: Path) -> None:
    run(saved(tmp_path / "a.csv", WHOLE))
    put(record_of("claim", "ucdp-ged-7-killed-a") | {"status": "RETRACTED", "retraction_reason": "Misread."})

    out, err = run(saved(tmp_path / "b.csv", {**WHOLE, "deaths_a": "5"}))

    assert table(out)["claim"][1] == 0
    assert "figure-retracted: 1\n" in err
    assert record_of("claim", "ucdp-ged-7-killed-a")["status"] == "RETRACTED"


def test_event_that_was_entered_with_its_id_is_left_alone(tmp_path: Path) -> None:
    put(
        published("source", "report", title="A report"),
        published(
            "event",
            "clash",
            title="Clash",
            type="battle",
            citations=[{"source": "report"}],
            external_ids={"ucdp": "7"},
        ),
    )

    with pytest.raises(CommandError) as error:
        run(saved(tmp_path / "a.csv", WHOLE, {**WHOLE, "id": "8"}))

    assert str(error.value) == "1 rows were left out."
    assert {event["slug"] for event in get("/events/")["results"]} == {"clash", "ucdp-ged-8"}


def test_actor_that_has_the_ucdp_id_takes_part() -> None:
    put(published("actor", "ttp", name="Tehrik-i-Taliban Pakistan", external_ids={"ucdp": "356"}))

    run(str(EXCERPT))

    mine = [row for row in excerpt() if "356" in (row["side_a_new_id"], row["side_b_new_id"])]
    assert len(get("/events/?actor=ttp&limit=100")["results"]) == len(mine) > 5
    assert get("/actors/ucdp-actor-356/", status=404)["code"] == "NOT_FOUND"


def test_drafts_are_seen_by_nobody_and_published_by_a_later_run(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.csv", WHOLE)

    run(file, "--draft")

    assert record_of("event", "ucdp-ged-7").get("status", "DRAFT") == "DRAFT"
    assert get("/events/")["results"] == []
    out, _ = run(file)
    assert [event["slug"] for event in get("/events/")["results"]] == ["ucdp-ged-7"]
    assert table(out)["event"] == (0, 1, 0)
    assert run(file, "--draft")[0].startswith("1 rows, 0 records changed.")


def test_dry_run_tells_and_writes_nothing() -> None:
    before = stored()

    out, _ = run(str(EXCERPT), "--dry-run")

    assert stored() == before
    assert out.startswith("36 rows, ")
    assert "would change; nothing was written." in out
    assert table(out)["event"] == (36, 0, 0)


def test_limit_reads_the_first_rows_only() -> None:
    run(str(EXCERPT), "--limit", "2")

    assert {event["slug"] for event in get("/events/")["results"]} == {"ucdp-ged-394781", "ucdp-ged-88399"}


def test_unreadable_rows_refuse_the_file_unless_they_are_to_be_skipped(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.csv", WHOLE, {**WHOLE, "id": "8", "best": "many", "low": "?"}, {**WHOLE, "id": "9"})

    error = refused(file)

    assert (str(error), error.returncode) == ("1 rows cannot be read; nothing was written (see --skip-errors).", 1)
    with pytest.raises(CommandError) as left_out:
        run(file, "--skip-errors", "--report", str(tmp_path / "report.jsonl"))
    assert (str(left_out.value), left_out.value.returncode) == ("1 rows were left out.", 3)
    assert {event["slug"] for event in get("/events/")["results"]} == {"ucdp-ged-7", "ucdp-ged-9"}
    told = [json.loads(line) for line in (tmp_path / "report.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {(one["line"], one["column"]) for one in told if one.get("reason") == "unreadable"} == {
        (3, "low"),
        (3, "best"),
    }


def test_refusal_of_the_store_names_the_line_of_the_row(tmp_path: Path) -> None:
    put(record("predicate", "killed", label="Killed", value_kind="TEXT"))
    err = io.StringIO()
    before = stored()

    with pytest.raises(CommandError) as error:
        call_command("import_ucdp", saved(tmp_path / "a.csv", WHOLE), stderr=err)

    assert "is refused" in str(error.value)
    assert "line 2, claim ucdp-ged-7-killed-a, low: " in err.getvalue()
    assert stored() == before


def test_options_and_files_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.csv", {"id": "7", "country": "Pakistan"})

    assert str(refused(file)).startswith(f"{file} cannot be read: The header lacks type_of_violence, side_a")
    assert str(refused(str(tmp_path / "none.csv"))) == f"{tmp_path}/none.csv cannot be read: No such file or directory"
    assert str(refused(str(EXCERPT), "--edition", "latest")) == "'latest' is no edition of UCDP GED: 23.1."
    assert str(refused(str(EXCERPT), "--actors", str(EXCERPT))).startswith(f"{EXCERPT} cannot be read: The header of")
    assert str(refused(str(EXCERPT), "--report", str(tmp_path))).startswith(f"{tmp_path} cannot be written")
    assert "--limit" in str(refused(str(EXCERPT), "--limit", "0"))


def test_edition_is_that_of_the_row_or_the_option_or_the_files_name(tmp_path: Path) -> None:
    plain = {name: cell for name, cell in WHOLE.items() if name != "_ucdp_version"}

    _, err = run(saved(tmp_path / "events.csv", {**plain, "id": "1"}))
    run(saved(tmp_path / "GEDEvent_v24_1.csv", {**plain, "id": "2"}))
    run(saved(tmp_path / "other.csv", {**plain, "id": "3"}), "--edition", "25.0.3")
    run(saved(tmp_path / "GEDEvent_v25_1.csv", {**WHOLE, "id": "4"}))

    assert "edition-not-named: 1\n" in err
    cited = {key: record_of("event", f"ucdp-ged-{key}")["citations"][0]["source"] for key in "1234"}
    assert cited == {"1": "ucdp-ged", "2": "ucdp-ged-24-1", "3": "ucdp-ged-25-0-3", "4": "ucdp-ged-22-1"}


def test_actor_dataset_brings_actors_up_to_date() -> None:
    run(str(EXCERPT))

    out, _ = run(str(EXCERPT), "--actors", str(ucdp.ACTORS))

    assert table(out)["actor"][1] > 0
    assert (table(out)["event"], table(out)["claim"][:2]) == ((0, 0, 36), (0, 0))
    assert record_of("actor", "ucdp-actor-356")["name"] == "Tehrik-i-Taliban Pakistan"
    assert run(str(EXCERPT), "--actors", str(ucdp.ACTORS))[0].startswith("36 rows, 0 records changed.")
    assert run(str(EXCERPT))[0].startswith("36 rows, 0 records changed.")


def test_division_gets_its_coordinates_from_a_later_file(tmp_path: Path) -> None:
    place = {"adm_1": "Sindh", "where_coordinates": "Sindh", "latitude": "26", "longitude": "68"}
    run(saved(tmp_path / "a.csv", {**WHOLE, **place, "where_prec": "1", "where_coordinates": "Sukkur town"}))

    run(saved(tmp_path / "b.csv", {**WHOLE, **place, "where_prec": "4", "id": "8"}))
    run(saved(tmp_path / "c.csv", {**WHOLE, **place, "where_prec": "4", "id": "9", "latitude": "25"}))

    [province] = get("/places/?kind=PROVINCE")["results"]
    assert (province["name"], province["latitude"]) == ("Sindh", 26.0)
    assert record_of("event", "ucdp-ged-8")["places"][0]["place"] == province["slug"]
    assert record_of("event", "ucdp-ged-9")["places"][0]["place"] != province["slug"]


def test_reason_stands_in_the_journal_and_one_row_a_record(tmp_path: Path) -> None:
    out, _ = run(saved(tmp_path / "a.csv", WHOLE), "--reason", "GED 22.1")

    rows = JournalRow.objects.filter(reason="GED 22.1")
    assert {(row.action, row.road) for row in rows} == {("CREATE", "SHELL")}
    assert rows.count() == sum(counts[0] for counts in table(out).values())


def test_statements_of_a_repeat_do_not_grow_with_the_rows(tmp_path: Path) -> None:
    two = saved(tmp_path / "two.csv", real("57698"), real("57697"))  # of one record PostgreSQL is asked in one message
    five = saved(tmp_path / "five.csv", *(real(key) for key in ("57698", "57697", "57123", "56934", "57932")))
    for file in (two, five):
        run(file)

    assert statements(two) == statements(five)


def statements(file: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        run(file)
    return len(captured)


#: Whole files of UCDP GED to try, which are no part of the project: the test is there when some are named.
FILES = [name for name in os.environ.get("UCDP_FILES", "").split(os.pathsep) if name]
if FILES:

    @pytest.mark.slow
    @pytest.mark.parametrize("name", FILES, ids=[Path(name).name for name in FILES])
    def test_whole_files_answer_what_they_say_and_change_nothing_again(name: str) -> None:
        out, _ = run(name)

        again, _ = run(name)

        with Path(name).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert table(out)["event"] == (len(rows), 0, 0)
        assert again.startswith(f"{len(rows)} rows, 0 records changed.")
        check_answers(rows)
