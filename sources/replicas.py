"""Databases that follow the primary, and which of them a question may be answered from.

Only what is read in a snapshot (sources/snapshots.py) comes from a replica, and only while a request is answered that
may be (:func:`read_by`). All else is the primary's by itself: who asks, what is counted, every write and what it
reads. Within a snapshot the replica stands in the place of the connection ``default``, so that no statement can go
astray.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from sources.outages import UNAVAILABLE, meaning

logger = logging.getLogger(__name__)

#: Seconds after which a replica is looked at anew, and one that did not answer.
EVERY, AFTER_FAILURE = 1.0, 2.0
#: Seconds that one request may wait until a replica has what it must see, and between two looks.
PATIENCE, PAUSE = 0.2, 0.01
#: A replica that lacks more numbers of the journal than this is not searched for what somebody wrote.
MOST_LACKING = 10_000

_HEAD = "SELECT last_number FROM sources_journalhead"
#: How many seconds ago the first change was written that a replica lacks.
_AGE = """
    SELECT EXTRACT(EPOCH FROM now() - at)::float FROM sources_journalrow WHERE number > %s ORDER BY number LIMIT 1
"""
#: The journal's last number, and the last one of some users' behind a number; reads no more rows than may be lacking.
_WRITTEN = """
    SELECT last_number, (
        SELECT max(number) FROM (
            SELECT number, by_id FROM sources_journalrow WHERE number > %s ORDER BY number LIMIT %s
        ) AS lacking WHERE by_id = ANY(%s)
    ) FROM sources_journalhead
"""


@dataclass(frozen=True)
class Standing:
    """How far a replica is: the journal's last number that it has, None where it does not answer.

    ``seconds`` is the age of the first change that it lacks, 0 where it lacks none or no primary is there to tell.
    """

    number: int | None
    seconds: float = 0.0


class Replica:
    """One database that follows the primary; each thread has a connection of its own to it."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self._standing = Standing(None)
        self._next_look = 0.0
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Where it is: its host, and its port if that was told."""
        told = connections[self.alias].settings_dict
        host = told["HOST"] or told["OPTIONS"].get("host", "localhost")
        return f"{host}:{told['PORT']}" if told["PORT"] else str(host)

    @property
    def connection(self) -> BaseDatabaseWrapper:
        return connections[self.alias]

    def is_fit(self) -> bool:
        """Tell whether it answers and is not too far behind; whoever asks first after a second finds out anew."""
        if time.monotonic() >= self._next_look and self._lock.acquire(blocking=False):
            try:
                self.look()
            finally:
                self._lock.release()
        most = settings.REPLICA_LAG_SECONDS
        return self._standing.number is not None and (not most or self._standing.seconds <= most)

    def look(self) -> Standing:
        """Return how it stands now."""
        number = self.head()
        self._take(Standing(number, 0.0 if number is None else _age_of(number)))
        return self._standing

    def answers(self) -> bool:
        """Tell whether this thread's connection to it is up, which is looked at once in a request."""
        try:
            self.connection.close_if_health_check_failed()
            self.connection.ensure_connection()
        except DatabaseError as error:
            self.fail(error)
            return False
        return True

    def head(self) -> int | None:
        """Return the journal's last number that it has, None where it does not answer."""
        try:
            return int(_row(self.connection, _HEAD)[0] or 0)
        except DatabaseError as error:
            self.fail(error)
            self.connection.close()
            return None

    def fail(self, error: Exception) -> None:
        """Leave it alone for a while."""
        if self._standing.number is not None or self._next_look == 0.0:
            logger.warning("The replica %s is not read from: %s", self.name, error)
        self._take(Standing(None))

    def _take(self, standing: Standing) -> None:
        self._standing = standing
        self._next_look = time.monotonic() + (AFTER_FAILURE if standing.number is None else EVERY)


