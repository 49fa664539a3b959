"""The server's entry for ASGI: ``granian --interface asgi config.asgi:application``."""

import os

from django.core.asgi import get_asgi_application

from config.content_types import asgi_guarded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = asgi_guarded(get_asgi_application())
