"""How often one may ask, and what tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import rates
from config.clients import network_of
from tests import factories as a
from tests.staff import a_client, a_user

pytestmark = pytest.mark.django_db

REST, QUERY = "/api/v1/topics/", "/graphql/?query={revision}"
UNKNOWN = f"sequitur_{'0' * 64}"
#: The first second of a window of the address that tests come from.
NOW = 1_000_000 * rates.WINDOW - rates.zlib.crc32(b"address:127.0.0.1") % rates.WINDOW


class Clock:
    now = float(NOW)


@pytest.fixture(autouse=True)
def clock(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """Count from nothing, on a clock of our own, with small budgets."""
    settings.RATE_LIMITS = {"anonymous": 3, "reads": 4, "writes": 2, "bad-tokens": 2}
    clock = Clock()
    monkeypatch.setattr(rates, "now_in_seconds", lambda: clock.now)
    caches["rates"].clear()
    yield clock
    caches["rates"].clear()


#: What a browser says of a page of ours.
OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


def asked(address: str, client: Client | None = None, **headers: str) -> int:
    return (client or Client()).get(address, headers=headers).status_code


def bearer(secret: str) -> str:
    return f"Bearer {secret}"


def told(response: Any) -> dict[str, str]:
    return {name: response[name] for name in ("RateLimit-Policy", "RateLimit", "Retry-After") if name in response}


def test_both_apis_spend_from_one_budget_and_tell_what_is_left(clock: Clock) -> None:
    clock.now += 10.5
    policy = {"RateLimit-Policy": '"anonymous";q=3;w=60'}

    answers = [Client().get(address) for address in (REST, QUERY, REST, REST, QUERY)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert [told(one) for one in answers] == [
        {**policy, "RateLimit": '"anonymous";r=2;t=50'},
        {**policy, "RateLimit": '"anonymous";r=1;t=50'},
        {**policy, "RateLimit": '"anonymous";r=0;t=50'},
        {**policy, "RateLimit": '"anonymous";r=0;t=50', "Retry-After": "50"},
        {**policy, "RateLimit": '"anonymous";r=0;t=50', "Retry-After": "50"},
    ]
    message = "Too many requests; come back in 50 seconds."
    assert answers[3]["Content-Type"] == "application/problem+json"
    assert answers[3].json() == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "code": "RATE_LIMITED",
        "detail": message,
    }
    assert answers[4].json() == {"errors": [{"message": message, "extensions": {"code": "RATE_LIMITED"}}]}


def test_one_may_ask_again_when_told(clock: Clock) -> None:
    assert [asked(REST) for _ in range(4)] == [200, 200, 200, 429]
    wait = int(Client().get(REST)["Retry-After"])

    clock.now += wait - 1
    early = asked(REST)
    clock.now += 1

    assert (early, asked(REST)) == (429, 200)


@pytest.mark.parametrize("address", [REST, QUERY])
def test_each_token_has_a_budget_of_its_own(address: str) -> None:
    editor = a_user("Editor")
    first, second = (bearer(a.a_token(editor)) for _ in range(2))

    assert [asked(address, Authorization=first) for _ in range(5)] == [200, 200, 200, 200, 429]
    assert asked(address, Authorization=second) == 200
    assert asked(address) == 200


@pytest.mark.parametrize("address", [REST, QUERY])
def test_session_has_the_budget_of_its_user(address: str) -> None:
    client = a_client("Editor")

    assert [asked(address, client, **OUR_PAGE) for _ in range(5)] == [200, 200, 200, 200, 429]
    assert asked(address) == 200


def test_page_of_another_origin_spends_from_the_address() -> None:
    client = a_client("Editor")

    statuses = [asked(QUERY, client, Origin="https://other.example.org") for _ in range(4)]

    assert statuses == [200, 200, 200, 429]
    assert asked(QUERY, client, **OUR_PAGE) == 200


def test_writes_have_a_budget_apart_from_reads() -> None:
    client, headers = Client(), {"Authorization": bearer(a.a_token(a_user("Editor")))}

    answers = [client.put("/api/v1/", {}, "application/json", headers=headers) for _ in range(3)]

    assert [one.status_code for one in answers] == [405, 405, 429]
    assert answers[2]["RateLimit-Policy"] == '"writes";q=2;w=60'
    assert asked(REST, Authorization=headers["Authorization"]) == 200


def test_forged_address_does_not_escape(settings: Any) -> None:
    for proxies, forwarded in (
        (0, "10.0.0.{}"),
        (1, "10.0.0.{}, 198.51.100.7"),
        (2, "10.0.0.{}, 198.51.100.8, 10.1.1.1"),
    ):
        settings.NUM_PROXIES = proxies

        statuses = [asked(REST, **{"X-Forwarded-For": forwarded.format(number)}) for number in range(4)]

        assert statuses == [200, 200, 200, 429]


def test_clients_behind_our_proxy_are_told_apart(settings: Any) -> None:
    settings.NUM_PROXIES = 1

    assert [asked(REST, **{"X-Forwarded-For": f"198.51.100.{number}"}) for number in range(4)] == [200] * 4


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("198.51.100.7:5432", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::2", "2001:db8::/64"),
        ("[2001:db8::3]:443", "2001:db8::/64"),
        ("[2001:db8::3]", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        *((text, "unknown") for text in ("", "unix:", "evil", "1.2.3", "١.٢.٣.٤", "x" * 10_000)),
    ],
)
def test_client_is_counted_by_the_network_it_has_to_itself(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize("address", [REST, QUERY])
def test_guessing_of_tokens_is_stopped_before_the_database_is_asked(address: str) -> None:
    guesses = [f"sequitur_{number:064x}" for number in range(4)]

    statuses = [asked(address, Authorization=bearer(secret)) for secret in guesses[:3]]
    with CaptureQueriesContext(connection) as statements:
        last = Client().get(address, headers={"Authorization": bearer(guesses[3])})

    assert [*statuses, last.status_code] == [401, 401, 429, 429]
    assert told(last)["RateLimit-Policy"] == '"bad-tokens";q=2;w=60'
    assert int(told(last)["Retry-After"]) > 0
    assert len(statements) == 0
    assert asked(address) == 200


def test_good_token_is_not_looked_for_where_many_bad_ones_came_from() -> None:
    secret = bearer(a.a_token(a_user("Editor")))
    assert asked(REST, Authorization=secret) == 200

    assert [asked(REST, Authorization="Basic eDp5") for _ in range(2)] == [401, 401]

    assert asked(REST, Authorization=secret) == 429


@pytest.mark.parametrize("address", [REST, QUERY])
def test_limit_of_nought_counts_nothing(address: str, settings: Any) -> None:
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, 0)

    answers = [Client().get(address) for _ in range(5)]
    bad = [Client().get(address, headers={"Authorization": "x"}) for _ in range(5)]

    assert [(one.status_code, told(one)) for one in answers] == [(200, {})] * 5
    assert [(one.status_code, told(one)) for one in bad] == [(401, {})] * 5


def test_counting_an_anonymous_request_asks_no_database() -> None:
    with CaptureQueriesContext(connection) as statements:
        answers = [Client().get("/api/v1/schema/").status_code, Client().get(REST).status_code]
    with CaptureQueriesContext(connection) as refused:
        answers += [Client().get(REST).status_code, Client().get(REST).status_code]

    assert answers == [200, 200, 200, 429]
    assert (len(statements), len(refused)) == (1, 1)


def test_pages_of_the_admin_are_not_counted() -> None:
    answers = [Client().get("/admin/login/") for _ in range(5)]

    assert [(one.status_code, told(one)) for one in answers] == [(200, {})] * 5


def test_requests_are_answered_where_they_cannot_be_counted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def lost(*arguments: Any, **options: Any) -> Any:
        raise rates.CacheLost("Connection refused.")

    for name in ("get", "incr", "add"):
        monkeypatch.setattr(type(caches["rates"]), name, lost)

    statuses = [asked(REST) for _ in range(5)]

    assert statuses == [200] * 5
    assert "Requests are not counted: Connection refused." in caplog.text
    assert asked(REST, Authorization=bearer(UNKNOWN)) == 401
