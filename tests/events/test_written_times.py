"""Times typed in words in the admin."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actors.models import Actor, Relation
from events.models import Claim, Event
from sources.choices import Status
from sources.models import Publisher, Source
from tests import factories as make
from tests.filling import added, faults, page, save, shown, statements
from tests.staff import a_client, journal

pytestmark = pytest.mark.django_db
LAST_WEEK = "[2021-09-05..2021-09-12]"


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


@pytest.fixture
def report() -> Source:
    return make.a_source("report", published_edtf="2021-09-15")


def when(event: Event, name: str = "when") -> tuple[str, str, str]:
    event.refresh_from_db()
    return tuple(getattr(event, f"{name}_{part}") for part in ("edtf", "worded", "basis"))  # type: ignore[return-value]  # of three


def test_words_that_name_a_date_are_kept_beside_its_edtf(editor):
    event = make.an_event(status=Status.DRAFT)

    save(editor, Event, event, when_edtf="between 5 and 11 Sep 2021")

    assert when(event) == ("[2021-09-05..2021-09-11]", "between 5 and 11 Sep 2021", "STATED")
    assert journal("action") == ["UPDATE"]


def test_edtf_stays_as_it_is_typed_and_leaves_the_wording_alone(editor):
    event = make.an_event(when="2021", when_worded="that year", status=Status.DRAFT)

    save(editor, Event, event, when_edtf="2021-09?")

    assert when(event) == ("2021-09?", "that year", "STATED")


def test_time_is_counted_from_the_source_that_the_page_cites(editor, report):
    event = make.an_event()

    response = save(editor, Event, event, when_edtf="last week", **added("citations", source=report.pk, quote="x"))

    assert response.status_code == 302, faults(response)
    assert when(event) == (LAST_WEEK, "last week", "INFERRED")


def test_time_is_counted_from_the_source_that_is_cited_already(editor, report):
    event = make.an_event()
    make.an_event_citation(event, report)

    save(editor, Event, event, when_edtf="Wednesday", when_worded="on that Wednesday")

    assert when(event) == ("2021-09-15", "on that Wednesday", "INFERRED")


def test_new_words_take_the_place_of_the_old(editor, report):
    event = make.an_event(when="2021-09-15", when_worded="Wednesday")
    make.an_event_citation(event, report)

    save(editor, Event, event, when_edtf="overnight")

    assert when(event) == ("[2021-09-14..2021-09-15]", "overnight", "INFERRED")


def test_both_times_of_a_claim_are_counted_from_its_source(editor, report):
    claim = make.a_claim(make.an_event(), "time-of-it", source=report)
    claim.predicate.value_kind = "TIME"
    claim.predicate.save()

    response = save(editor, Claim, claim, when_edtf="last week", stated_edtf="Wednesday")

    assert response.status_code == 302, faults(response)
    assert when(claim) == (LAST_WEEK, "last week", "INFERRED")
    assert when(claim, "stated") == ("2021-09-15", "Wednesday", "INFERRED")


def test_time_in_a_row_of_a_page_is_read_and_its_wording_kept(editor):
    actor, other = make.an_actor("one"), make.an_actor("other")

    save(
        editor,
        Actor,
        actor,
        **added("relations_as_subject", object=other.pk, kind="ALLY_OF", when_edtf="since May 2019"),
    )
    save(editor, Publisher, make.a_publisher("gazette"), **added("ratings", code="B", when_edtf="until 2020"))

    assert list(Relation.objects.values_list("when_edtf", "when_worded")) == [("2019-05/..", "since May 2019")]
    assert list(Publisher.objects.get().ratings.values_list("when_edtf", "when_worded")) == [("../2020", "until 2020")]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("last week", "“last week” can be counted where a source is named that has a date."),
        ("when it rained", "This is not understood as a date."),
        ("2021-13", "Bad EDTF at position 5: There is no month 13."),
    ],
)
def test_what_is_not_understood_is_refused_at_its_field_with_what_can_be_written(editor, typed, message):
    event = make.an_event(when="2021")

    response = save(editor, Event, event, when_edtf=typed)

    assert list(faults(response)) == ["when_edtf"]
    assert message in faults(response)["when_edtf"][0]
    assert shown(response)["when_edtf"] == typed
    assert when(event) == ("2021", "", "STATED")


def test_without_scripts_a_page_shows_how_it_would_be_understood_and_saves_nothing(editor, report):
    event = make.an_event(when="2021")
    make.an_event_citation(event, report)

    response = save(editor, Event, event, button="_preview", when_edtf="last week", title="Changed")

    html = response.content.decode()
    assert faults(response) == {"__all__": ["Nothing is saved yet: see how the times are understood, then save."]}
    assert "2021-09-05 … 2021-09-12, within: between 5 and 12 Sep 2021, EDTF [2021-09-05..2021-09-12]" in html
    assert "or [2021-09-06..2021-09-12] (weeks from Monday)" in html
    assert (shown(response)["when_edtf"], shown(response)["title"]) == ("last week", "Changed")
    assert when(event) == ("2021", "", "STATED")
    assert journal("number") == []


def read(client: Client, **query: Any) -> Any:
    return client.get(reverse("admin:sources_source_read_time", query=query))


def test_reading_while_it_is_typed_gives_every_reading(editor, report):
    assert read(editor, text="last week", source=report.pk).json() == {
        "readings": [
            {
                "edtf": edtf,
                "why": why,
                "understood": f"{first} … {last}, within: between {first[-1]} and {last[-2:]} Sep 2021, EDTF {edtf}",
            }
            for edtf, why, first, last in (
                ("[2021-09-05..2021-09-12]", "whichever day weeks begin on", "2021-09-05", "2021-09-12"),
                ("[2021-09-05..2021-09-11]", "weeks from Sunday", "2021-09-05", "2021-09-11"),
                ("[2021-09-06..2021-09-12]", "weeks from Monday", "2021-09-06", "2021-09-12"),
            )
        ]
    }


@pytest.mark.parametrize("source", ["", "999", "99999999999999999999", "x"])
def test_reading_without_a_source_says_what_is_missing(editor, source):
    assert "where a source is named" in read(editor, text="last week", source=source).json()["fault"]


def test_reading_counts_from_no_source_that_is_hidden():
    hidden = make.a_source(published_edtf="2021-09-15", status=Status.DRAFT)
    outsider = Client()
    outsider.force_login(make.User.objects.create_user("helper", is_staff=True))

    assert "fault" in read(outsider, text="yesterday", source=hidden.pk).json()
    assert "readings" in read(a_client("Contributor"), text="yesterday", source=hidden.pk).json()


def test_reading_is_for_staff_and_costs_the_same_for_all_that_is_typed(editor, report):
    assert read(Client(), text="2021").status_code == 302

    counts = {statements(lambda text=text: read(editor, text=text, source=report.pk)) for text in ("2021", "last week")}
    assert len(counts) == 1


def test_every_field_for_a_time_asks_for_its_reading(editor):
    event = make.an_event()
    make.a_claim(event)

    html = editor.get(page(editor, Event, event)).content.decode()

    fields = re.findall(r'<input[^>]*name="[^"]*_edtf"[^>]*>', html)
    assert len(fields) == 3  # of the event, its claim and a claim to add
    assert [field for field in fields if 'data-read-time="/admin/sources/source/read-time/"' not in field] == []
