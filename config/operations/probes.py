"""Whether the server is alive, and whether it can answer: for service managers, load balancers and people."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from sources.checks import broken, unapplied
from sources.replicas import Replica, replicas

logger = logging.getLogger(__name__)
_passed_for_good: set[str] = set()


def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process answers; nothing else is looked at."""
    return _told({"status": "alive"})


def ready(request: HttpRequest) -> HttpResponse:
    """Answer with each check by name, 503 where one fails; what is wrong stands in the log, for strangers read this."""
    found = {name: _passes(name, check) for name, check in CHECKS.items()}
    is_ready = all(found.values())
    if settings.REPLICAS:  # without them the primary answers
        found["replicas"] = _passes("replicas", _replicas)
    told = {name: "ok" if passes else "failed" for name, passes in found.items()}
    return _told({"status": "ready" if is_ready else "not ready", "checks": told}, 200 if is_ready else 503)


def _told(body: dict[str, object], status: int = 200) -> HttpResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})


def _passes(name: str, check: Callable[[], str]) -> bool:
    try:
        wrong = check()
    except DatabaseError as error:
        wrong = str(error)
    if wrong:
        logger.warning("Not ready, %s: %s", name, wrong)
    return not wrong


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return "" if cursor.fetchone() == (1,) else "The database does not answer."


def _migrations() -> str:
    """Look until all are applied: nothing takes them back under a server that runs."""
    if "migrations" in _passed_for_good:
        return ""
    if missing := unapplied():
        return f"Not applied: {', '.join(missing)}. Run manage.py migrate."
    _passed_for_good.add("migrations")
    return ""


def _store() -> str:
    """Look at the journal's triggers and the indexes of the search."""
    return "; ".join(message.msg for message in broken())


def _replicas() -> str:
    return "; ".join(f"the replica {one.name} does not answer or is too far behind" for one in _unfit())


def _unfit() -> list[Replica]:
    for one in replicas():
        one.look()
    return [one for one in replicas() if not one.is_fit()]


#: What must hold before requests are let in; each says what is wrong.
CHECKS: dict[str, Callable[[], str]] = {"database": _database, "migrations": _migrations, "store": _store}
