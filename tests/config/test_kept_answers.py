"""Answers to the public are kept until it sees anything else, and not one request longer."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.caches import CacheLost
from config.graphql import execution, kept
from config.graphql.view import GraphQLView
from sources.states import State
from tests.connections import by_another_connection
from tests.drawn import merge_two
from tests.serving import served
from tests.staff import a_user, with_token
from tests.storing import CITED, another_store, published, put, record, takeover_and_attack
from tests.upheaval import EVENTS, Upheaval

TITLE = '{ event(slug: "attack") { title } }'
STATE = State(1, "noon")
committing = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_kept(settings: Any) -> Iterator[None]:
    settings.ANSWER_CACHE_BYTES = 1_000_000
    kept.memory.clear()
    yield
    kept.memory.clear()


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the operations that are really run."""
    noted: list[str] = []
    run = GraphQLView.run

    def noting(view: GraphQLView, asked: Any, context: Any) -> Any:
        noted.append(asked.query)
        return run(view, asked, context)

    monkeypatch.setattr(GraphQLView, "run", noting)
    return noted


def asked(query: str, client: Client | None = None, **rest: Any) -> Any:
    response = (client or Client()).post("/graphql/", {"query": query, **rest}, content_type="application/json")
    assert response.status_code == 200
    return response.json()


def title() -> str:
    found: str = asked(TITLE)["data"]["event"]["title"]
    return found


def call_it(words: str) -> None:
    put(published("event", "attack", title=words, type="assault", citations=CITED))


@committing
def test_page_of_the_explorer_keeps_what_it_asked_and_shows_no_more_than_its_reader_may_see() -> None:
    put(*takeover_and_attack())
    editor = Client()
    editor.force_login(a_user("Editor"))
    reader = Client()

    def events_read() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert b"An attack" in reader.get("/").content
        return sum("events_event" in query["sql"] for query in queries.captured_queries)

    call_it("An attack")
    put(record("event", "draft", title="A draft", type="assault", when="2021-09", status="DRAFT"))
    read, again = events_read(), events_read()
    seen_by_editor = editor.get("/", headers={"Sec-Fetch-Site": "same-origin"}).content
    seen_by_reader = reader.get("/").content
    call_it("The assault")

    assert read > again
    assert b"A draft" in seen_by_editor
    assert b"A draft" not in seen_by_reader
    assert b"The assault" in reader.get("/").content


@committing
def test_the_same_question_is_run_once_for_each_state(runs: list[str]) -> None:
    put(*takeover_and_attack())

    first, again = title(), title()
    call_it("The assault")
    later = title()
    by_another_connection(lambda: call_it("The raid"))
    last, still = title(), title()

    assert [first, again, later, last, still] == ["The attack", "The attack", "The assault", "The raid", "The raid"]
    assert runs == [TITLE] * 3


@committing
def test_one_that_is_kept_costs_one_statement() -> None:
    put(*takeover_and_attack())
    title()

    with CaptureQueriesContext(connection) as captured:
        title()

    assert len(captured) == 1
    assert "public_revision" in captured[0]["sql"]


@committing
def test_what_only_drafts_show_leaves_it_as_it_is(runs: list[str]) -> None:
    put(*takeover_and_attack())
    title()

    put(record("event", "plan", title="Plan", type="assault"))

    assert title() == "The attack"
    assert runs == [TITLE]


@committing
def test_what_was_taken_back_was_never_kept(runs: list[str]) -> None:
    put(*takeover_and_attack())
    title()

    with another_store():
        call_it("The assault")
        within = title()
    after = title()
    call_it("The raid")  # takes the number that the other had

    assert [within, after, title()] == ["The assault", "The attack", "The raid"]
    assert runs == [TITLE] * 3


