"""The server's entry for WSGI: ``granian --interface wsgi config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from config.content_types import wsgi_guarded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = wsgi_guarded(get_wsgi_application())
