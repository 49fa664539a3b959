"""The admin warns of what looks like it is there already, and never stands in the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from actors.models import Actor
from events.models import Event
from sources import search
from sources.choices import Status
from tests import factories as make
from tests.filling import added, address, faults, page, save, statements
from tests.staff import a_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return a_client("Editor")


def a_raid(slug: str = "raid", **fields: Any) -> Event:
    event = make.an_event(slug, "2021-09-14", title="Raid on Wana", **fields)
    make.an_event_place(event, make.a_place("wana") if slug == "raid" else _wana())
    search.rebuild()
    return event


def _wana() -> Any:
    return Event.objects.get(slug="raid").places.get().place


def entered(**fields: Any) -> dict[str, Any]:
    return {"title": "A raid on Wana", "slug": "mine", "when_edtf": "2021-09-14", "type": make.a_type().pk, **fields}


def test_first_save_tells_and_the_second_keeps_both(editor: Client) -> None:
    raid = a_raid()

    warned = save(editor, Event, **entered())

    assert faults(warned) == {"__all__": ["This looks like what is there already; see below. Save again to keep both."]}
    [told] = warned.context["lookalikes"]
    assert (told["label"], told["reasons"][1]) == ("Raid on Wana (14 Sep 2021)", "same time")
    assert f'<input type="hidden" name="told_apart" value="{raid.pk}">' in warned.content.decode()
    assert not Event.objects.filter(slug="mine").exists()

    kept = save(editor, Event, **entered(), told_apart=warned.context["told_apart"])

    assert kept.status_code == 302, faults(kept)
    assert Event.objects.filter(slug="mine").exists()


def test_one_more_that_turned_up_meanwhile_is_told_of_too(editor: Client) -> None:
    raid = a_raid()
    other = a_raid("other")

    warned = save(editor, Event, **entered(), told_apart=str(raid.pk))

    assert warned.context["told_apart"] == f"{raid.pk},{other.pk}"
    assert not Event.objects.filter(slug="mine").exists()


def test_change_that_tells_nothing_of_what_it_is_warns_of_nothing(editor: Client) -> None:
    raid = a_raid()
    mine = make.an_event("mine", "2021-09-14", title="Raid on Wana")
    for event in (raid, mine):
        make.an_event_citation(event, make.a_source())

    changed = save(editor, Event, mine, summary="More of it.")
    warned = save(editor, Event, mine, title="The raid on Wana")
    kept = save(editor, Event, mine, title="The raid on Wana", told_apart=warned.context["told_apart"])

    assert changed.status_code == 302, faults(changed)
    assert [one["pk"] for one in warned.context["lookalikes"]] == [raid.pk]
    assert kept.status_code == 302


def test_what_is_part_of_it_is_not_told_of(editor: Client) -> None:
    raid = a_raid()

    response = save(editor, Event, **entered(part_of=raid.pk))

    assert response.status_code == 302, faults(response)


def test_script_asks_with_the_fields_as_they_stand(editor: Client) -> None:
    raid = a_raid()
    place = raid.places.get().place_id
    typed = {"title": "Fighting", "when_edtf": "2021-09", "places-0-place": place, "places-1-place": ""}

    found = editor.get(address(Event, "lookalikes"), {**typed, "when_edtf": "2021-09-14"}).json()["found"]
    half_typed = editor.get(address(Event, "lookalikes"), {**typed, "when_edtf": "2021-"}).json()
    taken_out = editor.get(
        address(Event, "lookalikes"), {**typed, "when_edtf": "2021-09-14", "places-0-DELETE": "on"}
    ).json()
    own = editor.get(address(Event, "lookalikes"), {**typed, "title": "Raid on Wana", "of": raid.pk}).json()

    assert [(one["pk"], one["url"], one["reasons"]) for one in found] == [
        (raid.pk, address(Event, "change", raid.pk), ["same time", "same place: wana"])
    ]
    assert half_typed == taken_out == own == {"found": []}


@pytest.mark.parametrize(("role", "status"), [("anonymous", 302), ("Viewer", 200), ("Contributor", 200)])
@pytest.mark.parametrize("view", ["lookalikes", "compare"])
def test_only_staff_that_sees_events_asks(role: str, status: int, view: str) -> None:
    raid = a_raid()

    response = a_client(role).get(address(Event, view), {"title": "Raid on Wana", "with": raid.pk})

    assert response.status_code == status


@pytest.mark.parametrize("view", ["lookalikes", "compare"])
def test_staff_that_sees_no_drafts_hears_of_none(view: str) -> None:
    from django.contrib.auth.models import Permission, User

    draft = a_raid(status=Status.DRAFT)
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_event"))
    client = Client()
    client.force_login(reader)

    response = client.get(address(Event, view), {"title": "Raid on Wana", "with": draft.pk})

    assert response.status_code == (200 if view == "lookalikes" else 404)
    assert b"Wana" not in response.content


def test_what_is_entered_is_compared_with_what_is_there(editor: Client) -> None:
    raid = a_raid()
    make.a_participation(raid, make.an_actor("army", name="Army"))
    make.a_claim(raid, statement="Seven were killed.")
    place = raid.places.get().place_id

    response = editor.get(
        address(Event, "compare"),
        {"with": raid.pk, "title": "A raid", "when_edtf": "2021-09-14", "places-0-place": place},
    )

    shown = {line.name: (line.left, line.right, line.differs) for line in response.context["lines"]}
    assert shown["title"] == (["A raid"], ["Raid on Wana"], True)
    assert shown["when"] == (["2021-09-14"], ["2021-09-14"], False)
    assert shown["places"] == (["place: wana"], ["place: wana"], False)
    assert shown["participations"] == ([], ["actor: Army"], False)
    assert shown["claims"] == ([], ["Seven were killed."], False)


def test_two_stored_events_are_compared_in_as_many_statements_whatever_they_hold(editor: Client) -> None:
    one, other = make.an_event("one", "2021"), make.an_event("other", "2021")

    def compare() -> Any:
        return editor.get(address(Event, "compare"), {"of": one.pk, "with": other.pk})

    def add() -> None:
        for event in (one, other):
            make.an_event_place(event, make.a_place(parent=make.a_place()))
            make.a_participation(event, make.an_actor())
            make.an_event_citation(event, make.a_source())
            make.a_claim(event)
            make.a_link(make.an_event(), event)
            make.a_link(event, make.an_event())

    add()
    few = statements(compare)
    for _ in range(4):
        add()

    assert statements(compare) == few
    lines = {line.name: line.differs for line in compare().context["lines"]}
    assert (lines["when"], lines["title"]) == (False, True)


def test_actor_with_a_name_that_another_goes_by_is_told_of(editor: Client) -> None:
    ttp = make.an_actor("ttp", name="Tehrik-i-Taliban Pakistan")
    make.a_name(ttp, "T.T.P.")
    search.rebuild()

    warned = save(editor, Actor, name="The movement", slug="mine", **added("names", text="TTP", kind="ACRONYM"))
    kept = save(
        editor,
        Actor,
        name="The movement",
        slug="mine",
        told_apart=str(ttp.pk),
        **added("names", text="TTP", kind="ACRONYM"),
    )

    assert [one["reasons"] for one in warned.context["lookalikes"]] == [["is called “T.T.P.”"]]
    assert kept.status_code == 302, faults(kept)
    asked = editor.get(address(Actor, "lookalikes"), {"name": "ttp", "of": ttp.pk}).json()
    assert [one["label"] for one in asked["found"]] == ["The movement (Other)"]
    compared = editor.get(address(Actor, "compare"), {"with": ttp.pk, "name": "TTP"})
    assert [line.left for line in compared.context["lines"] if line.name == "name"] == [["TTP"]]


def test_page_of_an_event_tells_the_script_where_to_ask(editor: Client) -> None:
    raid = a_raid()

    html = editor.get(page(editor, Event, raid)).content.decode()

    assert f'data-url="{address(Event, "lookalikes")}"' in html
    assert f'data-of="{raid.pk}" hidden>' in html


def test_time_that_is_typed_in_words_is_counted_from_the_source_that_the_page_names(editor: Client) -> None:
    raid = a_raid()
    report = make.a_source("report", published_edtf="2021-09-15")
    typed = {"title": "Fighting", "when_edtf": "yesterday", "places-0-place": raid.places.get().place_id}

    cited, entered, unnamed = (
        editor.get(address(Event, "lookalikes"), {**typed, **named}).json()["found"]
        for named in ({"citations-0-source": report.pk}, {"source": report.pk}, {})
    )

    assert [one["reasons"] for one in cited] == [["same time", "same place: wana"]]
    assert (entered[0]["pk"], unnamed) == (raid.pk, [])
