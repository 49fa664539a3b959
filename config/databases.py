"""How the store is opened on either database."""

from typing import Any

import dj_database_url

#: WAL lets readers go on while one writes; IMMEDIATE makes writers wait instead of failing with "database is locked",
#: in turn (config/sqlite), for so many seconds.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;",
}
#: PostgreSQL overestimates recursive statements, and compiling them costs more than it gives. Whoever waits for a lock
#: gives up when a writer on SQLite does.
POSTGRESQL_FLAGS = f"-c jit=off -c lock_timeout={SQLITE_OPTIONS['timeout']}s"


def database(url: str, *, kept_for: int, pooled: bool, pool_seconds: int = 3) -> dict[str, Any]:
    """Return Django's settings of the database at a URL.

    A PostgreSQL connection is kept ``kept_for`` seconds, or comes from a pool, where one waits for it for at most
    ``pool_seconds``.
    """
    settings: dict[str, Any] = {**dj_database_url.parse(url)}
    options = settings.setdefault("OPTIONS", {})
    if settings["ENGINE"].endswith("sqlite3"):
        return settings | {"ENGINE": "config.sqlite", "OPTIONS": SQLITE_OPTIONS | options}
    if settings["ENGINE"].endswith("postgresql"):
        settings["ENGINE"] = "config.postgresql"
    options["options"] = f"{POSTGRESQL_FLAGS} {options.get('options', '')}".rstrip()
    if pooled:
        options["pool"] = {"timeout": pool_seconds}
    else:
        settings |= {"CONN_MAX_AGE": kept_for, "CONN_HEALTH_CHECKS": True}
    return settings
