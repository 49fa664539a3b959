"""How often a login may fail: axes counts by name and address, this also by address, whatever the names."""

from __future__ import annotations

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest

from config.clients import client_address, network_of


def counted_address(request: HttpRequest) -> str | None:
    """Return the address that failed logins are counted by, of an IPv6 network its first; None for what is none."""
    found = network_of(client_address(request))
    return None if found == "unknown" else found.partition("/")[0]


class LoginHandler(AxesDatabaseHandler):
    """Locks a name at an address after a few failures, and an address after many with any names."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        if super().is_locked(request, credentials):
            return True
        # Read by the middleware of axes, which answers that the login is locked.
        request.axes_locked_out = _has_guessed(request)
        return bool(request.axes_locked_out)


def _has_guessed(request: Any) -> bool:
    """Return whether logins from the address of a request failed too often, by one statement."""
    most = settings.LOGIN_FAILURES_PER_ADDRESS
    if not most:
        return False
    recent = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
    )
    return (recent.aggregate(failures=Sum("failures_since_start"))["failures"] or 0) >= most
