"""Keyset pages: every row once, both ways, on both engines."""

import base64
import datetime
import json
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events.models import CausalLink, Event
from sources.models import Publisher, Source
from sources.pages import Order, Page, count_each, page, pages_each
from sources.querysets import UndatedAsFirst
from tests import factories

CHRONOLOGICAL = Order("CHRONOLOGICAL", (("when_sort_day", False), ("slug", False)))
LATEST = Order("LATEST", ((UndatedAsFirst("when_sort_day"), True), ("slug", False)))
TITLE = Order("TITLE", (("title", False), ("slug", False)))
CHANGED = Order("CHANGED", (("updated_at", True), ("slug", False)))
ORDERS = (CHRONOLOGICAL, LATEST, TITLE, CHANGED)
NOON = datetime.datetime(2021, 9, 5, 12, tzinfo=datetime.UTC)

titles = st.sampled_from(["A", "a", "a-b", "a_b", "B", "é", "z", "", "ß", "\U0001f525"])
whens = st.sampled_from(["", "2021-09-05", "2021-09", "../2021-09", "-0043-03-15", "2021-09-05/.."])
rows = st.lists(st.tuples(titles, whens, st.integers(0, 2)), max_size=8)


def _events(given_rows: list[tuple[str, str, int]]) -> None:
    for number, (title, when, minutes) in enumerate(given_rows):
        updated_at = NOON + datetime.timedelta(minutes=minutes, microseconds=minutes)
        factories.an_event(f"event-{number}", when, title=title, updated_at=updated_at)


def _slugs(found: Page) -> list[str]:
    return [row.slug for row in found.rows]


def _expected(order: Order) -> list[str]:
    events = list(Event.objects.all())
    keys = {
        "CHRONOLOGICAL": lambda event: (event.when_sort_day, event.slug),
        "LATEST": lambda event: (event.when_sort_day == 2**63 - 1, -event.when_sort_day, event.slug),
        "TITLE": lambda event: (event.title, event.slug),
        "CHANGED": lambda event: (-event.updated_at.timestamp(), event.slug),
    }
    return [event.slug for event in sorted(events, key=keys[order.name])]


def _walk(order: Order, size: int, *, backwards: bool = False) -> list[str]:
    seen: list[str] = []
    cursor = None
    while True:
        asked = {"last": size, "before": cursor} if backwards else {"first": size, "after": cursor}
        found = page(Event.objects.all(), order, **asked)
        seen = _slugs(found) + seen if backwards else seen + _slugs(found)
        if not (found.has_previous if backwards else found.has_next):
            return seen
        cursor = found.cursor(found.rows[0] if backwards else found.rows[-1])


class Walking(TestCase):
    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(rows, st.integers(1, 4), st.sampled_from(ORDERS))
    def test_pages_of_any_size_are_the_whole_list_once(self, some, size, order):
        _events(some)

        assert _walk(order, size) == _expected(order)
        assert _walk(order, size, backwards=True) == _expected(order)

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(rows, st.integers(0, 3), st.sampled_from(ORDERS), st.booleans())
    def test_a_page_under_a_parent_is_the_page_of_its_own_list(self, some, size, order, backwards):
        parents = [factories.a_type("one"), factories.a_type("two")]
        for number, (title, when, minutes) in enumerate(some):
            factories.an_event(
                f"event-{number}", when, title=title, type=parents[minutes % 2], updated_at=NOON.replace(minute=minutes)
            )
        asked = {"last" if backwards else "first": size}

        found = pages_each(Event.objects.all(), "type", [one.pk for one in parents], order, **asked)

        for parent in parents:
            alone = page(Event.objects.filter(type=parent), order, **asked)
            together = found[parent.pk]
            assert _slugs(together) == _slugs(alone)
            assert (together.has_next, together.has_previous) == (alone.has_next, alone.has_previous)
            assert [together.cursor(row) for row in together.rows] == [alone.cursor(row) for row in alone.rows]


