"""Records that REST reads by plans are those that the models tell, whoever asks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.rest.resources import RESOURCES as ACTORS
from config.graphql.context import Context
from config.planned_records import PlannedRecords
from config.schema import schema
from events.models import Event
from events.rest.resources import RESOURCES as EVENTS
from events.sentences import statement_of
from sources.choices import Status
from sources.models import Source
from sources.records import all_kinds
from sources.rest.resources import RESOURCES as SOURCES
from sources.visibility import Viewer
from tests import factories as a
from tests.drawn import a_drawn_store
from tests.shown import shown_by_models
from tests.world import a_world

pytestmark = pytest.mark.django_db

EXTRAS = {one.kind.name: one.extras for one in [*SOURCES, *ACTORS, *EVENTS]}
KINDS = {kind.name: kind for kind in all_kinds()}
#: Statements that records with what is computed of them take at most.
MOST_COMPUTED = 8


def check(name: str, viewer: Viewer) -> int:
    """Compare all records of a kind, by their keys and by their slugs; return how many there are."""
    kind, extras, records = KINDS[name], EXTRAS[name], PlannedRecords()
    rows = list(kind.objects.all())
    seen = kind.objects.visible_to(viewer)
    expected = shown_by_models(kind, extras, seen.values_list("pk", flat=True), viewer)

    found = records.some(kind, extras, [row.pk for row in rows], viewer)

    assert _written(found[pk] for pk in expected) == _written(expected.values())
    assert {row.slug for row in rows if row.pk in found.keys() - expected.keys()} == _merged(kind, viewer)
    for row in rows:
        one = records.one(kind, extras, row.slug, viewer)
        assert one == (expected.get(row.pk) if getattr(row, "merged_into_id", None) is None else None)
    return len(expected)


def _written(found: Any) -> list[str]:
    """Return records as they are sent: the order of their keys counts."""
    return [json.dumps(one) for one in found]


def _merged(kind: Any, viewer: Viewer) -> set[str]:
    """Return the slugs of what is not listed but shown where it is named: merged records without a status."""
    if kind.has_status or not hasattr(kind.model, "merged_into"):
        return set()
    return set(kind.objects.exclude(merged_into=None).values_list("slug", flat=True))


@pytest.mark.parametrize("viewer", Viewer)
def test_every_kind_is_read_as_the_models_tell(viewer: Viewer) -> None:
    a_world(1)
    a_world(2)

    counts = {name: check(name, viewer) for name in KINDS}

    assert all(counts.values()), counts


@pytest.mark.parametrize("seed", range(3))
def test_drawn_stores_are_read_as_the_models_tell(seed: int) -> None:
    a_drawn_store(seed)

    for viewer in Viewer:
        for name in KINDS:
            check(name, viewer)


def test_the_sample_is_read_as_the_models_tell(sample: None) -> None:
    for viewer in Viewer:
        for name in KINDS:
            check(name, viewer)


@pytest.mark.parametrize("name", KINDS)
def test_any_number_of_records_takes_as_many_statements(name: str, sample: None) -> None:
    a_world(1)
    kind, extras, records = KINDS[name], EXTRAS[name], PlannedRecords()
    keys = list(kind.objects.visible_to(Viewer.PUBLIC).values_list("pk", flat=True))
    for some in (keys[:1], keys):
        with CaptureQueriesContext(connection) as statements:
            records.some(kind, extras, some, Viewer.PUBLIC)
        assert len(statements) == 1 if not extras else 1 < len(statements) <= MOST_COMPUTED


def test_a_link_whose_cause_is_hidden_does_not_tell_its_time() -> None:
    cause = a.an_event("secret", "2021-08-15")
    link = a.a_link(cause, a.an_event("raid", "2021-09-14"), status=Status.DRAFT)
    Event.objects.filter(pk=cause.pk).update(status=Status.RETRACTED, retraction_reason="Leaked.")

    one = PlannedRecords().one(KINDS["link"], EXTRAS["link"], link.slug, Viewer.DRAFTS)

    assert one is not None
    assert (one["cause"], one["time_order"], one["lag"]) == (None, "UNKNOWN", None)


@pytest.mark.parametrize("worded", ["", "a spokesman"])
def test_a_claim_whose_source_is_hidden_does_not_name_it(worded: str) -> None:
    source = a.a_source("leaked", title="What nobody may see")
    claim = a.a_claim(a.an_event("raid"), source=source, speaker_as_worded=worded, status=Status.DRAFT, low=7)
    Source.objects.filter(pk=source.pk).update(status=Status.RETRACTED, retraction_reason="Leaked.")

    one = PlannedRecords().one(KINDS["claim"], EXTRAS["claim"], claim.slug, Viewer.DRAFTS)
    context = Context(None, Viewer.DRAFTS, is_known=True)
    told = schema.execute_sync("{ claims { edges { node { statement } } } }", context_value=context)

    assert one is not None
    assert one["source"] is None
    assert "idden source" in one["sentence"]
    assert "nobody" not in json.dumps(one)
    assert told.data == {"claims": {"edges": [{"node": {"statement": one["sentence"]}}]}}


def test_a_claim_of_responsibility_by_its_own_subject_is_told() -> None:
    group = a.an_actor(name="The group")
    told = {"speaker": group, "subject": group, "speech_act": "CLAIMS_RESPONSIBILITY", "low": 7, "high": 7}
    claim = a.a_claim(a.an_event("attack"), **told)

    one = PlannedRecords().one(KINDS["claim"], EXTRAS["claim"], claim.slug, Viewer.PUBLIC)
    context = Context(None, Viewer.PUBLIC, is_known=True)
    asked = "{ claims { edges { node { statement } } } }"
    found = schema.execute_sync(asked, context_value=context, operation_extensions={"plan": True})

    assert one is not None
    assert one["sentence"] == statement_of(claim)
    assert "(The group)" not in one["sentence"]
    assert found.data == {"claims": {"edges": [{"node": {"statement": one["sentence"]}}]}}
