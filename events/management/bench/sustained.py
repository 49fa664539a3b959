"""Many clients for a long time on a server as in production, with writers and subscribers among them; and too many."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import secrets
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model

from events.management.bench.following import Subscriber, missed_and_doubled, subscribed
from events.management.bench.kept import make_searchable, stored
from events.management.bench.questions import DOCUMENTS, Variables, graphql_body
from events.management.bench.scratch import manage
from events.management.bench.servers import Server, memory_of, served
from events.management.bench.store import event_slug
from events.management.bench.wire import Answered, Connection, request
from sources.actions import make_token
from sources.models import Token

#: Of a hundred requests so many are of each kind; Q1 is a page, Q2 a chain, Q4 one event.
SHARES = {"Q1 page": 40, "Q2 chain": 40, "Q4 event": 15, "write": 5}
#: Seconds in which a subscriber may still be told of the last write.
LAST_WORDS = 10.0
#: Parts of a run: what is warm-up, and the most seconds of its first and last that memory is compared by.
WARM_UP, COMPARED = 0.1, 60.0
#: How many times its capacity a server is asked, and the most connections that this takes.
TIMES, MOST_CONNECTIONS = 2.0, 1500
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How long what is driven: events in the store, seconds, processes, clients that ask in turn, subscribers."""

    url: str
    events: int
    seconds: int
    workers: int
    connections: int
    subscribers: int
    overload: bool
    keep: str = ""


@dataclass
class Told:
    """What came of the requests of one kind: milliseconds of those that were answered, and of those refused, by why."""

    answered: list[float] = field(default_factory=list)
    refused: dict[str, list[float]] = field(default_factory=dict)

    def take(self, answer: Answered, milliseconds: float) -> None:
        if not answer.code:
            self.answered.append(milliseconds)
            return
        why = answer.code + (" with Retry-After" if "retry-after" in answer.headers else "")
        self.refused.setdefault(why, []).append(milliseconds)


class Mix:
    """What is asked, in the shares of the kinds, from a seed; no event is written twice."""

    def __init__(self, asked: dict[str, list[Variables]], events: int, secret: str) -> None:
        self._chance = random.Random(1)  # noqa: S311  # to be the same every time
        self._asked = asked
        self._secret = secret
        self._unwritten = iter(self._chance.sample(range(events), events))

    def next(self) -> tuple[str, str, bytes]:
        """Return a kind, the slug that is written or nothing, and a request."""
        [kind] = self._chance.choices(list(SHARES), list(SHARES.values()))
        number = next(self._unwritten, None) if kind == "write" else None
        if number is not None:
            slug = event_slug(number)
            return kind, slug, rewriting(slug, self._chance.randrange(10**9), self._secret)
        if kind == "write":
            kind = "Q4 event"  # every event was written
        name = kind.partition(" ")[0]
        body = graphql_body(DOCUMENTS[name], self._chance.choice(self._asked[name]))
        return kind, "", request("POST", "/graphql/", body)


def rewriting(slug: str, number: int, secret: str) -> bytes:
    """Return a request that changes an event's summary."""
    body = json.dumps({"summary": f"Told anew, as number {number}."})
    return request("PATCH", f"/api/v1/events/{slug}/", body, Authorization=f"Bearer {secret}")


class Run:
    """One run: what was asked and told so far."""

    def __init__(self, address: str, mix: Mix) -> None:
        self.told = {kind: Told() for kind in SHARES}
        self.written: list[str] = []
        self._address = address
        self._mix = mix

    @property
    def number(self) -> int:
        """How many requests were answered."""
        return sum(len(one.answered) for one in self.told.values())

    async def in_turn(self, until: float) -> None:
        """Ask over one connection, each time that the answer has come, until a moment."""
        connection = await Connection.opened(self._address)
        while time.perf_counter() < until:
            await self._ask(connection, time.perf_counter())
        connection.close()

    async def at_rate(self, per_second: float, seconds: float) -> None:
        """Ask so often, whether or not answers come, over as many connections as that takes."""
        free: list[Connection] = []
        asking: set[asyncio.Task[None]] = set()
        began = time.perf_counter()

        async def ask(due: float) -> None:
            while free and free[-1].is_closed:
                free.pop().close()
            connection = free.pop() if free else await Connection.opened(self._address)
            try:
                await self._ask(connection, due)
            except ConnectionError:
                milliseconds = (time.perf_counter() - due) * 1000
                self.told["Q1 page"].refused.setdefault("connection closed", []).append(milliseconds)
            else:
                free.append(connection)

        for number in range(int(per_second * seconds)):
            due = began + number / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if len(asking) < MOST_CONNECTIONS:
                task = asyncio.create_task(ask(due))
                asking.add(task)
                task.add_done_callback(asking.discard)
            else:
                self.told["Q1 page"].refused.setdefault("not asked: every connection waits", []).append(0.0)
        await asyncio.gather(*asking)
        for connection in free:
            connection.close()

    async def _ask(self, connection: Connection, began: float) -> None:
        kind, slug, asked = self._mix.next()
        answer = await connection.ask(asked)
        self.told[kind].take(answer, (time.perf_counter() - began) * 1000)
        if slug and answer.status == 200:
            self.written.append(slug)


