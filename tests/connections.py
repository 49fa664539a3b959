"""A second connection beside the one of the test."""

import threading
from collections.abc import Callable

from django.db import connection


def by_another_connection(work: Callable[[], object]) -> None:
    """Do something on a connection of its own, and wait until it is done; what it raises is raised here."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    assert not thread.is_alive()
    if raised:
        raise raised[0]
