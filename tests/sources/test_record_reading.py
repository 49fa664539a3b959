"""A record as a viewer would enter it anew."""

import json

import pytest

from sources.records import all_kinds, kind_named, records_of, seen_record
from sources.visibility import Viewer
from tests.drawn import a_drawn_store
from tests.storing import put, record_of, row, takeover_and_attack

pytestmark = pytest.mark.django_db


def test_what_is_seen_of_a_record_is_the_record_itself() -> None:
    put(*takeover_and_attack())

    seen = {
        (kind, slug): seen_record(kind_named(kind), row(kind, slug), Viewer.PUBLIC)
        for kind, slug in [("event", "attack"), ("claim", "attack-dead"), ("narrative", "story")]
    }

    assert seen == {key: record_of(*key) for key in seen}


def test_what_is_hidden_is_left_out() -> None:
    given = takeover_and_attack()
    put(*given, {"record": "source", "slug": "draft", "title": "A draft"})
    cited = [*given[4]["citations"], {"source": "draft", "quote": "something"}]
    put({**given[4], "status": "DRAFT", "slug": "other", "citations": cited, "note": "For us."})

    public = seen_record(kind_named("event"), row("event", "other"), Viewer.PUBLIC)
    drafts = seen_record(kind_named("event"), row("event", "other"), Viewer.DRAFTS)

    assert (public["citations"], "note" in public) == (given[4]["citations"], False)
    assert drafts == record_of("event", "other")


@pytest.mark.parametrize("seed", range(3))
def test_records_read_as_values_are_those_that_the_models_tell(seed: int) -> None:
    a_drawn_store(seed)

    for kind in all_kinds():
        expected = {row.pk: kind.dump(row) for row in kind.rows(kind.objects.order_by("pk"))}
        alone = {pk: records_of(kind, [pk])[pk] for pk in expected}
        together = records_of(kind, expected)
        assert json.dumps(alone) == json.dumps(together) == json.dumps(expected)
