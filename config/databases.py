"""How the store is opened on either database."""

import re
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

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
#: Seconds after which a replica is taken for dead that cannot be connected to.
REPLICA_CONNECT_TIMEOUT = 2

#: A URL of several hosts, as libpq takes it: postgres://user@one:5432,other:5433/name.
_SEVERAL_HOSTS = re.compile(r"(?P<begin>\w+://(?:[^/?#]*@)?)(?P<hosts>[^/?#@]+,[^/?#@]+)(?P<end>[/?#].*)?")
_HOST = re.compile(r"(?P<host>\[[^]]+\]|[^:]*)(?::(?P<port>\d+))?")


def database(
    url: str, *, kept_for: int, pooled: bool, pool_seconds: int, prepares: bool, setting: str = "DATABASE_URL"
) -> dict[str, Any]:
    """Return Django's settings of the database at a URL, which stands in a setting.

    A PostgreSQL connection is kept ``kept_for`` seconds, or comes from a pool, where one waits for it for at most
    ``pool_seconds``; where it ``prepares``, the server keeps statements for it. Of several hosts libpq takes the first
    that will do, by ``target_session_attrs``
    (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-MULTIPLE-HOSTS).

    :raises ImproperlyConfigured: for a URL of no database that we know, without repeating it: a password may be in it.
    """
    settings = _parsed(url)
    if not settings["ENGINE"].endswith(("sqlite3", "postgresql")):
        raise ImproperlyConfigured(
            f"{setting} must be sqlite:///FILE or postgres://USER:PASSWORD@HOST:PORT/NAME, "
            "with what is special in a URL written as %XX."
        )
    options = settings.setdefault("OPTIONS", {})
    if settings["ENGINE"].endswith("sqlite3"):
        return settings | {"ENGINE": "config.sqlite", "OPTIONS": SQLITE_OPTIONS | options}
    settings |= {"ENGINE": "config.postgresql", "PREPARES": prepares}
    options["options"] = f"{POSTGRESQL_FLAGS} {options.get('options', '')}".rstrip()
    if pooled:
        options["pool"] = {"timeout": pool_seconds}
    else:
        settings |= {"CONN_MAX_AGE": kept_for, "CONN_HEALTH_CHECKS": True}
    return settings


def replica(url: str, **held: Any) -> dict[str, Any]:
    """Return Django's settings of a database that is only read; ``held`` says how, as for ``database``.

    :raises ImproperlyConfigured: for one that is not PostgreSQL.
    """
    settings = database(url, **held, setting="DATABASE_REPLICA_URLS")
    if settings["ENGINE"] == "config.sqlite":
        raise ImproperlyConfigured("DATABASE_REPLICA_URLS names databases on PostgreSQL, parted by commas.")
    options = settings["OPTIONS"]
    options["options"] += " -c default_transaction_read_only=on"
    return settings | {"OPTIONS": {"connect_timeout": REPLICA_CONNECT_TIMEOUT} | options}


def _parsed(url: str) -> dict[str, Any]:
    found = _SEVERAL_HOSTS.fullmatch(url)
    try:
        settings: dict[str, Any] = {**dj_database_url.parse(found["begin"] + (found["end"] or "") if found else url)}
    except ValueError:
        return {"ENGINE": ""}
    if found is None:
        return settings
    hosts = [_HOST.fullmatch(one) for one in found["hosts"].split(",")]
    if not all(hosts):
        raise ImproperlyConfigured("DATABASE_URL names its hosts as host:port, parted by commas.")
    settings["HOST"] = ",".join(one["host"].strip("[]") for one in hosts if one)
    settings["PORT"] = ",".join(one["port"] or "5432" for one in hosts if one)
    return settings
