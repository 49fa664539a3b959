"""What whoever runs a server sees of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, RequestFactory
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from pythonjsonlogger.json import JsonFormatter

from config import settings as project
from config.graphql import kept
from config.operations import metrics, probes
from sources import protection
from tests.factories import a_token
from tests.rest import API
from tests.staff import a_user
from tests.storing import published, put

pytestmark = pytest.mark.django_db
TOKEN = "a token for the machine that scrapes"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "_passed_for_good", set())
    monkeypatch.setattr(metrics, "_operations", set())


def ask(client: Client, query: str) -> Any:
    return client.post("/graphql/", json.dumps({"query": query}), "application/json")


# Probes


def test_a_server_that_can_answer_is_ready(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["example.org"]

    alive, ready = client.get("/healthz"), client.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert ready.json() == {"status": "ready", "checks": {"database": "ok", "migrations": "ok", "store": "ok"}}
    assert (ready.status_code, ready["Cache-Control"]) == (200, "no-store")
    assert client.get(f"{API}/events/").status_code != 200  # all else comes by name and by https


def test_a_server_whose_database_is_away_is_alive_and_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> Any:
        raise DatabaseError("connection to 192.0.2.1 refused")

    monkeypatch.setitem(probes.CHECKS, "database", away)
    alive, ready = client.get("/healthz"), client.get("/readyz")

    assert alive.status_code == 200
    assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
    assert ready.json()["checks"] == {"database": "failed", "migrations": "ok", "store": "ok"}
    assert "192.0.2.1" not in ready.content.decode()
    assert "Not ready, database: connection to 192.0.2.1 refused" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_server_whose_journal_could_be_changed_is_not_ready(client: Client) -> None:
    protection.unprotect(connection)
    try:
        found = client.get("/readyz").json()
    finally:
        protection.protect(connection)

    assert found["checks"] == {"database": "ok", "migrations": "ok", "store": "failed"}


def test_a_server_whose_migrations_are_not_applied_is_not_ready(client: Client, caplog: Any) -> None:
    last = MigrationRecorder.Migration.objects.filter(app="events").order_by("name").last()
    assert last is not None
    last.delete()

    found = client.get("/readyz")

    assert (found.status_code, found.json()["checks"]["migrations"]) == (503, "failed")
    assert f"Not applied: {last.name}. Run manage.py migrate." in caplog.text


# The name of a request


def test_every_answer_has_the_name_under_which_it_is_logged(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LOG_REQUESTS = True
    caplog.set_level("INFO", "sequitur")
    answers = [client.get(f"{API}/events/"), ask(client, "{ revision }"), client.get(f"{API}/nowhere/")]

    names = [answer["X-Request-ID"] for answer in answers]
    told = [record for record in caplog.records if record.name == "sequitur.requests"]
    assert len(set(names)) == 3
    assert [(one.path, one.status) for one in told] == [
        (f"{API}/events/", 200),
        ("/graphql/", 200),
        (f"{API}/nowhere/", 404),
    ]


@pytest.mark.parametrize(
    ("proxies", "given", "is_kept"),
    [(1, "from-the-proxy-01", True), (0, "from-the-client-01", False), (1, "short", False), (1, "x\ny" * 4, False)],
)
def test_only_a_proxy_of_ours_may_name_a_request(
    client: Client, settings: Any, proxies: int, given: str, is_kept: bool
) -> None:
    settings.NUM_PROXIES = proxies

    found = client.get(f"{API}/events/", headers={"X-Request-ID": given})["X-Request-ID"]

    assert (found == given) is is_kept
    assert found


# The log


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """Give what is logged as ``LOG_FORMAT=json`` writes it, all of it read as JSON."""
    found: list[dict[str, Any]] = []
    how = {name: value for name, value in project.LOGGING["formatters"]["json"].items() if name not in ("()", "format")}
    formatter = JsonFormatter(project.LOGGING["formatters"]["json"]["format"], **how)

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(formatter.format(record)))

    handler = Kept()
    handler.addFilter(project_filter())
    loggers = [logging.getLogger(name) for name in ("sequitur", "django")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel("INFO")
    yield found
    for logger in loggers:
        logger.removeHandler(handler)


def project_filter() -> logging.Filter:
    from config.operations.request_ids import RequestId

    return RequestId()


def test_the_log_tells_what_was_asked_and_no_secret(settings: Any, lines: list[dict[str, Any]]) -> None:
    settings.LOG_REQUESTS = True
    secret = a_token(a_user("Editor"), "read", "read-drafts")
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    body = json.dumps({"query": 'query Mine { event(slug: "a-draft") { slug nope } }'})
    answers = [
        client.get(f"{API}/events/?search=a-draft&nope={secret}"),
        client.post("/graphql/", body, "application/json"),
        Client(headers={"Authorization": f"Bearer {secret}x"}).get(f"{API}/events/"),
    ]

    text = json.dumps(lines)
    told = [line for line in lines if line["logger"] == "sequitur.requests"]
    assert [answer.status_code for answer in answers] == [400, 200, 401]
    assert [line["request_id"] for line in told] == [answer["X-Request-ID"] for answer in answers]
    assert {line["request_id"] for line in lines} == {line["request_id"] for line in told}
    assert [line.get("codes") for line in told] == ["UNKNOWN_PARAMETER", "GRAPHQL_VALIDATION_FAILED", "BAD_TOKEN"]
    assert told[1]["operation"] == "Mine"
    assert secret not in text
    assert "a-draft" not in text


def test_requests_are_not_told_of_where_that_is_off(client: Client, settings: Any, lines: list[dict[str, Any]]) -> None:
    settings.LOG_REQUESTS = False

    assert client.get(f"{API}/events/").status_code == 200
    assert lines == []


# Metrics


def scraped(client: Client, settings: Any) -> dict[tuple[str, ...], float]:
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


@pytest.mark.parametrize(("token", "shown"), [("", "Bearer "), ("", ""), (TOKEN, ""), (TOKEN, "Bearer another")])
def test_metrics_are_for_the_one_who_shows_the_token(client: Client, settings: Any, token: str, shown: str) -> None:
    settings.METRICS_TOKEN = token

    assert client.get("/metrics", headers={"Authorization": shown}).status_code == 404


def test_requests_and_refusals_are_counted(client: Client, settings: Any) -> None:
    put(published("actor", "group", name="The group"))
    before = scraped(client, settings)

    client.get(f"{API}/actors/")
    client.get(f"{API}/actors/?nope=1")
    ask(client, "query Page { revision }")
    ask(client, "query Page { revision nope }")
    client.generic("BREW", f"{API}/actors/")
    after = scraped(client, settings)

    grown = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}
    counted = {name: value for name, value in grown.items() if name[0].startswith("sequitur_") and "_total" in name[0]}
    assert counted == {
        ("sequitur_requests_total", "GET", "rest", "200"): 1,
        ("sequitur_requests_total", "GET", "rest", "400"): 1,
        ("sequitur_requests_total", "other", "rest", "401"): 1,
        ("sequitur_requests_total", "POST", "graphql", "200"): 2,
        ("sequitur_graphql_operations_total", "Page"): 2,
        ("sequitur_graphql_answers_total", "plan"): 1,
        ("sequitur_refusals_total", "UNKNOWN_PARAMETER"): 1,
        ("sequitur_refusals_total", "FORBIDDEN"): 1,
        ("sequitur_refusals_total", "GRAPHQL_VALIDATION_FAILED"): 1,
    }
    assert grown[("sequitur_request_seconds_count", "rest")] == 3
    assert after[("sequitur_journal_number",)] == after[("sequitur_public_revision",)] > 0


@pytest.mark.django_db(transaction=True)
def test_it_is_counted_what_answered_a_query(client: Client, settings: Any) -> None:
    settings.ANSWER_CACHE_BYTES = 1_000_000
    before = scraped(client, settings)

    assert ask(client, "{ revision }").json() == ask(client, "{ revision }").json()
    settings.GRAPHQL_PLANS = False
    assert "errors" not in ask(client, "{ again: revision }").json()
    kept.memory.clear()
    after = scraped(client, settings)

    answers = [("sequitur_graphql_answers_total", by) for by in ("plan", "kept", "fields")]
    assert [after.get(one, 0) - before.get(one, 0) for one in answers] == [1, 1, 1]


def test_clients_cannot_fill_the_memory_with_names(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "MOST_OPERATIONS", 2)
    before = scraped(client, settings)

    for name in ("First", "Second", "Third", "Fourth"):
        ask(client, f"query {name} {{ revision }}")
    after = scraped(client, settings)

    names = {name[1] for name in after if name[0] == "sequitur_graphql_operations_total"} - {
        name[1] for name in before if name[0] == "sequitur_graphql_operations_total"
    }
    assert names == {"First", "Second", "other"}


# Traces


def test_a_span_says_which_address_was_asked_and_not_with_what(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    answer = client.get(f"{API}/events/a-draft/?fields=slug", headers={"traceparent": parent})
    ask(client, 'query Mine { event(slug: "a-draft") { slug } }')

    rest, graphql = kept.get_finished_spans()
    assert rest.name == "GET /api/v1/events/<slug>/"
    assert f"{rest.context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"
    assert rest.attributes["sequitur.request_id"] == answer["X-Request-ID"]
    assert (graphql.name, graphql.attributes["graphql.operation.name"]) == ("POST /graphql/", "Mine")
    assert "a-draft" not in f"{rest.to_json()}{graphql.to_json()}"


def test_a_request_without_traces_is_answered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from config.operations import traces

    monkeypatch.setattr(traces, "IS_INSTALLED", False)

    with traces.span(RequestFactory().get("/"), "name") as answers:
        answers.append(object())

    assert len(answers) == 1
