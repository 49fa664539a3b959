"""A server that is killed again and again while clients write."""

from __future__ import annotations

import os
import signal
from threading import Thread

import pytest
from django.core.management import call_command

from events.models import Topic
from sources.models import JournalRow
from tests.factories import a_token
from tests.faults.clients import Site, started, wait_until
from tests.serving import Served, served
from tests.staff import a_user
from tests.storing import FIRST

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
CLIENTS, WRITES, KILLS = 8, 12, 3


def kill(server: Served) -> None:
    """End all of its processes at once, as a machine does that loses its power."""
    for pid in [server.process.pid, *server.workers()]:
        os.kill(pid, signal.SIGKILL)
    server.process.wait()


def test_every_acknowledged_write_is_there_once() -> None:
    site = Site(a_token(a_user("Editor"), "read", "read-drafts", "write", "publish"))
    clients = [Thread(target=site.write, args=(client, WRITES)) for client in range(CLIENTS)]
    total = CLIENTS * WRITES

    for turn in range(KILLS):
        with served(RATE_WRITES="0") as server:
            site.address = server.address
            if turn == 0:
                started(*clients)
            wait_until(lambda enough=total * (turn + 1) // (KILLS + 1): len(site.acknowledged) >= enough)
            kill(server)
    with served(RATE_WRITES="0") as server:
        site.address = server.address
        for client in clients:
            client.join(180)

    expected = sorted(f"topic-{client}-{one}" for client in range(CLIENTS) for one in range(WRITES))
    assert (site.raised, sorted(site.acknowledged)) == ([], expected)
    assert sorted(Topic.objects.filter(label__startswith="topic-").values_list("label", flat=True)) == expected
    numbers = JournalRow.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, FIRST + total))
    call_command("check_journal")
