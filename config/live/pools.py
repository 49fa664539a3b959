"""Threads that keep a database connection each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


class Pool(ThreadPoolExecutor):
    """A fixed number of threads; their connections are closed with it."""

    def __init__(self, number: int, name: str) -> None:
        self._connections: list[Any] = []
        super().__init__(number, thread_name_prefix=name, initializer=self._know_connection)

    def close(self) -> None:
        """Wait until what runs has ended, and close every connection."""
        self.shutdown(cancel_futures=True)
        for connection in self._connections:
            connection.close()

    def _know_connection(self) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        connection.inc_thread_sharing()  # it is closed by the thread that closes the pool, when this one has ended
        self._connections.append(connection)
