"""The admin on a large store: as many statements for a thousand rows as for ten, and an index for very many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actors.models import Actor
from events.duplicates import Sketch, Span, duplicates_of
from events.models import Assessment, CausalLink, Claim, Event, EventPlace, Participation, Place
from sources.models import Source
from sources.records import all_kinds
from sources.visibility import Viewer
from tests import factories as make
from tests.crowd import analyzed, copied, copied_record, whole_reads
from tests.filling import address, statements
from tests.staff import a_client
from tests.world import a_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MODELS = [kind.model for kind in all_kinds()]
MANY = 100_000
#: Tables that hold many rows in a store of a hundred thousand events.
LARGE = {model._meta.db_table for model in (Assessment, CausalLink, Claim, Event, EventPlace, Participation)} | {
    "sources_searchdocument"
}


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_list_and_form_cost_the_same_at_ten_rows_and_at_a_thousand(editor: Client, model: Any) -> None:
    a_world(1)
    row = model._default_manager.latest("pk")
    pages: list[Callable[[], Any]] = [
        lambda: editor.get(address(model)),
        lambda: editor.get(address(model), {"q": row.slug[:4]}),
        lambda: editor.get(address(model, "change", row.pk)),
        lambda: editor.get(address(model, "add")),
        lambda: editor.get(address(model, "choices"), _choosing(model)),
    ]
    _grow(row, 10)
    few = [statements(page) for page in pages]
    _grow(model._default_manager.latest("pk"), 990)

    assert [statements(page) for page in pages] == few


def _grow(row: Any, number: int) -> None:
    """Copy a record; a link is retracted, for of one voice two events have only one."""
    retracted = {"status": "'RETRACTED'", "retraction_reason": "'x'"}
    copied_record(row, number, **(retracted if isinstance(row, CausalLink) else {}))


def _choosing(model: Any) -> dict[str, str]:
    """Return what a page sends that asks for records of a model to choose from."""
    for field in model._meta.related_objects:
        if field.field.concrete and field.related_model in MODELS:
            opts = field.related_model._meta
            return {
                "app_label": opts.app_label,
                "model_name": opts.model_name,
                "field_name": field.field.name,
                "term": "a",
            }
    return {"app_label": "events", "model_name": "narrativestep", "field_name": "via", "term": "a"}


def test_form_of_an_event_costs_the_same_with_ten_of_each_beside_it_and_with_a_thousand(editor: Client) -> None:
    a_world(1)
    event = Event.objects.get(slug="event-1")

    def grow(number: int) -> None:
        copied_record(event.claims.latest("pk"), number, supersedes_id="NULL")
        base = copied_record(Event.objects.latest("pk"), number)
        copied_record(event.effect_links.latest("pk"), number, effect_id=f"{base} + n")

    grow(10)
    few = statements(lambda: editor.get(address(Event, "change", event.pk)))
    grow(990)

    assert statements(lambda: editor.get(address(Event, "change", event.pk))) == few


def test_event_with_more_claims_than_a_page_shows_is_saved_and_tells_of_the_others(editor: Client) -> None:
    from tests.filling import faults, save

    event = make.an_event("event")
    make.an_event_citation(event, make.a_source())
    copied_record(make.a_claim(event, slug="claim"), 200)

    opened = editor.get(address(Event, "change", event.pk))
    saved = save(editor, Event, event, summary="Much is said of it.")

    assert f'<a href="{address(Claim)}?event__id__exact={event.pk}">all claims</a>' in opened.content.decode()
    assert saved.status_code == 302, faults(saved)
    assert editor.get(address(Claim), {"event__id__exact": event.pk}).context["cl"].result_count == 201
    assert Event.objects.get(slug="event").summary == "Much is said of it."


def _fill() -> None:
    """Store a hundred thousand events with a claim, a link, a place and an actor each."""
    town, actor = make.a_place("town", parent=make.a_place("country")), make.an_actor("group", name="Group")
    towns, groups = copied_record(town, 1000), copied_record(actor, 1000)
    sources = copied_record(make.a_source("report", title="Report"), 20_000)
    event = make.an_event("raid", "2001-01-01", title="Raid no.")
    day = "{} + MOD(n, 7000)"
    bounds = {
        f"when_{name}": day.format(f"old.when_{name}")
        for name in ("earliest_start", "latest_start", "earliest_end", "latest_end", "sort_day")
    }
    events = copied_record(event, MANY, title="'Raid no. ' || CAST(n AS TEXT)", **bounds)
    claim = make.a_claim(event, slug="claim", statement="They say so.", speaker=actor)
    copied_record(claim, MANY, event_id=f"{events} + n", source_id=f"{sources} + 1 + MOD(n, 20000)")
    link = make.a_link(make.an_event("cause", "1999"), event, slug="link")
    copied_record(link, MANY - 1, cause_id=f"{events} + n", effect_id=f"{events} + n + 1")
    copied_record(make.an_assessment(event, slug="assessment", best=1), MANY // 10, event_id=f"{events} + n")
    place = make.an_event_place(event, town)
    copied(place, MANY, event_id=f"{events} + n", place_id=f"{towns} + 1 + MOD(n, 1000)")
    part = make.a_participation(event, actor)
    copied(part, MANY, event_id=f"{events} + n", actor_id=f"{groups} + 1 + MOD(n, 1000)")
    analyzed()


def _asked(client: Client) -> dict[str, tuple[str, dict[str, str]]]:
    """Return every list, filter and autocomplete that is looked at: its address and what it asks."""
    asked: dict[str, tuple[str, dict[str, str]]] = {}
    for model in (Event, Claim, CausalLink, Assessment, Source, Actor, Place):
        name = model.__name__
        asked[name] = (address(model), {})
        asked[f"{name}, searched"] = (address(model), {"q": "raid 777"})
        asked[f"{name} to choose"] = (address(model, "choices"), _choosing(model) | {"term": "raid 777"})
    for model in (Event, Claim, CausalLink, Assessment):
        asked[f"{model.__name__}, drafts"] = (address(model), {"status__exact": "DRAFT"})
    asked["Claim, in review"] = (address(Claim), {"status__exact": "IN_REVIEW"})
    asked["Event of a month"] = (address(Event), {"when": "MONTH:2010-05-01"})
    asked["Event of a type"] = (address(Event), {"type__id__exact": str(Event.objects.get(slug="raid").type_id)})
    asked["Event, a page"] = (address(Event), {"p": "40"})
    asked["Event by slug"] = (address(Event), {"q": "raid-77777"})
    asked["claims of an event"] = (address(Claim), {"event__id__exact": str(Event.objects.get(slug="raid-777").pk)})
    asked["form"] = (address(Event, "change", Event.objects.get(slug="raid-777").pk), {})
    asked["link"] = (address(CausalLink, "change", CausalLink.objects.get(slug="link-777").pk), {})
    asked["lookalikes"] = (
        address(Event, "lookalikes"),
        {
            "title": "Raid no. 777",
            "when_edtf": "2003-02-17",
            "places-0-place": str(Place.objects.get(slug="town-778").pk),
            "participations-0-actor": str(Actor.objects.get(slug="group-778").pk),
        },
    )
    asked["namesakes"] = (address(Actor, "lookalikes"), {"name": "Group 77"})
    return asked


def _counts_all(sql: str) -> bool:
    """Return whether a statement counts a whole table, which reads all of it or of an index of it."""
    return sql.startswith('SELECT COUNT(*) AS "__count" FROM') and "WHERE" not in sql


@pytest.mark.engines
def test_lists_choices_and_warnings_are_answered_by_an_index(editor: Client) -> None:
    _fill()

    found = {}
    for name, (place, query) in _asked(editor).items():
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(place, query).status_code == 200, name
        for one in captured:
            sql = one["sql"]
            if sql.startswith(("SELECT", "WITH")) and not _counts_all(sql):
                lines = whole_reads(sql, LARGE)
                found |= {f"{name}: {sql[:300]}": lines} if lines else {}

    assert found == {}


def test_double_is_found_among_a_hundred_thousand() -> None:
    _fill()
    event = Event.objects.get(slug="raid-777")
    sketch = Sketch(("The raid no. 777",), Span.of(event.when))

    assert duplicates_of(sketch, Viewer.DRAFTS)[0].event == event
