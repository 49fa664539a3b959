"""The log, for people or for machines: standard error, one line a record, with the request it belongs to.

What stands in it is chosen here: no query string, no body, no header, so that no token, search or draft gets there.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.clients import client_address
from config.operations.metrics import codes_of, road_of
from config.operations.notes import notes_of

logger = logging.getLogger("sequitur.requests")


def tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Tell of an answered request, where ``LOG_REQUESTS`` is on."""
    if not logger.isEnabledFor(logging.INFO) or not settings.LOG_REQUESTS or road_of(request.path_info) == "static":
        return
    milliseconds = round(seconds * 1000, 1)
    told: dict[str, Any] = {
        "method": request.method,
        "path": request.path_info,
        "status": response.status_code,
        "milliseconds": milliseconds,
        "address": client_address(request),
    }
    if operation := notes_of(request).operation:
        told["operation"] = operation
    if codes := codes_of(request, response):
        told["codes"] = ",".join(codes)
    logger.info("%s", " ".join(str(value) for value in told.values()), extra=told)
