"""The sentence a claim is told in."""

from typing import Any

import pytest

from actors.models import Actor
from events.models import Claim, Event, Place, Predicate
from events.sentences import statement_of
from sources.models import Publisher, Source

ARMY = Actor(pk=1, name="Pakistan Army")
TTP = Actor(pk=2, name="Tehrik-i-Taliban Pakistan")
PAKISTAN = Actor(pk=3, name="Pakistan")
DAWN = Source(pk=1, slug="dawn-1", title="Seven soldiers killed", publisher=Publisher(pk=1, name="Dawn"))
REPORT = Source(pk=2, slug="report-2021-09-15", title="Report of 15 September 2021")
SOLDIERS = {"subject": ARMY, "subject_class": "COMBATANTS"}
FIGHTERS = {"subject": TTP, "subject_class": "COMBATANTS"}


def a_claim(predicate: str, value_kind: str, *, unit: str = "", **fields: Any) -> Claim:
    """A claim that was never saved: to tell it must not ask the database."""
    asked = Predicate(pk=1, slug=predicate, label=predicate.capitalize(), value_kind=value_kind, unit=unit)
    claim = Claim(predicate=asked, **{"event": Event(title="Raid"), "source": DAWN} | fields)
    claim.clean()
    return claim


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"speaker": ARMY, "low": 7, **SOLDIERS}, "Pakistan Army asserts: killed ≥ 7 (combatants of Pakistan Army)"),
        (
            {"speaker": ARMY, "low": 5, **FIGHTERS, "subject_as_worded": "terrorists"},
            "Pakistan Army asserts: killed ≥ 5 (combatants of Tehrik-i-Taliban Pakistan, “terrorists”)",
        ),
        (
            {
                "speaker": TTP,
                "low": 0,
                "high": 0,
                "subject": TTP,
                "reading": "INFERRED",
                "value_as_worded": "all escaped",
            },
            "Tehrik-i-Taliban Pakistan asserts: killed 0 (Tehrik-i-Taliban Pakistan), inferred from “all escaped”",
        ),
        ({"speaker": TTP, "low": 9, "high": 9}, "Tehrik-i-Taliban Pakistan asserts: killed 9"),
        ({"speaker": TTP, "low": 3, "high": 5}, "Tehrik-i-Taliban Pakistan asserts: killed 3–5"),
        ({"speaker": TTP, "high": 5}, "Tehrik-i-Taliban Pakistan asserts: killed ≤ 5"),
        ({"speaker": TTP, "value_as_worded": "several"}, "Tehrik-i-Taliban Pakistan asserts: killed “several”"),
        ({"speaker": TTP, "text": "all"}, "Tehrik-i-Taliban Pakistan asserts: killed all"),
        ({"speaker": TTP}, "Tehrik-i-Taliban Pakistan asserts: killed"),
        ({"speaker": TTP, "low": 12000}, "Tehrik-i-Taliban Pakistan asserts: killed ≥ 12,000"),
        ({"speaker": TTP, "low": 7, "speech_act": "DENIES"}, "Tehrik-i-Taliban Pakistan denies: killed ≥ 7"),
        (
            {"speaker": TTP, "low": 7, "high": 7, "speech_act": "CLAIMS_RESPONSIBILITY"},
            "Tehrik-i-Taliban Pakistan claims responsibility: killed 7",
        ),
        (
            {"speaker": PAKISTAN, "speaker_as_worded": "security officials", "low": 1},
            "Pakistan (“security officials”) asserts: killed ≥ 1",
        ),
        ({"low": 3}, "Dawn in its own voice: killed ≥ 3"),
        ({"low": 3, "speech_act": "REPORTS_HEARSAY"}, "Dawn in its own voice reports from hearsay: killed ≥ 3"),
        ({"low": 3, "source": REPORT}, "Report of 15 September 2021 in its own voice: killed ≥ 3"),
        ({"low": 3, "speaker_as_worded": "residents"}, "“residents”, in Dawn, asserts: killed ≥ 3"),
        ({"low": 3, "subject_class": "CIVILIANS"}, "Dawn in its own voice: killed ≥ 3 (civilians)"),
        ({"low": 3, "subject_class": "UNKNOWN", "reading": "INFERRED"}, "Dawn in its own voice: killed ≥ 3, inferred"),
    ],
)
def test_number_is_told_by_its_bounds(fields: dict[str, Any], sentence: str) -> None:
    assert statement_of(a_claim("killed", "COUNT", unit="people", **fields)) == sentence


@pytest.mark.parametrize(
    ("predicate", "value_kind", "fields", "sentence"),
    [
        ("responsibility", "NONE", {"speech_act": "CLAIMS_RESPONSIBILITY"}, "Pakistan Army claims responsibility"),
        (
            *("responsibility", "NONE", {"speech_act": "CLAIMS_RESPONSIBILITY", "subject": ARMY}),
            "Pakistan Army claims responsibility",
        ),
        ("responsibility", "NONE", {"speech_act": "DENIES"}, "Pakistan Army denies responsibility"),
        (
            "responsibility",
            "NONE",
            {"subject": TTP},
            "Pakistan Army asserts responsibility (Tehrik-i-Taliban Pakistan)",
        ),
        ("responsibility", "NONE", {"speaker": None}, "Dawn in its own voice: responsibility"),
        ("occurrence", "NONE", {}, "Pakistan Army asserts that it happened"),
        ("occurrence", "NONE", {"speech_act": "CONFIRMS"}, "Pakistan Army confirms that it happened"),
        ("occurrence", "NONE", {"speech_act": "DENIES"}, "Pakistan Army denies that it happened"),
        ("occurrence", "NONE", {"speaker": None}, "Dawn in its own voice: it happened"),
        ("motive", "TEXT", {"text": "to clear the area"}, "Pakistan Army asserts: motive: to clear the area"),
        ("motive", "TEXT", {"speech_act": "DENIES"}, "Pakistan Army denies: motive"),
        ("outcome", "TEXT", {"text": "peace", "speech_act": "VOWS"}, "Pakistan Army vows: outcome: peace"),
        ("outcome", "TEXT", {"text": "peace", "speech_act": "DEMANDS"}, "Pakistan Army demands: outcome: peace"),
        ("place", "PLACE", {"place": Place(name="Kabul")}, "Pakistan Army asserts: place: Kabul"),
        ("author", "ACTOR", {"actor": TTP}, "Pakistan Army asserts: author: Tehrik-i-Taliban Pakistan"),
        (
            *("time", "TIME", {"when_edtf": "[2021-09-05..2021-09-12]", "when_worded": "last week"}),
            "Pakistan Army asserts: time: between 5 and 12 Sep 2021 (“last week”)",
        ),
        ("amount", "QUANTITY", {"low": 1.5, "high": 1.5, "unit": "USD"}, "Pakistan Army asserts: amount 1.5 USD"),
        ("amount", "QUANTITY", {"low": 1200.25, "unit": "USD"}, "Pakistan Army asserts: amount ≥ 1,200.25 USD"),
    ],
)
def test_every_kind_of_value_is_told(predicate: str, value_kind: str, fields: dict[str, Any], sentence: str) -> None:
    assert statement_of(a_claim(predicate, value_kind, **{"speaker": ARMY} | fields)) == sentence


def test_sentence_that_somebody_wrote_stands() -> None:
    claim = a_claim("killed", "COUNT", speaker=ARMY, low=7, statement=" At least seven soldiers fell. ")

    assert statement_of(claim) == "At least seven soldiers fell."
