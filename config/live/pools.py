"""Threads that keep a database connection each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections


class Pool(ThreadPoolExecutor):
    """A fixed number of threads; their connections are closed with it."""

    def __init__(self, number: int, name: str) -> None:
        self._connections: list[Any] = []
        super().__init__(number, thread_name_prefix=name, initializer=self._know_connections)

    def close(self) -> None:
        """Wait until what runs has ended, and close every connection."""
        self.shutdown(cancel_futures=True)
        for connection in self._connections:
            connection.close()

    def _know_connections(self) -> None:
        for connection in connections.all():
            connection.inc_thread_sharing()  # it is closed by the thread that closes the pool, when this one has ended
            self._connections.append(connection)