@committing
def test_every_part_of_a_question_counts(runs: list[str]) -> None:
    put(*takeover_and_attack())
    query = "query A($slug: ID!) { event(slug: $slug) { slug } } query B { revision }"
    questions = [
        {"operationName": "A", "variables": {"slug": "attack"}},
        {"operationName": "A", "variables": {"slug": "takeover"}},
        {"operationName": "B", "variables": {"slug": "takeover"}},
        {"operationName": "B"},
        {"operationName": "B", "extensions": {"cost": True}},
    ]

    first = [asked(query, **one) for one in questions]
    again = [asked(query, **one) for one in questions]

    assert first == again
    assert len({json.dumps(one) for one in first}) == 4  # variables that an operation does not have say nothing
    assert len(runs) == 5


@committing
def test_who_sees_drafts_neither_finds_nor_leaves_an_answer(runs: list[str]) -> None:
    put(*takeover_and_attack())
    put(record("event", "plan", title="Plan", type="assault"))
    query = "{ events { totalCount } }"
    editor = with_token(a_user("Editor"), "read", "read-drafts")

    found = [asked(query, who)["data"]["events"]["totalCount"] for who in (None, editor, editor, None)]

    assert found == [2, 3, 3, 2]
    assert len(runs) == 3


@committing
def test_limits_of_one_are_not_got_round_by_another(settings: Any) -> None:
    put(*takeover_and_attack())
    settings.GRAPHQL_COSTS = {"anonymous": 10, "known": 1000}
    query = "{ events(first: 50) { edges { node { slug } } } }"
    reader = with_token(a_user("Editor"), "read")

    answers = [asked(query, who) for who in (reader, None, reader, None)]

    assert [one.get("errors", [{}])[0].get("extensions", {}).get("code") for one in answers] == [None, "TOO_COSTLY"] * 2


@committing
def test_answers_that_are_kept_are_counted(settings: Any) -> None:
    put(*takeover_and_attack())
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "anonymous": 2}
    caches["rates"].clear()

    statuses = [Client().get("/graphql/", {"query": TITLE}).status_code for _ in range(3)]
    caches["rates"].clear()

    assert statuses == [200, 200, 429]


