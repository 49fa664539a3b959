"""Whether links close a cycle, also when two writers close it together."""

from collections import defaultdict
from itertools import pairwise
from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from events.causality import find_cycle
from events.causality.cycles import MOST_WALKED, Arc, closing_arc, route
from events.choices import LinkKind
from events.models import CausalLink, Event
from sources import journal
from sources.choices import Status
from sources.models import JournalRow
from sources.refusals import Refusal
from tests.factories import a_graph, a_link, diamonds

EVENTS = range(1, 7)
ENDS = st.lists(st.tuples(st.sampled_from(EVENTS), st.sampled_from(EVENTS)).filter(lambda ends: ends[0] != ends[1]))


def leads_to(arcs: list[Arc], start: int, end: int) -> bool:
    """Whether a way leads from one event to another, by growing what is reached until nothing is new."""
    reached = {start}
    while new := {arc.effect for arc in arcs if arc.cause in reached} - reached:
        reached |= new
    return end in reached


@given(ENDS, st.sets(st.integers(0, 20)))
def test_the_first_given_link_whose_effect_leads_back_to_its_cause_closes_a_cycle(
    ends: list[tuple[int, int]], chosen: set[int]
) -> None:
    arcs = [Arc(link, *pair) for link, pair in enumerate(ends)]

    found = closing_arc(arcs, chosen)

    closing = [arc for arc in arcs if arc.link in chosen and leads_to(arcs, arc.effect, arc.cause)]
    assert found == (closing[0] if closing else None)
    if found:
        way = route(arcs, found.effect, found.cause)
        ahead = defaultdict(set)
        for arc in arcs:
            ahead[arc.cause].add(arc.effect)
        assert (way[0], way[-1], len(set(way))) == (found.effect, found.cause, len(way))
        assert all(effect in ahead[cause] for cause, effect in pairwise(way))


def the_link(cause: str, effect: str) -> CausalLink:
    return CausalLink.objects.get(cause__slug=cause, effect__slug=effect)


def cycle_of(*links: CausalLink) -> tuple[list[str], int] | None:
    """Ask about links alone, and among so many that the whole graph is read: the answer is the same."""
    alone = find_cycle(link.pk for link in links)
    among_many = find_cycle([*(link.pk for link in links), *range(-MOST_WALKED, 0)])
    assert alone == among_many
    return ([event.slug for event in alone.events], alone.link) if alone else None


@pytest.mark.django_db
def test_a_link_back_closes_a_cycle_with_the_path_it_closes() -> None:
    a_graph("a>b", "b>c", "c>d", "x>a", "c>y")
    back = a_graph("c>a") and the_link("c", "a")

    assert cycle_of(back) == (["c", "a", "b", "c"], back.pk)


@pytest.mark.django_db
def test_links_beside_a_cycle_are_on_none() -> None:
    a_graph("a>b", "b>a", "x>a", "b>y")

    assert cycle_of(the_link("x", "a"), the_link("b", "y")) is None
    assert cycle_of(the_link("x", "a"), the_link("b", "a")) == (["b", "a", "b"], the_link("b", "a").pk)


@pytest.mark.django_db
def test_diamonds_are_no_cycle() -> None:
    a_graph(*diamonds(20))

    assert cycle_of(the_link("n00", "n00-left"), the_link("n10-right", "n11")) is None


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [LinkKind.PRECEDED, LinkKind.PREVENTED])
def test_order_only_and_preventing_links_are_on_no_cycle(kind: LinkKind) -> None:
    a_graph("a>b", "b>c")
    a_graph("c>a", kind=kind)

    assert cycle_of(the_link("c", "a")) is None
    assert cycle_of(the_link("a", "b")) is None


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(set(LinkKind) - {LinkKind.PRECEDED, LinkKind.PREVENTED}))
def test_links_of_every_other_kind_close_cycles(kind: LinkKind) -> None:
    a_graph("a>b")
    a_graph("b>a", kind=kind)

    assert cycle_of(the_link("b", "a")) == (["b", "a", "b"], the_link("b", "a").pk)


@pytest.mark.django_db
@pytest.mark.parametrize("status", list(Status))
def test_drafts_close_cycles_and_retracted_links_do_not(status: Status) -> None:
    a_graph("a>b", "b>c", status=status)
    a_graph("c>a")
    back = the_link("c", "a")

    expected = None if status == Status.RETRACTED else (["c", "a", "b", "c"], back.pk)
    assert cycle_of(back) == expected


@pytest.mark.django_db
def test_links_that_close_a_cycle_only_together_are_found() -> None:
    a_graph("a>b", "c>d")
    a_graph("b>c", "d>a")
    new = [the_link("b", "c"), the_link("d", "a")]

    assert cycle_of(*new) == (["b", "c", "d", "a", "b"], new[0].pk)


@pytest.mark.django_db
def test_rival_links_between_two_events_are_no_cycle() -> None:
    graph = a_graph("a>b")
    rival = a_link(graph["a"], graph["b"], kind=LinkKind.ENABLED)

    assert cycle_of(rival) is None


@pytest.mark.django_db
def test_where_there_is_no_cycle_one_statement_says_so() -> None:
    a_graph(*diamonds(5))
    pks = list(CausalLink.objects.values_list("pk", flat=True))

    with CaptureQueriesContext(connection) as captured:
        found = (find_cycle(pks[:1]), find_cycle(pks), find_cycle([]))

    assert (found, len(captured)) == ((None, None, None), 2)


def write_link(cause: Event, effect: Event, start: Barrier, outcomes: list[str]) -> None:
    """Write a link from a connection of its own, and dwell in the writing so that the two would overlap."""
    start.wait()
    try:
        with journal.writing(reason="At the same instant.") as writing:
            writing.save(CausalLink(cause=cause, effect=effect, kind=LinkKind.CAUSED))
            sleep(0.1)
        outcomes.append("written")
    except Refusal as refusal:
        outcomes.append(f"{refusal.code}: {refusal.faults[0].message}")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_writers_cannot_close_a_cycle_at_the_same_instant() -> None:
    for number in range(5):
        graph = a_graph(f"a{number}>x{number}", f"b{number}>y{number}")
        one, other = graph[f"a{number}"], graph[f"b{number}"]
        start, outcomes, rows = Barrier(2), [], JournalRow.objects.count()

        writers = [Thread(target=write_link, args=(*ends, start, outcomes)) for ends in ((one, other), (other, one))]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(timeout=30)

        kept = CausalLink.objects.filter(cause__in=[one, other], effect__in=[one, other])
        [(cause, effect)] = kept.values_list("effect__slug", "cause__slug")
        assert sorted(outcomes) == [f"CLOSES_CYCLE: This would close a cycle: {cause} → {effect} → {cause}.", "written"]
        assert JournalRow.objects.count() == rows + 1
