"""Very many streams that wait for changes, on one process: what each costs, and how soon all are told."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable

from events.management.bench.following import Subscriber, missed_and_doubled, subscribed
from events.management.bench.kept import stored
from events.management.bench.questions import DOCUMENTS, Variables, graphql_body
from events.management.bench.servers import Server, memory_of, served
from events.management.bench.store import event_slug
from events.management.bench.sustained import printed, rewriting
from events.management.bench.wire import Connection, request
from events.management.serving import OTHER_FILES, allow_files

#: Connections for what else is asked meanwhile.
OTHERS = 100
#: Seconds within which every stream must have been told of a change.
MOST = 60.0
Tell = Callable[[str], None]


def measure(url: str, events: int, streams: int, seconds: int, tell: Tell) -> None:
    """Fill a store, serve it by one process, keep streams open, and tell what that takes."""
    allow_files(streams + OTHER_FILES)
    with stored(url, events) as (address, asked):
        secret = printed(address, "entitled")
        limits = {"STREAMS": str(streams), "STREAMS_OF_ONE_ADDRESS": str(streams)}
        with served(address, 1, streams + OTHERS, limits) as server:
            asyncio.run(_held(server, asked["Q4"], secret, streams, seconds, tell))


async def _held(server: Server, asked: list[Variables], secret: str, streams: int, seconds: int, tell: Tell) -> None:
    [process] = server.workers()
    warmed = await subscribed(server.address, 2)
    tell(f"alone: {await _answers(server, asked)}")
    before, began = memory_of(process), time.perf_counter()
    subscribers = warmed + await subscribed(server.address, streams - len(warmed))
    opened, after = time.perf_counter() - began, memory_of(process)
    tell(
        f"{streams:,} streams opened in {opened:.0f} s: {before:.0f} MB before, {after:.0f} MB with them, "
        f"{(after - before) * 1024 / streams:.1f} kB each"
    )
    for number in range(3):
        tell(await _change(server, secret, number, subscribers))
    await asyncio.sleep(seconds)
    tell(f"among them: {await _answers(server, asked)}")
    still = sum(one.is_open for one in subscribers)
    tell(f"after {seconds} s: {still:,} streams open, {memory_of(process):.0f} MB")
    for one in subscribers:
        one.close()


async def _change(server: Server, secret: str, number: int, subscribers: list[Subscriber]) -> str:
    """Write one event, and return how long it took until the first and the last stream were told."""
    connection, slug = await Connection.opened(server.address), event_slug(number)
    began = time.perf_counter()
    answer = await connection.ask(rewriting(slug, number, secret))
    connection.close()
    if answer.status != 200:
        raise OSError(f"A write was refused: {answer.code}.")
    while time.perf_counter() - began < MOST and missed_and_doubled(subscribers, [slug])[0]:
        await asyncio.sleep(0.05)
    missed, doubled = missed_and_doubled(subscribers, [slug])
    taken = [one.last - began for one in subscribers if one.told[slug]]
    times = f"the first after {min(taken):.2f} s, the last after {max(taken):.2f} s; " if taken else ""
    return f"a change: {times}{missed} missed, {doubled} told twice"


async def _answers(server: Server, asked: list[Variables]) -> str:
    """Return how long ordinary requests take, one after the other."""
    connection, taken = await Connection.opened(server.address), []
    for variables in asked[:50]:
        began = time.perf_counter()
        answer = await connection.ask(request("POST", "/graphql/", graphql_body(DOCUMENTS["Q4"], variables)))
        if answer.code:
            raise OSError(f"A question was refused: {answer.code}.")
        taken.append((time.perf_counter() - began) * 1000)
    connection.close()
    return f"{len(taken)} requests, median {statistics.median(taken):.0f} ms, most {max(taken):.0f} ms"
