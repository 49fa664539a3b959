"""The short road to GraphQL answers what the ordinary one answers, by the same protections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler

from config import thin
from config.settings import MIDDLEWARE
from config.thin import NEEDLESS, ThinHandler, is_thin
from sources.rest.changes import LIVE
from tests.factories import a_token
from tests.roads import BODY, REQUESTS, SITES, answered, environ, kept_connection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def same_connection() -> Iterator[None]:
    with kept_connection():
        yield


@pytest.fixture(autouse=True)
def few_requests(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.RATE_LIMITS = {"anonymous": 3, "reads": 3, "writes": 3, "bad-tokens": 2}


def without_cookie(answer: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return an answer that does not say that it varies by cookies."""
    status, headers, content = answer
    return status, [(name, value.replace("Cookie, ", "")) for name, value in headers], content


@pytest.mark.parametrize("site", SITES)
def test_both_roads_answer_alike(site: str, settings: Any) -> None:
    for setting, value in SITES[site].items():
        setattr(settings, setting, value)
    short, long = ThinHandler(), WSGIHandler()

    answers: dict[str, Any] = {name: (answered(short, name), answered(long, name)) for name in REQUESTS}
    for name in ("nothing here", "no slash"):  # no view looked for a session; that is told of every address of REST
        answers[name] = tuple(without_cookie(one) for one in answers[name])

    assert all(is_thin(environ(changes, body)) for changes, body, _ in REQUESTS.values())
    assert {name: both for name, both in answers.items() if both[0] != both[1]} == {}
    assert len({status for (status, _, _), _ in answers.values()}) > 1 + (site == "usual")


def test_both_roads_know_a_token() -> None:
    shown = {"HTTP_AUTHORIZATION": f"Bearer {a_token(User.objects.create_user('asker'))}"}

    short, long = answered(ThinHandler(), "good", shown), answered(WSGIHandler(), "good", shown)

    assert short == long
    assert short[0] == "200 OK"
    assert ("Cache-Control", "private, no-store") in short[1]


@pytest.mark.parametrize("name", [name for name in MIDDLEWARE if name not in NEEDLESS])
def test_each_protection_of_the_short_road_is_missed(name: str, settings: Any, monkeypatch: Any) -> None:
    settings.SECURE_SSL_REDIRECT = name.startswith("django.middleware.security")
    monkeypatch.setattr(thin, "NEEDLESS", {**NEEDLESS, name: "is taken out"})
    bare, long = ThinHandler(), WSGIHandler()

    assert any(answered(bare, request) != answered(long, request) for request in REQUESTS)


def test_what_is_left_out_is_of_the_ordinary_road() -> None:
    assert set(NEEDLESS) <= set(MIDDLEWARE)


@pytest.mark.parametrize(
    "changes",
    [
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_ACCEPT": "application/json, Text/HTML"},
        {"PATH_INFO": "/graphql"},
        {"PATH_INFO": "/api/v1/events/"},  # which is posted to
        {"PATH_INFO": "/", "REQUEST_METHOD": "GET"},
        {"REQUEST_METHOD": "DELETE"},
        {LIVE: "x"},
    ],
)
def test_all_else_goes_the_ordinary_road(changes: dict[str, str]) -> None:
    assert not is_thin(environ(changes, BODY))