@pytest.mark.django_db
def test_twenty_rows_where_no_size_is_given():
    for number in range(21):
        factories.a_publisher(f"publisher-{number:02}")
    order = Order("SLUG", (("slug", False),))

    found = page(Publisher.objects.all(), order)

    assert _slugs(found) == [f"publisher-{number:02}" for number in range(20)]
    assert (found.has_next, found.has_previous) == (True, False)


@pytest.mark.django_db
def test_a_page_knows_what_lies_on_either_side():
    for day in range(1, 6):
        factories.an_event(f"day-{day}", f"2021-09-0{day}")
    everything = page(Event.objects.all(), CHRONOLOGICAL)
    second, fourth = everything.cursor(everything.rows[1]), everything.cursor(everything.rows[3])

    def seen(**asked):
        found = page(Event.objects.all(), CHRONOLOGICAL, **asked)
        return [row.slug[-1] for row in found.rows], found.has_previous, found.has_next

    assert seen(first=5) == (["1", "2", "3", "4", "5"], False, False)
    assert seen(first=2, after=second) == (["3", "4"], True, True)
    assert seen(first=3, after=second) == (["3", "4", "5"], True, False)
    assert seen(last=2) == (["4", "5"], True, False)
    assert seen(last=2, before=fourth) == (["2", "3"], True, True)
    assert seen(first=9, after=second, before=fourth) == (["3"], True, True)
    assert seen(last=9, after=second, before=fourth) == (["3"], True, True)
    assert seen(first=0) == ([], False, True)
    assert seen(last=0) == ([], True, False)


@pytest.mark.django_db
def test_a_row_written_between_two_pages_moves_no_other():
    for day in (1, 3, 5):
        factories.an_event(f"day-{day}", f"2021-09-0{day}")
    found = page(Event.objects.all(), CHRONOLOGICAL, first=2)

    factories.an_event("day-2", "2021-09-02")
    following = page(Event.objects.all(), CHRONOLOGICAL, first=2, after=found.cursor(found.rows[-1]))

    assert _slugs(found) == ["day-1", "day-3"]
    assert _slugs(following) == ["day-5"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ({"first": 101}, "PAGE_TOO_LARGE", "at most 100 rows; 101"),
        ({"last": 10**30}, "PAGE_TOO_LARGE", "at most 100"),
        ({"first": -1}, "BAD_USER_INPUT", "0 to 100 rows; -1"),
        ({"first": 1, "last": 1}, "BAD_USER_INPUT", "not for both"),
    ],
)
def test_a_size_out_of_range_is_refused(asked, code, words):
    with pytest.raises(ValidationError) as refused:
        page(Event.objects.all(), CHRONOLOGICAL, **asked)

    assert refused.value.code == code
    assert words in refused.value.messages[0]


def _forged(*content) -> str:
    body = json.dumps(content).encode()
    return base64.urlsafe_b64encode(zlib.crc32(body).to_bytes(4) + body).rstrip(b"=").decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "none of ours",
        "é",
        "A" * 9000,
        _forged(),
        _forged("CHRONOLOGICAL"),
        _forged("CHRONOLOGICAL", 1),
        _forged("CHRONOLOGICAL", 1, "a", "b"),
        _forged("CHRONOLOGICAL", 2**63, "a"),
        _forged("CHRONOLOGICAL", 10**400, "a"),
        _forged("CHRONOLOGICAL", 1.5, "a"),
        _forged("CHRONOLOGICAL", True, "a"),
        _forged("CHRONOLOGICAL", None, "a"),
        _forged("CHRONOLOGICAL", 1, "a\0"),
        _forged("CHRONOLOGICAL", 1, "\ud800"),
        _forged("CHRONOLOGICAL", 1, ["a"]),
        _forged("LATEST", 1, "a"),
        _forged(["CHRONOLOGICAL"], 1, "a"),
    ],
)
@pytest.mark.parametrize("end", ["after", "before"])
def test_a_text_that_is_no_cursor_is_refused(cursor, end):
    with pytest.raises(ValidationError) as refused:
        page(Event.objects.all(), CHRONOLOGICAL, **{end: cursor})

    assert refused.value.code == "BAD_CURSOR"


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "2021-09-05", "never", 5])
def test_a_cursor_with_an_impossible_moment_is_refused(moment):
    with pytest.raises(ValidationError) as refused:
        page(Event.objects.all(), CHANGED, after=_forged("CHANGED", moment, "a"))

    assert refused.value.code == "BAD_CURSOR"