def measure(plan: Plan, tell: Tell) -> None:
    """Fill a store, serve it, and tell what came of driving it. :raises OSError: where anything failed."""
    with stored(plan.url, plan.events, plan.keep) as (url, asked):
        make_searchable(url)
        secret = printed(url, "entitled")
        streams = {"STREAMS": str(plan.subscribers + 10), "STREAMS_OF_ONE_ADDRESS": str(plan.subscribers + 10)}
        tell(
            f"{plan.events:,} events; {plan.workers} processes, {plan.connections} clients for {plan.seconds} s, "
            f"{plan.subscribers} subscribers"
        )
        with served(url, plan.workers, 2048, streams) as server:
            asyncio.run(_driven(plan, server, Mix(asked, plan.events, secret), tell))


def printed(url: str, *arguments: str) -> str:
    """Return what a bench command of its own process prints."""
    process = manage(url, "bench", *arguments)
    assert process.stdout is not None
    told = json.loads(process.stdout.read())
    if process.wait():
        raise OSError(f"bench {arguments[0]} failed.")
    return str(told)


def entitled() -> str:
    """Make a user who may write, and return the secret of a token."""
    users = get_user_model().objects
    user = users.filter(username="bench").first() or users.create_superuser("bench")
    return make_token(
        Token(user=user, name=f"bench {secrets.token_hex(4)}", scopes=["read", "read-drafts", "write", "publish"])
    )


async def _driven(plan: Plan, server: Server, mix: Mix, tell: Tell) -> None:
    subscribers = await subscribed(server.address, plan.subscribers)
    run, until = Run(server.address, mix), time.perf_counter() + plan.seconds
    clients = [asyncio.create_task(run.in_turn(until)) for _ in range(plan.connections)]
    memory = await _watched(run, server, until, tell)
    await asyncio.gather(*clients)
    capacity = run.number / plan.seconds
    for line in itertools.chain(_lines(run, plan.seconds), _memory_lines(memory)):
        tell(line)
    tell(await _told_of(subscribers, run.written))
    if plan.overload:
        await _overloaded(plan, server, mix, capacity, tell)
    for one in subscribers:
        one.close()


async def _watched(run: Run, server: Server, until: float, tell: Tell) -> list[tuple[float, list[float]]]:
    """Note the memory of each process every second, and tell ten times how it goes."""
    began = time.perf_counter()
    noted, told, number = [], began, 0
    while (now := time.perf_counter()) < until:
        noted.append((now - began, [memory_of(pid) for pid in server.workers()]))
        if now - told > (until - began) / 10:
            tell(f"  {now - began:.0f} s: {(run.number - number) / (now - told):,.0f}/s, {_each(noted[-1][1])} MB")
            told, number = now, run.number
        await asyncio.sleep(1)
    return noted


async def _told_of(subscribers: list[Subscriber], written: list[str]) -> str:
    """Return what subscribers missed, once they had time to be told of the last."""
    ends = time.perf_counter() + LAST_WORDS
    while time.perf_counter() < ends and missed_and_doubled(subscribers, written)[0]:
        await asyncio.sleep(0.1)
    missed, doubled = missed_and_doubled(subscribers, written)
    still = sum(one.is_open for one in subscribers)
    return (
        f"{len(written):,} changes to {len(subscribers)} subscribers: {missed} missed, {doubled} told twice; "
        f"{still} streams still open"
    )


async def _overloaded(plan: Plan, server: Server, mix: Mix, capacity: float, tell: Tell) -> None:
    """Ask twice what it answered, and tell how long anyone waited."""
    run, rate = Run(server.address, mix), capacity * TIMES
    tell(f"asked {rate:,.0f} times a second, {TIMES:g} times as often as it answered:")
    began = time.perf_counter()
    await run.at_rate(rate, plan.seconds)
    for line in _lines(run, time.perf_counter() - began):
        tell(line)


def _lines(run: Run, seconds: float) -> Iterator[str]:
    yield f"answered {run.number / seconds:,.0f}/s"
    for kind, told in run.told.items():
        yield f"  {kind}: {len(told.answered):,}, {_times(told.answered)}"
    refused: dict[str, list[float]] = {}
    for told in run.told.values():
        for why, some in told.refused.items():
            refused.setdefault(why, []).extend(some)
    yield f"errors: {sum(map(len, refused.values()))}"
    for why, some in refused.items():
        yield f"  {why}: {len(some):,}, {_times(some)}"


def _times(milliseconds: list[float]) -> str:
    if len(milliseconds) < 2:
        return "too few to tell"
    cuts = statistics.quantiles(milliseconds, n=100, method="inclusive")
    return f"p50 {cuts[49]:,.0f}, p95 {cuts[94]:,.0f}, p99 {cuts[98]:,.0f}, most {max(milliseconds):,.0f} ms"


def _memory_lines(noted: list[tuple[float, list[float]]]) -> Iterator[str]:
    """Tell the memory of each process at the beginning, after the warm-up, and at the end."""
    last = noted[-1][0]
    warm, part = last * WARM_UP, min(COMPARED, last * WARM_UP)
    first = [found for second, found in noted if warm <= second <= warm + part] or [noted[0][1]]
    end = [found for second, found in noted if second >= last - part]
    yield f"memory of each process, {part:.0f} s after a warm-up of {warm:.0f} s: {_mean(first)} MB"
    yield f"the last {part:.0f} s: {_mean(end)} MB"


def _mean(some: list[list[float]]) -> str:
    return _each(statistics.mean(one) for one in zip(*some, strict=False))


def _each(some: Iterable[float]) -> str:
    return ", ".join(f"{one:.0f}" for one in some)
