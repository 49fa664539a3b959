"""GraphiQL for a browser, from our own origin; a plain form where it is not installed."""

from collections.abc import Collection, Mapping
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from config.vendor import GRAPHIQL, PREFIX, missing

# GraphiQL carries its fonts in its style sheet; everything else stays as strict as on every page.
POLICY = {**cast("Mapping[str, Collection[str]]", settings.SECURE_CSP), "font-src": [CSP.SELF, "data:"]}


@csp_override(POLICY)
def page(request: HttpRequest, example: str) -> HttpResponse:
    """Return the page, with an example to run."""
    absent = missing(GRAPHIQL)
    files = [f"{PREFIX}/{name}" for name in GRAPHIQL]
    context = {
        "example": example,
        "missing": absent,
        "scripts": [name for name in files if name.endswith(".js")],
        "styles": [name for name in files if name.endswith(".css")],
    }
    response = render(request, "graphql/graphiql.html", context)
    patch_vary_headers(response, ["Accept"])  # the same address answers JSON to others
    return response
