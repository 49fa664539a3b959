"""The server's entry for WSGI: ``granian --interface wsgi config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.content_types import wsgi_guarded
from config.operations import traces

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = wsgi_guarded(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018  # loads all there is, so that the first request need not wait for it
traces.configure()
