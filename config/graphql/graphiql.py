"""GraphiQL for a browser, from our own origin; a plain form where it is not installed."""

import logging
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
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

#: The name of the document that is shown first.
FIRST = "causal-paths"
logger = logging.getLogger(__name__)


def documents(folder: Path) -> list[str]:
    """Return the ``.graphql`` documents of a folder by name, the first to show before them.

    Where there are none the log says so, and GraphiQL begins with a tab of its own: the server does without.
    """
    found = sorted(folder.glob("*.graphql"), key=lambda path: (path.stem != FIRST, path.stem))
    if not found:
        logger.warning("GraphiQL has no examples to show: no .graphql files in %s", folder)
    return [path.read_text() for path in found]


@csp_override(POLICY)
def page(request: HttpRequest, examples: Sequence[str]) -> HttpResponse:
    """Return the page, with examples to run, each in a tab."""
    absent = missing(GRAPHIQL)
    files = [f"{PREFIX}/{name}" for name in GRAPHIQL]
    context = {
        "examples": examples,
        "missing": absent,
        "scripts": [name for name in files if name.endswith(".js")],
        "styles": [name for name in files if name.endswith(".css")],
    }
    response = render(request, "graphql/graphiql.html", context)
    patch_vary_headers(response, ["Accept"])  # the same address answers JSON to others
    return response
