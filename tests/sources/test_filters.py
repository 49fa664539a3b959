"""What lists can be asked: how values are read and refused; publishers, sources, media."""

import datetime
from typing import Any

import pytest
from django.http import QueryDict
from django_filters import FilterSet

from events.filters import EventFilterSet
from events.models import Event
from sources.filters import MediaFilterSet, PublisherFilterSet, SourceFilterSet, apply
from sources.models import ExternalId, Publisher, Source
from sources.records import all_kinds
from sources.refusals import Refusal
from sources.visibility import Viewer
from tests import factories
from tests.asking import asked, only_drafts_find, unnamed

NOON = datetime.datetime(2021, 9, 5, 12, tzinfo=datetime.UTC)


def _refused(**data: Any) -> list[tuple[str, Any, str]]:
    with pytest.raises(Refusal) as refused:
        apply(EventFilterSet, Event.objects.all(), data, Viewer.PUBLIC)
    return [(fault.code, fault.path[0], fault.message) for fault in refused.value.faults]


def test_an_unknown_parameter_is_refused_with_names_like_it():
    ((code, name, message),) = _refused(hapened_from="2021-09-05")

    assert (code, name) == ("UNKNOWN_PARAMETER", "hapened_from")
    assert message.startswith("There is no parameter hapened_from. Did you mean happened_from or ")


def test_an_unknown_parameter_like_no_other_is_refused_with_all_names():
    ((code, name, message),) = _refused(zzzzzz="1")

    assert (code, name) == ("UNKNOWN_PARAMETER", "zzzzzz")
    assert all(known in message for known in EventFilterSet.base_filters)


def test_every_fault_is_named_in_the_order_asked():
    faults = _refused(nonsense=None, role="HERO", happened_from="2021-02-30", has_time="maybe")

    assert [(code, name) for code, name, _ in faults] == [
        ("UNKNOWN_PARAMETER", "nonsense"),
        ("BAD_USER_INPUT", "role"),
        ("BAD_USER_INPUT", "happened_from"),
        ("BAD_USER_INPUT", "has_time"),
    ]


