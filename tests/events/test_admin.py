"""Events and all that is said of them in the admin."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from events.choices import ValueKind
from events.models import (
    Assessment,
    CausalLink,
    Claim,
    Event,
    EventType,
    Narrative,
    Place,
    Predicate,
    Topic,
)
from sources import search
from sources.choices import Status
from sources.models import JournalRow
from sources.records import all_kinds
from tests import factories as make
from tests.filling import added, address, faults, names, page, save, shown, statements, statements_to_save
from tests.staff import a_client, journal

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[2] / "events" / "sample" / "article.jsonl"
LINK = {"kind": "CAUSED", "basis": "SOURCE_ASSERTED"}
CLAIM = {"speech_act": "ASSERTS", "subject_class": "ALL", "verification": "UNASSESSED"}


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def a_told_event(slug: str | None = None, when: str = "", **fields: Any) -> Event:
    """Return an event that may stand published: a source tells it."""
    return told(make.an_event(slug, when, **fields))


def told(event: Event) -> Event:
    make.an_event_citation(event, make.a_source())
    return event


def test_event_is_added_with_all_that_belongs_to_it_in_one_writing(editor):
    before, source = make.an_event("before", "2021"), make.a_source()
    actor, place, topic = make.an_actor("group"), make.a_place("city"), make.a_topic("war")

    response = save(
        editor,
        Event,
        title="The raid",
        slug="raid",
        type=make.a_type("raid").pk,
        topics=[topic.pk],
        when_edtf="[2021-09-05..2021-09-12]",
        when_worded="last week",
        reason="From the report",
        **added("places", place=place.pk, role="OCCURRED_AT", precision="NEAR"),
        **added("participations", actor=actor.pk, role="INITIATOR", side="A"),
        **added("citations", source=source.pk, quote="a raid"),
        **added("claims", predicate=make.a_predicate("killed").pk, low=7, source=source.pk, quote="seven", **CLAIM),
        **added("cause_links", cause=before.pk, **LINK),
    )

    assert response.status_code == 302, faults(response)
    raid = Event.objects.get(slug="raid")
    assert (raid.when.display, raid.when.worded) == ("5 to 12 Sep 2021", "last week") or raid.when.worded
    assert list(raid.topics.all()) == [topic]
    assert list(raid.places.values_list("place", "role", "precision")) == [(place.pk, "OCCURRED_AT", "NEAR")]
    assert list(raid.participations.values_list("actor", "role", "side")) == [(actor.pk, "INITIATOR", "A")]
    assert list(raid.citations.values_list("quote", flat=True)) == ["a raid"]
    assert list(raid.claims.values_list("low", "high", "status")) == [(7, None, "DRAFT")]
    assert list(raid.cause_links.values_list("cause__slug", "status")) == [("before", "DRAFT")]
    assert journal("number", "kind", "action", "reason") == [
        (1, "event", "CREATE", "From the report"),
        (2, "claim", "CREATE", "From the report"),
        (3, "link", "CREATE", "From the report"),
    ]


def test_claim_is_added(editor):
    event, source = a_told_event(), make.a_source()

    response = save(
        editor,
        Claim,
        event=event.pk,
        predicate=make.a_predicate("killed").pk,
        speaker=make.an_actor("army").pk,
        low="7",
        high="9",
        stated_edtf="2021-09-15",
        source=source.pk,
        quote="seven to nine",
        verification="UNVERIFIABLE",
        verification_reason="nobody can go there",
    )

    assert response.status_code == 302, faults(response)
    assert list(Claim.objects.values_list("low", "high", "speaker__slug", "stated_edtf")) == [
        (7, 9, "army", "2021-09-15")
    ]


def test_link_is_added_with_its_evidence_and_published(editor):
    cause, effect, source = make.an_event("cause"), make.an_event("effect"), make.a_source()

    response = save(
        editor,
        CausalLink,
        button="_publish",
        cause=cause.pk,
        kind="ENABLED",
        effect=effect.pk,
        asserted_by_publisher=make.a_publisher().pk,
        **added("evidence", stance="SUPPORTS", source=source.pk, quote="it enabled"),
    )

    assert response.status_code == 302, faults(response)
    link = CausalLink.objects.get()
    assert (str(link), link.status) == ("cause → effect", Status.PUBLISHED)
    assert list(link.evidence.values_list("stance", "quote")) == [("SUPPORTS", "it enabled")]


def test_assessment_that_says_nothing_is_refused(editor):
    event, predicate = make.an_event(), make.a_predicate()

    response = save(editor, Assessment, event=event.pk, predicate=predicate.pk, method="Read twice.")
    kept = save(editor, Assessment, event=event.pk, predicate=predicate.pk, low=0)

    assert faults(response) == {"__all__": ["It says nothing yet: give a figure, how likely it is, or the reasons."]}
    assert kept.status_code == 302, faults(kept)


def test_assessment_is_added(editor):
    event = make.an_event()
    claim = make.a_claim(event, low=7)

    response = save(
        editor,
        Assessment,
        event=event.pk,
        predicate=claim.predicate_id,
        low="5",
        best="7",
        high="9",
        confidence="LOW",
        claims=[claim.pk],
    )

    assert response.status_code == 302, faults(response)
    assessment = Assessment.objects.get()
    assert (assessment.low, assessment.best, assessment.high) == (5, 7, 9)
    assert list(assessment.claims.all()) == [claim]


def test_narrative_is_added_with_its_steps_in_order(editor):
    first, second = make.an_event("first"), make.an_event("second")
    link, claim = make.a_link(first, second), make.a_claim(second)

    response = save(
        editor,
        Narrative,
        title="The story",
        teller_actor=make.an_actor("teller").pk,
        **added("steps", 0, event=second.pk, stance="ACCEPTS", via=link.pk, claims=[claim.pk])
        | added("steps", 1, event=first.pk, stance="REPORTS", nr=1),
    )

    assert response.status_code == 302, faults(response)
    story = Narrative.objects.get()
    assert list(story.steps.order_by("position").values_list("position", "event__slug", "via", "claims")) == [
        (0, "first", None, None),
        (1, "second", link.pk, claim.pk),
    ]


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (EventType, {"label": "Siege", "slug": "siege-of-a-town", "colour": "#b3261e"}),
        (Topic, {"label": "Water", "slug": "water"}),
        (Place, {"name": "Here", "slug": "here", "kind": "CITY", "latitude": "32.1", "longitude": "70"}),
        (Predicate, {"label": "Ransom", "slug": "ransom", "value_kind": "QUANTITY", "unit": "USD"}),
    ],
)
def test_vocabulary_is_added(editor, model, fields):
    response = save(editor, model, **fields)

    assert response.status_code == 302, faults(response)
    stored = model.objects.values(*fields).get(slug=fields["slug"])
    assert {name: str(value).removesuffix(".0") for name, value in stored.items()} == fields
    assert journal("action") == ["CREATE"]


def test_other_names_of_a_place_are_typed_one_a_line_and_found(editor):
    above = make.a_place("pakistan", name="Pakistan")
    response = save(
        editor,
        Place,
        name="South Waziristan",
        slug="sw",
        parent=above.pk,
        other_names="Waziristan Janubi\nجنوبی وزیرستان",
    )
    place = Place.objects.get(slug="sw")
    query = {"app_label": "events", "model_name": "eventplace", "field_name": "place"}

    found = {
        term: [one["text"] for one in editor.get(address(Place, "choices"), {**query, "term": term}).json()["results"]]
        for term in ("janubi", "جنوبی", "south waz", "nowhere")
    }

    assert response.status_code == 302
    assert place.other_names == ["Waziristan Janubi", "جنوبی وزیرستان"]
    here = ["Pakistan › South Waziristan"]
    assert found == {"janubi": here, "جنوبی": here, "south waz": here, "nowhere": []}


def test_place_inside_itself_is_refused_with_the_path(editor):
    outer = make.a_place("outer", name="Outer")
    inner = make.a_place("inner", name="Inner", parent=outer)

    response = save(editor, Place, outer, parent=inner.pk)

    assert list(faults(response)) == ["parent"]
    assert "Outer → Inner → Outer" in faults(response)["parent"][0]


def test_wrong_edtf_is_refused_at_its_field_with_the_position(editor):
    event = make.an_event("raid", "2021-09")

    response = save(
        editor, Event, event, when_edtf="2021-13", title="Changed", **added("cause_links", 0, mechanism="x")
    )

    assert faults(response)["when_edtf"] == ["Bad EDTF at position 5: There is no month 13."]
    assert {"cause_links-0-cause", "cause_links-0-kind"} < faults(response).keys()
    assert shown(response)["title"] == "Changed"
    event.refresh_from_db()
    assert (event.title, event.when_edtf) == ("raid", "2021-09")


@pytest.mark.parametrize("on", ["claim", "event"])
def test_low_above_high_is_refused_at_low(editor, on):
    event = a_told_event()
    fields = {
        "predicate": make.a_predicate("killed").pk,
        "low": 9,
        "high": 7,
        "source": make.a_source().pk,
        "quote": "x",
    }

    if on == "claim":
        response = save(editor, Claim, event=event.pk, **fields)
        field = "low"
    else:
        response = save(editor, Event, event, **added("claims", **fields, **CLAIM))
        field = "claims-0-low"

    assert faults(response) == {field: ["The low bound is above the high bound."]}
    assert not Claim.objects.exists()


def test_value_that_the_predicate_does_not_ask_for_is_refused_at_its_field(editor):
    event = a_told_event()
    fields = {"source": make.a_source().pk, "quote": "x", "predicate": make.a_predicate("killed").pk}

    response = save(editor, Event, event, **added("claims", **fields, **CLAIM, place=make.a_place().pk))

    assert list(faults(response)) == ["claims-0-place"]
    assert not Claim.objects.exists()


def test_claim_page_says_what_its_predicate_asks_for(editor):
    claim = make.a_claim(make.an_event(), "seat", low=None)
    Predicate.objects.filter(slug="seat").update(value_kind=ValueKind.PLACE, label="Seat")

    html = editor.get(page(editor, Claim, claim)).content.decode()

    assert "Seat asks for place; leave low, high, when, actor, text blank." in html


@pytest.mark.parametrize(
    ("inline", "other", "start"), [("effect_links", "effect", "third"), ("cause_links", "cause", "first")]
)
def test_cycle_through_an_inline_is_refused_in_its_row_with_the_path(editor, inline, other, start):
    found = make.a_graph("first>second", "second>third")
    for event in found.values():
        told(event)
    end = found["first" if start == "third" else "third"]

    response = save(
        editor,
        Event,
        found[start],
        summary="typed",
        **added(inline, **{other: end.pk}, **LINK),
    )

    [(field, [message])] = faults(response).items()
    assert field.endswith(f"-{other}")
    assert field.startswith(inline)
    assert "This would close a cycle: " in message
    assert {"first", "second", "third"} <= set(message.removesuffix(".").replace("cycle: ", "").split())
    assert shown(response)["summary"] == "typed"
    assert CausalLink.objects.count() == 2
    assert journal("number") == []


@pytest.mark.parametrize(
    ("inline", "other", "when"), [("effect_links", "effect", "2020"), ("cause_links", "cause", "2022")]
)
def test_effect_before_its_cause_is_refused_in_its_row(editor, inline, other, when):
    event, wrong = a_told_event("here", "2021"), a_told_event("there", when)

    response = save(editor, Event, event, **added(inline, **{other: wrong.pk}, **LINK))

    assert list(faults(response)) == [f"{inline}-0-{other}"]
    assert "comes before its cause" in str(faults(response))
    assert not CausalLink.objects.exists()


def test_time_that_would_put_an_effect_before_its_cause_is_refused_at_the_time(editor):
    cause, effect = a_told_event("cause", "2021-01"), a_told_event("effect", "2021-02")
    make.a_link(cause, effect)

    response = save(editor, Event, cause, when_edtf="2021-03")

    assert list(faults(response)) == ["when_edtf"]
    assert Event.objects.get(slug="cause").when_edtf == "2021-01"


@pytest.mark.parametrize(("inline", "other"), [("effect_links", "effect"), ("cause_links", "cause")])
def test_event_that_leads_to_itself_is_refused_in_its_row(editor, inline, other):
    event = a_told_event()

    response = save(editor, Event, event, **added(inline, **{other: event.pk}, **LINK))

    assert faults(response) == {f"{inline}-0-{other}": ["An event does not lead to itself."]}


def test_second_link_of_one_voice_and_kind_is_refused_in_its_row(editor):
    cause, effect = a_told_event("cause"), a_told_event("effect")
    make.a_link(cause, effect)

    response = save(editor, Event, cause, **added("effect_links", 1, effect=effect.pk, **LINK))

    assert list(faults(response)) == ["effect_links-1-kind"]
    assert CausalLink.objects.count() == 1


def test_same_place_twice_in_one_role_is_refused(editor):
    event, place = a_told_event(), make.a_place()
    row = {"place": place.pk, "role": "OCCURRED_AT", "precision": "NEAR"}

    response = save(editor, Event, event, **added("places", 0, **row) | added("places", 1, **row))

    assert faults(response)
    assert not event.places.exists()


def test_publishing_an_event_without_support_is_refused_at_its_citations(editor):
    event = make.an_event("raid", status=Status.DRAFT)

    response = save(editor, Event, event, button="_publish")

    assert faults(response) == {"citations": ["A published event needs a citation or a published claim."]}
    event.refresh_from_db()
    assert event.status == Status.DRAFT


def test_publishing_an_event_that_cites_a_draft_is_refused_in_the_row(editor):
    event = make.an_event("raid", status=Status.DRAFT)
    source = make.a_source("report", status=Status.DRAFT)

    response = save(editor, Event, event, button="_publish", **added("citations", source=source.pk, quote="a raid"))
    along = save(editor, Event, event, button="_publish_along", **added("citations", source=source.pk, quote="a raid"))

    assert faults(response)["citations-0-source"] == ["The source report is not published."]
    assert along.status_code == 302
    assert journal("kind", "action") == [("source", "PUBLISH"), ("event", "PUBLISH")]


def test_claim_without_quote_or_locator_is_not_published(editor):
    claim = make.a_claim(a_told_event(), status=Status.DRAFT, quote="")

    response = save(editor, Claim, claim, button="_publish")

    assert faults(response) == {"quote": ["A published claim needs a quote or a locator."]}


def test_changes_beside_a_published_event_leave_equal_records_alone(editor):
    cause, effect = make.an_event("cause"), make.an_event("effect")
    make.an_event_citation(effect, make.a_source())
    make.a_link(cause, effect, slug="old")
    make.a_claim(effect, slug="claim")

    response = save(editor, Event, effect, **{"cause_links-0-mechanism": "Thus."}, reason="Clearer")

    assert response.status_code == 302, faults(response)
    assert journal("kind", "slug", "action", "reason") == [("link", "old", "UPDATE", "Clearer")]


def test_contributor_links_events_as_drafts_and_cannot_change_the_published_one():
    contributor = a_client("Contributor")
    public, draft = make.an_event("public"), make.an_event("draft", status=Status.DRAFT)

    response = save(contributor, Event, draft, **added("cause_links", cause=public.pk, **LINK))
    refused = contributor.post(page(contributor, Event, public), {"title": "Changed"})

    assert response.status_code == 302, faults(response)
    assert list(CausalLink.objects.values_list("status", flat=True)) == ["DRAFT"]
    assert refused.status_code == 403


def test_event_is_told_apart_by_its_date(editor):
    make.an_event("one", "2021-09-05", title="The attack on the school", short_title="Attack")
    make.an_event("two", title="The attack on the bus", short_title="Attack")
    search.rebuild()
    query = {"app_label": "events", "model_name": "causallink", "field_name": "cause", "term": "attack"}

    found = editor.get(address(Event, "choices"), query).json()["results"]

    assert sorted(one["text"] for one in found) == ["Attack (5 Sep 2021)", "Attack (undated)"]


def test_event_list_filters_by_its_bounds(editor):
    make.an_event("long", "2019/2021")
    make.an_event("short", "2015")

    response = editor.get(address(Event), {"when": "YEAR:2020-01-01", "status__exact": "PUBLISHED"})

    assert names(response) == ["long"]


def _claim() -> Any:
    event = make.an_event()
    return make.a_claim(event, speaker=make.an_actor())


@pytest.mark.parametrize(
    ("model", "add"),
    [
        (Event, lambda: make.an_event(type=make.a_type(parent=make.a_type(parent=make.a_type())))),
        (Claim, _claim),
        (CausalLink, lambda: make.a_link(make.an_event(), make.an_event())),
        (Assessment, lambda: make.an_assessment(make.an_event(), by=make.a_publisher(), best=3)),
        (Narrative, lambda: make.a_narrative(teller_actor=make.an_actor())),
        (Place, lambda: make.a_place(parent=make.a_place(parent=make.a_place(parent=make.a_place())))),
        (Topic, lambda: make.a_topic(parent=make.a_topic(parent=make.a_topic()))),
        (EventType, lambda: make.a_type(parent=make.a_type(parent=make.a_type()))),
        (Predicate, lambda: make.a_predicate(make.a_slug("predicate"))),
    ],
)
def test_list_costs_the_same_with_one_row_and_with_twenty(editor, model, add):
    add()
    one = statements(lambda: editor.get(address(model)))
    for _ in range(19):
        add()

    assert statements(lambda: editor.get(address(model))) == one


def _event_with_a_row_of_each(event: Event) -> None:
    place = make.a_place(parent=make.a_place(parent=make.a_place(parent=make.a_place())))
    make.an_event_place(event, place)
    make.a_participation(event, make.an_actor())
    make.an_event_citation(event, make.a_source(publisher=make.a_publisher()))
    make.a_claim(
        event,
        speaker=make.an_actor(),
        subject=make.an_actor(),
        place=place,
        actor=make.an_actor(),
        source=make.a_source(publisher=make.a_publisher()),
    )
    make.a_link(make.an_event(), event)
    make.a_link(event, make.an_event())


def _narrative_with_a_step(story: Narrative) -> None:
    event = make.an_event()
    link = make.a_link(make.an_event(), event)
    make.a_step(story, event, via=link).claims.set([make.a_claim(event, speaker=make.an_actor())])


def _link_with_evidence(link: CausalLink) -> None:
    make.an_evidence(link, source=make.a_source(publisher=make.a_publisher()), quote="x")
    make.an_evidence(link, claim=_claim())


#: Pages with rows of others on them: how to make one, and how to give it a row of each.
WITH_ROWS = pytest.mark.parametrize(
    ("make_one", "add"),
    [
        (make.an_event, _event_with_a_row_of_each),
        (make.a_narrative, _narrative_with_a_step),
        (lambda: make.a_link(make.an_event(), make.an_event()), _link_with_evidence),
        (
            lambda: make.an_assessment(make.an_event(), best=3),
            lambda one: one.claims.add(_claim()),
        ),
    ],
)


@WITH_ROWS
def test_page_costs_the_same_with_one_row_and_with_five_of_each(editor, make_one, add):
    row = make_one()
    add(row)
    one = statements(lambda: editor.get(page(editor, type(row), row)))
    for _ in range(4):
        add(row)

    assert statements(lambda: editor.get(page(editor, type(row), row))) == one


@WITH_ROWS
def test_saving_costs_the_same_with_one_row_and_with_five_of_each(editor, make_one, add):
    def cost() -> int:
        save(editor, type(row), row)  # numbers the rows
        return statements_to_save(editor, row, note=make.a_slug("note"))

    row = make_one()
    add(row)
    one = cost()
    for _ in range(4):
        add(row)

    assert cost() == one


def test_moving_a_row_costs_the_same_among_four_and_among_ten(editor):
    def cost(more: int) -> int:
        for _ in range(more):
            make.a_participation(event, make.an_actor())
        save(editor, Event, event)
        last = event.participations.last()
        costs = statements_to_save(editor, event, **{"participations-0-nr": event.participations.count()})
        assert event.participations.order_by("position").last() != last
        return costs

    event = make.an_event()
    four = cost(4)

    assert cost(6) == four


@pytest.mark.parametrize(
    ("changes", "sqlite", "postgresql"),
    [({}, 38, 28), ({"summary": "A raid."}, 45, 35), ({"claims-0-quote": "Seven were killed."}, 78, 68)],
    ids=["nothing", "a text", "a text of one of twelve claims"],
)
def test_what_was_changed_alone_is_held_against_the_rules(editor, sample, changes, sqlite, postgresql):
    raid = Event.objects.get(slug="south-waziristan-raid-2021-09")
    editor.get(page(editor, Event, raid))  # what is asked once only is asked by now

    assert (
        statements_to_save(editor, raid, **changes) == {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
    )


def test_pages_of_the_sample_saved_as_they_came_write_nothing(editor):
    call_command("load", SAMPLE, verbosity=0)
    loaded = JournalRow.objects.count()
    rows = [row for kind in all_kinds() for row in kind.model._default_manager.order_by("-pk")[:2]]

    answers = {f"{type(row).__name__} {row.slug}": save(editor, type(row), row).status_code for row in rows}

    assert set(answers.values()) == {302}, answers
    assert JournalRow.objects.count() == loaded