@committing
def test_failures_are_not_kept(runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    put(*takeover_and_attack())
    query = '{ events(first: 1, after: "nonsense") { edges { node { slug } } } }'

    codes = [asked(query)["errors"][0]["extensions"]["code"] for _ in range(2)]

    assert codes == ["BAD_CURSOR"] * 2
    assert runs == [query] * 2


@committing
def test_one_that_is_kept_is_told_as_it_was() -> None:
    put(*takeover_and_attack())

    first, again = (Client().get("/graphql/", {"query": TITLE}) for _ in range(2))
    unchanged = Client().get("/graphql/", {"query": TITLE}, headers={"If-None-Match": again["ETag"]})
    call_it("The assault")
    changed = Client().get("/graphql/", {"query": TITLE}, headers={"If-None-Match": again["ETag"]})

    headers = ("Content-Type", "Cache-Control", "Vary", "ETag")
    assert first.content == again.content
    assert [first[name] for name in headers] == [again[name] for name in headers]
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (changed.status_code, changed.json()) == (200, {"data": {"event": {"title": "The assault"}}})


@committing
def test_a_document_is_registered_also_where_its_answer_is_kept() -> None:
    put(*takeover_and_attack())
    title()
    digest = {"persistedQuery": {"version": 1, "sha256Hash": kept.hashlib.sha256(TITLE.encode()).hexdigest()}}
    caches["documents"].clear()

    asked(TITLE, extensions=digest)
    found = Client().get("/graphql/", {"extensions": json.dumps(digest)}).json()

    assert found == {"data": {"event": {"title": "The attack"}}}


def test_memory_is_bounded_and_keeps_what_is_asked_for(settings: Any) -> None:
    settings.ANSWER_CACHE_BYTES = 3 * (100 + kept.OVERHEAD)
    memory = kept.Memory()
    for key in "abc":
        memory.set(key, kept.Kept(STATE, b"x" * 100))
    memory.get("a")

    memory.set("d", kept.Kept(STATE, b"x" * 100))
    memory.set("d", kept.Kept(STATE, b"y" * 100))

    assert [key for key in "abcd" if memory.get(key)] == ["a", "c", "d"]


def test_what_is_too_long_is_not_kept(settings: Any) -> None:
    settings.ANSWER_CACHE_BYTES = 1000
    place = kept.Place("key")

    place.keep(STATE, b"x" * 501, "")
    assert kept.memory.get("key") is None
    place.keep(STATE, b"x" * 500, "")
    assert kept.memory.get("key") is not None
    place.keep(None, b"y", "")
    assert kept.memory.get("key") == kept.Kept(STATE, b"x" * 500)


@pytest.fixture
def shared_cache(settings: Any) -> Iterator[None]:
    """Let a cache in this process stand for a Redis: it, too, keeps copies."""
    settings.CACHE_URL = "redis://nowhere.example"
    settings.CACHES = {**settings.CACHES, "answers": {**settings.CACHES["default"], "LOCATION": "answers"}}
    yield
    caches["answers"].clear()


@committing
@pytest.mark.usefixtures("shared_cache")
def test_answers_may_be_kept_for_several_processes(runs: list[str]) -> None:
    put(*takeover_and_attack())

    found = [title(), title()]
    call_it("The assault")
    found += [title(), title()]

    assert found == ["The attack", "The attack", "The assault", "The assault"]
    assert len(runs) == 2
    assert kept.memory.get(next(iter(caches["answers"]._cache)).rpartition(":")[2]) is None


@committing
@pytest.mark.usefixtures("shared_cache")
def test_questions_are_answered_where_the_shared_cache_is_lost(
    runs: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def lost(*arguments: Any, **options: Any) -> Any:
        raise CacheLost("Connection refused.")

    put(*takeover_and_attack())
    for name in ("get", "set"):
        monkeypatch.setattr(type(caches["answers"]), name, lost)

    assert [title(), title()] == ["The attack"] * 2
    assert len(runs) == 2
    assert "Answers that are kept cannot be reached: Connection refused." in caplog.text


def test_other_code_or_limits_leave_other_answers(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "events").mkdir()
    prints = []
    for code in ("one = 1", "one = 2", "one = 2"):
        (tmp_path / "events" / "one.py").write_text(code)
        prints.append(kept.fingerprint.__wrapped__())
    settings.GRAPHQL_COSTS = {"anonymous": 1, "known": 1}
    prints.append(kept.fingerprint.__wrapped__())

    assert len(set(prints)) == 3
    assert prints[1] == prints[2]


STEPS = 15


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 4))])
def test_whatever_is_written_no_answer_is_older(
    seed: int, settings: Any, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "is_snapshot", lambda: True)  # the test's transaction stands for what is committed
    random, upheaval = Random(seed), Upheaval(seed)
    upheaval.begin()
    questions: list[Any] = [(query, {"variables": {"slug": random.choice(EVENTS)}}) for query in OF_ONE]
    questions += [(query, {}) for query in OF_ALL]

    for _ in range(STEPS):
        upheaval.step() if random.random() < 0.8 else merge_two("event", random)
        for query, rest in questions:
            settings.ANSWER_CACHE_BYTES = 1_000_000
            found = asked(query, **rest)
            settings.ANSWER_CACHE_BYTES = 0
            assert found == asked(query, **rest)
    assert len(runs) < 2 * STEPS * len(questions)  # some were kept


TOLD = """ fragment told on Event {
    slug title status topics { slug } citations { source { slug title } } partOf { slug } updatedAt version
}"""
#: What may be asked about what an upheaval writes, of one event and of all.
OF_ONE = (
    "query ($slug: ID!) { event(slug: $slug) { ...told accounts { verdict claims { slug } } } }" + TOLD,
    "query ($slug: ID!) { event(slug: $slug) { effects { totalCount edges { node { slug } } } } }",
    "query ($slug: ID!) { event(slug: $slug) { parts { totalCount } narratives { edges { node { slug } } } } }",
    "query ($slug: ID!) { causalChain(event: $slug) { nodes { event { slug } } edges { link { slug } } } }",
)
OF_ALL = (
    "{ events(first: 10) { totalCount edges { node { ...told } } } }" + TOLD,
    '{ narrative(slug: "story") { title steps { event { slug } claims { slug } } } }',
    '{ search(text: "one") { edges { node { slug } } } }',
    "{ facets(by: [TOPIC]) { values { count } } timeline { undated } }",
    "{ sources { edges { node { slug title } } } topics { totalCount } claims { edges { node { slug low } } } }",
    "{ changes(first: 50) { edges { cursor } } revision }",
)


