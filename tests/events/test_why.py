"""Why a date, a place, a part or a number is recorded as it is: who says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.choices import RelationKind
from events.accounts import digests
from events.choices import Role, ValueKind
from events.models import Event
from events.why import of_parts
from sources.visibility import Viewer
from tests import factories as a
from tests.access import a_client
from tests.graphql import ask

pytestmark = pytest.mark.django_db

ASKED = "{ claims { slug } claimCount assessment { slug } excerpt { quote source { slug } } }"


def asked(field: str, client: Any = None) -> Any:
    return ask(f'{{ event(slug: "event") {{ {field} }} }}', client)["event"]


def slugs(why: Any) -> list[str]:
    """Return the claims of an answer, none where it is null."""
    return [claim["slug"] for claim in why["claims"]] if why else []


def an_event(when: str = "2021-09-05", **fields: Any) -> Event:
    return a.an_event("event", when, **fields)


def test_a_date_rests_on_the_claims_of_a_time_that_equals_or_overlaps_it() -> None:
    event = an_event("[2021-09-05..2021-09-12]")
    for slug, when in (
        ("month", "2021-09"),
        ("same", "[2021-09-05..2021-09-12]"),
        ("day", "2021-09-12"),
        ("later", "2021-09-13"),
        ("endless", "../2021-09-05"),
    ):
        a.a_claim(event, "time", slug=slug, when_edtf=when, quote=f"of the {slug}")
    a.a_claim(event, "time", slug="denied", when_edtf="2021-09-05", speech_act="DENIES")
    a.a_claim(event, "time", slug="refuted", when_edtf="2021-09-05", verification="REFUTED")
    a.a_claim(event, "time", slug="timeless")
    a.a_claim(event, "announced", slug="of-something-else", when_edtf="2021-09-05")

    why = asked(f"when {{ why {ASKED} }}")["when"]["why"]

    assert slugs(why) == ["day", "endless", "month", "same"]
    assert why["claimCount"] == 4
    assert why["excerpt"]["quote"] == "of the same"
    assert why["assessment"] is None


def test_a_claim_that_was_replaced_says_nothing_any_more() -> None:
    event = an_event()
    earlier = a.a_claim(event, "time", slug="earlier", when_edtf="2021-09-05", stated_edtf="2021-09-06")
    replaced = a.a_claim(event, "time", slug="later", when_edtf="2021-09-05", supersedes=earlier, status="DRAFT")

    assert slugs(asked(f"when {{ why {ASKED} }}")["when"]["why"]) == ["earlier"]

    replaced.status = "PUBLISHED"
    replaced.save()
    assert slugs(asked(f"when {{ why {ASKED} }}")["when"]["why"]) == ["later"]


def test_other_times_and_what_nobody_claims_answer_null() -> None:
    event = an_event()
    a.a_claim(event, "killed", slug="number", low=3, stated_edtf="2021-09-06", when_edtf="2021-09-05")
    a.an_event_place(event, a.a_place("place"))
    a.a_participation(event, a.an_actor("actor"))
    why = f"why {ASKED}"

    found = asked(
        f"when {{ {why} }} places {{ {why} }} participations {{ {why} }} "
        f"claims {{ edges {{ node {{ when {{ {why} }} stated {{ {why} }} }} }} }}"
    )

    assert found == {
        "when": {"why": None},
        "places": [{"why": None}],
        "participations": [{"why": None}],
        "claims": {"edges": [{"node": {"when": {"why": None}, "stated": {"why": None}}}]},
    }


def test_a_place_rests_on_the_claims_that_name_it_or_what_lies_in_it_or_around_it() -> None:
    event = an_event()
    country = a.a_place("country")
    province, other = a.a_place("province", parent=country), a.a_place("other", parent=country)
    town = a.a_place("town", parent=province)
    a.an_event_place(event, province)
    for place in (country, province, other, town):
        a.a_claim(event, "place", slug=f"in-{place.slug}", place=place, quote=f"in {place.slug}")
    a.a_claim(event, "place", slug="denied", place=province, speech_act="DENIES")
    a.a_claim(event, "place", slug="unnamed", text="somewhere")

    [row] = asked(f"places {{ why {ASKED} }}")["places"]

    assert slugs(row["why"]) == ["in-country", "in-province", "in-town"]
    assert row["why"]["excerpt"]["quote"] == "in province"


def told(event: Event, role: str) -> list[str]:
    """Return the claims that put the first actor in a role."""
    [row] = event.participations.filter(role=role)
    found = of_parts([row], Viewer.PUBLIC)[row.pk]
    return [claim.slug for claim in found.claims] if found else []


def test_a_role_rests_on_the_claims_that_put_the_actor_in_it() -> None:
    event = an_event()
    actor, other = a.an_actor("actor"), a.an_actor("other")
    for role in Role:
        a.a_participation(event, actor, role=role)
    a.a_predicate("mediator", value_kind=ValueKind.ACTOR)
    a.a_claim(event, "killed", slug="its-dead", subject=actor, speaker=other, low=3)
    a.a_claim(event, "killed", slug="others-dead", subject=other, speaker=actor, low=3)
    a.a_claim(event, "motive", slug="its-motive", subject=actor, text="to clear the area")
    a.a_claim(event, "mediator", slug="it-mediates", actor=actor)
    a.a_claim(event, "responsibility", slug="it-is-blamed", subject=actor, speaker=other)
    a.a_claim(event, "responsibility", slug="it-owns-up", speaker=actor, speech_act="CLAIMS_RESPONSIBILITY")
    a.a_claim(event, "responsibility", slug="it-says-no", speaker=actor, subject=actor, speech_act="DENIES")

    every = ["it-is-blamed", "it-mediates", "it-owns-up", "its-dead", "its-motive"]
    responsible = ["it-is-blamed", "it-owns-up"]
    assert {role.value: told(event, role) for role in Role} == {
        "INITIATOR": [*responsible, "its-motive"],
        "ORGANISER": [*responsible, "its-motive"],
        "CLAIMANT": responsible,
        "TARGET": ["its-dead"],
        "VICTIM": ["its-dead"],
        "MEDIATOR": ["it-mediates"],
        "PARTICIPANT": every,
        "SUBJECT": every,
        "RESPONDER": [],
        "SUPPORTER": [],
        "AUTHORITY": [],
    }


def test_a_part_also_rests_on_claims_of_what_is_part_of_the_actor() -> None:
    event = an_event()
    army, brigade = a.an_actor("army"), a.an_actor("brigade")
    relation = a.a_relation(brigade, RelationKind.PART_OF, army)
    a.a_participation(event, army, role="VICTIM")
    a.a_claim(event, "killed", slug="of-the-brigade", subject=brigade, low=3)

    assert told(event, "VICTIM") == ["of-the-brigade"]

    relation.status = "DRAFT"
    relation.save()
    assert told(event, "VICTIM") == []


def test_a_number_rests_on_the_claims_that_set_it() -> None:
    event = an_event()
    for slug, low, high in (("seven", 7, 9), ("at-least-seven", 7, None), ("nine", 9, 9), ("several", None, None)):
        a.a_claim(event, slug=slug, low=low, high=high, speaker=a.an_actor(f"speaker-{slug}"))

    [account] = asked(
        f"accounts {{ low high why {ASKED} low_: why(bound: LOW) {ASKED} high_: why(bound: HIGH) {ASKED} }}"
    )["accounts"]

    assert (account["low"], account["high"]) == (7, None)
    assert slugs(account["why"]) == ["at-least-seven", "nine", "seven", "several"]
    assert slugs(account["low_"]) == ["at-least-seven", "seven"]
    assert slugs(account["high_"]) == ["at-least-seven"]


def test_days_of_an_account_rest_on_the_claims_that_set_them() -> None:
    event = an_event()
    for slug, when in (("month", "2021-09"), ("day", "2021-09-05"), ("first-half", "2021-09-01/2021-09-15")):
        a.a_claim(event, "time", slug=slug, when_edtf=when, speaker=a.an_actor(f"speaker-{slug}"))

    [account] = asked(f"accounts {{ earliest low: why(bound: LOW) {ASKED} high: why(bound: HIGH) {ASKED} }}")[
        "accounts"
    ]

    assert account["earliest"] == "2021-09-01"
    assert (slugs(account["low"]), slugs(account["high"])) == (["first-half", "month"], ["month"])


def test_a_denied_account_rests_on_nothing() -> None:
    a.a_claim(an_event(), slug="denial", low=3, speech_act="DENIES")

    assert asked(f"accounts {{ why {ASKED} }}")["accounts"] == [{"why": None}]


def test_the_assessment_to_go_by_is_fresh_before_stale_and_the_editors_before_others() -> None:
    event = an_event()
    a.a_claim(event, slug="claim", low=7)
    theirs = a.an_assessment(event, slug="a-publishers", best=7, by=a.a_publisher("publisher"))
    ours = a.an_assessment(event, slug="b-editors", best=8)
    digests._refresh([theirs.pk, ours.pk])

    def standing() -> str:
        [account] = asked(f"accounts {{ why {ASKED} }}")["accounts"]
        return str(account["why"]["assessment"]["slug"])

    assert standing() == "b-editors"
    a.events.Assessment.objects.filter(slug="b-editors").update(public_digest="of another time")
    assert standing() == "a-publishers"
    a.events.Assessment.objects.update(public_digest="of another time")
    assert standing() == "b-editors"


def test_the_excerpt_is_stated_and_quoted_where_a_claim_is() -> None:
    event = an_event()
    source = a.a_source("source")
    a.a_claim(event, slug="a-locator", low=7, quote="", locator="¶ 2", source=source)
    a.a_claim(event, slug="b-inferred", low=7, quote="all of them", reading="INFERRED", source=source)
    a.a_claim(event, slug="c-stated", low=7, quote="seven", source=source)

    [account] = asked(f"accounts {{ why {ASKED} }}")["accounts"]

    assert account["why"]["excerpt"] == {"quote": "seven", "source": {"slug": "source"}}


def test_hidden_claims_say_nothing_to_those_who_do_not_see_them() -> None:
    event = an_event()
    a.an_event_place(event, a.a_place("place"))
    a.a_participation(event, a.an_actor("actor"), role="VICTIM")
    a.a_claim(event, "time", slug="time", when_edtf="2021", status="DRAFT")
    a.a_claim(event, "place", slug="place", place=a.events.Place.objects.get(slug="place"), status="DRAFT")
    a.a_claim(event, slug="part", subject=a.actors.Actor.objects.get(slug="actor"), low=1, status="DRAFT")
    query = f"when {{ why {ASKED} }} places {{ why {ASKED} }} participations {{ why {ASKED} }}"

    public, drafts = asked(query), asked(query, a_client("a user who may see drafts"))

    assert public == {"when": {"why": None}, "places": [{"why": None}], "participations": [{"why": None}]}
    assert slugs(drafts["when"]["why"]) == ["time"]
    assert slugs(drafts["places"][0]["why"]) == ["place"]
    assert slugs(drafts["participations"][0]["why"]) == ["part"]


def an_event_with_reasons(number: int) -> None:
    event = a.an_event(f"event-{number}", "2021-09-05")
    place, actor = a.a_place(f"place-{number}"), a.an_actor(f"actor-{number}")
    a.an_event_place(event, place)
    a.a_participation(event, actor, role="VICTIM")
    a.a_claim(event, "time", when_edtf="2021-09", speaker=actor)
    a.a_claim(event, "place", place=place)
    a.a_claim(event, subject=actor, low=3)
    a.an_assessment(event, subject=actor, best=3)


def test_reasons_of_five_events_cost_as_many_statements_as_those_of_one() -> None:
    why = "why { claims { slug event { slug } } assessment { slug stale } excerpt { quote source { title } } }"
    query = (
        f"{{ events(first: 5) {{ edges {{ node {{ when {{ {why} }} places {{ {why} }} participations {{ {why} }} "
        f"accounts {{ {why} }} }} }} }} }}"
    )
    an_event_with_reasons(1)
    with CaptureQueriesContext(connection) as of_one:
        ask(query)
    for number in range(2, 6):
        an_event_with_reasons(number)

    with CaptureQueriesContext(connection) as of_five:
        edges = ask(query)["events"]["edges"]

    assert all(edge["node"]["when"]["why"] and edge["node"]["accounts"][0]["why"] for edge in edges)
    assert len(edges) == 5
    assert len(of_five) == len(of_one)