@pytest.mark.django_db
def test_a_cursor_changed_in_any_place_is_refused():
    factories.an_event("day-1", "2021-09-01")
    found = page(Event.objects.all(), CHRONOLOGICAL)
    cursor = found.cursor(found.rows[0])

    for place, letter in enumerate(cursor):
        with pytest.raises(ValidationError) as refused:
            page(
                Event.objects.all(),
                CHRONOLOGICAL,
                after=cursor[:place] + ("B" if letter == "A" else "A") + cursor[place + 1 :],
            )
        assert refused.value.code == "BAD_CURSOR"


@pytest.mark.django_db
def test_a_key_on_another_table_is_read_with_the_row():
    cause, effect = factories.an_event("cause", "2021-08"), factories.an_event("effect", "2021-09")
    factories.a_link(cause, effect, slug="one")
    factories.a_link(effect, factories.an_event("last", "2021-10"), slug="two")
    order = Order("BY_CAUSE", (("cause__when_sort_day", True), ("slug", False)))

    with CaptureQueriesContext(
        connection,
    ) as statements:
        found = page(CausalLink.objects.all(), order, first=1)
        following = page(CausalLink.objects.all(), order, after=found.cursor(found.rows[0]))

    assert (_slugs(found), _slugs(following)) == (["two"], ["one"])
    assert len(statements) == 2


@pytest.mark.django_db
def test_text_without_a_collation_goes_by_code_point():
    for number, authors in enumerate(["a_b", "a-b", "B", "a", "é"]):
        factories.a_source(f"source-{number}", authors=authors)
    order = Order("AUTHORS", (("authors", False), ("slug", False)))

    found = page(Source.objects.all(), order, first=3)
    following = page(Source.objects.all(), order, after=found.cursor(found.rows[-1]))

    assert [row.authors for row in found.rows + following.rows] == ["B", "a", "a-b", "a_b", "é"]


@pytest.mark.django_db
def test_a_row_joined_to_its_parent_twice_stands_on_its_page_once():
    actor, other, idle = (factories.an_actor(slug) for slug in ("actor", "other", "idle"))
    for day in range(1, 5):
        event = factories.an_event(f"day-{day}", f"2021-09-0{day}")
        factories.a_participation(event, actor, role="INITIATOR")
        factories.a_participation(event, actor, role="CLAIMANT")
    factories.a_participation(event, other)
    pks = [actor.pk, other.pk, idle.pk]

    with CaptureQueriesContext(connection) as statements:
        found = pages_each(Event.objects.all(), "participations__actor", pks, CHRONOLOGICAL, first=3)
        counts = count_each(Event.objects.all(), "participations__actor", pks)
    following = pages_each(
        Event.objects.all(),
        "participations__actor",
        [actor.pk],
        CHRONOLOGICAL,
        after=found[actor.pk].cursor(found[actor.pk].rows[-1]),
    )

    assert [_slugs(found[pk]) for pk in pks] == [["day-1", "day-2", "day-3"], ["day-4"], []]
    assert [found[pk].has_next for pk in pks] == [True, False, False]
    assert _slugs(following[actor.pk]) == ["day-4"]
    assert counts == {actor.pk: 4, other.pk: 1, idle.pk: 0}
    assert len(statements) == 2


@pytest.mark.django_db
def test_nested_pages_hold_only_the_rows_they_were_given():
    kind = factories.a_type("kind")
    factories.an_event("seen", type=kind)
    factories.an_event("hidden", type=kind, status="DRAFT")

    found = pages_each(Event.objects.published(), "type", [kind.pk], TITLE)

    assert _slugs(found[kind.pk]) == ["seen"]
    assert count_each(Event.objects.published(), "type", [kind.pk]) == {kind.pk: 1}
    assert pages_each(Event.objects.all(), "type", [], TITLE) == {}
