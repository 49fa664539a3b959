"""Differences as people read them."""

from typing import Any

import pytest
from django.urls import reverse

from events.models import Event
from sources.admin.wording import Differing, lines
from sources.differences import differences
from sources.records import kind_named
from tests import factories as make
from tests.filling import address, statements
from tests.staff import a_client
from tests.storing import published, put, record

pytestmark = pytest.mark.django_db


def told(kind: str, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, ...]]:
    found = kind_named(kind)
    return [tuple(one) for one in lines(Differing(found, differences(found, before, after)))]


BEFORE = {
    "granularity": "INCIDENT",
    "topics": ["war"],
    "when": "2021-09",
    "participations": [{"actor": "army", "role": "TARGET"}, {"actor": "ttp", "alleged": True}],
    "external_ids": {"gdelt": "7"},
    "once_there_was": 5,
}
AFTER = {
    "granularity": "STATEMENT",
    "topics": ["peace", "war"],
    "when": {"edtf": "2021-09-05/2021-09-11", "worded": "last week", "basis": "INFERRED"},
    "participations": [{"actor": "ttp"}, {"actor": "army", "role": "VICTIM"}],
    "external_ids": {},
}


def test_every_sort_of_field_is_said_in_words() -> None:
    assert told("event", BEFORE, AFTER) == [
        ("Topics 1", "—", "peace"),
        (
            "When",
            "Sep 2021, EDTF 2021-09",
            "5–11 Sep 2021, EDTF 2021-09-05/2021-09-11; worded: last week; basis: Inferred",
        ),
        ("Granularity", "Incident", "Statement"),
        ("Participations 1, alleged", "yes", "—"),
        ("Participations 2, role", "Target", "Victim"),
        ("Participations 1", "in place 2", "in place 1"),
        ("External ids", "gdelt: 7", "—"),
        ("Once there was", "5", "—"),
    ]
    assert told("link", {}, {"asserted_by": {"actor": "army"}}) == [("Asserted by", "—", "army")]
    [(_, _, row)] = told("event", {}, {"participations": [{"actor": "army", "role": "TARGET", "alleged": True}]})
    assert row == "actor: army; role: Target; alleged: yes"


def test_of_a_long_text_what_differs_is_shown() -> None:
    same = "word " * 200
    before, after = {"summary": f"{same}seven{same}"}, {"summary": f"{same}eleven{same}"}

    [(place, was, is_now)] = told("event", before, after)

    assert place == "Summary"
    assert (was.startswith("…"), "seven" in was, was.endswith("…")) == (True, True, True)
    assert "eleven" in is_now
    assert len(was) < 200


def test_history_names_what_is_referred_to_by_its_title_and_costs_the_same_for_more_of_it() -> None:
    editor = a_client("Editor")
    put(published("source", "report", title="The report"), record("actor", "front", name="The Front"))
    raid = record("event", "raid", title="The raid", type=make.a_type().slug)
    put(raid)

    def history() -> Any:
        return editor.get(address(Event, "history", Event.objects.get().pk))

    def join(*slugs: str) -> None:
        body = {"participations": [{"actor": slug} for slug in slugs], "citations": [{"source": "report"}]}
        put({**raid, **body})

    join("front")
    few, page = statements(history), history()
    put(*(record("actor", f"actor-{number}", name=f"Actor {number}") for number in range(5)))
    join("front", *(f"actor-{number}" for number in range(5)))

    [entry, _] = page.context["entries"]
    assert ("Participations 1", "—", "actor: The Front (Other)") in entry[1]
    assert ("Citations 1", "—", "source: The report (report)") in entry[1]
    assert '<th scope="row">Participations 1</th><td>—</td><td>actor: The Front (Other)' in page.content.decode()
    assert statements(history) == few
    journal_row = editor.get(reverse("admin:sources_journalrow_change", args=[entry[0].number]))
    assert journal_row.context["lines"] == entry[1]
