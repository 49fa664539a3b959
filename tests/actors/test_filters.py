"""What actors, relations and designations are found by."""

import datetime

import pytest

from actors.filters import ActorFilterSet, DesignationFilterSet, RelationFilterSet
from actors.models import DesignationCitation, RelationCitation
from sources.models import ExternalId
from sources.visibility import Viewer
from tests import factories
from tests.asking import asked, only_drafts_find, unnamed

NOON = datetime.datetime(2021, 9, 5, 12, tzinfo=datetime.UTC)
EARLIER = NOON - datetime.timedelta(days=1)

ACTORS = [
    ({"slug_in": "ttp,absent"}, {"ttp"}),
    ({"external_id": "wikidata:Q1"}, {"ttp"}),
    ({"updated_since": NOON}, {"ttp"}),
    ({"status": "PUBLISHED"}, {"ttp", "cell", "squad", "us"}),
    ({"kind": "REBEL_GROUP"}, {"ttp"}),
    ({"country": "US"}, {"us"}),
    ({"name": "pakistani taliban"}, {"ttp"}),
    ({"name": "tehrik"}, {"ttp"}),
    ({"name": "united"}, {"us"}),
    ({"part_of": "ttp"}, {"cell", "squad"}),
    ({"part_of": ["cell", "us"]}, {"squad"}),
    ({"speaks_through": "umar-media"}, {"ttp"}),
    ({"designated_by": "us"}, {"ttp"}),
    ({"is_designated": "true"}, {"ttp"}),
    ({"is_designated": False}, {"cell", "squad", "us"}),
    ({"active_from": "2010-01-01"}, {"ttp"}),
    ({"active_to": "2007-12-31"}, {"ttp"}),
    ({"active_to": "2006-12-31"}, set()),
    ({"takes_part_in": "raid"}, {"ttp"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), ACTORS)
def test_actors_are_found_by(data, expected):
    ttp = factories.an_actor(
        "ttp",
        name="TTP",
        kind="REBEL_GROUP",
        active_edtf="2007/..",
        speaks_through=[factories.a_publisher("umar-media")],
        updated_at=NOON,
    )
    cell, squad = (factories.an_actor(slug, updated_at=EARLIER) for slug in ("cell", "squad"))
    us = factories.an_actor("us", name="United States", country="US", updated_at=EARLIER)
    factories.a_name(ttp, "Tehrik-i-Taliban Pakistan")
    factories.a_name(ttp, "Pakistani Taliban")
    factories.a_relation(cell, "PART_OF", ttp)
    factories.a_relation(squad, "PART_OF", cell)
    factories.a_relation(us, "OPPOSES", ttp)
    factories.a_designation(ttp, us)
    raid = factories.an_event("raid")
    factories.a_participation(raid, ttp, role="INITIATOR")
    factories.a_participation(raid, ttp, role="CLAIMANT")
    ExternalId.objects.create(kind="actor", scheme="wikidata", identifier="Q1", slug="ttp")

    assert asked(ActorFilterSet, **data) == expected


def test_every_parameter_of_actors_is_tried():
    assert unnamed(ActorFilterSet, ACTORS) == set()


@pytest.mark.django_db
def test_actors_are_not_found_by_what_is_hidden():
    whole, part = factories.an_actor("whole"), factories.an_actor("part")
    hidden = factories.an_actor("hidden", status="DRAFT")
    factories.a_relation(part, "PART_OF", whole, status="DRAFT")
    factories.a_designation(part, whole, status="DRAFT")
    factories.a_designation(whole, hidden, status="IN_REVIEW")
    factories.a_participation(factories.an_event("draft", status="DRAFT"), part)

    only_drafts_find(ActorFilterSet, {"part"}, part_of="whole")
    only_drafts_find(ActorFilterSet, {"part"}, designated_by="whole")
    only_drafts_find(ActorFilterSet, {"whole"}, designated_by="hidden")
    only_drafts_find(ActorFilterSet, {"part", "whole"}, is_designated=True)
    only_drafts_find(ActorFilterSet, {"part"}, takes_part_in="draft")
    only_drafts_find(ActorFilterSet, {"hidden"}, name="hidden")
    assert asked(ActorFilterSet, is_designated=False) == {"part", "whole"}


@pytest.mark.django_db
def test_retracted_relations_count_for_nobody():
    whole, part = factories.an_actor("whole"), factories.an_actor("part")
    factories.a_relation(part, "PART_OF", whole, status="RETRACTED")
    factories.a_designation(part, whole, status="RETRACTED")

    assert asked(ActorFilterSet, Viewer.DRAFTS, part_of="whole") == set()
    assert asked(ActorFilterSet, Viewer.DRAFTS, is_designated=False) == {"whole", "part"}


RELATIONS = [
    ({"slug_in": "first"}, {"first"}),
    ({"external_id": "a:b"}, {"first"}),
    ({"updated_since": NOON}, {"first"}),
    ({"status": "PUBLISHED"}, {"first", "second"}),
    ({"kind": "ALLEGIANCE_TO"}, {"first"}),
    ({"subject": "ttp"}, {"first"}),
    ({"object": "afghan-taliban"}, {"first"}),
    ({"actor": "ttp"}, {"first", "second"}),
    ({"actor": "afghan-taliban"}, {"first"}),
    ({"source": "report"}, {"first"}),
    ({"held_from": "2021-01-01"}, {"first"}),
    ({"held_to": "2001-01-01"}, {"second"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), RELATIONS)
def test_relations_are_found_by(data, expected):
    ttp, afghan, other = (factories.an_actor(slug) for slug in ("ttp", "afghan-taliban", "other"))
    first = factories.a_relation(ttp, "ALLEGIANCE_TO", afghan, slug="first", when_edtf="2007/..", updated_at=NOON)
    factories.a_relation(other, "OPPOSES", ttp, slug="second", when_edtf="2000/2005", updated_at=EARLIER)
    RelationCitation.objects.create(relation=first, source=factories.a_source("report"), quote="pledged")
    ExternalId.objects.create(kind="relation", scheme="a", identifier="b", slug="first")

    assert asked(RelationFilterSet, **data) == expected


def test_every_parameter_of_relations_is_tried():
    assert unnamed(RelationFilterSet, RELATIONS) == set()


DESIGNATIONS = [
    ({"slug_in": "first"}, {"first"}),
    ({"external_id": "ofac:1"}, {"first"}),
    ({"updated_since": NOON}, {"first"}),
    ({"status": "PUBLISHED"}, {"first", "second"}),
    ({"actor": "ttp"}, {"first"}),
    ({"authority": "us"}, {"first"}),
    ({"label": "terrorist"}, {"first"}),
    ({"programme": "sdgt"}, {"first"}),
    ({"source": "report"}, {"first"}),
    ({"held_from": "2021-01-01"}, {"first"}),
    ({"held_to": "2001-01-01"}, {"second"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), DESIGNATIONS)
def test_designations_are_found_by(data, expected):
    ttp, us, other = (factories.an_actor(slug) for slug in ("ttp", "us", "other"))
    first = factories.a_designation(
        ttp,
        us,
        slug="first",
        label="Foreign Terrorist Organization",
        programme="SDGT",
        when_edtf="2010/..",
        updated_at=NOON,
    )
    factories.a_designation(other, other, slug="second", label="proscribed", when_edtf="2000/2005", updated_at=EARLIER)
    DesignationCitation.objects.create(designation=first, source=factories.a_source("report"), quote="designated")
    ExternalId.objects.create(kind="designation", scheme="ofac", identifier="1", slug="first")

    assert asked(DesignationFilterSet, **data) == expected


def test_every_parameter_of_designations_is_tried():
    assert unnamed(DesignationFilterSet, DESIGNATIONS) == set()


@pytest.mark.django_db
def test_relations_and_designations_are_not_found_by_a_hidden_source():
    one, other = factories.an_actor(), factories.an_actor()
    hidden = factories.a_source("hidden", status="DRAFT")
    relation = factories.a_relation(one, "OPPOSES", other, slug="relation")
    designation = factories.a_designation(one, other, slug="designation")
    RelationCitation.objects.create(relation=relation, source=hidden, quote="a few words")
    DesignationCitation.objects.create(designation=designation, source=hidden, quote="a few words")

    only_drafts_find(RelationFilterSet, {"relation"}, source="hidden")
    only_drafts_find(DesignationFilterSet, {"designation"}, source="hidden")
