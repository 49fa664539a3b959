"""What an error of the database means for whoever asked: the store is busy, out of reach or full.

And what is told where the server itself has no time for a request.
"""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass

import psycopg
from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

logger = logging.getLogger(__name__)

#: What SQLite says of its lock; our turns (config/sqlite) say the same.
LOCKED = "database is locked"


@dataclass(frozen=True)
class Outage:
    """What a client is told. ``retry_after`` are seconds, none where waiting alone helps nothing."""

    code: str
    status: int
    message: str
    retry_after: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


BUSY = Outage(
    "BUSY", 503, "The store is busy, and this did not get its turn in time. Nothing of it was kept; try again.", 1
)
UNAVAILABLE = Outage(
    "DATABASE_UNAVAILABLE",
    503,
    "The database cannot be reached. Try again; a write may have been kept, so repeat it with its Idempotency-Key.",
    5,
)
FULL = Outage("STORAGE_FULL", 507, "The store has no room left. Nothing of this was kept.")
OVERLOADED = Outage(
    "OVERLOADED", 503, "More is asked than can be answered in time. Nothing of this was done; try again.", 2
)
#: The same code as the store's: so many long answers are sent that no thread may wait for another client.
SENDING = Outage("BUSY", 503, "As many long answers are sent as can be at once. Try again.", 5)
OUTAGES = (BUSY, UNAVAILABLE, FULL, OVERLOADED)

#: https://www.postgresql.org/docs/current/errcodes-appendix.html, whole or the class.
_OF_STATE = {
    "40001": BUSY,
    "40P01": BUSY,
    "55P03": BUSY,
    "53300": BUSY,
    "53100": FULL,
    "57P01": UNAVAILABLE,
    "57P02": UNAVAILABLE,
    "57P03": UNAVAILABLE,
    "58030": UNAVAILABLE,
    "08": UNAVAILABLE,
}
#: https://www.sqlite.org/rescode.html
_OF_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: UNAVAILABLE,
    sqlite3.SQLITE_CANTOPEN: UNAVAILABLE,
    sqlite3.SQLITE_READONLY: UNAVAILABLE,
}


def outage(error: BaseException) -> Outage | None:
    """Return what an error of the database means, and log it; None for what is no outage."""
    found = meaning(error)
    if found is not None:
        logger.error("%s: %s", found.code, error)
    return found


def meaning(error: BaseException) -> Outage | None:
    """Return what an error of the database means; None for what is no outage."""
    found = _meaning(error) or (_meaning(error.__cause__) if error.__cause__ else None)
    return UNAVAILABLE if found is None and isinstance(error, InterfaceError) else found


def _meaning(error: BaseException) -> Outage | None:
    if isinstance(error, PoolTimeout):
        return BUSY
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and error.sqlstate is None:
        return UNAVAILABLE  # none was told: the connection is not, or no longer
    if isinstance(error, psycopg.Error):
        state = error.sqlstate or ""
        return _OF_STATE.get(state) or _OF_STATE.get(state[:2])
    if isinstance(error, sqlite3.Error):
        return _OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return BUSY if isinstance(error, OperationalError) and str(error) == LOCKED else None
