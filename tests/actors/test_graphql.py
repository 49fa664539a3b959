"""Actors, how they stand to each other and what they are called, through GraphQL."""

import pytest

from sources.choices import Status
from tests import factories as a
from tests.graphql import ask

pytestmark = pytest.mark.django_db


def test_relations_of_an_actor_come_from_both_ends() -> None:
    ttp, taliban, pakistan = a.an_actor("ttp"), a.an_actor("taliban"), a.an_actor("pakistan")
    a.a_relation(ttp, "ALLEGIANCE_TO", taliban)
    a.a_relation(pakistan, "OPPOSES", ttp)
    a.a_relation(pakistan, "NEGOTIATES_WITH", taliban)

    found = ask('{ actor(slug: "ttp") { relations { subject { slug } kind object { slug } } } }')

    assert found["actor"]["relations"] == [
        {"subject": {"slug": "ttp"}, "kind": "ALLEGIANCE_TO", "object": {"slug": "taliban"}},
        {"subject": {"slug": "pakistan"}, "kind": "OPPOSES", "object": {"slug": "ttp"}},
    ]


def test_actor_answers_with_names_and_what_authorities_call_it_each_with_its_source() -> None:
    source = a.a_source("paper", title="A paper")
    ttp, state = a.an_actor("ttp", name="TTP", kind="REBEL_GROUP"), a.an_actor("united-states", name="United States")
    a.a_name(ttp, "Pakistani Taliban", language="en", position=1)
    a.a_name(ttp, "Tehrik-i-Taliban Pakistan", kind="OFFICIAL")
    named = a.a_designation(ttp, state, label="global terrorist organization", when_edtf="2010/..")
    a.made(a.actors.DesignationCitation, designation=named, source=source, quote="designated", locator="¶ 6")

    found = ask(
        """{ actor(slug: "ttp") { name kind names { text kind language }
            designations { authority { name } label programme when { earliestStart }
                citations { quote locator source { title } } }
        } }"""
    )

    assert found["actor"] == {
        "name": "TTP",
        "kind": "REBEL_GROUP",
        "names": [
            {"text": "Tehrik-i-Taliban Pakistan", "kind": "OFFICIAL", "language": None},
            {"text": "Pakistani Taliban", "kind": "ALIAS", "language": "en"},
        ],
        "designations": [
            {
                "authority": {"name": "United States"},
                "label": "global terrorist organization",
                "programme": None,
                "when": {"earliestStart": "2010-01-01"},
                "citations": [{"quote": "designated", "locator": "¶ 6", "source": {"title": "A paper"}}],
            }
        ],
    }


def test_events_and_claims_of_an_actor_are_pages_that_can_be_filtered() -> None:
    actor, other = a.an_actor("ttp"), a.an_actor("army")
    for day in (1, 2, 3):
        event = a.an_event(f"day-{day}", f"2021-09-0{day}")
        a.a_participation(event, actor, role="INITIATOR")
        a.a_participation(event, other, role="TARGET")
        a.a_claim(event, slug=f"claim-{day}", speaker=actor)
    hidden = a.an_event("hidden", status=Status.DRAFT)
    a.a_participation(hidden, actor)

    found = ask(
        """{ actor(slug: "ttp") {
            events(filter: {happenedFrom: "2021-09-02", certainty: CERTAINLY}, order: REVERSE_CHRONOLOGICAL) {
                totalCount edges { node { slug } } }
            every: events(first: 1) { totalCount edges { node { slug } } pageInfo { hasNextPage } }
            claims(last: 1) { edges { node { slug predicate } } }
        } }"""
    )

    assert found["actor"] == {
        "events": {"totalCount": 2, "edges": [{"node": {"slug": "day-3"}}, {"node": {"slug": "day-2"}}]},
        "every": {"totalCount": 3, "edges": [{"node": {"slug": "day-1"}}], "pageInfo": {"hasNextPage": True}},
        "claims": {"edges": [{"node": {"slug": "claim-3", "predicate": "KILLED"}}]},
    }


def test_publisher_answers_whom_it_speaks_for() -> None:
    publisher, army = a.a_publisher("ispr"), a.an_actor("army")
    army.speaks_through.add(publisher)

    found = ask("{ publishers { edges { node { slug speaksFor { slug speaksThrough { slug } } } } } }")

    speaks_for = [{"slug": "army", "speaksThrough": [{"slug": "ispr"}]}]
    assert found["publishers"]["edges"] == [{"node": {"slug": "ispr", "speaksFor": speaks_for}}]
