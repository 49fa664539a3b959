"""What is computed from memory for the state that the store was last seen at, and read in one message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.causality import index
from sources import actions
from sources.journal import writing
from sources.states import Elsewhere, public_state, supposing
from tests.connections import by_another_connection
from tests.factories import a_graph, an_event
from tests.storing import put, record, row
from tests.upheaval import EVENTS, Upheaval

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

CHAIN = "query ($slug: ID!) { causalChain(event: $slug) { nodes { depth event { slug title } } reachable } }"
PATHS = "query ($slug: ID!, $to: ID!) { causalPaths(from: $slug, to: $to) { label links { slug } } }"
#: What a link needs to be published that rests on no source.
INFERRED = {"basis": "ANALYST_INFERRED", "mechanism": "Why.", "likelihood": "LIKELY", "status": "PUBLISHED"}


@pytest.fixture(autouse=True)
def held(settings: Any) -> Iterator[None]:
    """Hold the graph of what is stored when it is first asked for."""
    settings.GRAPH_INDEX_LINKS, settings.ANSWER_CACHE_BYTES = 1000, 0
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, 0)
    index.keeper.forget()
    yield
    index.keeper.forget()


def asked(query: str, **variables: Any) -> Any:
    answer = Client().post("/graphql/", {"query": query, "variables": variables}, content_type="application/json")
    return answer.json()


def reached(slug: str) -> Any:
    chain = asked(CHAIN, slug=slug)["data"]["causalChain"]
    return chain and [node["event"]["slug"] for node in chain["nodes"]]


def warm(ask: Callable[[], Any]) -> Any:
    """Ask until there is a plan, and the graph is held."""
    ask()
    index.keeper.wait()
    ask()
    return ask()


def messages(ask: Callable[[], Any]) -> tuple[int, Any]:
    """Return how often the database was asked, and what was answered."""
    with CaptureQueriesContext(connection) as statements:
        found = ask()
    return len(statements), found


def link(cause: str, effect: str) -> None:
    put(record("link", f"{cause}-{effect}", cause=cause, effect=effect, kind="CAUSED", **INFERRED))


def retract(slug: str) -> None:
    with writing() as current:
        actions.retract(current, row("event", slug), "It was wrong.")


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (CHAIN, {"slug": "one"}),
        (CHAIN, {"slug": "two"}),
        (PATHS, {"slug": "one", "to": "three"}),
        (PATHS, {"slug": "three", "to": "one"}),
    ],
)
def test_what_is_held_in_memory_costs_one_message(query: str, variables: Any, settings: Any) -> None:
    a_graph("one>two", "two>three")
    warm(lambda: asked(query, **variables))

    count, found = messages(lambda: asked(query, **variables))

    settings.GRAPH_INDEX_LINKS = 0
    assert (count, found) == (1, asked(query, **variables))
    assert "errors" not in found


def test_what_was_written_meanwhile_is_answered() -> None:
    a_graph("one>two", "two>three")
    an_event("four")
    warm(lambda: reached("one"))

    by_another_connection(lambda: link("three", "four"))
    after, found = messages(lambda: reached("one"))
    later, again = messages(lambda: reached("one"))

    assert found == again == ["one", "two", "three", "four"]
    assert (after > 1, later) == (True, 1)


def test_nothing_is_answered_that_was_found_nowhere_since() -> None:
    a_graph("one>two", "three>four")

    def ways() -> Any:
        return asked(PATHS, slug="one", to="four")["data"]["causalPaths"]

    assert warm(ways) == []

    by_another_connection(lambda: link("two", "three"))

    assert [path["label"] for path in ways()] == ["one → two → three → four"]


def test_event_is_known_by_the_slug_that_it_has() -> None:
    a_graph("one>two", "three>four")
    warm(lambda: reached("one"))

    by_another_connection(lambda: retract("one"))
    hidden = reached("one")

    assert hidden is None
    assert messages(lambda: reached("three")) == (1, ["three", "four"])


def test_question_that_is_refused_is_told_what_is_wrong() -> None:
    a_graph("one>two")
    deep = "query ($slug: ID!, $depth: Int) { causalChain(event: $slug, depth: $depth) { reachable } }"
    warm(lambda: asked(deep, slug="one", depth=3))

    [error] = asked(deep, slug="one", depth=21)["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert asked(CHAIN, slug="no such")["data"] == asked(CHAIN, slug="none")["data"] == {"causalChain": None}


@pytest.mark.parametrize("seed", [0, 2])
def test_whatever_is_written_what_is_answered_is_what_the_database_finds(seed: int, settings: Any) -> None:
    upheaval = Upheaval(seed)
    by_another_connection(upheaval.begin)
    warm(lambda: reached(EVENTS[0]))
    counts = []

    for _ in range(12):
        by_another_connection(upheaval.step)
        for slug in EVENTS:
            count, found = messages(lambda slug=slug: asked(CHAIN, slug=slug))
            settings.GRAPH_INDEX_LINKS = 0
            assert found == asked(CHAIN, slug=slug)
            settings.GRAPH_INDEX_LINKS = 1000
            counts.append(count)
    assert 1 in counts


def test_nothing_can_be_asked_of_a_store_that_is_supposed_to_stand_somewhere() -> None:
    public_state()

    with pytest.raises(Elsewhere), supposing():
        connection.cursor().execute("SELECT 1")
    assert connection.cursor().execute("SELECT 1").fetchone() == (1,)
