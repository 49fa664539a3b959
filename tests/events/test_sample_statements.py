"""The twelve statements of the report that the sample was made from, each asked over GraphQL."""

from typing import Any

import pytest

from tests.graphql import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]

RAID = "south-waziristan-raid-2021-09"
CLAIMS = """
query Claims($event: ID!, $predicate: PredicateName!) {
  claims(filter: {event: [$event], predicate: [$predicate]}, order: SLUG) {
    edges { node {
      speaker { slug } speakerAsWorded speechAct low high text valueAsWorded reading
      when { edtf worded } stated { edtf worded } subject { slug } subjectAsWorded
      verification verificationReason interestedParty citation { quote source { slug } }
    } }
  }
}
"""
ACCOUNTS = """
query Accounts($event: ID!, $predicate: PredicateName) {
  event(slug: $event) { accounts(predicate: $predicate) {
    subject { slug } verdict low high common { low high } independentOrigins claims { slug interestedParty }
  } }
}
"""


def claims(event: str, predicate: str) -> list[dict[str, Any]]:
    """Return the claims of an event with a predicate; each is cited with words of the report."""
    found = ask(CLAIMS, event=event, predicate=predicate)["claims"]["edges"]
    nodes = [edge["node"] for edge in found]
    assert all(node["citation"]["quote"] for node in nodes)
    assert {node["citation"]["source"]["slug"] for node in nodes} == {"report-2021-09-15"}
    return nodes


def said(event: str, predicate: str, *fields: str) -> list[tuple[Any, ...]]:
    """Return who says what, by speaker: null is the report's own voice."""
    return [
        (node["speaker"] and node["speaker"]["slug"], *(node[field] for field in fields))
        for node in claims(event, predicate)
    ]


def accounts(predicate: str) -> dict[str | None, dict[str, Any]]:
    found = ask(ACCOUNTS, event=RAID, predicate=predicate)["event"]["accounts"]
    return {one["subject"] and one["subject"]["slug"]: one for one in found}


def test_1_soldiers_killed_at_least_seven_and_nine_are_compatible() -> None:
    account = accounts("KILLED")["pakistan-army"]

    assert (account["verdict"], account["low"], account["high"]) == ("COMPATIBLE", 7, None)
    assert account["common"] == {"low": 9, "high": 9}
    assert account["independentOrigins"] == 2
    assert [claim["interestedParty"] for claim in account["claims"]] == [True, True]


def test_2_fighters_killed_and_all_escaped_contradict() -> None:
    account = accounts("KILLED")["ttp"]

    assert (account["verdict"], account["low"], account["high"], account["common"]) == ("CONTRADICTION", 0, None, None)
    fighters = [one for one in claims(RAID, "KILLED") if one["subject"]["slug"] == "ttp"]
    assert [(one["low"], one["high"], one["subjectAsWorded"], one["reading"]) for one in fighters] == [
        (5, None, "terrorists", "STATED"),
        (0, 0, "all TTP fighters", "INFERRED"),
    ]
    assert said(RAID, "ESCAPED", "low", "high", "text") == [("ttp", None, None, "all")]


def test_3_several_soldiers_were_wounded() -> None:
    assert said(RAID, "WOUNDED", "low", "high", "valueAsWorded") == [("ttp", None, None, "several")]


def test_4_both_say_that_the_raid_happened_and_describe_it_differently() -> None:
    assert accounts("OCCURRENCE")[None]["verdict"] == "AGREEMENT"
    assert said(RAID, "OCCURRENCE", "speechAct") == [("pakistan-army", "ASSERTS"), ("ttp", "CONFIRMS")]
    assert accounts("DESCRIPTION")[None]["verdict"] == "NOT_COMPARABLE"
    assert said(RAID, "DESCRIPTION", "text") == [
        ("pakistan-army", "a suspected hideout"),
        ("ttp", "one of its own bases"),
    ]
    assert [speaker for (speaker,) in said(RAID, "MOTIVE")] == ["pakistan-army"]
    [method] = claims(RAID, "METHOD")
    assert "intense exchange of fire" in method["citation"]["quote"]


def test_5_no_claim_of_the_ttp_about_the_raid_could_be_verified() -> None:
    query = """{ claims(filter: {event: ["%s"], speaker: ["ttp"]}) {
      edges { node { verification verificationReason } } } }"""

    found = [edge["node"] for edge in ask(query % RAID)["claims"]["edges"]]

    assert len(found) == 6
    assert {one["verification"] for one in found} == {"UNVERIFIABLE"}
    assert {one["verificationReason"] for one in found} == {"not immediately possible to independently verify"}


