"""Writers on SQLite, who take turns whatever process they are of."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection

from config.sqlite.turns import Turns
from sources.models import JournalRow
from tests.serving import ROOT, bare, database_url
from tests.staff import journal
from tests.storing import FIRST

WRITE_WITHOUT_PAUSE = """
import sys
from threading import Thread
import django
django.setup()
from django.db import connection
from tests.storing import put, record

def write(thread):
    try:
        for turn in range(12):
            put(record("topic", f"topic-{sys.argv[1]}-{thread}-{turn}", label="A topic"))
            connection.cursor().execute("UPDATE sources_publisher SET name = name")  # a writing of its own
    finally:
        connection.close()

threads = [Thread(target=write, args=(thread,)) for thread in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_many_writers_of_several_processes_all_get_their_turn() -> None:
    """Twelve of them, who wait five seconds at most: without turns most give up."""
    environment = bare() | {"DATABASE_URL": f"{database_url()}?timeout=5", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    arguments = [sys.executable, "-c", WRITE_WITHOUT_PAUSE]

    writers = [
        subprocess.Popen([*arguments, str(one)], cwd=ROOT, env=environment, stderr=subprocess.PIPE) for one in range(3)
    ]
    told = [writer.communicate(timeout=300)[1].decode() for writer in writers]

    assert told == [""] * 3
    expected = [f"topic-{process}-{thread}-{turn}" for process in range(3) for thread in range(4) for turn in range(12)]
    assert sorted(journal("slug")) == sorted(expected)
    numbers = JournalRow.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, FIRST + len(expected)))


def wait_for(turns: Turns, came: list[int], number: int) -> Thread:
    """Let a thread wait for its turn, and return when it stands in line."""

    def take() -> None:
        with turns.next(30):
            came.append(number)

    thread = Thread(target=take)
    standing = len(turns._waiting)
    thread.start()
    while len(turns._waiting) == standing:
        time.sleep(0.001)
    return thread


def test_threads_come_in_the_order_in_which_they_asked(tmp_path: Path) -> None:
    turns, came = Turns(str(tmp_path / "store")), []

    with turns.next(1):
        threads = [wait_for(turns, came, number) for number in range(10)]
        before = list(came)
    for thread in threads:
        thread.join(30)

    assert before == []
    assert came == list(range(10))


def test_who_waits_in_vain_is_forgotten(tmp_path: Path) -> None:
    turns, came = Turns(str(tmp_path / "store")), []

    with turns.next(1):
        for seconds in (0, 0.05):
            with pytest.raises(TimeoutError), turns.next(seconds):
                came.append(-1)
        thread = wait_for(turns, came, 1)
    thread.join(30)

    assert came == [1]


def test_another_process_is_waited_for_until_it_dies(tmp_path: Path) -> None:
    path = str(tmp_path / "store")
    hold = (
        "import sys, time\n"
        "from config.sqlite.turns import Turns\n"
        "with Turns(sys.argv[1]).next(9):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(99)\n"
    )
    with subprocess.Popen([sys.executable, "-c", hold, path], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        turns, got = Turns(path), Event()

        with pytest.raises(TimeoutError), turns.next(0.05):
            got.set()
        in_vain = not got.is_set()
        holder.kill()
        with turns.next(30):
            got.set()

    assert in_vain
    assert got.is_set()


@pytest.mark.sqlite
@pytest.mark.django_db
def test_connection_knows_the_file_of_its_store() -> None:
    connection.ensure_connection()

    assert connection._turns._path == f"{connection.settings_dict['NAME']}-turn"
