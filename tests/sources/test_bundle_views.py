"""What one viewer may see of a store, as a bundle."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sources import bundle, chunks
from sources.models import Source
from sources.records import ORDER
from sources.visibility import Viewer
from tests.drawn import a_drawn_store, retract
from tests.factories import a_source, an_event
from tests.storing import another_store, published, put, record, takeover_and_attack

pytestmark = pytest.mark.django_db
VIEWS = [Viewer.PUBLIC, Viewer.DRAFTS]


def dumped(viewer: Viewer | None) -> list[str]:
    return list(bundle.dump(viewer))


def records(viewer: Viewer | None, *kinds: str) -> dict[str, dict[str, Any]]:
    """Return the records of a view by slug, seeded vocabularies aside."""
    found = [json.loads(line) for line in dumped(viewer)[1:]]
    return {one["slug"]: one for one in found if one["record"] in (kinds or set(ORDER) - {"event_type", "predicate"})}


class TestDrawnStores(TestCase):
    @settings(max_examples=max(4, settings().max_examples // 12))
    @given(st.integers(0, 2**32))
    def test_what_a_viewer_sees_is_loaded_into_an_empty_store_and_dumped_as_the_same_bytes(self, seed: int) -> None:
        with another_store():
            a_drawn_store(seed)
            views = {viewer: dumped(viewer) for viewer in VIEWS}
            whole = dumped(None)

        for viewer, lines in views.items():
            with another_store():
                bundle.load(one.encode() for one in lines)
                assert dumped(viewer) == lines
                assert dumped(None) == lines
        with another_store():
            bundle.load(one.encode() for one in whole)
            assert (dumped(None), [dumped(viewer) for viewer in VIEWS]) == (whole, [*views.values()])


def test_drawn_stores_hold_what_is_published_and_drafts_and_what_is_retracted() -> None:
    a_drawn_store(1)

    kept = {viewer: len(dumped(viewer)) for viewer in (Viewer.PUBLIC, Viewer.DRAFTS, None)}

    assert kept[Viewer.PUBLIC] < kept[Viewer.DRAFTS] < kept[None]
    assert {one["record"] for one in records(None).values()} >= {"event", "claim", "link", "narrative", "assessment"}


def test_each_view_has_what_it_sees_and_nothing_else() -> None:
    put(*takeover_and_attack(), record("topic", "border", label="Border", note="Ours."))
    put(record("source", "draft", title="A draft", note="Not yet."), published("source", "wrong", title="Wrong"))
    retract("source", "wrong")

    public, drafts, whole = records(Viewer.PUBLIC), records(Viewer.DRAFTS), records(None)

    assert public["border"] == {"record": "topic", "slug": "border", "label": "Border"}
    assert drafts.keys() - public.keys() == {"draft"}
    assert whole.keys() - drafts.keys() == {"wrong"}
    assert drafts["draft"] == record("source", "draft", title="A draft", note="Not yet.")
    assert dumped(Viewer.PUBLIC)[0] == dumped(None)[0] == '{"bundle": "sequitur", "version": 1}\n'


def test_drafts_that_rest_on_what_is_retracted_are_left_out_with_what_names_them() -> None:
    given = takeover_and_attack()
    told = record("claim", "told", event="attack", predicate="dead", low=3, source="report", locator="¶ 1")
    other = record("claim", "other", event="takeover", predicate="dead", low=3, source="report", locator="¶ 1")
    evidence = [{"claim": "told"}, {"claim": "other"}]
    arrow = record("link", "arrow", cause="takeover", kind="CAUSED", effect="later", evidence=evidence)
    later = record("event", "later", title="Later", type="assault")
    gone = record("link", "gone", cause="attack", kind="CAUSED", effect="later")
    steps = [{"event": "later", "via": "gone", "claims": ["other", "told"]}, {"event": "attack"}]
    put(*given, told, other, later, arrow, gone, record("narrative", "telling", title="Telling", steps=steps))
    before = records(Viewer.DRAFTS)
    assert before.keys() >= {"told", "other", "arrow", "gone", "telling"}

    retract("event", "attack")

    after = records(Viewer.DRAFTS)
    assert before.keys() - after.keys() == {"attack", "attack-dead", "takeover-attack", "told", "gone"}
    assert after["arrow"]["evidence"] == [{"claim": "other"}]
    assert after["telling"]["steps"] == [{"event": "later", "claims": ["other"]}]


def test_lines_end_only_where_a_record_ends() -> None:
    a_source("paper", title="a\u2028b\u2029c\x85d\x0be\nf")

    [line] = [line for line in bundle.dump(Viewer.PUBLIC) if '"paper"' in line]

    assert line.splitlines() == [line.removesuffix("\n")]
    assert json.loads(line)["title"] == "a\u2028b\u2029c\x85d\x0be\nf"


@pytest.mark.parametrize("viewer", [None, *VIEWS])
def test_more_records_than_a_chunk_cost_a_constant_number_of_statements_a_chunk(
    viewer: Viewer | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks.chunks, "__kwdefaults__", {"size": 10})

    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            dumped(viewer)
        return len(statements)

    for number in range(9):
        an_event(f"event-{number}")
    within, one_more = cost(), []
    for number in range(9, 39):
        an_event(f"event-{number}")
        if number in (18, 28, 38):
            one_more.append(cost())

    assert [b - a for a, b in zip([within, *one_more], one_more, strict=False)] == [one_more[0] - within] * 3
    slugs = [json.loads(line)["slug"] for line in dumped(viewer)[1:] if '"record": "event"' in line]
    assert slugs == sorted(f"event-{number}" for number in range(39))


def test_dump_command_writes_what_the_public_sees() -> None:
    put(*takeover_and_attack(), record("source", "draft", title="A draft"))
    told = StringIO()

    call_command("dump", "--public", stdout=told)

    assert told.getvalue() == "".join(dumped(Viewer.PUBLIC))
    assert Source.objects.filter(slug="draft").exists()
