"""The index of links answers what the database would, at exactly the state that is read, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from events.causality import Chain, Direction, chain, index, paths
from events.causality.index import keeping, rows, walking
from events.choices import Likelihood, LinkKind
from events.models import CausalLink, Event
from sources.choices import Status
from sources.snapshots import snapshot
from sources.visibility import Viewer
from tests.connections import by_another_connection
from tests.drawn import merge_two
from tests.factories import a_graph, a_link, an_actor, an_event, diamonds
from tests.storing import another_store, put, record, row, takeover_and_attack
from tests.upheaval import Upheaval

ALL = [kind.value for kind in LinkKind]
WORDS = ["", *Likelihood.values]
fewer = hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def nothing_held(settings: Any) -> Iterator[None]:
    """Begin and end without a graph."""
    settings.GRAPH_INDEX_LINKS = 1000
    index.keeper.forget()
    yield
    index.keeper.forget()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take what a test's transaction holds for committed, and read the graph within it instead of beside it."""
    monkeypatch.setattr(keeping, "is_snapshot", lambda: True)
    monkeypatch.setattr(keeping.Keeper, "_read_anew", lambda keeper: setattr(keeper, "_graph", rows.whole_graph()))


@contextmanager
def without_index() -> Iterator[None]:
    """Let the database walk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "walked", lambda *_: None)
        patch.setattr(index, "arrows_between", lambda *_: None)
        yield


def both(ask: Callable[[], Any]) -> tuple[Any, Any]:
    """Ask by the index, which must be there, and by the database."""
    index.keeper.graph()
    assert index.keeper.graph() is not None
    found = ask()
    with without_index():
        return found, ask()


def told(found: Chain) -> Any:
    """Return all that a chain tells, in its order."""
    return (
        [(node.depth, node.event.slug) for node in found.nodes],
        [(edge.depth, edge.link.slug, edge.link.cause.slug, edge.link.effect.slug) for edge in found.edges],
        (found.reachable, found.truncated, found.truncation_reason),
    )


def the_chain(root: Event, **asked: Any) -> Any:
    try:
        return told(chain(root, viewer=Viewer.PUBLIC, **asked))
    except Event.DoesNotExist:
        return None


def the_paths(start: Event, end: Event, **asked: Any) -> Any:
    found = paths(start, end, viewer=Viewer.PUBLIC, **asked)
    return [(path.label, path.score, [link.slug for link in path.links], path.weakest.slug) for path in found]


def a_drawn_graph(random: Random) -> list[Event]:
    """Store some events and links between them: diamonds, rivals on one pair, cycles of order only, what is hidden."""
    days = ["2021", "2021-09", "", "2020-05-01"]
    statuses = [*[Status.PUBLISHED] * 8, Status.DRAFT, Status.RETRACTED]
    events = [
        an_event(f"e{random.randrange(10**6)}-{number}", when=random.choice(days), status=random.choice(statuses))
        for number in range(random.randint(2, 9))
    ]
    kinds = random.sample(ALL, random.randint(1, 4))
    for number in range(random.randint(0, 25)):
        cause, effect = random.sample(events, 2)
        kind = random.choice([*kinds, "PRECEDED", "PREVENTED"])
        if kind not in ("PRECEDED", "PREVENTED"):
            cause, effect = sorted([cause, effect], key=lambda event: event.pk)
        alike = CausalLink.objects.filter(cause=cause, effect=effect, kind=kind).exists()
        voice = {"asserted_by_actor": an_actor()} if alike else {}
        fields = {"kind": kind, "likelihood": random.choice(WORDS), "status": random.choice(statuses), **voice}
        a_link(cause, effect, slug=f"l{random.randrange(10**6)}-{number}", **fields)
    return events


def drawn_scope(random: Random) -> dict[str, Any]:
    return {
        "kinds": random.choice([None, random.sample(ALL, random.randint(1, 5))]),
        "min_likelihood": random.choice([None, None, random.choice(Likelihood.values)]),
    }


def drawn_steps(random: Random) -> dict[str, Any]:
    return {
        **drawn_scope(random),
        "direction": random.choice(list(Direction)),
        "depth": random.choice([1, 2, 3, 6, 20]),
        "limit": random.choice([1, 2, 4, 200]),
        "include_order_only": random.random() < 0.5,
    }


def compare(random: Random, events: list[Event], times: int = 8) -> None:
    """Ask some chains and paths both ways."""
    for _ in range(times):
        root, steps = random.choice(events), drawn_steps(random)
        by_index, by_database = both(lambda: the_chain(root, **steps))  # noqa: B023  # asked at once
        assert by_index == by_database
        ends = [random.choice(events), random.choice(events)]
        scope = {**drawn_scope(random), "first": random.choice([1, 3, 20]), "max_depth": random.choice([1, 2, 3, 8])}
        by_index, by_database = both(lambda: the_paths(*ends, **scope))  # noqa: B023
        assert by_index == by_database


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
@fewer
@given(st.integers(0, 10**9))
def test_index_answers_what_the_database_does(seed: int) -> None:
    random = Random(seed)
    with another_store():
        events = a_drawn_graph(random)
        index.keeper.forget()

        compare(random, events)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
@fewer
@given(st.integers(0, 10**9))
def test_so_it_does_where_it_stops_counting(seed: int) -> None:
    random = Random(seed)
    with another_store(), pytest.MonkeyPatch.context() as patch:
        events = a_drawn_graph(random)
        index.keeper.forget()
        stop_counting(patch)

        compare_where_it_stops(random, events, 10)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
@pytest.mark.slow
@hypothesis_settings(parent=fewer, max_examples=12)
@given(st.integers(0, 10**9))
def test_index_keeps_up_with_all_that_is_written(seed: int) -> None:
    random = Random(seed)
    with another_store():
        index.keeper.forget()
        upheaval = Upheaval(seed)
        upheaval.begin()
        for _ in range(12):
            move(random, upheaval)
            compare(random, list(Event.objects.order_by("pk")), times=4)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
@pytest.mark.slow
@hypothesis_settings(parent=fewer, max_examples=12)
@given(st.integers(0, 10**9))
def test_it_stops_counting_where_much_was_written_since(seed: int) -> None:
    random = Random(seed)
    with another_store(), pytest.MonkeyPatch.context() as patch:
        stop_counting(patch)
        index.keeper.forget()
        upheaval = Upheaval(seed)
        upheaval.begin()
        for _ in range(12):
            move(random, upheaval)
            compare_where_it_stops(random, list(Event.objects.order_by("pk")), 6)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
@fewer
@given(st.integers(0, 10**9))
def test_so_it_does_where_effects_of_a_hub_came_or_changed_since(seed: int) -> None:
    random = Random(seed)
    days = [f"2021-10-{day:02d}" for day in range(2, 30)]
    with another_store(), pytest.MonkeyPatch.context() as patch:
        stop_counting(patch)
        put(*takeover_and_attack())
        for number in range(8):
            a_link_to(f"effect-{number}", random.choice(days))
        index.keeper.forget()
        index.keeper.graph()
        assert index.keeper.graph() is not None

        for number in range(4, 10):
            a_link_to(f"effect-{number}", random.choice(days))
            compare_where_it_stops(random, [row("event", "attack")], 3)


def a_link_to(slug: str, day: str = "2021-10") -> None:
    """Publish an event and a link to it from the attack, or change the day of one that is there."""
    cited = [{"source": "report", "locator": "¶ 1"}]
    event = record("event", slug, title=slug, type="assault", when=day, citations=cited, status="PUBLISHED")
    link = record(
        "link", f"attack-{slug}", cause="attack", effect=slug, kind="ENABLED", evidence=cited, status="PUBLISHED"
    )
    put(event, link)


def stop_counting(patch: pytest.MonkeyPatch) -> None:
    """Let no more than three events be counted, so that most are hubs."""
    for module in (import_module("events.causality.chain"), walking):
        patch.setattr(module, "MOST_COUNTED", 3)


def compare_where_it_stops(random: Random, events: list[Event], times: int) -> None:
    for _ in range(times):
        steps = {**drawn_steps(random), "limit": random.choice([1, 2, 3])}
        root = random.choice(events)
        by_index, by_database = both(lambda: the_chain(root, **steps))  # noqa: B023
        assert by_index == by_database


def move(random: Random, upheaval: Upheaval) -> None:
    """Write, merge, or write what is taken back."""
    chance = random.random()
    if chance < 0.15:
        merge_two("event", random)
    elif chance < 0.3:
        with another_store():
            upheaval.step()
    else:
        for _ in range(random.randint(1, 4)):
            upheaval.step()


def ahead_of(slug: str) -> list[str]:
    return [node.event.slug for node in chain(row("event", slug), viewer=Viewer.PUBLIC).nodes[1:]]


def asked_in_a_snapshot(slug: str) -> tuple[bool, list[str]]:
    """Return whether the graph is held at the state of a snapshot, and what an event led to there."""
    with snapshot():
        return index.keeper.graph() is not None, ahead_of(slug)


@pytest.mark.django_db(transaction=True)
def test_graph_is_read_in_the_background_and_then_follows_every_commit() -> None:
    put(*takeover_and_attack())

    first = asked_in_a_snapshot("takeover")
    index.keeper.wait()
    then = asked_in_a_snapshot("takeover")
    a_link_to("raid")
    later = asked_in_a_snapshot("takeover")
    by_another_connection(lambda: a_link_to("talks"))
    last = asked_in_a_snapshot("takeover")

    assert first == (False, ["attack"])
    assert then == (True, ["attack"])
    assert later == (True, ["attack", "raid"])
    assert last == (True, ["attack", "raid", "talks"])


@pytest.mark.django_db(transaction=True)
def test_writer_and_what_it_takes_back_leave_no_trace() -> None:
    put(*takeover_and_attack())
    asked_in_a_snapshot("takeover")
    index.keeper.wait()

    with another_store():
        a_link_to("raid")
        within = index.keeper.graph(), ahead_of("attack")
    after = asked_in_a_snapshot("attack")
    a_link_to("talks")
    later = asked_in_a_snapshot("attack")

    assert within == (None, ["raid"])
    assert after == (True, [])
    assert later == (True, ["talks"])


@pytest.mark.django_db(transaction=True)
def test_an_older_snapshot_is_walked_by_the_database() -> None:
    put(*takeover_and_attack())
    asked_in_a_snapshot("takeover")
    index.keeper.wait()
    seen: list[Any] = []

    with snapshot():
        before = ahead_of("attack")
        by_another_connection(lambda: a_link_to("raid"))
        by_another_connection(lambda: seen.append(asked_in_a_snapshot("attack")))
        again = index.keeper.graph(), ahead_of("attack")

    assert (before, seen) == ([], [(True, ["raid"])])
    assert again == (None, [])
    assert asked_in_a_snapshot("attack") == (True, ["raid"])


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
def test_a_store_that_was_put_back_is_read_anew() -> None:
    put(*takeover_and_attack())
    with another_store():
        a_link_to("raid")
        assert both(lambda: ahead_of("attack")) == (["raid"], ["raid"])

    a_link_to("talks")  # takes the numbers that the other had

    assert both(lambda: ahead_of("attack")) == (["talks"], ["talks"])


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
def test_drafts_are_never_in_it() -> None:
    put(*takeover_and_attack())
    draft = record("event", "plan", title="Plan", type="assault")
    link = record("link", "attack-plan", cause="attack", effect="plan", kind="ENABLED")
    put(draft, link)

    assert both(lambda: ahead_of("attack")) == ([], [])
    assert index.keeper.graph().event(row("event", "plan").pk) is None  # type: ignore[union-attr]
    assert [node.event.slug for node in chain(row("event", "attack"), viewer=Viewer.DRAFTS).nodes] == ["attack", "plan"]


@pytest.mark.django_db(transaction=True)
def test_more_links_than_allowed_are_not_held(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    put(*takeover_and_attack())
    a_link_to("raid")
    settings.GRAPH_INDEX_LINKS = 1

    found = []
    for _ in range(2):
        found.append(asked_in_a_snapshot("takeover"))
        index.keeper.wait()

    assert found == [(False, ["attack", "raid"])] * 2
    assert [one.getMessage() for one in caplog.records if one.name == keeping.__name__] == [
        "No index of links is held: The graph has more than 1 links."
    ]


@pytest.mark.django_db(transaction=True)
def test_database_walks_where_the_graph_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    put(*takeover_and_attack())

    def fail() -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "whole_graph", fail)
        asked_in_a_snapshot("takeover")
        index.keeper.wait()
        failed = asked_in_a_snapshot("takeover")
    soon = asked_in_a_snapshot("takeover")
    index.keeper.wait()
    monkeypatch.setattr(keeping, "PAUSE", 0)
    index.keeper.forget()
    asked_in_a_snapshot("takeover")
    index.keeper.wait()

    assert failed == soon == (False, ["attack"])
    assert asked_in_a_snapshot("takeover") == (True, ["attack"])


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
def test_much_that_changed_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    put(*takeover_and_attack())
    index.keeper.graph()
    columns = index.keeper.graph().columns  # type: ignore[union-attr]

    a_link_to("raid")
    added_to = index.keeper.graph().columns  # type: ignore[union-attr]
    monkeypatch.setattr(rows, "MOST_CHANGED", 1)
    a_link_to("talks")

    assert columns is added_to
    assert both(lambda: ahead_of("attack")) == (["raid", "talks"], ["raid", "talks"])
    assert index.keeper.graph().columns is not columns  # type: ignore[union-attr]


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
def test_by_index_a_chain_and_paths_cost_three_statements() -> None:
    graph = a_graph(*diamonds(5), *(f"n05>hub{number}" for number in range(50)))
    index.keeper.graph()

    counts = []
    for ask in (
        lambda: chain(graph["n00"], viewer=Viewer.PUBLIC, depth=20),
        lambda: chain(graph["hub7"], viewer=Viewer.PUBLIC, direction=Direction.CAUSES),
        lambda: paths(graph["n00"], graph["hub7"], viewer=Viewer.PUBLIC, max_depth=12),
    ):
        with CaptureQueriesContext(connection) as captured:
            assert ask()
        counts.append(len(captured))

    assert counts == [3, 3, 3]


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
def test_a_link_takes_twenty_five_bytes_and_an_event_its_slug_and_forty_four() -> None:
    a_graph(*(f"e{number:02}>e{number + 1:02}" for number in range(40)))
    index.keeper.graph()

    graph = index.keeper.graph()

    assert graph is not None
    assert graph.size == 40 * 25 + 41 * (3 + 44) + 2 * 4
