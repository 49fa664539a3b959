"""What becomes of a row of UCDP GED."""

import io
from typing import Any

import pytest

from events.ucdp.mapping import Entered
from events.ucdp.places import PRECISIONS
from events.ucdp.publications import edition_in
from events.ucdp.sides import BadActors, Known, Sides, actors_in
from tests.ucdp import ACTORS, as_csv, excerpt, mapped, read, real, row

KHYBER = {"country_id": "770", "adm_1": "Khyber Pakhtunkhwa", "adm_2": "Bannu", "latitude": "33", "longitude": "70.5"}


def of(key: str) -> tuple[Any, Any, list[Any]]:
    """Return the records of one real row, those it shares, and what was told."""
    [one], _ = read(as_csv(real(key)))
    [group], shared, told = mapped(one)
    return group, shared, told


def test_row_becomes_an_event() -> None:
    group, _, told = of("188385")

    assert group.event.record == {
        "record": "event",
        "slug": "ucdp-ged-188385",
        "title": "Government of United States of America - al-Qaida, Sidgi village",
        "summary": "Where: Babar Raghzai area of the Saidgi village, 4 miles north of Miram Shah in North Waziristan",
        "type": "battle",
        "topics": ["ucdp-dyad-878"],
        "when": "2009-12-26",
        "places": [{"place": "ucdp-place-sidgi-village-530fb13965db", "precision": "EXACT"}],
        "participations": [
            {"actor": "ucdp-actor-3", "role": "PARTICIPANT", "side": "A"},
            {"actor": "ucdp-actor-769", "role": "PARTICIPANT", "side": "B"},
        ],
        "citations": [
            {
                "source": "ucdp-ged-22-1",
                "quote": "type_of_violence 1; code_status Clear; event_clarity 1; number_of_sources 1; active_year 1; "
                "year 2009; date_prec 1; where_prec 1; priogrid_gid 177620; region Asia",
                "locator": "id 188385, AFG-2009-1-360-15",
            },
            {"source": "ucdp-report-drone-wars-pakistan-9a5260305046"},
        ],
        "external_ids": {"ucdp": "188385"},
    }
    assert told == []


def test_figures_become_claims_in_the_voice_of_the_dataset() -> None:
    group, _, _ = of("188385")

    shown = [
        {key: one.record[key] for key in one.record.keys() - {"record", "event", "predicate", "source"}}
        for one in group.claims
    ]
    assert shown == [
        {
            "slug": "ucdp-ged-188385-killed",
            "locator": "id 188385, low, best, high",
            "value_as_worded": "low 3; best 13; high 20",
            "low": 3,
            "high": 20,
        },
        _part("a", 0, subject="ucdp-actor-3", subject_class="COMBATANTS"),
        _part("b", 0, subject="ucdp-actor-769", subject_class="COMBATANTS"),
        _part("civilians", 0, subject_class="CIVILIANS"),
        _part("unknown", 13, subject_class="UNKNOWN", subject_as_worded="people of unknown status"),
    ]
    assert {(one.record["predicate"], one.record["source"]) for one in group.claims} == {("killed", "ucdp-ged-22-1")}


def _part(part: str, number: int, **fields: str) -> dict[str, Any]:
    return {
        "slug": f"ucdp-ged-188385-killed-{part}",
        "locator": f"id 188385, deaths_{part}",
        "value_as_worded": f"deaths_{part} {number}",
        "low": number,
        "high": number,
        **fields,
    }


def test_estimate_becomes_an_assessment_that_rests_on_the_claims() -> None:
    group, _, _ = of("188385")

    record = group.assessment.record
    assert {key: record[key] for key in ("low", "best", "high", "by", "event", "rationale")} == {
        "low": 3,
        "best": 13,
        "high": 20,
        "by": "ucdp",
        "event": "ucdp-ged-188385",
        "rationale": "deaths_a 0; deaths_b 0; deaths_civilians 0; deaths_unknown 13; low 3; best 13; high 20",
    }
    assert record["claims"] == sorted(one.slug for one in group.claims)
    assert record["method"].startswith("UCDP Georeferenced Event Dataset (GED), version 22.1: ")


