"""Subscribers of the change feed, by REST and by GraphQL, and whether each was told everything once."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from events.management.bench.questions import graphql_body
from events.management.bench.wire import Connection, request

REST = request("GET", "/api/v1/changes/?types=event&since={since}", Accept="text/event-stream")
DOCUMENT = "subscription { changes(types: [EVENT]) { cursor slug } }"
GRAPHQL = request("POST", "/graphql/", graphql_body(DOCUMENT, {}), Accept="text/event-stream")


class Subscriber:
    """One stream that is kept open; it counts how often it was told of an event."""

    def __init__(self) -> None:
        self.told: Counter[str] = Counter()
        #: When it was last told anything, by time.perf_counter.
        self.last = 0.0
        self._task: asyncio.Task[None] | None = None

    async def open(self, address: str, asked: bytes) -> None:
        """Subscribe, and return once the server has let it in. :raises OSError: when it does not."""
        connection, opened = await Connection.opened(address), asyncio.Event()
        self._task = asyncio.create_task(self._follow(connection, asked, opened))
        waiting = asyncio.create_task(opened.wait())
        await asyncio.wait({waiting, self._task}, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            waiting.cancel()
            self._task.result()

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    @property
    def is_open(self) -> bool:
        return self._task is not None and not self._task.done()

    async def _follow(self, connection: Connection, asked: bytes, opened: asyncio.Event) -> None:
        try:
            async for event in connection.events(asked, opened):
                self.told[_slug(event)] += 1
                self.last = time.perf_counter()
        finally:
            connection.close()


def _slug(event: Any) -> str:
    change = event["data"]["changes"] if "data" in event else event
    return str(change["slug"])


async def subscribed(address: str, number: int, *, at_once: int = 50) -> list[Subscriber]:
    """Open so many streams from where the feed stands, by REST and by GraphQL in turn."""
    since = await feed_stands(address)
    rest = REST.replace(b"{since}", str(since).encode())
    subscribers = [Subscriber() for _ in range(number)]
    gate = asyncio.Semaphore(at_once)

    async def open_one(place: int, one: Subscriber) -> None:
        async with gate:
            await one.open(address, GRAPHQL if place % 2 else rest)

    await asyncio.gather(*(open_one(place, one) for place, one in enumerate(subscribers)))
    return subscribers


async def feed_stands(address: str) -> int:
    """Return the number that the feed of the public has come to."""
    connection = await Connection.opened(address)
    since = 0
    try:
        while True:
            answer = await connection.ask(request("GET", f"/api/v1/changes/?limit=1000&since={since}"))
            page = json.loads(answer.body)
            since = page["next"]
            if not page["has_more"]:
                return int(since)
    finally:
        connection.close()


def missed_and_doubled(subscribers: Iterable[Subscriber], written: Iterable[str]) -> tuple[int, int]:
    """Return how many of the events written, each once, were not told to a subscriber, and how many more than once."""
    expected, some = set(written), list(subscribers)
    missed = sum(len(expected - one.told.keys()) for one in some)
    doubled = sum(one.told[slug] > 1 for one in some for slug in expected)
    return missed, doubled
