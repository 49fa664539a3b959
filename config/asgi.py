"""The server's entry for ASGI: ``granian --interface asgi config.asgi:application``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.wsgi import application as by_wsgi

if TYPE_CHECKING:
    from config.live.server import Server


def served() -> Server:
    """Return the application; Django is ready only now, by what config.wsgi does."""
    from django.conf import settings

    from config.live.server import Server

    return Server(
        by_wsgi,
        threads=settings.THREADS,
        queue_seconds=settings.QUEUE_SECONDS,
        streams=settings.STREAMS,
        streams_of_one=settings.STREAMS_OF_ONE_ADDRESS,
        operations=settings.OPERATIONS_OF_ONE_SOCKET,
    )


application = served()
