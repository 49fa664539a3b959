"""Timelines against a count that looks at every event and every bucket."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from actors.models import Actor
from events.choices import BucketSize
from events.models import Event, Place
from events.timeline import Bucket, Extent, timeline
from sources import dates
from sources.refusals import Refusal
from sources.visibility import Viewer
from tests import factories

LONG_AGO = ("-0001-12-31", "0000-01-01")
whens = st.sampled_from(
    [
        "",
        "2021-09-05",
        "2021-09",
        "2021",
        "[2021-08-30..2021-09-02]",
        "2021-09-01/2021-10-31",
        "2021-09-15/..",
        "../2021-07-04",
        "2019-12-31",
        "2020-02-29",
        *LONG_AGO,
    ]
)
sizes = st.sampled_from(["WEEK", "MONTH", "QUARTER", "YEAR", "DECADE"])


def _day(text: str) -> int:
    return dates.parse_iso_day(text)


def _naive(size: str) -> tuple[list[tuple[int, int, int, int]], int]:
    """Count every event in every bucket of the extent."""
    events = [one for one in Event.objects.all() if one.when]
    bounds = [
        (one.when.earliest_start, one.when.latest_start, one.when.earliest_end, one.when.latest_end) for one in events
    ]
    known = [day for some in bounds for day in some if day not in (dates.MIN_DAY, dates.MAX_DAY)]
    found, day = [], min(known, default=0)
    while known and day <= max(known):
        start, end = dates.bucket_start(day, size), dates.next_bucket(day, size) - 1
        certain = sum(all(start <= one <= end for one in some) for some in bounds)
        overlapping = sum(max(some[0], min(known)) <= end and min(some[3], max(known)) >= start for some in bounds)
        found.append((start, end, certain, overlapping - certain))
        day = end + 1
    return found, Event.objects.count() - len(events)


class Counting(TestCase):
    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(whens, max_size=7), sizes)
    def test_buckets_hold_what_a_plain_count_finds(self, some, size):
        some = [when for when in some if size == "DECADE" or when not in LONG_AGO]
        for when in some:
            factories.an_event(when=when)

        found = timeline(Event.objects.all(), bucket=size)

        expected, undated = _naive(size)
        assert [(one.start, one.end, one.certain, one.possible) for one in found.buckets] == expected
        assert found.undated == undated
        assert all(one.count == one.certain + one.possible and one.key is None for one in found.buckets)


@pytest.mark.django_db
def test_an_event_is_certain_in_one_bucket_or_possible_in_several():
    factories.an_event(when="2021-09-05")
    factories.an_event(when="2021-09")
    factories.an_event(when="[2021-08-30..2021-09-02]")
    factories.an_event(when="")

    with CaptureQueriesContext(connection) as statements:
        found = timeline(Event.objects.all(), bucket=BucketSize.MONTH)

    assert found.buckets == [
        Bucket(_day("2021-08-01"), _day("2021-08-31"), None, 0, 1),
        Bucket(_day("2021-09-01"), _day("2021-09-30"), None, 2, 1),
    ]
    assert (found.bucket, found.undated) == ("MONTH", 1)
    assert found.extent == Extent(_day("2021-08-30"), _day("2021-09-30"))
    assert len(statements) == 1


@pytest.mark.django_db
def test_an_open_end_reaches_as_far_as_anything_is_known():
    factories.an_event(when="2021-08-15/..")
    factories.an_event(when="2021-10-02")

    found = timeline(Event.objects.all(), bucket="MONTH")

    assert [(one.certain, one.possible) for one in found.buckets] == [(0, 1), (0, 1), (1, 1)]


@pytest.mark.django_db
def test_an_open_event_is_certain_nowhere():
    factories.an_event(when="2021-08-15/..")

    found = timeline(Event.objects.all(), bucket="MONTH")

    assert [(one.certain, one.possible) for one in found.buckets] == [(0, 1)]
    assert found.extent == Extent(_day("2021-08-15"), _day("2021-08-15"))


@pytest.mark.django_db
def test_no_dated_event_gives_no_bucket():
    assert timeline(Event.objects.all()).extent is None

    factories.an_event(when="")
    found = timeline(Event.objects.all(), group_by="TYPE")

    assert (found.buckets, found.undated, found.extent) == ([], 1, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last", "size"),
    [
        ("2021-03-01", "DAY"),
        ("2021-03-02", "WEEK"),
        ("2022-02-19", "WEEK"),
        ("2022-02-21", "MONTH"),
        ("2025-12-31", "MONTH"),
        ("2026-01-01", "QUARTER"),
        ("2035-12-31", "QUARTER"),
        ("2036-01-01", "YEAR"),
        ("2081-01-01", "DECADE"),
        ("3021-01-01", "DECADE"),
    ],
)
def test_auto_takes_the_finest_size_of_at_most_sixty_buckets(last, size):
    factories.an_event(when="2021-01-01")
    factories.an_event(when=last)

    found = timeline(Event.objects.all())

    assert found.bucket == size
    assert len(found.buckets) <= 60 or size == "DECADE"


@pytest.mark.django_db
def test_too_many_buckets_are_refused_with_their_number():
    factories.an_event(when="2021-01-01")
    factories.an_event(when="2023-09-28")

    with pytest.raises(Refusal) as refused:
        timeline(Event.objects.all(), bucket="DAY")

    assert refused.value.code == "TOO_COSTLY"
    assert "1001 buckets" in refused.value.messages[0]
    assert len(timeline(Event.objects.filter(when_edtf="2021-01-01"), bucket="DAY").buckets) == 1


@pytest.mark.django_db
def test_endless_extents_are_refused_at_once():
    factories.an_event(when="2021-01-01")
    factories.an_event(when="Y-13800000000")

    for bucket in BucketSize.values:
        with pytest.raises(Refusal) as refused:
            timeline(Event.objects.all(), bucket=bucket)
        assert refused.value.code == "TOO_COSTLY"


@pytest.mark.django_db
@pytest.mark.parametrize("group_by", ["TYPE", "TOPIC", "ACTOR", "PLACE"])
def test_groups_are_counted_apart(group_by):
    for when, slugs in [("2021-08-05", ["a"]), ("2021-09", ["a", "b"]), ("", ["b"])]:
        event = factories.an_event(
            when=when,
            type=factories.a_type(slugs[0]),
            topics=[factories.a_topic(slug) for slug in slugs],
        )
        for slug in slugs:
            _take_part(event, slug)

    with CaptureQueriesContext(connection) as statements:
        found = timeline(Event.objects.all(), bucket="MONTH", group_by=group_by)

    second = [] if group_by == "TYPE" else [("2021-09-01", "b", 1, 0)]
    assert [(dates.iso_day(one.start), one.key, one.certain, one.possible) for one in found.buckets] == [
        ("2021-08-01", "a", 1, 0),
        ("2021-09-01", "a", 1, 0),
        *second,
    ]
    assert (found.undated, len(statements)) == (1, 2)


def _take_part(event, slug):
    actor = Actor.objects.filter(slug=slug).first() or factories.an_actor(slug)
    place = Place.objects.filter(slug=slug).first() or factories.a_place(slug)
    factories.a_participation(event, actor, role="INITIATOR")
    factories.a_participation(event, actor, role="CLAIMANT")
    factories.an_event_place(event, place, role="ORIGIN")
    factories.an_event_place(event, place, role="AFFECTED")


@pytest.mark.django_db
def test_a_hidden_actor_is_no_group_of_the_public():
    event = factories.an_event(when="2021-09-05")
    factories.a_participation(event, factories.an_actor("seen"))
    factories.a_participation(event, factories.an_actor("hidden", status="DRAFT"))

    everything = timeline(Event.objects.all(), group_by="ACTOR", viewer=Viewer.DRAFTS)
    public = timeline(Event.objects.all(), group_by="ACTOR")

    assert [one.key for one in everything.buckets] == ["hidden", "seen"]
    assert [one.key for one in public.buckets] == ["seen"]


@pytest.mark.django_db
def test_too_many_buckets_of_groups_are_refused(monkeypatch):
    monkeypatch.setattr("events.timeline.MOST_GROUPED", 3)
    event = factories.an_event(when="2021-01-30/2021-02-02")
    for slug in ("a", "b"):
        factories.a_participation(event, factories.an_actor(slug))

    assert len(timeline(Event.objects.all(), bucket="YEAR", group_by="ACTOR").buckets) == 2
    with pytest.raises(Refusal) as refused:
        timeline(Event.objects.all(), bucket="MONTH", group_by="ACTOR")

    assert refused.value.code == "TOO_COSTLY"