@dataclass
class Reader:
    """A request that may be answered from a replica, and what it must see there.

    ``number`` is one of the journal's that it names itself; ``users`` are those whose every write it must see.
    """

    number: int = 0
    users: Callable[[], set[int]] = set
    #: Users who showed a token.
    shown: set[int] = field(default_factory=set)
    #: What it is answered from, None for the primary, once that was settled.
    replica: Replica | None = None
    is_settled: bool = False
    #: Whether its replica failed it.
    has_failed: bool = False

    def settle(self) -> Replica | None:
        """Return what it is answered from, the same for all that it reads."""
        if not self.is_settled:
            self.replica, self.is_settled = self._chosen(), True
        return self.replica

    def _chosen(self) -> Replica | None:
        ends = time.monotonic() + PATIENCE
        users = sorted(self.users() | self.shown)
        fit = (one for one in in_turn() if one.is_fit() and one.answers())
        return next((one for one in fit if self._is_served(one, users, ends)), None)

    def _is_served(self, replica: Replica, users: list[int], ends: float) -> bool:
        """Tell whether a replica has all that this must see, which is waited for a little."""
        if not users and not self.number:
            return True
        number = replica.head()
        wanted = self.number if number is None else max(self.number, _last_written(number, users))
        while number is not None and number < wanted and time.monotonic() < ends:
            time.sleep(PAUSE)
            number = replica.head()
        return number is not None and number >= wanted


_reader: ContextVar[Reader | None] = ContextVar("replica_reader", default=None)
_turns = itertools.count()


def replicas() -> tuple[Replica, ...]:
    return _known(tuple(settings.REPLICAS))


@cache
def _known(aliases: tuple[str, ...]) -> tuple[Replica, ...]:
    return tuple(Replica(alias) for alias in aliases)


def in_turn() -> list[Replica]:
    """Return the replicas, each time beginning with the next."""
    known = replicas()
    first = next(_turns) % len(known) if known else 0
    return [*known[first:], *known[:first]]


@contextmanager
def read_by(reader: Reader | None) -> Iterator[None]:
    """Let what is read in snapshots within be read for a reader; for None from the primary alone."""
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)


def primary() -> Any:
    """Read from the primary alone within."""
    return read_by(None)


def know(user: int) -> None:
    """Let the present reader see all that a user wrote, who shows a token."""
    if (reader := _reader.get()) is not None:
        reader.shown.add(user)


@contextmanager
def stood_in() -> Iterator[None]:
    """Let a replica stand in for the primary, where the present reader may be answered from one.

    To be entered outside transactions; within itself it changes nothing.
    """
    reader = _reader.get()
    ours = connections[DEFAULT_DB_ALIAS]
    if reader is None or ours.alias != DEFAULT_DB_ALIAS or (replica := reader.settle()) is None:
        yield
        return
    connections[DEFAULT_DB_ALIAS] = replica.connection
    try:
        with replica.connection.execute_wrapper(_watch(reader, replica)):
            yield
    finally:
        connections[DEFAULT_DB_ALIAS] = ours


def _watch(reader: Reader, replica: Replica) -> Callable[..., Any]:
    """Return what notes that a statement failed because the replica is away, or had to follow the primary."""

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        try:
            return execute(sql, params, many, context)
        except DatabaseError as error:
            if (found := meaning(error)) is not None:
                reader.has_failed = True
            if found is UNAVAILABLE:
                replica.fail(error)
            raise

    return run


def _last_written(number: int, users: list[int]) -> int:
    """Return the last number behind a replica's that some users wrote; the journal's last where that is too far."""
    if not users:
        return 0
    last, theirs = _row(connections[DEFAULT_DB_ALIAS], _WRITTEN, number, MOST_LACKING, users)
    return int((last if (last or 0) - number > MOST_LACKING else theirs) or 0)


def _age_of(number: int) -> float:
    try:
        return max(0.0, float(_row(connections[DEFAULT_DB_ALIAS], _AGE, number)[0] or 0.0))
    except DatabaseError:
        return 0.0


def _row(connection: BaseDatabaseWrapper, statement: str, *params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchone() or (None, None)