def test_one_sided_violence_has_a_perpetrator_and_victims_and_no_deaths_of_sides() -> None:
    group, shared, _ = of("374523")

    assert group.event.record["type"] == "violence-against-civilians"
    assert group.event.record["participations"] == [
        {"actor": "ucdp-actor-234", "role": "INITIATOR", "side": "A"},
        {"actor": "ucdp-actor-civilians", "role": "VICTIM", "side": "B"},
    ]
    assert [one.slug for one in group.claims] == ["ucdp-ged-374523-killed", "ucdp-ged-374523-killed-civilians"]
    assert shared.record("actor", "ucdp-actor-civilians")["kind"] == "CIVILIANS"


ODD = {
    (4, 3, 4): {"low-above-best"},
    (3, 5, 4): {"best-above-high"},
    (5, 5, 4): {"best-above-high", "low-above-high"},
    (5, 4, 3): {"low-above-best", "best-above-high", "low-above-high"},
}


@pytest.mark.parametrize(("figures", "reasons"), ODD.items())
def test_figures_that_contradict_one_another_are_told_and_kept_as_worded(
    figures: tuple[int, int, int], reasons: set[str]
) -> None:
    low, best, high = figures
    worded = f"low {low}; best {best}; high {high}"

    [group], _, told = mapped(
        row(low=str(low), best=str(best), high=str(high), deaths_b=str(best), deaths_a="0", latitude="1", longitude="2")
    )

    total = group.claims[0].record
    assert total["value_as_worded"] == worded
    assert (total["low"], total["high"], total["reading"]) == (best, best, "INFERRED")
    assessment = group.assessment.record
    assert (assessment["best"], "low" in assessment, "high" in assessment) == (best, False, False)
    assert assessment["rationale"].endswith(worded)
    assert {reason for reason, _ in told} == {*reasons, "no-source"}


def test_other_contradictions_are_told() -> None:
    one = row(
        type_of_violence="3",
        side_b="Civilians",
        deaths_b="5",
        year="2019",
        date_prec="2",
        number_of_sources="3",
        source_article="Dawn",
        latitude="33",
        longitude="70",
        geom_wkt="POINT (71 33)",
    )

    _, _, told = mapped(one)

    assert told == [
        ("parts-differ-from-best", "best"),
        ("deaths-of-sides-in-one-sided-violence", "deaths_a"),
        ("date-precision-differs", "date_prec"),
        ("year-differs", "year"),
        ("geometry-differs", "geom_wkt"),
        ("sources-counted-otherwise", "number_of_sources"),
    ]


def test_days_between_which_it_happened_are_a_set_and_never_padded() -> None:
    times = {one["id"]: of(one["id"])[0].event.record["when"] for one in excerpt() if one["date_prec"] != "1"}

    assert times == {
        "150117": "[2014-08-16..2014-08-26]",
        "53910": "[2011-07-03..2011-07-08]",
        "53912": "[2011-10-26..2011-11-01]",
        "55215": "[1997-02-03..1997-06-20]",
        "56486": "[2008-07-28..2008-08-04]",
        "58403": "[2011-04-15..2011-04-16]",
        "74360": "[2003-10-01..2003-10-31]",
    }


def test_point_is_a_place_in_its_district_province_and_country() -> None:
    [group], shared, _ = mapped(row(**KHYBER, where_prec="1", where_coordinates="Bannu town"))

    [place] = group.event.record["places"]
    assert chain(shared, place["place"]) == [
        ("Bannu town", "CITY", 33.0),
        ("Bannu", "DISTRICT", None),
        ("Khyber Pakhtunkhwa", "PROVINCE", None),
        ("Pakistan", "COUNTRY", None),
    ]
    assert shared.record("place", "ucdp-country-770")["external_ids"] == {"gwno": "770"}
    assert shared.record("place", place["place"])["country"] == "PK"


def chain(shared: Any, slug: str) -> list[tuple[Any, ...]]:
    record = shared.record("place", slug)
    found = [(record["name"], record["kind"], record.get("latitude"))]
    return found + (chain(shared, record["parent"]) if "parent" in record else [])


