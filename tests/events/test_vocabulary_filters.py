"""What places, types, topics and predicates are found by."""

import datetime

import pytest

from events.filters import EventTypeFilterSet, PlaceFilterSet, PredicateFilterSet, TopicFilterSet
from events.models import Predicate
from sources.models import ExternalId
from tests import factories
from tests.asking import asked, unnamed

NOON = datetime.datetime(2021, 9, 5, 12, tzinfo=datetime.UTC)
EARLIER = NOON - datetime.timedelta(days=1)

PLACES = [
    ({"slug_in": "village"}, {"village"}),
    ({"external_id": "geonames:1"}, {"village"}),
    ({"updated_since": NOON}, {"village"}),
    ({"kind": "SITE"}, {"village"}),
    ({"country": "pk"}, {"province", "village"}),
    ({"name": "VILLAGE"}, {"village"}),
    ({"name": "janubi"}, {"village"}),
    ({"name": "جنوبی"}, {"village"}),
    ({"name": "["}, set()),
    ({"parent": "province"}, {"village"}),
    ({"parent": "pakistan"}, {"province", "village"}),
    ({"parent": "village"}, set()),
    ({"bbox": "69,32,70,33"}, {"village"}),
    ({"bbox": "70,32,69,33"}, set()),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), PLACES)
def test_places_are_found_by(data, expected):
    pakistan = factories.a_place("pakistan", kind="COUNTRY", updated_at=EARLIER)
    province = factories.a_place("province", parent=pakistan, country="PK", updated_at=EARLIER)
    factories.a_place(
        "village",
        kind="SITE",
        name="The village",
        other_names=["Waziristan Janubi", "جنوبی"],
        parent=province,
        country="PK",
        latitude=32.5,
        longitude=69.5,
        updated_at=NOON,
    )
    ExternalId.objects.create(kind="place", scheme="geonames", identifier="1", slug="village")

    assert asked(PlaceFilterSet, **data) == expected


def test_every_parameter_of_places_is_tried():
    assert unnamed(PlaceFilterSet, PLACES) == set()


@pytest.mark.django_db
def test_other_names_that_are_no_list_find_nothing():
    factories.a_place("odd", name="x", other_names={"y": "z"})
    factories.a_place("plain", name="x")

    assert asked(PlaceFilterSet, name="x") == {"odd", "plain"}


TREES = [
    ({"slug_in": "far-below,absent"}, {"far-below"}),
    ({"external_id": "a:b"}, {"far-below"}),
    ({"updated_since": NOON}, {"far-below"}),
    ({"label": "RAID"}, {"far-below"}),
    ({"parent": "the-top"}, {"between-them", "far-below"}),
    ({"parent": "between-them"}, {"far-below"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), TREES)
@pytest.mark.parametrize(
    ("filterset", "make", "kind"),
    [(EventTypeFilterSet, factories.a_type, "event_type"), (TopicFilterSet, factories.a_topic, "topic")],
)
def test_types_and_topics_are_found_by(filterset, make, kind, data, expected):
    seeded = set(filterset._meta.model.objects.values_list("slug", flat=True))
    top = make("the-top", updated_at=EARLIER)
    between = make("between-them", parent=top, updated_at=EARLIER)
    make("far-below", parent=between, label="A raid by night", updated_at=NOON)
    ExternalId.objects.create(kind=kind, scheme="a", identifier="b", slug="far-below")

    assert asked(filterset, **data) - seeded == expected


def test_every_parameter_of_types_and_topics_is_tried():
    assert unnamed(EventTypeFilterSet, TREES) == set()
    assert unnamed(TopicFilterSet, TREES) == set()


PREDICATES = [
    ({"slug_in": "killed"}, {"killed"}),
    ({"external_id": "a:b"}, {"killed"}),
    ({"updated_since": NOON}, {"killed"}),
    ({"label": "KILL"}, {"killed"}),
    ({"value_kind": "COUNT,QUANTITY"}, {"killed"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), PREDICATES)
def test_predicates_are_found_by(data, expected):
    Predicate.objects.all().delete()
    factories.a_predicate("killed", updated_at=NOON)
    factories.a_predicate("motive", value_kind="TEXT", updated_at=EARLIER)
    ExternalId.objects.create(kind="predicate", scheme="a", identifier="b", slug="killed")

    assert asked(PredicateFilterSet, **data) == expected


def test_every_parameter_of_predicates_is_tried():
    assert unnamed(PredicateFilterSet, PREDICATES) == set()
