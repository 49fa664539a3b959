"""What is counted, in the words of Prometheus (https://prometheus.io/docs/practices/naming/)."""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config.operations.notes import notes_of
from sources.models import JournalHead
from sources.replicas import replicas
from sources.rest.problems import CONTENT_TYPE as PROBLEM

#: Names of operations are the clients' own: so many are told apart, the others are one.
MOST_OPERATIONS = 200
OTHER, NAMELESS = "other", "anonymous"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("sequitur_requests", "Requests answered.", ["road", "method", "status"])
LATENCY = Histogram(
    "sequitur_request_seconds",
    "Seconds until the answer began, those of waiting for a thread too.",
    ["road"],
    buckets=SECONDS,
)
OPERATIONS = Counter("sequitur_graphql_operations", "GraphQL operations by their names.", ["operation"])
OPERATION_LATENCY = Histogram(
    "sequitur_graphql_operation_seconds", "Seconds of a GraphQL operation.", ["operation"], buckets=SECONDS
)
ANSWERS = Counter("sequitur_graphql_answers", "GraphQL queries by what answered them: kept, plan or fields.", ["by"])
REFUSALS = Counter("sequitur_refusals", "Errors answered, by the codes of docs/errors.md.", ["code"])
READS = Counter("sequitur_reads", "Requests that read, by what they read from.", ["database"])
STREAMS = Gauge("sequitur_streams", "Streams, sockets and polls that are open.", multiprocess_mode="livesum")

_operations: set[str] = set()


def count(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Count an answered request."""
    road = road_of(request.path_info)
    REQUESTS.labels(road, _method(request), response.status_code).inc()
    LATENCY.labels(road).observe(seconds)
    for code in codes_of(request, response):
        REFUSALS.labels(code).inc()
    if road == "graphql" and request.method == "POST":
        name = _told_apart(notes_of(request).operation)
        OPERATIONS.labels(name).inc()
        OPERATION_LATENCY.labels(name).observe(seconds)


def count_answer(by: str) -> None:
    """Count a GraphQL query that was answered: by what was ``kept``, by a ``plan``, or executed by ``fields``."""
    ANSWERS.labels(by).inc()


def count_read(database: str) -> None:
    """Count a request that could be answered from a replica: by where that is, or ``primary``."""
    READS.labels(database).inc()


def road_of(path: str) -> str:
    """Return which part of the server an address belongs to."""
    for beginning, road in ROADS.items():
        if path.startswith(beginning):
            return road
    return "pages"


ROADS = {"/graphql/": "graphql", "/api/": "rest", "/admin/": "admin", "/static/": "static"}


def codes_of(request: HttpRequest, response: HttpResponseBase) -> list[str]:
    """Return the codes of the errors in an answer."""
    codes = notes_of(request).codes
    if codes or response.headers.get("Content-Type") != PROBLEM or not isinstance(response, HttpResponse):
        return codes
    return [json.loads(response.content)["code"]]


def _method(request: HttpRequest) -> str:
    return request.method if request.method in METHODS else OTHER


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _told_apart(operation: str) -> str:
    if not operation:
        return NAMELESS
    if operation not in _operations:
        if len(_operations) >= MOST_OPERATIONS:
            return OTHER
        _operations.add(operation)
    return operation


class _Store(Collector):
    """What the store itself says, asked when it is wanted."""

    def collect(self) -> Iterator[Metric]:
        try:
            head = JournalHead.objects.get()
        except (DatabaseError, JournalHead.DoesNotExist):
            return
        yield GaugeMetricFamily("sequitur_journal_number", "The journal's last number.", head.last_number)
        yield GaugeMetricFamily("sequitur_public_revision", "The last number the public may see.", head.public_revision)


class _Replicas(Collector):
    """How far each replica is, asked when it is wanted."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("sequitur_replica_up", "Whether a replica answers.", labels=["replica"])
        number = GaugeMetricFamily("sequitur_replica_number", "The journal's last number there.", labels=["replica"])
        lag = GaugeMetricFamily("sequitur_replica_lag_seconds", "Age of what a replica lacks.", labels=["replica"])
        for one in replicas():
            standing = one.look()
            up.add_metric([one.name], standing.number is not None)
            if standing.number is not None:
                number.add_metric([one.name], standing.number)
                lag.add_metric([one.name], standing.seconds)
        yield from (up, number, lag)


def page(request: HttpRequest) -> HttpResponse:
    """Answer with everything counted, by all processes, to who shows ``METRICS_TOKEN``; to others nothing is here."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(shown.encode(), settings.METRICS_TOKEN.encode()):
        return HttpResponseNotFound()
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Store())
    if settings.REPLICAS:
        registry.register(_Replicas())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    return registry
