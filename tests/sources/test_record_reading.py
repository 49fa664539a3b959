"""A record as a viewer would enter it anew."""

import pytest

from sources.records import kind_named, seen_record
from sources.visibility import Viewer
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
