"""A span for each request (https://opentelemetry.io/docs/specs/semconv/http/), where OpenTelemetry is installed.

Spans say which address of the server was asked, never with what: no argument, no query string, no document.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.admindocs.views import simplify_regex
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.operations.notes import notes_of

try:
    from opentelemetry import propagate, trace

    IS_INSTALLED = True
except ImportError:
    IS_INSTALLED = False

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def configure() -> None:
    """Send spans to where OpenTelemetry's own environment variables say, when they do."""
    if not IS_INSTALLED or not any(os.environ.get(name) for name in ENDPOINTS):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = Resource.create({} if os.environ.get("OTEL_SERVICE_NAME") else {SERVICE_NAME: "sequitur"})
    provider = TracerProvider(resource=named)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


@contextmanager
def span(request: HttpRequest, name: str) -> Iterator[list[HttpResponseBase]]:
    """Record a request as a span that goes on with the client's trace; put the answer into the list that is given."""
    answers: list[HttpResponseBase] = []
    if not IS_INSTALLED or isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):  # nobody set one
        yield answers
        return
    method = request.method or ""
    parent = propagate.extract({name.lower(): value for name, value in request.headers.items()})
    tracer = trace.get_tracer("sequitur")
    with tracer.start_as_current_span(method, context=parent, kind=trace.SpanKind.SERVER) as current:
        yield answers
        if current.is_recording():
            _describe(current, request, answers[0], name)


def _describe(current: Any, request: HttpRequest, response: HttpResponseBase, name: str) -> None:
    match = request.resolver_match
    route = simplify_regex(match.route) if match else ""
    current.update_name(f"{request.method} {route}".strip())
    told = {
        "http.request.method": request.method,
        "http.route": route,
        "http.response.status_code": response.status_code,
        "sequitur.request_id": name,
    }
    if operation := notes_of(request).operation:
        told["graphql.operation.name"] = operation
    current.set_attributes(told)
    if response.status_code >= 500:
        current.set_status(trace.StatusCode.ERROR)