def test_6_the_search_is_to_clear_the_area() -> None:
    search = "south-waziristan-search-2021-09"

    assert [speaker for (speaker,) in said(search, "OCCURRENCE")] == ["pakistan-army"]
    [(speaker, motive)] = said(search, "MOTIVE", "text")
    assert (speaker, motive) == ("pakistan-army", "to rid the area of militants who may still be there")


def test_7_the_ttp_claimed_the_attack_of_the_week_before() -> None:
    attack = "ttp-suicide-attack-2021-09"

    [responsibility] = claims(attack, "RESPONSIBILITY")

    assert (responsibility["speaker"], responsibility["speechAct"]) == ({"slug": "ttp"}, "CLAIMS_RESPONSIBILITY")
    assert responsibility["stated"] == {"edtf": "[2021-09-05..2021-09-12]", "worded": "last week"}
    assert said(attack, "KILLED", "low", "high") == [(None, 3, None)]
    assert said(attack, "WOUNDED", "low", "high") == [(None, 20, 20)]
    [time] = claims(attack, "TIME")
    assert (time["speaker"], time["when"]["worded"]) == (None, "a month after")


def test_8_pakistan_says_that_the_ttp_uses_sanctuaries() -> None:
    found = said("ttp-cross-border-campaign", "METHOD", "text")

    assert ("pakistan", "from sanctuaries in Afghanistan") in found
    assert (None, "organised on the Afghan side of the border") in found


def test_9_the_offensives_were_backed_by_air_power() -> None:
    offensives = "pakistan-border-offensives"

    assert said(offensives, "METHOD", "text") == [(None, "with support from the air")]
    assert said(offensives, "MOTIVE", "text") == [(None, "to bring the districts along the border under control")]
    [(_, strongholds)] = said(offensives, "DESCRIPTION", "text")
    assert "strongholds of local and foreign militants" in strongholds


def test_10_the_operations_drove_fighters_out_and_attacks_came_from_there() -> None:
    assert said("ttp-flight-to-afghanistan", "OCCURRENCE") == [(None,)]
    assert said("ttp-cross-border-campaign", "OCCURRENCE") == [(None,)]
    query = """{ event(slug: "pakistan-border-offensives") { effects {
      edges { node { kind basis effect { slug } supporting { citation { quote } } } } } } }"""

    links = [edge["node"] for edge in ask(query)["event"]["effects"]["edges"]]

    assert {(link["kind"], link["basis"], link["effect"]["slug"]) for link in links} == {
        ("CAUSED", "SOURCE_ASSERTED", "ttp-flight-to-afghanistan"),
        ("CAUSED", "SOURCE_ASSERTED", "ttp-cross-border-campaign"),
    }
    assert all(link["supporting"] for link in links)


def test_11_islamabad_presses_kabul() -> None:
    pressure = "islamabad-presses-kabul-2021"

    assert said(pressure, "OCCURRENCE", "speakerAsWorded") == [("pakistan", "Top Pakistani security officials")]
    assert said(pressure, "DESCRIPTION", "speechAct") == [("pakistan", "DEMANDS")]


def test_12_the_takeover_toppled_the_government() -> None:
    takeover = "taliban-takeover-2021"

    assert said(takeover, "OCCURRENCE") == [(None,)]
    [(speaker, method)] = said(takeover, "METHOD", "text")
    assert speaker is None
    assert "the United States backed" in method


def test_who_the_ttp_is() -> None:
    query = """{ actor(slug: "ttp") {
      names { text }
      relations { kind object { slug } citations { source { slug } } }
      designations { authority { slug } label citations { source { slug } } }
    } }"""

    ttp = ask(query)["actor"]

    cited = [{"source": {"slug": "report-2021-09-15"}}]
    assert {name["text"] for name in ttp["names"]} >= {"TTP", "Pakistani Taliban", "Tehrik-i-Taliban Pakistan"}
    assert ttp["relations"] == [{"kind": "ALLEGIANCE_TO", "object": {"slug": "afghan-taliban"}, "citations": cited}]
    assert {
        "authority": {"slug": "united-states"},
        "label": "global terrorist organization",
        "citations": cited,
    } in ttp["designations"]


def test_what_happened_last_week_is_possibly_and_not_certainly_the_attack() -> None:
    query = """query Found($how: Certainty!) {
      events(filter: {happenedFrom: "2021-09-05", happenedTo: "2021-09-05", certainty: $how}) {
        edges { node { slug } } } }"""

    def found(how: str) -> set[str]:
        return {edge["node"]["slug"] for edge in ask(query, how=how)["events"]["edges"]}

    assert "ttp-suicide-attack-2021-09" in found("POSSIBLY")
    assert found("CERTAINLY") == set()
