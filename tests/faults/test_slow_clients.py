"""Clients that send or take a byte a second: they hold neither the threads nor a transaction that others need."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.serving import Served, served
from tests.storing import published, put, record

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
THREADS, CLIENTS = 2, 6
BODY = b"POST /graphql/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"
HEADERS = b"GET /api/v1/topics/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
EXPORT = b"GET /api/v1/export/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: identity\r\n\r\n"


@contextmanager
def clients(server: Served, request: bytes, *, sends: bool) -> Iterator[list[bytes]]:
    """Let several clients begin a request and go on sending, or taking its answer, a byte a second.

    Those who take give how their answers begin.
    """
    address, done = urlsplit(server.address), Event()
    with ExitStack() as stack:
        sockets = []
        for _ in range(CLIENTS):
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect((address.hostname, address.port))
            sockets.append(stack.enter_context(one))
            one.sendall(request)

        begun = [] if sends else [one.recv(12) for one in sockets]

        def go_on() -> None:
            while not done.wait(1):
                for one in sockets:
                    try:
                        one.send(b"x") if sends else one.recv(1)
                    except OSError:
                        return

        thread = Thread(target=go_on)
        thread.start()
        try:
            time.sleep(2)
            yield begun
        finally:
            done.set()
            thread.join()


def quick(server: Served) -> list[int]:
    """Ask while the slow ones are there, of each thread at least once."""
    answers = []
    for _ in range(2 * THREADS):
        with urlopen(f"{server.address}/api/v1/topics/", timeout=15) as answer:
            answers.append(answer.status)
    return answers


def test_who_sends_a_byte_a_second_holds_no_thread() -> None:
    with served(THREADS=str(THREADS)) as server:
        with clients(server, BODY, sends=True):
            with_bodies = quick(server)
        with clients(server, HEADERS, sends=True):
            with_headers = quick(server)

    assert with_bodies == with_headers == [200] * 2 * THREADS


def test_who_takes_a_byte_a_second_leaves_a_thread_and_the_store_to_others() -> None:
    long = "x" * 20_000
    put(*(published("actor", f"actor-{number}", name="x", description=long) for number in range(1500)))

    with served(THREADS=str(THREADS)) as server, clients(server, EXPORT, sends=False) as begun:
        answered = quick(server)
        put(record("topic", "peace", label="Peace"))

    assert answered == [200] * 2 * THREADS
    # One is answered, the others are told to come back.
    assert (begun.count(b"HTTP/1.1 200"), begun.count(b"HTTP/1.1 503")) == (THREADS - 1, CLIENTS - THREADS + 1)
