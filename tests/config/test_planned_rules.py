"""Each rule of what may be seen and asked holds on the planned way by itself: taken out there, an answer changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.graphql.answers import body_of, written
from config.graphql.context import Context
from config.graphql.planning import pages, planner, questions, statement
from config.graphql.planning.roots import Planning
from config.schema import schema
from events import causality
from events.causality import Chain, Node
from events.models import Event
from sources.graphql.nodes import declared_fields
from sources.graphql.query import Query
from sources.graphql.reading import Reading
from sources.graphql.relations import Many, Owned
from sources.pages import Span
from sources.visibility import Viewer
from tests.factories import a_graph
from tests.haunted import GHOST, MARK, a_seen_store, hide
from tests.world import a_world

pytestmark = pytest.mark.django_db

Without = Callable[[pytest.MonkeyPatch], None]


class Blind(Reading):
    """Reads what nobody may see."""

    def rows(self, model: Any) -> Any:
        return model._default_manager.get_queryset()


def _blindly(method: str) -> Without:
    """Let one step of planning read what nobody may see."""
    seeing = getattr(Planning, method)

    def unseeing(self: Any, *arguments: Any) -> Any:
        reading, self._reading = self._reading, Blind(self._reading.viewer)
        try:
            return seeing(self, *arguments)
        finally:
            self._reading = reading

    return lambda patch: patch.setattr(Planning, method, unseeing)


def _joining_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(statement, "seen", lambda *_: ("", ()))


def _owning_all(patch: pytest.MonkeyPatch) -> None:
    def many(self: Any, row: Any, one: Any, declared: Any) -> str:
        all_rows = type("All", (type(declared),), {"rows": Many.rows}) if isinstance(declared, Owned) else None
        if all_rows:
            declared.__class__ = all_rows
        try:
            return _many(self, row, one, declared)
        finally:
            if all_rows:
                declared.__class__ = Owned

    _many = Planning._many
    patch.setattr(Planning, "_many", many)


def _filtering_by_all(patch: pytest.MonkeyPatch) -> None:
    def listed(declared: Any, given: Any, reading: Reading) -> Any:
        rows = reading.rows(declared.target.model)
        return rows.filter(declared.filters.predicate(given.values, Viewer.DRAFTS))

    patch.setattr(pages, "listed", listed)


def _listing_all(patch: pytest.MonkeyPatch) -> None:
    seeing = pages.listed
    patch.setattr(pages, "listed", lambda declared, given, reading: seeing(declared, given, Blind(reading.viewer)))


#: A rule, a document that meets what it hides, and how the rule is taken out of the planned way.
SEEN: dict[str, tuple[str, Without]] = {
    "a record by its slug": (f'{{ event(slug: "{GHOST}-event") {{ slug }} }}', _blindly("_one")),
    "a list": ("{ actors { edges { node { slug } } } }", _listing_all),
    "a list's length": ("{ sources { totalCount } }", _listing_all),
    "a page under a row": ('{ event(slug: "process-1") { parts { edges { node { slug } } } } }', _listing_all),
    "a length under a row": ('{ event(slug: "told") { claims { totalCount } } }', _listing_all),
    "a joined record": ('{ event(slug: "told") { partOf { slug } } }', _joining_all),
    "a record joined to a joined one": ('{ claim(slug: "by-member") { supersedes { slug } } }', _joining_all),
    "a plain list": ('{ event(slug: "told") { media { slug } } }', _blindly("_many")),
    "an owned row": ('{ event(slug: "told") { participations { role } citations { quote } } }', _owning_all),
    "a filter": (f'{{ events(filter: {{ source: ["{GHOST}-source"] }}) {{ totalCount }} }}', _filtering_by_all),
}


def answered(text: str, viewer: Viewer, *, by_plan: bool) -> str:
    configured.GRAPHQL_PLANS = by_plan
    result = schema.execute_sync(text, context_value=Context(None, viewer, is_known=True))
    return written(body_of(result)).decode()


@pytest.fixture(autouse=True)
def _planned_afterwards() -> Iterator[None]:
    yield
    configured.GRAPHQL_PLANS = True


@pytest.mark.parametrize("rule", SEEN)
def test_planned_answer_tells_nothing_hidden(rule: str) -> None:
    text, _ = SEEN[rule]
    a_seen_store()
    hide("DRAFT")

    planned, ordinary = (answered(text, Viewer.PUBLIC, by_plan=by_plan) for by_plan in (True, False))

    assert planned == ordinary
    assert GHOST not in planned
    assert MARK not in planned


@pytest.mark.parametrize("rule", SEEN)
def test_planned_answer_changes_without_the_rule(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, without = SEEN[rule]
    a_seen_store()
    hide("DRAFT")

    without(monkeypatch)

    # A comment makes it another document, which has no plan yet.
    assert answered(f"{text} # {rule}", Viewer.PUBLIC, by_plan=True) != answered(text, Viewer.PUBLIC, by_plan=False)


def _chain_of_what_is_hidden(patch: pytest.MonkeyPatch) -> None:
    """Let the walk tell the key of a hidden event, and let nobody but a plan read what is selected of it."""
    hidden = Event.objects.get(slug=f"{GHOST}-event").pk
    found: Chain[int, int] = Chain(hidden, [Node(0, hidden)], [], 0, truncated=False, truncation_reason="")
    patch.setattr(causality, "chain_keys", lambda *_, **__: found)
    field = declared_fields(Query)["causal_chain"]
    patch.setattr(field, "load", lambda _: pytest.fail("the ordinary executor reads"))


OF_CHAIN = '{ causalChain(event: "told") { nodes { event { slug } } } }'


def test_what_is_hidden_is_not_read_by_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    a_seen_store()
    hide("DRAFT")
    _chain_of_what_is_hidden(monkeypatch)

    with pytest.raises(pytest.fail.Exception, match="the ordinary executor reads"):
        answered(OF_CHAIN, Viewer.PUBLIC, by_plan=True)


def test_what_is_hidden_is_read_by_its_key_without_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    a_seen_store()
    hide("DRAFT")
    _chain_of_what_is_hidden(monkeypatch)
    _blindly("keyed")(monkeypatch)

    assert f"{GHOST}-event" in answered(f"{OF_CHAIN} # without", Viewer.PUBLIC, by_plan=True)


FOR_ALL = "{ actors { edges { node { slug } } } }"


def test_plan_for_one_viewer_is_not_used_for_another() -> None:
    a_seen_store()
    hide("DRAFT")

    draft, public = (answered(FOR_ALL, viewer, by_plan=True) for viewer in (Viewer.DRAFTS, Viewer.PUBLIC))

    assert GHOST in draft
    assert GHOST not in public


def test_plans_that_are_not_kept_apart_by_viewer_tell_what_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    a_seen_store()
    hide("DRAFT")
    monkeypatch.setattr(planner, "_told_apart", lambda operation, viewer, decisions: decisions)

    for viewer in (Viewer.DRAFTS, Viewer.PUBLIC):
        found = answered(f"{FOR_ALL} # apart", viewer, by_plan=True)

    assert GHOST in found


TOO_LARGE = "{ events(first: 101) { edges { node { slug } } } }"


def test_page_that_is_too_large_is_refused() -> None:
    assert "PAGE_TOO_LARGE" in answered(TOO_LARGE, Viewer.PUBLIC, by_plan=True)


def test_page_is_answered_without_the_rule_of_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "span_of", lambda order, keys, **_: Span(101, False, None, None))
    monkeypatch.setattr(questions, "positions", lambda arguments: {})

    assert answered(f"{TOO_LARGE} # size", Viewer.PUBLIC, by_plan=True) == '{"data":{"events":{"edges":[]}}}'


def test_what_is_beyond_a_limit_reads_nothing(settings: Any) -> None:
    a_world(1)
    settings.GRAPHQL_COSTS = {"anonymous": 3, "known": 3}

    with CaptureQueriesContext(connection) as statements:
        found = answered("{ events { edges { node { slug } } } }", Viewer.PUBLIC, by_plan=True)

    assert "TOO_COSTLY" in found
    assert not statements.captured_queries


def test_statement_of_a_plan_ends_in_time(settings: Any) -> None:
    a_world(1)
    settings.READ_SECONDS = 0.000001

    found = answered("{ events { edges { node { slug } } } }", Viewer.PUBLIC, by_plan=True)

    assert '"code":"TIMED_OUT"' in found
    assert "data" not in found


def test_plan_reads_one_statement_however_many_rows() -> None:
    text = """{ events { totalCount edges { cursor node { type { label } participations { actor { slug } }
        causes { totalCount edges { node { weight cause { slug } } } } } } } }"""
    answered(text, Viewer.PUBLIC, by_plan=True)
    counts = []
    for number in range(1, 4):
        a_world(number)
        with CaptureQueriesContext(connection) as statements:
            answered(text, Viewer.PUBLIC, by_plan=True)
        counts.append(len(statements.captured_queries))

    assert counts == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FOR_ALL, 1),
        # The keys of the ends, the walk, its links, and what is selected of both.
        ('{ causalChain(event: "one") { nodes { event { slug } } edges { link { kind } } } }', 4),
        ('{ causalPaths(from: "one", to: "three") { label events { slug } links { kind } weakest { kind } } }', 3),
    ],
)
def test_chain_and_paths_read_each_kind_once(text: str, expected: int, settings: Any) -> None:
    settings.GRAPH_INDEX_LINKS = 0
    a_graph("one>two", "two>three")
    answered(text, Viewer.PUBLIC, by_plan=True)

    with CaptureQueriesContext(connection) as statements:
        found = answered(text, Viewer.PUBLIC, by_plan=True)

    assert '"errors"' not in found
    assert (
        len([one for one in statements.captured_queries if not one["sql"].startswith(("BEGIN", "COMMIT"))]) == expected
    )


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_request_sends_the_database_its_beginning_one_statement_and_its_end(client: Client, tmp_path: Path) -> None:
    asked = {"query": FOR_ALL, "extensions": {}}
    for _ in range(2):  # the second time it is prepared
        client.post("/graphql/", asked, content_type="application/json")
    connection.health_check_enabled, connection.health_check_done = True, False
    libpq = connection.connection.pgconn
    with (tmp_path / "sent").open("w+") as file:
        libpq.trace(file.fileno())
        answer = client.post("/graphql/", asked, content_type="application/json")
        libpq.untrace()
        file.seek(0)
        messages = [line.split("\t") for line in file.read().splitlines()]

    sent = [(kind, "".join(text)) for _, by, _, kind, *text in messages if by == "F"]
    plainly, prepared = ["Parse", "Bind", "Describe", "Execute"], ["Bind", "Describe", "Execute"]
    assert answer.json()["data"] == {"actors": {"edges": []}}
    assert [kind for kind, _ in sent] == [*plainly, *plainly, *prepared, *plainly, "Sync"]
    begun, bounded, ended = [text for kind, text in sent if kind == "Parse"]
    assert "READ ONLY" in begun
    assert "SET LOCAL statement_timeout" in bounded
    assert "COMMIT" in ended


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_prepared_statement_that_a_migration_made_invalid_is_prepared_anew(client: Client) -> None:
    asked = {"query": "{ actors { edges { node { country } } } }"}
    ask = partial(client.post, "/graphql/", asked, content_type="application/json")
    migrating = connection.copy()
    for _ in range(2):
        ask()
    with migrating.cursor() as cursor:
        cursor.execute("ALTER TABLE actors_actor ALTER country TYPE varchar(3)")

    answered = ask()

    with migrating.cursor() as cursor:
        cursor.execute("ALTER TABLE actors_actor ALTER country TYPE varchar(2)")
    migrating.close()
    assert answered.json() == {"data": {"actors": {"edges": []}}}


def test_staff_are_told_of_the_plan_and_nobody_else(client: Client, admin_client: Client, settings: Any) -> None:
    settings.DEBUG = False
    a_world(1)

    def told(who: Client, query: str) -> Any:
        asked = {"query": query, "extensions": {"plan": True}}
        return who.post(
            "/graphql/", asked, content_type="application/json", headers={"Sec-Fetch-Site": "same-origin"}
        ).json()

    planned, unplanned = "{ events { totalCount } }", "{ __schema { queryType { name } } }"

    assert told(admin_client, planned)["extensions"] == {"plan": {"planned": True, "reason": None}}
    reason = told(admin_client, unplanned)["extensions"]["plan"]
    assert reason == {"planned": False, "reason": "the schema is asked of itself"}
    assert "extensions" not in told(client, planned)
