"""An answer that is given again to the very same request is the one that would be found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError

from config import replays
from config.graphql import kept
from config.graphql.trusted import digest_of
from config.operations.metrics import OPERATIONS
from config.settings import MIDDLEWARE
from config.thin import NEEDLESS, ThinHandler
from tests.connections import by_another_connection
from tests.factories import a_token
from tests.roads import BODY, REQUESTS, SITES, answered, environ, kept_connection, sent
from tests.storing import published, put

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def same_connection() -> Iterator[None]:
    with kept_connection():
        yield


@pytest.fixture(autouse=True)
def served(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve a store with something in it, and keep answers; the minute for which rates are given does not end."""
    monkeypatch.setattr("config.rates.now_in_seconds", lambda: 1_000_000.0)
    settings.ALLOWED_HOSTS, settings.ANSWER_CACHE_BYTES = ["testserver"], 1_000_000
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, 10)
    caches["rates"].clear()
    kept.memory.clear()
    put(published("actor", "group", name="The group", kind="REBEL_GROUP"))


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by each answer that is given again."""
    found: list[str] = []
    given = replays._given

    def noted(request: Any) -> Any:
        found.append(request.path)
        return given(request)

    monkeypatch.setattr(replays, "_given", noted)
    return found


def asked(road: Any, changes: dict[str, str] | None = None, body: bytes = BODY) -> tuple[str, dict[str, str], Any]:
    status, headers, content = sent(road, environ(changes or {}, body))
    return status, dict(headers), json.loads(content)


def warm(road: Any, changes: dict[str, str] | None = None, body: bytes = BODY) -> None:
    """Ask until the answer is kept, and known to be."""
    for _ in range(2):
        asked(road, changes, body)


@pytest.mark.parametrize("site", SITES)
def test_whatever_is_asked_again_is_answered_alike(site: str, settings: Any, given: list[str]) -> None:
    for setting, value in SITES[site].items():
        setattr(settings, setting, value)
    short, long = ThinHandler(), WSGIHandler()

    for name in [name for name, (changes, *_) in REQUESTS.items() if "PATH_INFO" not in changes]:
        expected = answered(long, name)
        for _ in range(4):
            assert answered(short, name) == expected, name

    assert len(given) > 2


def test_what_was_written_meanwhile_is_answered(given: list[str]) -> None:
    short = ThinHandler()
    warm(short)

    by_another_connection(lambda: put(published("actor", "other", name="Another", kind="REBEL_GROUP")))
    found = [asked(short)[2]["data"]["actors"]["edges"] for _ in range(4)]

    assert [[edge["node"]["name"] for edge in edges] for edges in found] == [["Another", "The group"]] * 4
    assert len(given) == 2


def test_each_is_counted_named_and_told_what_is_left(given: list[str]) -> None:
    short = ThinHandler()
    before = OPERATIONS.labels("Named")._value.get()

    found = [asked(short) for _ in range(12)]

    assert [status[:3] for status, *_ in found] == ["200"] * 10 + ["429"] * 2
    assert [headers["RateLimit"].split(";")[1] for _, headers, _ in found[:10]] == [
        f"r={left}" for left in range(9, -1, -1)
    ]
    assert len({headers["X-Request-ID"] for _, headers, _ in found}) == 12
    assert OPERATIONS.labels("Named")._value.get() == before + 10
    assert len(given) == 8


def test_clients_behind_a_proxy_are_told_apart(settings: Any, given: list[str]) -> None:
    settings.NUM_PROXIES = 1
    short = ThinHandler()
    warm(short)

    left = [asked(short, {"HTTP_X_FORWARDED_FOR": f"192.0.2.{number}"})[1]["RateLimit"][:17] for number in (1, 2, 1)]

    assert left == ['"anonymous";r=9;t', '"anonymous";r=9;t', '"anonymous";r=8;t']
    assert len(given) == 3


def test_who_shows_a_token_is_not_answered_again(given: list[str]) -> None:
    short = ThinHandler()
    shown = {"HTTP_AUTHORIZATION": f"Bearer {a_token(User.objects.create_user('asker'))}"}
    warm(short)

    for _ in range(3):
        assert asked(short, shown)[1]["Cache-Control"] == "private, no-store"
    assert given == []


def test_document_is_registered_anew_where_it_was_forgotten(given: list[str]) -> None:
    short, query = ThinHandler(), json.loads(BODY)["query"]
    digest = digest_of(query)
    registering = json.dumps({"query": query, "documentId": digest}).encode()
    by_hash = json.dumps({"documentId": digest}).encode()
    for _ in range(3):
        asked(short, body=registering)

    caches["documents"].clear()
    asked(short, body=registering)

    assert "errors" not in asked(short, body=by_hash)[2]
    assert given == []


def test_long_bodies_and_failing_databases_go_the_whole_road(given: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    short = ThinHandler()
    long = json.dumps({"query": json.loads(BODY)["query"] + " " * replays.MOST_BODY}).encode()
    for _ in range(3):
        asked(short, body=long)
    warm(short)

    def fail() -> None:
        raise OperationalError("The database is away.")

    monkeypatch.setattr(replays, "public_state", fail)

    assert asked(short)[0] == "200 OK"  # it came back in time
    assert given == []


def test_every_other_layer_of_the_short_road_goes_by_the_request_and_the_settings() -> None:
    assert set(MIDDLEWARE) - NEEDLESS.keys() - replays.ANEW.keys() == {
        "config.headers.hardened",
        "config.replicas.replicated",  # where there are replicas no request is answered again
        "corsheaders.middleware.CorsMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
        "django.middleware.security.SecurityMiddleware",
    }


def test_nothing_is_kept_where_no_answer_is(settings: Any, given: list[str]) -> None:
    settings.ANSWER_CACHE_BYTES = 0
    short = ThinHandler()

    for _ in range(4):
        asked(short)

    assert given == []
