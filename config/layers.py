"""The layers of the setting ``MIDDLEWARE``, or some of them, around something else than Django's routes."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

Answering = Callable[[HttpRequest], HttpResponseBase]


def layered(view: Answering, stands: Callable[[str], bool]) -> Answering:
    """Return a view with the middleware around it that stands, by its name, in the order of the setting."""
    answering = _guarded(view)
    for name in filter(stands, reversed(settings.MIDDLEWARE)):
        answering = _guarded(import_string(name)(answering))
    return answering


def _guarded(answering: Answering) -> Answering:
    """Let an error become an answer before the next layer sees it, as Django does around each."""
    return convert_exception_to_response(answering)  # type: ignore[return-value]  # synchronous, as what it is given