def test_row_coded_to_a_division_happened_at_that_division() -> None:
    town = row(**KHYBER, where_prec="1", where_coordinates="Bannu town")
    district = row(**KHYBER | {"latitude": "32.9"}, where_prec="3", where_coordinates="BANNU", id="8")
    elsewhere = row(**KHYBER | {"latitude": "32.8"}, where_prec="3", where_coordinates="Bannu", id="9")

    groups, shared, _ = mapped(town, district, elsewhere)

    slugs = [group.event.record["places"][0]["place"] for group in groups]
    assert chain(shared, slugs[0])[1] == chain(shared, slugs[1])[0] == ("Bannu", "DISTRICT", 32.9)
    assert chain(shared, slugs[2])[:2] == [("Bannu", "REGION", 32.8), ("Bannu", "DISTRICT", 32.9)]
    assert groups[1].event.record["places"][0]["precision"] == "ADM2"


def test_precision_of_a_place_follows_where_prec() -> None:
    groups, _, _ = mapped(
        *(row(id=str(code), where_prec=str(code), **KHYBER, where_coordinates="X") for code in PRECISIONS)
    )

    precisions = [group.event.record["places"][0]["precision"] for group in groups]
    assert precisions == ["EXACT", "NEAR", "ADM2", "ADM1", "REGION", "COUNTRY", "UNKNOWN"]


def test_row_without_coordinates_happened_at_its_smallest_division() -> None:
    [group], shared, told = mapped(row(country_id="770", adm_1="Sindh", where_prec="2"))

    [place] = group.event.record["places"]
    assert chain(shared, place["place"]) == [("Sindh", "PROVINCE", None), ("Pakistan", "COUNTRY", None)]
    assert ("no-coordinates", "latitude") in told


def test_dyad_is_a_topic_below_its_conflict_and_its_kind() -> None:
    group, shared, _ = of("188385")

    assert group.event.record["topics"] == ["ucdp-dyad-878"]
    dyad = shared.record("topic", "ucdp-dyad-878")
    conflict = shared.record("topic", dyad["parent"])
    kind = shared.record("topic", conflict["parent"])
    assert (dyad["external_ids"], conflict["external_ids"]) == ({"ucdp-dyad": "878"}, {"ucdp-conflict": "418"})
    assert (conflict["label"], kind["label"]) == (
        "United States of America: Government",
        "State-based conflicts (UCDP)",
    )
    assert kind["parent"] == "ucdp-conflicts"


def test_reports_are_shared_sources_of_named_publishers() -> None:
    one = {"source_article": '"Dawn,2021-01-04,A"'}
    groups, shared, _ = mapped(
        row(**one), row(**one | {"source_article": '"DAWN.,2021-01-04,B"'}, id="8"), row(**one, id="9")
    )

    cited = [group.event.record["citations"][1]["source"] for group in groups]
    assert cited[0] == cited[2] != cited[1]
    assert [shared.record("source", slug) for slug in cited[:2]] == [
        {"record": "source", "slug": slug, "title": title, "publisher": "ucdp-office-dawn", "published": "2021-01-04"}
        for slug, title in zip(cited, "AB", strict=False)
    ]
    assert shared.record("publisher", "ucdp-office-dawn")["name"] == "Dawn"


def test_offices_in_other_scripts_stay_apart() -> None:
    articles = ['"Дон News,2021-01-04,A"', '"Гон News,2021-01-04,A"']

    _, shared, _ = mapped(*(row(source_article=text, id=str(place)) for place, text in enumerate(articles)))

    assert len({offer.slug for offer in shared if offer.kind == "publisher"}) == 3


def test_edition_is_a_source_with_licence_and_citation() -> None:
    _, shared, _ = of("188385")

    assert shared.record("source", "ucdp-ged-22-1") == {
        "record": "source",
        "slug": "ucdp-ged-22-1",
        "title": "UCDP Georeferenced Event Dataset (GED), version 22.1",
        "publisher": "ucdp",
        "kind": "DATASET",
        "published": {"edtf": "2022", "basis": "INFERRED"},
        "licence": "CC BY 4.0. Cite Sundberg & Melander (2013), Journal of Peace Research 50(4); "
        "Davies, Pettersson & Öberg (2022), JPR 59(4)",
    }