WRITERS = 3


class Acknowledged:
    """What each writer was told is written, and what readers must find no older."""

    def __init__(self) -> None:
        self._last = dict.fromkeys(range(WRITERS), 0)
        self._ends = threading.Event()
        self.stale: list[str] = []
        self.reads = 0

    def write(self, writer: int) -> None:
        """Say a number anew in an event's title, and by links from another one, until it is enough."""
        try:
            while not self._ends.is_set():
                number = self._last[writer] + 1
                write_number(writer, number)
                self._last[writer] = number
        finally:
            connection.close()

    def read(self, address: str) -> None:
        """Ask for all the numbers; each must be what was told before the question, or later."""
        while not self._ends.is_set():
            least = dict(self._last)
            found = numbers_at(address)
            self.reads += 1
            self.stale += [f"{address}: {found} after {least}"] if any(found[one] < least[one] for one in least) else []

    def run(self, addresses: list[str], times: int, seconds: float = 180) -> None:
        """Write and read until both was done so often."""
        writers = [threading.Thread(target=self.write, args=[one]) for one in range(WRITERS)]
        readers = [threading.Thread(target=self.read, args=[one]) for one in addresses for _ in range(2)]
        for thread in (*writers, *readers):
            thread.start()
        ends = time.monotonic() + seconds
        while min(self.writes, self.reads) < times and time.monotonic() < ends:
            time.sleep(0.1)
        self._ends.set()
        for thread in (*writers, *readers):
            thread.join()

    @property
    def writes(self) -> int:
        return sum(self._last.values())


def write_number(writer: int, number: int) -> None:
    """Publish one more effect of a writer's event, and tell the number in the event's title: one writing."""
    event = {"type": "assault", "citations": CITED, "status": "PUBLISHED"}
    ends = {"cause": f"writer-{writer}", "effect": f"effect-{writer}-{number}", "kind": "ENABLED", "evidence": CITED}
    put(
        record("event", f"writer-{writer}", title=f"{number}", **event),
        record("event", f"effect-{writer}-{number}", title="An effect", **event),
        record("link", f"link-{writer}-{number}", status="PUBLISHED", **ends),
    )


ALL_NUMBERS = " ".join(
    f'title{one}: event(slug: "writer-{one}") {{ title }} '
    f'chain{one}: causalChain(event: "writer-{one}", depth: 1) {{ reachable }}'
    for one in range(WRITERS)
)


def numbers_at(address: str) -> dict[int, int]:
    """Return each writer's number as a server tells it, twice over: the row's and the graph's must agree."""
    query = urlencode({"query": f"{{ {ALL_NUMBERS} }}"})
    with urlopen(Request(f"{address}/graphql/?{query}"), timeout=60) as answer:
        data = json.load(answer)["data"]
    titles = {one: int(data[f"title{one}"]["title"]) for one in range(WRITERS)}
    assert titles == {one: data[f"chain{one}"]["reachable"] for one in range(WRITERS)}
    return titles


@committing
@pytest.mark.slow
def test_no_acknowledged_write_is_followed_by_an_older_answer_of_any_process() -> None:
    put(*takeover_and_attack())
    for writer in range(WRITERS):
        put(record("event", f"writer-{writer}", title="0", type="assault", citations=CITED, status="PUBLISHED"))

    with served() as one, served() as other:
        for server in (one, other):
            numbers_at(server.address)
            time.sleep(0.5)  # the graph is read meanwhile
        told = Acknowledged()
        told.run([one.address, other.address], times=30)

    assert told.stale == []
    assert min(told.writes, told.reads) >= 30
