"""What the environment says, and what the server does about it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from tomllib import loads
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.db import connection
from django.test import RequestFactory

from config.clients import client_address
from config.databases import POSTGRESQL_FLAGS, database, replica
from config.environment import flag, listed, local_secret, one_of, required, whole_number

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {"SECRET_KEY": get_random_secret_key(), "ALLOWED_HOSTS": "example.org"}
HELD: dict[str, Any] = {"kept_for": 600, "pooled": False, "pool_seconds": 2, "prepares": True}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project with nothing set but what is given."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments], check=False, cwd=ROOT, env=bare | environment, capture_output=True, text=True
    )


def settings_of(*names: str, **environment: str) -> dict[str, Any]:
    code = f"import json; from config import settings; print(json.dumps({{n: getattr(settings, n) for n in {names}}}))"
    done = run("-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("entry", ["config.wsgi", "config.asgi"])
@pytest.mark.parametrize("environment", [{}, {"SECRET_KEY": ""}, {"DEBUG": "1"}])
def test_server_without_secret_refuses_to_start(entry, environment):
    done = run("-c", f"import {entry}", **environment)

    assert done.returncode != 0
    assert "ImproperlyConfigured: SECRET_KEY is not set." in done.stderr


def test_command_line_needs_nothing_set():
    done = run("manage.py", "check")

    assert done.returncode == 0, done.stderr


def test_production_is_strict_by_default():
    names = ("DEBUG", "LOCAL_PROFILE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE")
    names += ("CSRF_COOKIE_SECURE", "ALLOWED_HOSTS", "SECURE_PROXY_SSL_HEADER", "CORS_ALLOW_CREDENTIALS")

    values = settings_of(*names, **PRODUCTION)

    assert values == {
        "DEBUG": False,
        "LOCAL_PROFILE": False,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "ALLOWED_HOSTS": ["example.org"],
        "SECURE_PROXY_SSL_HEADER": None,
        "CORS_ALLOW_CREDENTIALS": False,
    }


def test_production_passes_the_deployment_checks():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_local_profile_answers_to_this_machine_over_plain_http():
    names = ("DEBUG", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE")

    values = settings_of(*names, LOCAL_PROFILE="1")

    assert values == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
        "SESSION_COOKIE_SECURE": False,
    }


def test_tokens_may_come_only_from_named_origins():
    names = ("CORS_ALLOW_ALL_ORIGINS", "CORS_ALLOW_HEADERS", "CORS_ALLOW_METHODS")

    anyone = settings_of(*names, **PRODUCTION)
    named = settings_of(*names, **PRODUCTION, CORS_ALLOWED_ORIGINS="https://a.example.org")

    assert anyone == {
        "CORS_ALLOW_ALL_ORIGINS": True,
        "CORS_ALLOW_HEADERS": ["accept", "content-type", "if-none-match", "journal-number", "last-event-id"],
        "CORS_ALLOW_METHODS": ["GET", "HEAD", "OPTIONS", "POST"],
    }
    assert named["CORS_ALLOW_ALL_ORIGINS"] is False
    assert "authorization" in named["CORS_ALLOW_HEADERS"]


def test_forwarded_protocol_is_believed_only_behind_a_proxy_of_ours():
    values = settings_of("SECURE_PROXY_SSL_HEADER", **PRODUCTION, NUM_PROXIES="1")

    assert values == {"SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"]}


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("TRUE", True), ("on", True), ("0", False), ("no", False), ("", False)]
)
def test_flag_is_yes_or_no(monkeypatch, text, value):
    monkeypatch.setenv("DEBUG", text)

    assert flag("DEBUG", default=not value) is value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda: flag("SETTING", default=False), "maybe"),
        (lambda: whole_number("SETTING", default=0), "-1"),
        (lambda: whole_number("SETTING", default=0), "1.5"),
        (lambda: whole_number("SETTING", default=0), "²"),
        (lambda: required("SETTING", "Why."), ""),
        (lambda: one_of("SETTING", "line", "json"), "xml"),
    ],
)
def test_refused_value_names_its_variable(monkeypatch, read, text):
    monkeypatch.setenv("SETTING", text)

    with pytest.raises(ImproperlyConfigured, match=r"^SETTING "):
        read()


def test_list_is_parted_by_commas(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " example.org, ,www.example.org ")

    assert listed("ALLOWED_HOSTS", default=["localhost"]) == ["example.org", "www.example.org"]


def test_local_secret_stays_the_same_and_private(tmp_path):
    first = local_secret(tmp_path / ".secret_key")

    second = local_secret(tmp_path / ".secret_key")

    assert second == first
    assert len(first) >= 50
    assert (tmp_path / ".secret_key").stat().st_mode & 0o777 == 0o600


def test_writers_on_sqlite_queue_for_the_lock():
    options = database("sqlite:////tmp/store.sqlite3", **HELD)["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode = WAL" in options["init_command"]


def test_postgresql_connections_are_kept_or_pooled():
    kept = database("postgres://postgres@127.0.0.1/store", **HELD)
    pooled = database("postgres://postgres@127.0.0.1/store", **HELD | {"pooled": True})

    flags = {"options": "-c jit=off -c lock_timeout=20s"}
    assert (kept["CONN_MAX_AGE"], kept["CONN_HEALTH_CHECKS"], kept["OPTIONS"]) == (600, True, flags)
    assert (pooled["CONN_MAX_AGE"], pooled["OPTIONS"]) == (0, flags | {"pool": {"timeout": 2}})


def test_flags_in_the_address_of_a_postgresql_store_come_last():
    url = "postgres://postgres@127.0.0.1/store?options=-c%20statement_timeout%3D9s"

    options = database(url, **HELD)["OPTIONS"]

    assert options == {"options": "-c jit=off -c lock_timeout=20s -c statement_timeout=9s"}


@pytest.mark.parametrize(
    ("hosts", "host", "port"),
    [
        ("one:5432,other:5433", "one,other", "5432,5433"),
        ("one,[::1]:5433", "one,::1", "5432,5433"),
        ("one:5432", "one", 5432),
    ],
)
def test_a_store_may_be_at_one_of_several_hosts(hosts, host, port):
    url = f"postgres://ada:a%2Cb@{hosts}/store?target_session_attrs=read-write"

    found = database(url, **HELD)

    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("ada", "a,b", "store")
    assert (found["HOST"], found["PORT"]) == (host, port)
    assert found["OPTIONS"] == {"options": POSTGRESQL_FLAGS, "target_session_attrs": "read-write"}


@pytest.mark.parametrize(("setting", "read"), [("DATABASE_URL", database), ("DATABASE_REPLICA_URLS", replica)])
@pytest.mark.parametrize(
    "url", ["postgres://ada:a/b@one:5432/store", "mysql://ada:a/b@one/store", "other://a/b", "a/b"]
)
def test_an_address_of_no_database_is_refused_by_the_name_of_its_setting(setting, read, url):
    with pytest.raises(ImproperlyConfigured, match=f"^{setting} must be ") as refused:
        read(url, **HELD)

    assert "a/b" not in str(refused.value)
    assert refused.value.__cause__ is refused.value.__context__ is None  # either would show it


def test_replicas_are_only_read():
    options = replica("postgres://postgres@127.0.0.1/store", **HELD)["OPTIONS"]

    assert options == {"options": f"{POSTGRESQL_FLAGS} -c default_transaction_read_only=on", "connect_timeout": 2}


def test_a_shared_cache_without_its_package_is_refused_at_the_start():
    without = "from importlib import util; util.find_spec = lambda name: None; from config import settings"

    done = run("-c", without, **PRODUCTION, CACHE_URL="redis://127.0.0.1:6379/0")

    assert done.returncode != 0
    assert "ImproperlyConfigured: CACHE_URL needs the package redis: uv sync --extra redis." in done.stderr


@pytest.mark.parametrize("store", ["sqlite:////tmp/store.sqlite3", "postgres://postgres@127.0.0.1/store"])
def test_a_store_on_sqlite_has_no_replicas(store):
    environment = {"DATABASE_URL": "sqlite:////tmp/first.sqlite3", "DATABASE_REPLICA_URLS": store}

    done = run("-c", "from config import settings", **PRODUCTION, **environment)

    assert done.returncode != 0
    assert "ImproperlyConfigured: DATABASE_REPLICA_URLS" in done.stderr


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_compiles_no_statements():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")

        assert cursor.fetchone() == ("off",)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "1.1.1.1, 198.51.100.7", "198.51.100.7"),
        (2, "1.1.1.1, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", "198.51.100.7"),
    ],
)
def test_client_is_whom_our_outermost_proxy_saw(settings, proxies, forwarded, address):
    settings.NUM_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})

    assert client_address(request) == address


def test_server_that_trusts_only_documents_it_does_not_have_refuses_to_start():
    done = run("-c", "from config import settings", **PRODUCTION, TRUSTED_DOCUMENTS_ONLY="1")

    assert done.returncode != 0
    assert "ImproperlyConfigured: TRUSTED_DOCUMENTS is not set." in done.stderr


def test_every_setting_is_documented_with_its_default():
    text = (ROOT / "config" / "settings.py").read_text()
    reads = re.findall(r'(?:flag|whole_number|listed|required|directory|one_of|environ\.get)\(\s*"([A-Z_]+)"', text)
    numbers = dict(re.findall(r'whole_number\("([A-Z_]+)", default=([\d_]+)\)', text))
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\S+)", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)

    assert {"STREAMS", "OPERATIONS_OF_ONE_SOCKET", "TRUSTED_DOCUMENTS", "SECRET_KEY"} <= set(reads)
    assert sorted(set(reads)) == sorted(name for name, _ in rows)
    documented = {name: default.strip("`") for name, default in rows if name in numbers}
    assert documented == {name: number.replace("_", "") for name, number in numbers.items()}


def test_every_package_is_pinned():
    lock = ROOT / "uv.lock"
    if not lock.exists():
        pytest.skip("needs uv.lock, which uv run writes")
    locked = {f"{p['name']}=={p['version']}" for p in loads(lock.read_text())["package"] if "registry" in p["source"]}

    pinned = loads((ROOT / "pyproject.toml").read_text())["tool"]["uv"]["constraint-dependencies"]

    assert sorted(locked) == sorted(pinned)
