"""What is answered to a request that there is no time for, or no room."""

from __future__ import annotations

from django.conf import settings

from config.failures import unavailable
from config.live.exchanges import Answer
from config.operations.metrics import count_shed
from sources.outages import OVERLOADED

TOO_SLOW = Answer(408, [(b"connection", b"close"), (b"content-type", b"text/plain")], b"The body came too slowly.\n")
BUSY = Answer(
    503,
    [(b"retry-after", b"5"), (b"content-type", b"application/problem+json")],
    b'{"type": "about:blank", "title": "Service Unavailable", "status": 503, "code": "BUSY",'
    b' "detail": "As many long answers are sent as can be at once. Try again."}',
)


def shed(method: str, path: str) -> Answer:
    """Return and count the answer to a request that there is no time for."""
    response = unavailable(path, OVERLOADED)
    count_shed(method, path, OVERLOADED.code)
    response["Cache-Control"] = "no-store"
    if settings.CORS_ALLOW_ALL_ORIGINS:
        response["Access-Control-Allow-Origin"] = "*"
    headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
    return Answer(
        response.status_code, [*headers, (b"content-length", b"%d" % len(response.content))], response.content
    )
