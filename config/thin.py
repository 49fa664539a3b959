"""The short road to the APIs: Django's own handler, without the middleware that a request without a cookie needs not.

It writes no protection anew. Every middleware of the setting ``MIDDLEWARE`` stands on this road too, the very same code
in the same order, but those named in ``NEEDLESS``; so a new one is there by itself (decision 0035).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from config.content_types import Wsgi
from config.layers import layered
from config.replays import Replays
from sources.rest.changes import LIVE

#: What is asked by which methods. Who writes by REST waits for the writing, not for middleware.
GRAPHQL, REST = "/graphql/", "/api/v1/"
METHODS = {GRAPHQL: {"GET", "HEAD", "POST", "OPTIONS"}, REST: {"GET", "HEAD"}}
#: What is left out, and why that changes nothing for what ``is_thin`` lets in.
NEEDLESS = {
    "config.operations.middleware.probed": "answers the addresses of probes and metrics alone",
    "config.bodies.bounded": "lets every request to an API through: how long it may be, its view says",
    "whitenoise.middleware.WhiteNoiseMiddleware": "answers the addresses of static files alone",
    "django.contrib.sessions.middleware.SessionMiddleware": "reads a cookie, and there is none",
    "django.middleware.csrf.CsrfViewMiddleware": "guards what a cookie may do; the view is exempt besides",
    "django.contrib.auth.middleware.AuthenticationMiddleware": "finds the user of a session",
    "django.contrib.messages.middleware.MessageMiddleware": "keeps messages in cookies and sessions, for pages",
    "axes.middleware.AxesMiddleware": "answers logins that are locked out",
}


def is_thin(environ: dict[str, Any]) -> bool:
    """Tell whether a request asks an API as nobody or by a token: no cookie, no page, no connection kept open."""
    path = environ.get("PATH_INFO", "")
    methods = METHODS[GRAPHQL] if path == GRAPHQL else METHODS[REST] if path.startswith(REST) else ()
    return (
        environ["REQUEST_METHOD"] in methods
        and not environ.get("HTTP_COOKIE")
        and "text/html" not in environ.get("HTTP_ACCEPT", "").lower()
        and LIVE not in environ
    )


def with_thin_road(ordinary: Wsgi) -> Wsgi:
    """Return a WSGI application that answers what it may by the short road, and all else by the ordinary one."""
    thin = ThinHandler()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return (thin if is_thin(environ) else ordinary)(environ, start_response)

    return application


class ThinHandler(WSGIHandler):
    """Django's handler with the middleware that is needed there, none of which wants to know of views."""

    def __init__(self) -> None:
        super().__init__()
        self._replays = Replays()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> HttpResponseBase:
        again = self._replays.answer(environ) if environ["PATH_INFO"] == GRAPHQL else None
        if again is None:
            return super().__call__(environ, start_response)
        start_response(f"{again.status_code} {again.reason_phrase}", [*again.items()])
        return again

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = super().get_response(request)
        self._replays.keep(request, response)
        return response

    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        self._middleware_chain = layered(self._viewed, lambda name: name not in NEEDLESS)

    def _viewed(self, request: HttpRequest) -> HttpResponseBase:
        """Answer by a view. Those of REST look for a session, which is not there: a cache is told so."""
        response: HttpResponseBase = self._get_response(request)  # type: ignore[attr-defined]  # django-stubs leave it out
        if request.path_info != GRAPHQL:
            patch_vary_headers(response, ["Cookie"])
        return response
