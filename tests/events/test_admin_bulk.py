"""One change of many events from their list: all or none, and what stands in the way is named."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client

from events.admin import bulk
from events.models import Event
from sources.choices import Status
from sources.records import references
from tests import factories as make
from tests.filling import address, statements
from tests.staff import a_client, journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def act(client: Client, action: str, *events: Event, **fields: Any) -> Any:
    """Choose an action for some events; with fields, send the page that it answers."""
    data = {"action": action, ACTION_CHECKBOX_NAME: [event.pk for event in events]}
    return client.post(address(Event), data | ({"confirmed": "yes", **fields} if fields else {}), follow=True)


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def some_events(number: int = 2, **fields: Any) -> list[Event]:
    made = [make.an_event(f"event-{one}", **fields) for one in range(number)]
    for event in made:
        make.an_event_citation(event, make.a_source())
    return made


def test_page_names_the_events_and_asks_by_autocomplete(editor: Client) -> None:
    response = act(editor, "set_type_selected", *some_events())

    assert [str(row) for row in response.context["rows"]] == ["event-1", "event-0"]
    html = response.content.decode()
    assert "admin-autocomplete" in html
    assert "select2.full" in html


def test_type_is_set_with_one_reason_and_one_journal_row_each(editor: Client) -> None:
    kind = make.a_type("siege")
    events = [*some_events(), make.an_event("same", type=kind, status=Status.DRAFT)]

    response = act(editor, "set_type_selected", *events, chosen=kind.pk, reason="As the source says")

    assert told(response) == ["2 changed. 1 had it already."]
    assert set(Event.objects.values_list("type__slug", flat=True)) == {"siege"}
    assert journal("slug", "action", "reason") == [
        ("event-0", "UPDATE", "As the source says"),
        ("event-1", "UPDATE", "As the source says"),
    ]


def test_topics_are_added_to_those_there_are(editor: Client) -> None:
    first, second = some_events()
    first.topics.add(make.a_topic("war"))

    response = act(
        editor, "add_topics_selected", first, second, chosen=[make.a_topic("border").pk, make.a_topic("war").pk]
    )

    assert told(response) == ["2 changed."]
    assert [sorted(event.topics.values_list("slug", flat=True)) for event in (first, second)] == [
        ["border", "war"],
        ["border", "war"],
    ]


def test_topics_are_not_added_beyond_what_a_list_holds(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "MOST_ROWS", 1)
    first, second = some_events()
    first.topics.add(make.a_topic("war"))

    act(editor, "add_topics_selected", first, second, chosen=[make.a_topic("border").pk])

    assert [event.topics.count() for event in (first, second)] == [1, 0]


def test_larger_event_is_set_and_taken_away(editor: Client) -> None:
    events, war = some_events(), make.an_event("war")

    act(editor, "set_part_of_selected", *events, chosen=war.pk)
    parts = list(war.parts.values_list("slug", flat=True).order_by("slug"))
    act(editor, "set_part_of_selected", *events, chosen="", reason="They are not")

    assert parts == ["event-0", "event-1"]
    assert not war.parts.exists()


def test_what_stands_in_the_way_of_each_is_named_and_nothing_is_changed(editor: Client) -> None:
    inner, free = some_events()
    outer = make.an_event("outer", short_title="The outer one")
    Event.objects.filter(pk=outer.pk).update(part_of=inner)

    response = act(editor, "set_part_of_selected", inner, free, chosen=outer.pk)

    [fault] = response.context["faults"]
    assert fault.startswith("event-0: ")
    assert "The outer one" in fault
    assert not Event.objects.filter(part_of=outer).exists()
    assert journal("slug") == []


def test_contributor_is_told_which_ones_are_public() -> None:
    contributor = a_client("Contributor")
    public, draft = make.an_event("public"), make.an_event("draft", status=Status.DRAFT)
    kind = make.a_type("siege")

    refused = act(contributor, "set_type_selected", public, draft, chosen=kind.pk)
    done = act(contributor, "set_type_selected", draft, chosen=kind.pk)

    assert refused.context["faults"] == ["public: Only an editor publishes, and changes what was published."]
    assert told(done) == ["1 changed."]


def test_viewer_is_offered_none_of_it() -> None:
    viewer, event = a_client("Viewer"), make.an_event()

    response = act(viewer, "set_type_selected", event, chosen=make.a_type("siege").pk)

    assert response.context["action_form"] is None
    assert Event.objects.get().type == event.type


def test_nothing_chosen_is_said_at_the_field(editor: Client) -> None:
    response = act(editor, "set_type_selected", *some_events(), chosen="", reason="x")

    assert response.context["form"].errors == {"chosen": ["This field is required."]}


def test_too_many_at_once_are_refused(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 1)

    assert told(act(editor, "set_type_selected", *some_events())) == [
        "At most 1 events are changed at once; select fewer."
    ]


def test_page_costs_the_same_for_two_and_for_twenty(editor: Client) -> None:
    events = some_events(20)

    assert statements(lambda: act(editor, "set_type_selected", *events[:2])) == statements(
        lambda: act(editor, "set_type_selected", *events)
    )
