"""The outer layers around Django: probes, the request's name, and what is counted and told of its answer."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.operations import log, metrics, probes, request_ids, traces
from config.operations.notes import seconds_since

Answering = Callable[[HttpRequest], HttpResponseBase]

#: What is asked by machines beside the server: by address, over plain http, and counted for nobody.
PAGES: dict[str, Answering] = {"/healthz": probes.alive, "/readyz": probes.ready, "/metrics": metrics.page}


def probed(get_response: Answering) -> Answering:
    """Answer probes and metrics, before anything is counted."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return PAGES.get(request.path_info, get_response)(request)

    return middleware


def noted(get_response: Answering) -> Answering:
    """Name each request, count it, and tell of it in the log."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        name = request_ids.begin(request)
        with traces.span(request, name) as answers:
            response = get_response(request)
            answers.append(response)
            seconds = seconds_since(request, began)
            response[request_ids.HEADER] = name
            metrics.count(request, response, seconds)
            log.tell(request, response, seconds)
        return response

    return middleware
