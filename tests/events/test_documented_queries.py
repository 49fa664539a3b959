"""Every query of the documentation, asked of the sample."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.bundles import SAMPLE
from tests.graphql import ask

QUERIES = Path(__file__).parents[2] / "docs" / "queries"
TESTED = {
    *("accounts", "causal-chain", "causal-paths", "clusters", "facets", "narrative", "narrative-diff", "page"),
    *("events", "search", "timeline", "what-happened", "who-is", "why"),
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sample() -> None:
    call_command("load", str(SAMPLE), verbosity=0)


def asked(name: str, **variables: Any) -> dict[str, Any]:
    return ask((QUERIES / f"{name}.graphql").read_text(), **variables)


def test_every_documented_query_is_tested_here() -> None:
    assert {path.stem for path in QUERIES.glob("*.graphql")} == TESTED


def test_every_documented_query_can_be_trusted_and_asked_by_its_hash(settings: Any) -> None:
    settings.TRUSTED_DOCUMENTS, settings.TRUSTED_DOCUMENTS_ONLY = str(QUERIES), True

    for path in sorted(QUERIES.glob("*.graphql")):
        name = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        by_hash = Client().get("/graphql/", {"documentId": name})
        assert by_hash.json() == {"data": asked(path.stem)}
        assert by_hash["ETag"]


def test_paths_from_the_takeover_to_the_raid() -> None:
    first, *_ = asked("causal-paths")["causalPaths"]

    assert first["label"] == "Taliban takeover → TTP attack → army raid"
    assert first["score"] == pytest.approx(0.675 * 0.5)
    assert first["weakest"] == {"slug": "ttp-attack-to-army-raid"}
    assert [link["kind"] for link in first["links"]] == ["CONTRIBUTING_FACTOR", "MOTIVATED"]
    assert all(link["supporting"] for link in first["links"])


def test_chain_of_the_takeover_reaches_the_raid_the_search_and_the_pressure() -> None:
    chain = asked("causal-chain")["causalChain"]

    assert {node["event"]["slug"]: node["depth"] for node in chain["nodes"]} == {
        "taliban-takeover-2021": 0,
        "islamabad-presses-kabul-2021": 1,
        "ttp-suicide-attack-2021-09": 1,
        "south-waziristan-raid-2021-09": 2,
        "south-waziristan-search-2021-09": 3,
    }
    assert (chain["reachable"], chain["truncated"], chain["truncationReason"]) == (4, False, None)


def test_causes_of_the_raid_reach_the_offensives() -> None:
    chain = asked("causal-chain", event="south-waziristan-raid-2021-09", direction="CAUSES")["causalChain"]

    assert "pakistan-border-offensives" in [node["event"]["slug"] for node in chain["nodes"]]


def test_accounts_of_the_raid_agree_on_the_soldiers_and_contradict_on_the_fighters() -> None:
    soldiers, fighters = asked("accounts")["event"]["accounts"]

    assert (soldiers["subject"], soldiers["verdict"]) == ({"name": "Pakistan Army"}, "COMPATIBLE")
    assert (soldiers["low"], soldiers["high"], soldiers["common"]) == (7, None, {"low": 9, "high": 9})
    assert (fighters["subject"], fighters["verdict"]) == ({"name": "Tehrik-i-Taliban Pakistan"}, "CONTRADICTION")
    assert (fighters["low"], fighters["common"]) == (0, None)
    claims = [*soldiers["claims"], *fighters["claims"]]
    assert all(claim["interestedParty"] for claim in claims)
    by_ttp = [claim for claim in claims if claim["speaker"]["name"] == "Tehrik-i-Taliban Pakistan"]
    reason = "not immediately possible to independently verify"
    assert [(claim["verification"], claim["verificationReason"]) for claim in by_ttp] == [("UNVERIFIABLE", reason)] * 2


def test_who_the_ttp_is_each_answer_with_its_source() -> None:
    actor = asked("who-is")["actor"]

    assert {name["text"] for name in actor["names"]} >= {"TTP", "Pakistani Taliban"}
    allegiance = next(one for one in actor["relations"] if one["kind"] == "ALLEGIANCE_TO")
    assert allegiance["object"] == {"name": "Afghan Taliban"}
    designation = next(one for one in actor["designations"] if one["authority"]["name"] == "United States")
    assert designation["label"] == "global terrorist organization"
    assert all(one["citations"][0]["source"]["title"] for one in (allegiance, designation))


def test_what_happened_last_week_was_possibly_the_attack() -> None:
    possibly, certainly = asked("what-happened"), asked("what-happened", certainty="CERTAINLY")

    attack = "ttp-suicide-attack-2021-09"
    assert attack in [edge["node"]["slug"] for edge in possibly["events"]["edges"]]
    assert attack not in [edge["node"]["slug"] for edge in certainly["events"]["edges"]]


def test_page_shows_the_event_with_its_chain_evidence_and_accounts() -> None:
    page = asked("page")

    assert page["event"]["title"] == "Army raid in South Waziristan"
    assert {account["verdict"] for account in page["event"]["accounts"]} >= {"COMPATIBLE", "CONTRADICTION"}
    assert page["causes"]["nodes"][0]["event"]["slug"] == "south-waziristan-raid-2021-09"
    assert all(edge["link"]["supporting"] for edge in page["causes"]["edges"])
    assert [node["event"]["slug"] for node in page["effects"]["nodes"]][1:] == ["south-waziristan-search-2021-09"]


def test_narrative_from_kabul_to_south_waziristan_follows_recorded_links() -> None:
    narrative = asked("narrative")["narrative"]

    takeover, attack = {"slug": "taliban-takeover-2021"}, {"slug": "ttp-suicide-attack-2021-09"}
    raid, search = {"slug": "south-waziristan-raid-2021-09"}, {"slug": "south-waziristan-search-2021-09"}
    assert narrative["coherence"] == [
        {"between": [takeover, attack], "verdict": "LINK"},
        {"between": [attack, raid], "verdict": "LINK"},
        {"between": [raid, search], "verdict": "LINK"},
    ]
    assert [step["event"]["slug"] for step in narrative["steps"]] == [
        slide["unique_id"] for slide in narrative["timelineJs"]["events"]
    ]
    assert narrative["timelineJs"]["losses"] == [
        {"slug": search["slug"], "reason": "VAGUE_END"},
        {"slug": search["slug"], "reason": "STANCE"},
    ]


def test_tellings_of_the_army_and_the_ttp_share_the_raid_and_oppose_each_other_on_two_accounts() -> None:
    found = asked("narrative-diff")["narrativeDiff"]

    assert [event["slug"] for event in found["shared"]] == ["south-waziristan-raid-2021-09"]
    assert [event["slug"] for event in found["onlyA"]] == ["south-waziristan-search-2021-09"]
    assert (found["onlyB"], found["reordered"], found["stances"]) == ([], [], [])
    assert [(one["account"]["predicate"], one["account"]["verdict"]) for one in found["opposed"]] == [
        ("DESCRIPTION", "NOT_COMPARABLE"),
        ("KILLED", "CONTRADICTION"),
    ]
    assert [one["statement"] for one in found["opposed"][1]["claimsB"]] == [
        "The TTP says that all of its fighters got away, which leaves none killed"
    ]


def test_events_come_page_by_page_both_ways() -> None:
    every = [edge["node"]["slug"] for edge in asked("events")["events"]["edges"]]
    first = asked("events", first=3)["events"]
    second = asked("events", first=3, after=first["pageInfo"]["endCursor"])["events"]
    back = asked("events", last=3, before=second["pageInfo"]["startCursor"])["events"]

    assert [edge["node"]["slug"] for edge in (*first["edges"], *second["edges"])] == every[:6]
    assert back["edges"] == first["edges"]
    assert (back["pageInfo"]["hasPreviousPage"], second["pageInfo"]["hasNextPage"]) == (False, True)


def test_timeline_of_that_autumn_tells_what_is_certain_from_what_is_possible() -> None:
    months = asked("timeline")["timeline"]["buckets"]

    assert [(one["start"], one["certain"], one["possible"]) for one in months] == [
        ("2021-08-01", 1, 4),
        ("2021-09-01", 2, 5),
    ]


def test_search_finds_what_has_both_words_and_marks_them() -> None:
    found = asked("search")["search"]
    first, *others = [edge["node"] for edge in found["edges"]]

    title = "Pakistan presses the Taliban-led government over the TTP"
    assert (first["kind"], first["title"], first["match"]) == ("EVENT", title, "TEXT")
    assert [(hit["kind"], hit["title"]) for hit in others] == [
        ("NARRATIVE", "From Kabul to South Waziristan"),
        ("CLAIM", "The report puts the attack a month after the Taliban takeover"),
    ]
    for hit in (first, *others):
        marked = {part["text"].lower() for one in hit["highlights"] for part in one["parts"] if part["isMatch"]}
        assert marked == {"taliban", "attack"}
    assert asked("search", text="tehrik talban")["search"]["suggestions"] == ["Tehrik Taliban"]


def test_facets_of_that_autumn_count_each_event_once_in_what_it_lies_below() -> None:
    kinds, actors, places, months = asked("facets")["facets"]

    assert [(one["value"], one["count"], one["own"]) for one in kinds["values"][:3]] == [
        ("political-violence", 5, 0),
        ("battle", 3, 0),
        ("armed-clash", 1, 1),
    ]
    assert [(one["label"], one["count"]) for one in actors["values"][:2]] == [
        ("Tehrik-i-Taliban Pakistan", 7),
        ("Pakistan Army", 3),
    ]
    assert {one["value"]: (one["count"], one["own"]) for one in places["values"]} == {
        "pakistan": (6, 2),
        "afghanistan": (3, 2),
        "afghan-border-districts": (2, 2),
        "khyber-pakhtunkhwa": (2, 0),
        "south-waziristan": (2, 2),
        "kabul": (1, 1),
    }
    assert places["without"] == 1
    assert [(one["value"], one["certain"], one["possible"]) for one in months["values"]] == [
        ("2021-08", 1, 4),
        ("2021-09", 2, 5),
    ]


def test_clusters_of_the_region_tell_that_only_kabul_is_known_as_a_point() -> None:
    found = asked("clusters")["clusters"]

    assert [(one["key"], one["count"], one["imprecise"]) for one in found] == [
        ("5/88/42", 2, 2),
        ("5/87/43", 2, 2),
        ("5/88/43", 2, 2),
        ("5/88/44", 1, 0),
    ]
    assert found[3]["event"] == {"slug": "taliban-takeover-2021", "title": "Afghan Taliban seize power in Kabul"}
    assert (found[3]["latitude"], found[3]["longitude"]) == (34.52, 69.18)


def test_why_of_the_attack_quotes_who_dates_it_who_claims_it_and_how_many_it_killed() -> None:
    event = asked("why")["event"]

    assert event["when"]["display"] == "between 5 and 12 Sep 2021"
    assert event["when"]["why"]["excerpt"]["quote"] == "came a month after"
    assert [place["why"] for place in event["places"]] == [None]  # the report names the country in passing only
    [part] = event["participations"]
    assert (part["actor"], part["role"], part["alleged"]) == ({"name": "Tehrik-i-Taliban Pakistan"}, "INITIATOR", True)
    assert [claim["speaker"] for claim in part["why"]["claims"]] == [{"name": "Tehrik-i-Taliban Pakistan"}]
    assert part["why"]["excerpt"]["quote"] == "the TTP claimed responsibility"
    [killed] = event["accounts"]
    assert (killed["low"], killed["why"]["excerpt"]["quote"]) == (3, "killed at least three people")
    assert killed["why"]["excerpt"]["locator"] == "¶ 10"
