"""A clock that jumps, for hours or days, ahead or back, under the server as it runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from sources.models import JournalRow
from tests.factories import a_token
from tests.rest import API, send
from tests.staff import a_user
from tests.storing import FIRST

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
SCOPES = ("read", "read-drafts", "write", "publish")


class Clock:
    """The clock of the machine, and how far it has jumped."""

    def __init__(self) -> None:
        self.jumped = timedelta()
        self._now, self._time = timezone.now, time.time

    def now(self) -> Any:
        return self._now() + self.jumped

    def time(self) -> float:
        return self._time() + self.jumped.total_seconds()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.now)
    monkeypatch.setattr(time, "time", clock.time)
    caches["rates"].clear()
    yield clock
    caches["rates"].clear()


def write(client: Client, slug: str) -> Any:
    return send(client, "POST", "/topics/", {"slug": slug, "label": slug}, **{"Idempotency-Key": f'"{slug}"'})


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(hours=-1), timedelta(hours=20)], ids=str)
def test_order_is_by_number_and_a_repeated_write_is_done_once(clock: Clock, jump: timedelta) -> None:
    client = Client(headers={"Authorization": f"Bearer {a_token(a_user('superuser'), *SCOPES)}"})
    first = write(client, "before")

    clock.jumped = jump
    second, again = write(client, "after"), write(client, "before")
    changes = client.get(f"{API}/changes/?since={FIRST - 1}").json()["changes"]

    assert [one.status_code for one in (first, second, again)] == [201, 201, 201]
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert [(one["number"], one["slug"]) for one in changes] == [(FIRST, "before"), (FIRST + 1, "after")]
    times = JournalRow.objects.order_by("-number").values_list("at", flat=True)[:2]
    assert (times[0] > times[1]) is (jump > timedelta())
    call_command("check_journal")


@pytest.mark.parametrize("jump", [timedelta(days=-1), timedelta(days=1)], ids=str)
def test_nobody_is_shut_out_for_longer_than_told(clock: Clock, settings: Any, jump: timedelta) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "anonymous": 1}
    address = f"{API}/topics/"
    spent = [Client().get(address).status_code for _ in range(2)]

    clock.jumped = jump
    at_once = Client().get(address).status_code
    refused = Client().get(address)
    clock.jumped += timedelta(seconds=int(refused["Retry-After"]))
    afterwards = Client().get(address).status_code

    assert spent == [200, 429]
    assert at_once == 200
    assert (refused.status_code, int(refused["Retry-After"]) <= 60, afterwards) == (429, True, 200)


def test_token_that_expired_by_a_wrong_clock_works_again_by_the_right_one(clock: Clock) -> None:
    secret = a_token(a_user("superuser"), *SCOPES, expiry=timezone.now() + timedelta(days=1))
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    clock.jumped = timedelta(days=400)
    late = client.get(f"{API}/topics/").status_code
    clock.jumped = timedelta()

    assert (late, client.get(f"{API}/topics/").status_code) == (401, 200)
