"""What a page tells of one event, and of one link."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests import factories as a
from tests.explorer import RAID_PAGE, body, statements, text

pytestmark = pytest.mark.django_db


def test_event_tells_when_where_who_and_how_sure(client: Client, sample: None) -> None:
    page = text(client, RAID_PAGE)

    assert "between 14 and 15 Sep 2021 worked out by the editors; in its words “overnight”" in page
    assert "South Waziristan , Khyber Pakhtunkhwa within the district" in page
    assert "Pakistan Army initiator Tehrik-i-Taliban Pakistan target" in page


def test_accounts_stand_side_by_side_the_contradiction_first(client: Client, sample: None) -> None:
    page = text(client, RAID_PAGE)

    accounts = page[page.index("Who says what") :]
    assert accounts.startswith("Who says what killed · Tehrik-i-Taliban Pakistan (combatants) Contradiction")
    for said in (
        "Pakistan Army at least 5",
        "Tehrik-i-Taliban Pakistan 0",
        "Pakistan Army at least 7",
        "Tehrik-i-Taliban Pakistan 9",
        "what all share: 9",
        "At least five “terrorists” were also killed",
        "Soldiers and militants killed in a raid near the Afghan border , ¶ 3",
        "Unverifiable (“ not immediately possible to independently verify ”); read out of the wording",
    ):
        assert said in accounts


def test_intervals_of_opposed_claims_lie_apart(client: Client, sample: None) -> None:
    page = body(client, RAID_PAGE)

    contradiction = page[page.index('class="account contradiction"') : page.index('class="account compatible"')]
    ends = [float(x) for x in re.findall(r'<circle class="span" cx="([\d.]+)"', contradiction)]
    assert ends == [222.0, 18.0]
    assert "open-above" in contradiction


@pytest.mark.parametrize(("language", "many"), [("en", "1,234,567"), ("de", "1.234.567")])
def test_numbers_are_grouped_for_readers_but_not_in_drawings(
    client: Client, settings: Any, language: str, many: str
) -> None:
    settings.EXPLORER_LANGUAGE = language
    event = a.an_event("flood", "2021")
    for number in (1_234_567, 5):
        a.a_claim(event, speaker=a.an_actor(), low=number, high=number)

    page = body(client, "/events/flood")

    assert f">{many}</strong>" in page
    assert f">{many}</text>" in page
    assert set(re.findall(r'<circle class="span" cx="([^"]+)"', page)) == {"222.0", "18.0"}


def test_causes_and_effects_are_a_list_too(client: Client, sample: None) -> None:
    page = text(client, RAID_PAGE)

    assert (
        "Causes Suicide attack in Pakistan claimed by the TTP Motivated ; inferred by an analyst; "
        "roughly even chance (45–55 %)" in page
    )
    assert "Effects Cordon and search in South Waziristan Continued ; asserted by a source ( Pakistan Army )" in page


def test_link_tells_how_and_the_evidence_for_and_against(client: Client, sample: None) -> None:
    page = text(client, "/links/ttp-attack-to-army-raid")

    assert "no sentence of the report joins the two" in page
    assert "Inferred by an analyst: the editors" in page
    assert "For The group that was raided had claimed an attack the week before." in page
    assert "Qualified by The army names intelligence as its ground, not the attack." in page


def test_what_is_not_recorded_of_an_event_is_said(client: Client) -> None:
    a.an_event("bare")

    page = text(client, "/events/bare")

    assert "When not known Where not known Who not known" in page
    assert "No causes or effects are recorded." in page
    assert "Nobody is on record with a claim about it." in page
    assert "Sources none recorded" in page


def test_event_takes_as_many_statements_for_many_claims_as_for_one(client: Client) -> None:
    statements_of: list[int] = []
    for number in (1, 10):
        event, source = a.an_event(f"with-{number}", "2021"), a.a_source()
        for one in range(number):
            publisher = a.a_publisher()
            a.made(a.sources.Rating, publisher=publisher, code="B", when_edtf="2021")
            paper = a.a_source(publisher=publisher)
            a.a_claim(event, speaker=a.an_actor(), source=paper, low=one, high=None)
            a.a_participation(event, a.an_actor())
            a.an_event_place(event, a.a_place(parent=a.a_place()))
            a.an_event_citation(event, source)
            link = a.a_link(a.an_event(when="2020"), event)
            a.an_evidence(link, source=source)
        statements_of.append(statements(client, f"/events/with-{number}"))

    assert statements_of[0] == statements_of[1]


def test_event_tells_programs_what_it_is(client: Client, sample: None) -> None:
    page = body(client, RAID_PAGE)

    [written] = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    told = json.loads(written)
    assert told["@type"] == "Event"
    assert told["@id"] == f"http://testserver{RAID_PAGE}"
    assert told["name"] == "Army raid in South Waziristan"