@pytest.mark.parametrize(
    ("name", "edition"),
    [("GEDEvent_v23_1.csv", "23.1"), ("ged251-csv.zip", "25.1"), ("conflict_data_pak.csv", ""), ("-", "")],
)
def test_edition_is_read_from_a_files_name(name: str, edition: str) -> None:
    assert edition_in(name) == edition


def test_what_the_store_has_by_number_is_named_and_not_made() -> None:
    entered = Entered(actors={"356": "ttp"}, countries={"770": "pakistan"})
    one = row(side_b_new_id="356", country_id="770", latitude="30", longitude="70", where_prec="6")

    [group], shared, _ = mapped(one, entered=entered)

    assert group.event.record["participations"][1]["actor"] == "ttp"
    assert {offer.slug for offer in shared if offer.kind == "actor"} == {
        group.event.record["participations"][0]["actor"]
    }
    [place] = [offer.record for offer in shared if offer.kind == "place"]
    assert (place["parent"], place["latitude"]) == ("pakistan", 30.0)


KINDS = [
    ("1", "Government of Pakistan", "STATE_FORCES"),
    ("1", "TTP", "REBEL_GROUP"),
    ("2", "Mohajir", "OTHER"),
    ("3", "LeJ", "POLITICAL_MILITIA"),
    ("3", "Civilians", "CIVILIANS"),
]


@pytest.mark.parametrize(("violence", "name", "kind"), KINDS)
def test_kind_of_an_actor_follows_from_name_and_violence(violence: str, name: str, kind: str) -> None:
    _, shared, _ = mapped(row(type_of_violence=violence, side_b=name, side_b_new_id="5"))

    slug = "ucdp-actor-civilians" if name == "Civilians" else "ucdp-actor-5"
    assert shared.record("actor", slug)["kind"] == kind


def test_who_fights_a_state_in_one_row_is_a_rebel_group_in_all() -> None:
    _, shared, _ = mapped(
        row(type_of_violence="2", side_b="TTP", side_b_new_id="5"), row(id="8", side_b="TTP", side_b_new_id="5")
    )

    assert shared.record("actor", "ucdp-actor-5")["kind"] == "REBEL_GROUP"


def test_actor_dataset_gives_full_names_kinds_and_countries() -> None:
    known = actors_in(io.StringIO(ACTORS.read_text(encoding="utf-8"), newline=""))

    assert known["356"] == Known(
        name="Tehrik-i-Taliban Pakistan",
        names=[
            {"text": "TTP", "kind": "ALIAS"},
            {"text": "Taleban Movement of Pakistan", "kind": "TRANSLATION", "language": "en"},
        ],
        org="1",
        country="PK",
    )
    assert known["234"].name == "IS"
    assert {"text": "The Monotheism and Jihad Group", "kind": "FORMER", "language": "en"} in known["234"].names
    shared = mapped()[1]
    [one], _ = read(as_csv(real("188385")))
    Sides(shared, known, {}).both(one)
    assert shared.record("actor", "ucdp-actor-769")["names"] == [
        {"text": "The Base", "kind": "TRANSLATION", "language": "en"}
    ]


def test_other_files_are_not_taken_for_the_actor_dataset() -> None:
    with pytest.raises(BadActors):
        actors_in(io.StringIO(as_csv(excerpt()[0])))


def test_sides_that_are_alike_take_part_once() -> None:
    [group], _, told = mapped(row(side_b="Government of Pakistan"))

    assert [part["side"] for part in group.event.record["participations"]] == ["A"]
    assert ("sides-alike", "side_b") in told


def test_long_texts_are_shortened_and_told() -> None:
    headline = "x" * 600
    one = row(dyad_name="y" * 400, dyad_new_id="9", source_article=f'"Dawn,2021-01-04,{headline}"')

    [group], shared, told = mapped(one)

    assert (len(group.event.record["title"]), len(shared.record("topic", "ucdp-dyad-9")["label"])) == (300, 100)
    source = shared.record("source", group.event.record["citations"][1]["source"])
    assert (len(source["title"]), source["note"]) == (500, headline)
    assert [one for one in told if one[0] == "text-shortened"] == [
        ("text-shortened", "title"),
        ("text-shortened", "dyad_name"),
        ("text-shortened", "source_headline"),
    ]
