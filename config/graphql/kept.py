"""Answers that are kept until the public sees anything else.

An answer is kept with the state of the store that it was read from, and given again only while the store stands at
exactly that state, which is asked of the database each time. So a write that was acknowledged is never followed by an
answer from before it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import NamedTuple, Protocol

from django.conf import settings
from django.core.cache import caches
from strawberry.types import ExecutionResult

from config.caches import CacheLost
from config.graphql.answers import body_of, written
from config.graphql.context import Context
from config.graphql.requests import GraphQLRequest
from config.operations.metrics import count_answer
from config.operations.notes import notes_of
from sources.replicas import stood_in
from sources.states import State, public_state
from sources.visibility import Viewer

logger = logging.getLogger(__name__)

#: A longer answer is not kept.
MOST_BYTES = 1_000_000
#: Roughly what an entry takes beside its text.
OVERHEAD = 500
#: Seconds after which one that several processes share is dropped, whether or not it holds.
SHARED_FOR = 3600


class Kept(NamedTuple):
    """An answer's JSON, the state that it was read from, and the name of its operation."""

    state: State
    text: bytes
    operation: str = ""

    @property
    def size(self) -> int:
        return len(self.text) + OVERHEAD


class Store(Protocol):
    """Where answers are kept."""

    def get(self, key: str) -> Kept | None: ...
    def set(self, key: str, kept: Kept) -> None: ...


class Sized(Protocol):
    """What takes roughly so many bytes."""

    @property
    def size(self) -> int: ...


class Memory[K, V: Sized]:
    """Answers in this process, up to ``ANSWER_CACHE_BYTES``; those not asked for longest make place."""

    def __init__(self) -> None:
        self._answers: OrderedDict[K, V] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def set(self, key: K, kept: V) -> None:
        with self._lock:
            self._drop(key)
            self._answers[key] = kept
            self._bytes += kept.size
            while self._bytes > settings.ANSWER_CACHE_BYTES:
                self._drop(next(iter(self._answers)))

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
            self._bytes = 0

    def _drop(self, key: K) -> None:
        held = self._answers.pop(key, None)
        if held is not None:
            self._bytes -= held.size


class Shared:
    """Answers in the Redis that several processes share. Where it cannot be reached, nothing is kept."""

    def get(self, key: str) -> Kept | None:
        try:
            found: Kept | None = caches["answers"].get(key)
        except CacheLost as error:
            logger.warning("Answers that are kept cannot be reached: %s", error)
            return None
        return found

    def set(self, key: str, kept: Kept) -> None:
        try:
            caches["answers"].set(key, kept, SHARED_FOR)
        except CacheLost as error:
            logger.warning("An answer cannot be kept: %s", error)


memory: Memory[str, Kept] = Memory()
shared = Shared()


@dataclass(frozen=True, slots=True)
class Place:
    """The place of the answer to one question of the public's."""

    key: str

    def answer(self) -> Kept | None:
        """Return the answer if it still holds; the database is asked only where there is one."""
        kept = store().get(self.key)
        if kept is None:
            return None
        with stood_in():
            return kept if kept.state == public_state() else None

    def keep(self, state: State | None, text: bytes, operation: str) -> None:
        """Keep an answer, where it is known from which state it is. A replica's displaces none of a later state."""
        if state is None or len(text) > min(MOST_BYTES, settings.ANSWER_CACHE_BYTES - OVERHEAD):
            return
        kept = store().get(self.key) if settings.REPLICAS else None
        if kept is None or kept.state.revision <= state.revision:
            store().set(self.key, Kept(state, text, operation))


def store() -> Store:
    return shared if settings.CACHE_URL else memory


def place_of(asked: GraphQLRequest, context: Context) -> Place | None:
    """Return where the answer to a request is kept, None for what is not the public's.

    What an answer hangs on beside the store is all in the key: the document, the operation, the variables, whether the
    cost is told, and which limits hold.
    """
    if context.viewer is not Viewer.PUBLIC or not settings.ANSWER_CACHE_BYTES:
        return None
    tells_cost = bool((asked.extensions or {}).get("cost"))
    parts = [asked.query, asked.operation_name, asked.variables, tells_cost, context.is_known]
    text = json.dumps([*parts, fingerprint() if settings.CACHE_URL else ""], sort_keys=True)
    return Place(hashlib.sha256(text.encode()).hexdigest())


@cache
def fingerprint() -> str:
    """Return what tells apart servers that may answer the same question otherwise: their code and their limits."""
    digest = hashlib.sha256()
    for app in ("config", *settings.FIRST_PARTY_APPS):
        for file in sorted((settings.BASE_DIR / app).rglob("*.py")):
            digest.update(file.read_bytes())
    libraries = [version(name) for name in ("django", "graphql-core", "strawberry-graphql", "orjson")]
    digest.update(repr([libraries, settings.GRAPHQL_LIMITS, settings.GRAPHQL_COSTS]).encode())
    return digest.hexdigest()


def kept_or_run(
    asked: GraphQLRequest, context: Context, run: Callable[[GraphQLRequest, Context], ExecutionResult]
) -> bytes | ExecutionResult:
    """Return an answer as it is sent where it is kept, now or already; else what the operation resulted in."""
    assert context.request is not None
    place, notes = place_of(asked, context), notes_of(context.request)
    if place is not None and (kept := place.answer()) is not None:
        notes.operation, notes.holds_at = kept.operation, kept.state
        count_answer("kept")
        return kept.text
    context.notes_state = place is not None
    result = run(asked, context)
    if place is None or result.errors:
        return result
    text = written(body_of(result))
    place.keep(context.state, text, notes.operation)
    return text