def test_a_word_of_no_vocabulary_is_refused_with_those_allowed():
    assert _refused(certainty="SURELY") == [
        ("BAD_USER_INPUT", "certainty", "SURELY is not one of POSSIBLY, CERTAINLY.")
    ]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("happened_from", "2021-02-30", "February 2021 has 28 days"),
        ("happened_from", "2021", "A day is written 2021-09-05"),
        ("happened_from", "99999999999999999999-01-01", "no day"),
        ("happened_from", 5, "text"),
        ("killed_from", "-1", "from 0 to"),
        ("killed_from", "99999999999999999999", "whole number"),
        ("killed_from", 10**13, "from 0 to"),
        ("killed_from", 10**400, "from 0 to"),
        ("killed_from", "7.5", "whole number"),
        ("killed_from", "٧", "whole number"),
        ("killed_from", True, "whole number"),
        ("killed_from", "NaN", "whole number"),
        ("has_time", "1", "true or false"),
        ("has_time", 1, "true or false"),
        ("has_time", [], "true or false"),
        ("updated_since", "yesterday", "2021-09-05T12:00:00Z"),
        ("updated_since", "0001-01-01T00:00:00+14:00", "no moment"),
        ("bbox", "1,2,3", "west,south,east,north"),
        ("bbox", "1,2,3,x", "west,south,east,north"),
        ("bbox", "1,2,3,nan", "west,south,east,north"),
        ("bbox", "1,2,3,inf", "west,south,east,north"),
        ("bbox", "-181,2,3,4", "West and east"),
        ("bbox", "1,5,3,4", "south not above north"),
        ("bbox", "1,2,3,91", "South and north"),
        ("bbox", 7, "west,south,east,north"),
        ("external_id", "Q42418", "scheme and the identifier"),
        ("external_id", ":Q42418", "scheme and the identifier"),
        ("type", "", "leave the parameter out"),
        ("type", [], "at least one"),
        ("type", ["a", 5], "Give a text"),
        ("type", "a,,b", "leave the parameter out"),
        ("type", [f"type-{number}" for number in range(101)], "at most 100 values; there are 101"),
        ("type", "a" * 201, "at most 200 characters; there are 201"),
        ("type", "a\0", "characters that no text has"),
        ("type", "\ud800", "characters that no text has"),
        ("status", "PUBLISHED,SECRET", "SECRET is not one of DRAFT, IN_REVIEW, PUBLISHED, RETRACTED"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_at_its_parameter(name, value, words):
    ((code, place, message),) = _refused(**{name: value})

    assert (code, place) == ("BAD_USER_INPUT", name)
    assert words in message


def test_a_window_that_ends_before_it_begins_is_refused():
    assert _refused(happened_from="2021-09-06", happened_to="2021-09-05") == [
        ("BAD_USER_INPUT", "happened_from", "happened_from is above happened_to.")
    ]


def test_every_parameter_says_what_it_asks_and_means_something():
    for filterset in _filtersets(FilterSet):
        grouped = {name for some in filterset.together for name in some.names}
        for name, one in filterset.base_filters.items():
            assert one.help_text.endswith("."), (filterset, name)
            assert (one.where is None) == (name in grouped), (filterset, name)


def test_external_keys_are_looked_for_under_the_kind_of_the_model():
    asking = {filterset._meta.model: filterset for filterset in _filtersets(FilterSet)}

    for kind in all_kinds():
        filterset = asking[kind.model]
        query = str(apply(filterset, kind.model.objects.all(), {"external_id": "wikidata:Q1"}, Viewer.PUBLIC).query)
        assert f'"kind" = {kind.name} ' in query


def _filtersets(base: Any) -> list[Any]:
    found = [one for below in base.__subclasses__() for one in [below, *_filtersets(below)]]
    return [one for one in found if one.__module__.split(".")[0] in ("sources", "actors", "events") and one._meta.model]


@pytest.mark.django_db
def test_a_list_of_values_is_a_list_or_a_text_with_commas():
    for slug in ("one", "two", "three"):
        factories.a_publisher(slug)

    assert asked(PublisherFilterSet, slug_in="one, two") == {"one", "two"}
    assert asked(PublisherFilterSet, slug_in=["one", "two"]) == {"one", "two"}
    assert asked(PublisherFilterSet, slug_in=None) == {"one", "two", "three"}


@pytest.mark.django_db
def test_the_stock_backend_finds_the_same():
    factories.a_publisher("dawn", country="PK")
    factories.a_publisher("bbc", country="GB")

    found = PublisherFilterSet(QueryDict("country=pk"), Publisher.objects.all())
    wrong = PublisherFilterSet(QueryDict("country=Pakistan"), Publisher.objects.all())

    assert [row.slug for row in found.qs] == ["dawn"]
    assert wrong.errors == {"country": ["Write the country as two letters (ISO 3166-1 alpha-2): PK."]}


PUBLISHERS = [
    ({"slug_in": ["dawn", "absent"]}, {"dawn"}),
    ({"external_id": "wikidata:Q1:a"}, {"dawn"}),
    ({"updated_since": "2021-09-05T14:00:00+02:00"}, {"dawn"}),
    ({"updated_since": "2021-09-05T12:00:00.000001Z"}, set()),
    ({"updated_since": "2021-09-05"}, {"dawn"}),
    ({"kind": ["NEWSPAPER", "COURT"]}, {"dawn"}),
    ({"country": "pk"}, {"dawn"}),
    ({"name": "DAWN é"}, {"dawn"}),
    ({"name": "DAWN É"}, set()),
    ({"name": "%"}, set()),
    ({"name": "_"}, {"agency"}),
    ({"rating": "B,F"}, {"dawn"}),
    ({"speaks_for": ["actor", "absent"]}, {"dawn"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), PUBLISHERS)
def test_publishers_are_found_by(data, expected):
    dawn = factories.a_publisher("dawn", name="Dawn é", kind="NEWSPAPER", country="PK", updated_at=NOON)
    factories.a_publisher("agency", name="An_agency", updated_at=NOON - datetime.timedelta(days=1))
    ExternalId.objects.create(kind="publisher", scheme="wikidata", identifier="Q1:a", slug="dawn")
    ExternalId.objects.create(kind="source", scheme="wikidata", identifier="Q1:a", slug="agency")
    dawn.ratings.create(code="B")
    dawn.ratings.create(code="F")
    factories.an_actor("actor", speaks_through=[dawn])

    assert asked(PublisherFilterSet, **data) == expected


def test_every_parameter_of_publishers_is_tried():
    assert unnamed(PublisherFilterSet, PUBLISHERS) == set()


SOURCES = [
    ({"slug_in": "raid-report"}, {"raid-report"}),
    ({"external_id": "isbn:1"}, {"raid-report"}),
    ({"updated_since": NOON}, {"raid-report"}),
    ({"status": "PUBLISHED"}, {"raid-report", "copy", "copy-of-copy", "other"}),
    ({"publisher": ["dawn", "absent"]}, {"raid-report"}),
    ({"kind": "REPORT"}, {"raid-report"}),
    ({"language": "EN"}, {"raid-report", "copy"}),
    ({"language": "en-gb"}, {"raid-report"}),
    ({"language": "e"}, set()),
    ({"title": "RAID"}, {"raid-report"}),
    ({"url": "https://example.org/raid"}, {"raid-report"}),
    ({"published_from": "2021-09-05"}, {"raid-report", "copy"}),
    ({"published_from": "2021-09-06"}, {"copy"}),
    ({"published_to": "2021-09-05"}, {"raid-report", "copy"}),
    ({"published_to": "2021-08-31"}, set()),
    ({"derived_from": "raid-report"}, {"copy", "copy-of-copy"}),
    ({"derived_from": "copy"}, {"copy-of-copy"}),
    ({"derived_from": "copy-of-copy"}, set()),
    ({"event": "raid"}, {"raid-report", "copy"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), SOURCES)
def test_sources_are_found_by(data, expected):
    earlier = NOON - datetime.timedelta(days=1)
    report = factories.a_source(
        "raid-report",
        title="Raid in South Waziristan",
        url="https://example.org/raid",
        publisher=factories.a_publisher("dawn"),
        kind="REPORT",
        language="en-GB",
        published_edtf="2021-09-05",
        updated_at=NOON,
    )
    copy = factories.a_source(
        "copy", title="Copy", derived_from=report, language="en", published_edtf="2021-09", updated_at=earlier
    )
    factories.a_source("copy-of-copy", title="Copy", derived_from=copy, updated_at=earlier)
    factories.a_source("other", title="Other", language="eng", updated_at=earlier)
    ExternalId.objects.create(kind="source", scheme="isbn", identifier="1", slug="raid-report")
    raid = factories.an_event("raid")
    factories.an_event_citation(raid, report)
    factories.a_claim(raid, source=copy)
    factories.an_event_citation(factories.an_event("vote"), Source.objects.get(slug="other"))

    assert asked(SourceFilterSet, **data) == expected


def test_every_parameter_of_sources_is_tried():
    assert unnamed(SourceFilterSet, SOURCES) == set()


@pytest.mark.django_db
def test_a_hidden_source_parts_the_tree_of_what_repeats_it():
    root = factories.a_source("root")
    hidden = factories.a_source("hidden", derived_from=root, status="DRAFT")
    middle = factories.a_source("middle", derived_from=hidden)
    factories.a_source("leaf", derived_from=middle)

    only_drafts_find(SourceFilterSet, {"middle", "leaf"}, derived_from="hidden")
    assert asked(SourceFilterSet, Viewer.DRAFTS, derived_from="root") == {"hidden", "middle", "leaf"}
    assert asked(SourceFilterSet, derived_from="root") == set()
    assert asked(SourceFilterSet, derived_from="middle") == {"leaf"}


@pytest.mark.django_db
def test_a_source_is_not_found_by_a_hidden_event():
    draft = factories.an_event("draft", status="DRAFT")
    raid = factories.an_event("raid")
    factories.an_event_citation(draft, factories.a_source("cited"))
    factories.a_claim(raid, source=factories.a_source("claimed"), status="DRAFT")

    only_drafts_find(SourceFilterSet, {"cited"}, event="draft")
    only_drafts_find(SourceFilterSet, {"claimed"}, event="raid")


@pytest.mark.django_db
def test_a_publisher_is_not_found_by_a_hidden_actor():
    dawn = factories.a_publisher("dawn")
    factories.an_actor("hidden", speaks_through=[dawn], status="DRAFT")

    only_drafts_find(PublisherFilterSet, {"dawn"}, speaks_for="hidden")


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["DRAFT", "IN_REVIEW", "RETRACTED"])
def test_the_public_finds_nothing_by_another_status(status):
    factories.a_source("published")
    factories.a_source("hidden", status=status)

    assert asked(SourceFilterSet, status="PUBLISHED") == {"published"}
    assert asked(SourceFilterSet, status=status) == set()
    assert asked(SourceFilterSet, Viewer.DRAFTS, status=status) == (set() if status == "RETRACTED" else {"hidden"})
    assert [row.slug for row in apply(SourceFilterSet, Source.objects.all(), {"status": status}, Viewer.PUBLIC)] == []


MEDIA = [
    ({"slug_in": "photo"}, {"photo"}),
    ({"external_id": "commons:a"}, {"photo"}),
    ({"updated_since": NOON}, {"photo"}),
    ({"status": "PUBLISHED"}, {"photo", "map"}),
    ({"kind": "IMAGE"}, {"photo"}),
    ({"source": "report"}, {"photo"}),
    ({"event": "raid"}, {"photo"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "expected"), MEDIA)
def test_media_are_found_by(data, expected):
    photo = factories.a_media("photo", source=factories.a_source("report"), updated_at=NOON)
    factories.a_media("map", kind="MAP", source=factories.a_source(), updated_at=NOON - datetime.timedelta(days=1))
    ExternalId.objects.create(kind="media", scheme="commons", identifier="a", slug="photo")
    factories.an_event("raid", media=[photo])

    assert asked(MediaFilterSet, **data) == expected


def test_every_parameter_of_media_is_tried():
    assert unnamed(MediaFilterSet, MEDIA) == set()


@pytest.mark.django_db
def test_media_are_not_found_by_what_is_hidden():
    photo = factories.a_media("photo", source=factories.a_source("hidden", status="DRAFT"))
    factories.an_event("draft", media=[photo], status="DRAFT")

    only_drafts_find(MediaFilterSet, {"photo"}, source="hidden")
    only_drafts_find(MediaFilterSet, {"photo"}, event="draft")
