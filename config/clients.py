"""Who is asking, behind however many proxies."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, as the outermost of our own ``NUM_PROXIES`` proxies saw it.

    What stands further left in X-Forwarded-For was written by the client and is not believed.
    """
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    trusted = forwarded[-settings.NUM_PROXIES :] if settings.NUM_PROXIES else []
    return trusted[0] if trusted else request.META.get("REMOTE_ADDR", "")
