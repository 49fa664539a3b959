"""What the database itself refuses, whoever writes to it and by whatever road."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from events.models import CausalLink, Event, EventPlace, Participation
from sources.choices import Status
from sources.models import ExternalId, JournalHead
from sources.models.time import BOUNDS
from tests import factories as a

pytestmark = pytest.mark.django_db


def an_event() -> Event:
    return a.an_event(when="2021-09-05")


def a_link() -> CausalLink:
    return a.a_link(a.an_event(), a.an_event())


Make = Callable[[], Any]
#: What makes a row, and what no row may become, by the constraint that holds it.
REFUSED: dict[str, tuple[Make, dict[str, Any]]] = {
    "events_event_not_part_of_itself": (an_event, {"part_of": "itself"}),
    "events_event_retraction_has_reason": (an_event, {"status": Status.RETRACTED}),
    "events_claim_low_not_above_high": (lambda: a.a_claim(an_event(), low=7, high=9), {"low": 10}),
    "events_claim_credibility": (lambda: a.a_claim(an_event()), {"credibility": 6}),
    "events_claim_not_superseding_itself": (lambda: a.a_claim(an_event()), {"supersedes": "itself"}),
    "events_claim_unverifiable_has_reason": (lambda: a.a_claim(an_event()), {"verification": "UNVERIFIABLE"}),
    "events_claim_offsets": (lambda: a.a_claim(an_event(), start_offset=3, end_offset=9), {"end_offset": 2}),
    "events_assessment_low_not_above_high": (lambda: a.an_assessment(an_event(), low=7, high=9), {"low": 10}),
    "events_assessment_best_between": (lambda: a.an_assessment(an_event(), low=7, high=9), {"best": 6}),
    "events_causallink_of_two_events": (a_link, {"effect": "cause"}),
    "events_evidence_is_citation_or_claim": (lambda: a.an_evidence(a_link(), source=a.a_source()), {"source": None}),
    "events_place_not_its_own_parent": (a.a_place, {"parent": "itself"}),
    "events_place_coordinates": (a.a_place, {"latitude": 95, "longitude": 0}),
    "events_eventtype_not_its_own_parent": (a.a_type, {"parent": "itself"}),
    "events_topic_not_its_own_parent": (a.a_topic, {"parent": "itself"}),
    "actors_relation_of_two_actors": (lambda: a.a_relation(a.an_actor(), "LEADS", a.an_actor()), {"object": "subject"}),
    "sources_source_not_derived_from_itself": (a.a_source, {"derived_from": "itself"}),
}


@pytest.mark.parametrize("constraint", REFUSED)
def test_row_cannot_become_what_breaks_a_rule(constraint: str) -> None:
    make, change = REFUSED[constraint]
    row = make()
    values = {name: _value(row, value) for name, value in change.items()}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**values)


def _value(row: Any, value: Any) -> Any:
    """Return a value; ``itself`` is the row, the name of a foreign key what that leads to."""
    if value == "itself":
        return row
    is_key = isinstance(value, str) and value in {field.name for field in row._meta.fields if field.is_relation}
    return getattr(row, value) if is_key else value


TIMES = [(an_event, "when"), (lambda: a.a_source(published_edtf="2021-09"), "published")]


@pytest.mark.parametrize("bound", BOUNDS)
@pytest.mark.parametrize(("make", "name"), TIMES, ids=["event", "source"])
def test_time_has_all_its_bounds_or_none(make: Make, name: str, bound: str) -> None:
    row = make()

    with pytest.raises(IntegrityError, match=f"{name}_bounds"), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**{f"{name}_{bound}": None})


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("earliest_start", "latest_start"),
        ("latest_start", "latest_end"),
        ("earliest_start", "earliest_end"),
        ("earliest_end", "latest_end"),
    ],
)
def test_bounds_of_a_time_stand_in_order(lower: str, upper: str) -> None:
    event = a.an_event(when="2021-09-05/2021-09-12")
    before = getattr(event, f"when_{lower}") - 1

    with pytest.raises(IntegrityError, match="when_bounds"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**{f"when_{upper}": before})


def two_links() -> tuple[CausalLink, CausalLink]:
    one = a_link()
    return one, a.a_link(one.cause, one.effect, kind="ENABLED")


def two_links_of_an_actor() -> tuple[CausalLink, CausalLink]:
    one = a_link()
    voice = {"asserted_by_actor": a.an_actor()}
    return a.a_link(one.cause, one.effect, **voice), a.a_link(one.cause, one.effect, kind="ENABLED", **voice)


def two_parts() -> tuple[Participation, Participation]:
    event, actor = an_event(), a.an_actor()
    return a.a_participation(event, actor, role="TARGET"), a.a_participation(event, actor, role="VICTIM")


def two_places() -> tuple[EventPlace, EventPlace]:
    event, place = an_event(), a.a_place()
    return a.an_event_place(event, place, role="ORIGIN"), a.an_event_place(event, place, role="AFFECTED")


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (two_links, "kind"),
        (two_links_of_an_actor, "kind"),
        (two_parts, "role"),
        (two_places, "role"),
        (lambda: (a.a_source(url="https://example.org/1"), a.a_source(url="https://example.org/2")), "url"),
        (lambda: (an_event(), an_event()), "slug"),
    ],
    ids=["links of the editors", "links of an actor", "parts of an actor", "roles of a place", "addresses", "slugs"],
)
def test_two_rows_cannot_be_the_same(make: Callable[[], tuple[Any, Any]], field: str) -> None:
    one, other = make()

    with pytest.raises(IntegrityError), transaction.atomic():
        type(one)._default_manager.filter(pk=one.pk).update(**{field: getattr(other, field)})


def test_key_elsewhere_belongs_to_one_record() -> None:
    ExternalId.objects.create(kind="event", scheme="wikidata", identifier="Q1", slug="one")

    with pytest.raises(IntegrityError), transaction.atomic():
        ExternalId.objects.create(kind="event", scheme="wikidata", identifier="Q1", slug="other")


def test_journal_has_one_head() -> None:
    with pytest.raises(IntegrityError, match="sources_journalhead_is_one_row"), transaction.atomic():
        JournalHead.objects.create(id=2)
