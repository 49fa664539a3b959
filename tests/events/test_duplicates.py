"""Whether an event that is entered is there already: what is told, what not, to whom, and at what cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.duplicates import Nearness, Sketch, Span, duplicates_of, stored_sketch
from events.models import Event
from sources import dates, search
from sources.choices import Status
from sources.visibility import Viewer
from tests import factories as make

pytestmark = pytest.mark.django_db


def a_sketch(title: str = "", when: str = "", **known: Any) -> Sketch:
    span = Span.of(dates.parse(when)) if when else None
    known = {name: frozenset(row.pk for row in rows) for name, rows in known.items()}
    return Sketch((title,) if title else (), span, **known)


def found(sketch: Sketch, viewer: Viewer = Viewer.DRAFTS) -> list[str]:
    search.rebuild()
    return [one.event.slug for one in duplicates_of(sketch, viewer)]


def an_event(slug: str, when: str = "", place: Any = None, actors: Any = (), **fields: Any) -> Event:
    event = make.an_event(slug, when, **fields)
    if place:
        make.an_event_place(event, place)
    for actor in actors:
        make.a_participation(event, actor)
    return event


def test_likeliest_comes_first_and_says_why() -> None:
    pakistan = make.a_place("pakistan", name="Pakistan")
    waziristan = make.a_place("waziristan", name="South Waziristan", parent=pakistan)
    army, ttp = make.an_actor("army", name="Army"), make.an_actor("ttp", name="TTP")
    an_event("raid", "2021-09-14", waziristan, [army, ttp], title="Army raid in South Waziristan")
    an_event("clash", "2021-09", pakistan, [ttp], title="Fighting in the north")
    an_event("election", "2021-09-14", make.a_place("kabul"), [make.an_actor("other")], title="Election")

    told = duplicates_of(
        a_sketch("Raid by the army in South Waziristan", "2021-09-14", places=[waziristan], actors=[army]),
        Viewer.DRAFTS,
    )

    assert [one.event.slug for one in told] == ["raid"]
    assert (told[0].nearness, told[0].title > 0.8) == (Nearness.SAME, True)
    assert told[0].reasons[1:] == ["same time", "same place: South Waziristan", "shared actors: Army"]
    weaker = duplicates_of(
        a_sketch("Army strikes at TTP camps", "2021-09-14", places=[waziristan], actors=[army, ttp]), Viewer.DRAFTS
    )
    assert [one.event.slug for one in weaker] == ["raid", "clash"]
    assert weaker[1].reasons == ["overlapping time", "nearby place: Pakistan", "shared actors: TTP"]


@pytest.mark.parametrize(
    ("when", "other", "is_told"),
    [
        ("2021-09-14", "2021-09-14", True),
        ("2021-09", "2021-09-14", True),
        ("2021-09-14", "2021-09-15", True),
        ("2021-09-14", "2021-09-20", False),
        ("2016", "2020", False),
        ("", "2020", True),
        ("2020", "", True),
        ("[..2021-09-15]", "2019", True),
    ],
)
def test_same_title_is_told_unless_the_times_are_apart(when: str, other: str, is_told: bool) -> None:
    an_event("there", other, title="Election of the president")

    assert bool(found(a_sketch("The election of the president", when))) is is_told


def test_same_day_and_place_are_enough_without_a_title() -> None:
    town = make.a_place("town")
    an_event("there", "2021-09-14", town, title="A raid")

    assert found(a_sketch("", "2021-09-14", places=[town])) == ["there"]


def test_same_day_alone_or_the_same_actor_alone_are_not_enough() -> None:
    actor = make.an_actor("group")
    an_event("there", "2021-09-14", make.a_place("town"), [actor], title="A raid")

    assert found(a_sketch("Something else", "2021-09-14")) == []
    assert found(a_sketch("Something else", "", actors=[actor])) == []


def test_same_title_elsewhere_is_another_event() -> None:
    an_event("there", "2021-09-14", make.a_place("quetta"), [make.an_actor("one")], title="Suicide attack")

    elsewhere = a_sketch("Suicide attack", "2021-09-14", places=[make.a_place("lahore")], actors=[make.an_actor("two")])

    assert found(elsewhere) == []
    assert found(a_sketch("Suicide attack", "2021-09-14")) == ["there"]


def test_place_within_what_is_entered_counts_too() -> None:
    country = make.a_place("country")
    an_event("there", "2021-09-14", make.a_place("town", parent=country), title="Raid on a hideout")

    assert found(a_sketch("Raid on hideout", "2021-09-14", places=[country])) == ["there"]


def test_what_is_part_of_it_or_linked_to_it_is_another_event() -> None:
    town = make.a_place("town")
    mine = an_event("mine", "2021-09-14", town)
    an_event("part", "2021-09-14", town, part_of=mine)
    for slug in ("cause", "effect"):
        an_event(slug, "2021-09-14", town)
    make.a_link(Event.objects.get(slug="cause"), mine)
    make.a_link(mine, Event.objects.get(slug="effect"))
    an_event("double", "2021-09-14", town)

    assert found(stored_sketch(mine)) == ["double"]
    assert found(stored_sketch(Event.objects.get(slug="part"))) == ["cause", "double", "effect"]


def test_public_hears_of_no_draft_and_of_no_hidden_actor() -> None:
    town, hidden = make.a_place("town"), make.an_actor("hidden", status=Status.DRAFT)
    an_event("draft", "2021-09-14", town, status=Status.DRAFT)
    an_event("retracted", "2021-09-14", town, status=Status.RETRACTED)
    an_event("public", "2021-09-14", town, [hidden])
    sketch = a_sketch("", "2021-09-14", places=[town], actors=[hidden])

    assert found(sketch) == ["public", "draft"]
    assert found(sketch, Viewer.PUBLIC) == ["public"]
    assert duplicates_of(sketch, Viewer.PUBLIC)[0].actors == []


def test_statements_do_not_grow_with_what_is_found() -> None:
    town, actor = make.a_place("town", parent=make.a_place("country")), make.an_actor("group")
    sketch = a_sketch("Raid on a town", "2021-09-14", places=[town], actors=[actor])

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert duplicates_of(sketch, Viewer.DRAFTS)
        return len(captured)

    an_event("event-1", "2021-09-14", town, [actor], title="Raid on the town")
    one = statements()
    for number in range(2, 30):
        an_event(f"event-{number}", "2021-09-14", town, [actor], title="Raid on the town")

    assert (one, statements()) == (6, 6)


def test_likeness_is_of_words_in_any_order_folded() -> None:
    assert search.likeness("Raid on Wana", "wana: on-raid") == 1
    assert search.likeness("Raid", "Raids") > 0.6
    assert search.likeness("Raid", "Election") == 0
    assert search.likeness("", "Raid") == 0
