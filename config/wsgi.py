"""The server's entry for WSGI: ``granian --interface wsgi config.wsgi:application``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.content_types import wsgi_guarded
from config.operations import traces

if TYPE_CHECKING:
    from config.content_types import Wsgi


def served() -> Wsgi:
    """Return the application, by both roads; what the short one needs can be imported when Django is ready."""
    ordinary = get_wsgi_application()
    from config.thin import with_thin_road

    return wsgi_guarded(with_thin_road(ordinary))


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = served()
get_resolver().url_patterns  # noqa: B018  # loads all there is, so that the first request need not wait for it
traces.configure()
