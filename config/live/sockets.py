"""GraphQL over sockets. Every operation is a request that Django answers, with its hosts, sessions, tokens and limits;
a subscription goes on from there as server-sent events do.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError

from config.graphql.limits import limits
from config.live.exchanges import Answer, Receive, Scope, Send
from config.live.gate import Gate, TooMany
from config.live.messages import PROTOCOL, Closing, Code, Message, closing, read, written, written_next
from config.live.openings import Opening, introduction
from config.live.readers import HEARTBEAT, LAST_WORDS, PATIENCE, Barred, Readers
from config.live.threads import Threads

logger = logging.getLogger(__name__)

#: Seconds that a client has to say connection_init.
INIT_WITHIN = 10
#: Headers of the handshake that its operations do not have.
OF_HANDSHAKE = ("upgrade", "connection", "content-type", "content-length", "accept", "transfer-encoding")
CODE_OF_STATUS = {401: Code.FORBIDDEN, 403: Code.FORBIDDEN, 429: Code.TRY_AGAIN_LATER}


class Sockets:
    """Every socket that is open."""

    def __init__(self, threads: Threads, gate: Gate, readers: Readers, operations: int) -> None:
        self.threads = threads
        self.gate = gate
        self.readers = readers
        self.operations = operations
        self._open: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        opening = introduction(self.gate)
        try:
            answer = await opening.answer(self.threads, request_scope(scope, "GET"))
            if answer.status != 200:
                await send({"type": "websocket.close", "code": Code.FORBIDDEN})  # which a server answers with 403
                return
            await self._serve(scope, receive, send, opening)
        finally:
            opening.leave()

    async def stop(self) -> None:
        """Wait until every socket was told that the server stops."""
        if self._open:
            await asyncio.wait(self._open, timeout=LAST_WORDS)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, opening: Opening) -> None:
        known = PROTOCOL in scope.get("subprotocols", ())
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if known else None})
        socket = _Socket(scope, receive, send, self)
        task = asyncio.ensure_future(socket.served(opening, known=known))
        self._open.add(task)
        try:
            await task
        finally:
            task.cancel()
            self._open.discard(task)


class _Socket:
    """One socket, from its handshake on."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, sockets: Sockets) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._sockets = sockets
        self._sending = asyncio.Lock()
        self._token: str | None = None
        self._is_known = False
        self._was_greeted = False
        self._was_heard = True
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._openings: dict[str, Opening] = {}
        #: What threads still do for operations that are no longer wanted.
        self._unwanted: set[asyncio.Future[Answer]] = set()
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def served(self, opening: Opening, *, known: bool) -> None:
        """Talk until one side ends it."""
        try:
            if not known:
                raise Closing(Code.BAD_PROTOCOL, "Subprotocol not acceptable")
            enter(opening)
            await self._talk()
        except Closing as why:
            await self._close(why)
        finally:
            if not self._failed.cancel() and not self._failed.cancelled():
                self._failed.exception()  # of a second operation that failed: one is enough to close a socket
            for task in self._operations.values():
                task.cancel()

    async def _talk(self) -> None:
        """Do all that goes on at once until the first of it ends. :raises Closing:"""
        doing: list[Callable[[], Coroutine[Any, Any, None]]] = [self._listen, self._watch, self._stopped]
        tasks = [asyncio.ensure_future(one()) for one in doing]
        try:
            done, _ = await asyncio.wait({*tasks, self._failed}, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _listen(self) -> None:
        answers: dict[str, Callable[[Message], Coroutine[Any, Any, None]]] = {
            "connection_init": self._init,
            "ping": self._pong,
            "pong": self._nothing,
            "subscribe": self._subscribe,
            "complete": self._complete,
        }
        while (received := await self._receive())["type"] == "websocket.receive":
            self._was_heard = True
            message = read(received, limits().body_bytes)
            await answers[message.type](message)

    async def _watch(self) -> None:
        """Look after the client. :raises Closing: when it does not introduce itself, or is no longer there."""
        await asyncio.sleep(INIT_WITHIN)
        if not self._is_known:
            raise Closing(Code.NO_INIT, "Connection initialisation timeout")
        while True:
            self._was_heard = False
            await self._say(written("ping"))
            await asyncio.sleep(HEARTBEAT)
            if not self._was_heard:
                raise closing(Code.TRY_AGAIN_LATER, "SLOW_CONSUMER", "No pong came.")

    async def _stopped(self) -> None:
        await self._sockets.readers.stopped()
        raise Closing(Code.RESTARTING, "The server stops.")

    async def _init(self, message: Message) -> None:
        if self._was_greeted:
            raise Closing(Code.SECOND_INIT, "Too many initialisation requests")
        self._was_greeted = True
        given = {name.lower(): value for name, value in (message.payload or {}).items()}
        token = given.get("authorization")
        if token is not None:
            if not isinstance(token, str) or not (token.isascii() and token.isprintable()):
                raise Closing(Code.BAD_MESSAGE, "Authorization is a text: Bearer and a token.")
            self._token = token
            await self._introduce()
        self._is_known = True
        await self._say(written("connection_ack"))

    async def _introduce(self) -> None:
        """Let Django look at the token. :raises Closing: when it is refused."""
        answer = await introduction(self._sockets.gate).answer(self._sockets.threads, self._request("GET"))
        if answer.status != 200:
            error = json.loads(answer.body)["errors"][0]
            raise closing(CODE_OF_STATUS.get(answer.status, Code.FAILED), error["extensions"]["code"], error["message"])

    async def _pong(self, message: Message) -> None:
        await self._say(written("pong", **({"payload": message.payload} if message.payload is not None else {})))

    async def _nothing(self, message: Message) -> None:
        """Take a pong, which only says that the client is there."""

    async def _subscribe(self, message: Message) -> None:
        if not self._is_known:
            raise Closing(Code.UNAUTHORIZED, "Unauthorized")
        if message.id in self._operations:
            raise Closing(Code.TAKEN, f"Subscriber for {message.id[:80]} already exists")
        if len(self._operations) + len(self._unwanted) >= self._sockets.operations:
            text = f"This socket runs {self._sockets.operations} operations at once; complete one."
            error = {"message": text, "extensions": {"code": "TOO_MANY_OPERATIONS"}}
            await self._say(written("error", id=message.id, payload=[error]))
            return
        opening = self._openings[message.id] = Opening(self._sockets.gate)
        task = asyncio.ensure_future(self._operate(message.id, message.payload or {}, opening))
        self._operations[message.id] = task
        task.add_done_callback(lambda done: self._forget(message.id, done))

    async def _complete(self, message: Message) -> None:
        task = self._operations.pop(message.id, None)
        if task is None:
            return
        task.cancel()
        answering = self._openings.pop(message.id).answering
        if answering is not None and not answering.done():
            self._unwanted.add(answering)
            answering.add_done_callback(self._unwanted.discard)

    def _forget(self, name: str, done: asyncio.Task[None]) -> None:
        if self._operations.get(name) is done:
            del self._operations[name], self._openings[name]
        if not done.cancelled() and (error := done.exception()) and not self._failed.done():
            self._failed.set_exception(error)

    async def _operate(self, name: str, payload: dict[str, Any], opening: Opening) -> None:
        """Run one operation. :raises Closing: when the socket can go on no longer."""
        body = json.dumps(payload).encode()
        request = self._request("POST", body)
        try:
            answer = await opening.answer(self._sockets.threads, request, body)
            if opening.asked is None:
                await self._tell(name, answer)
            else:
                await self._follow(name, opening.asked, request)
        except (OSError, Closing):
            raise
        except Exception as error:
            logger.exception("An operation over a socket failed")
            raise closing(Code.FAILED, "INTERNAL_ERROR", "It is logged.") from error
        finally:
            opening.leave()

    async def _tell(self, name: str, answer: Answer) -> None:
        """Pass on what Django answered to an operation that is over, or never began."""
        result = json.loads(answer.body)
        if "data" in result:
            await self._say(written_next(name, answer.body))
            await self._end(name, written("complete", id=name))
        else:
            await self._end(name, written("error", id=name, payload=result["errors"]))

    async def _follow(self, name: str, asked: Any, request: Scope) -> None:
        """Tell of changes as they come, each page when the one before was taken."""
        try:
            while True:
                page = await self._sockets.readers.page(request, asked)
                for _, payload in page.payloads:
                    await self._say(written_next(name, payload))
                asked = asked.after(page.next)
                if not page.has_more:
                    await self._sockets.readers.past(asked, HEARTBEAT)
        except Barred:
            raise closing(Code.FORBIDDEN, "FORBIDDEN", "You may no longer see what you saw.") from None
        except ValidationError:
            raise closing(Code.TRY_AGAIN_LATER, "AHEAD_OF_FEED", "The store was replaced.") from None

    async def _end(self, name: str, text: str) -> None:
        """Say the last of an operation, whose id is free from then on."""
        self._operations.pop(name, None)
        self._openings.pop(name, None)
        await self._say(text)

    async def _say(self, text: str) -> None:
        """Send one message. :raises Closing: when the client takes nothing for too long."""
        try:
            async with asyncio.timeout(PATIENCE), self._sending:
                await self._send({"type": "websocket.send", "text": text})
        except TimeoutError:
            logger.info("A client took nothing from its socket for %s seconds and was dropped", PATIENCE)
            raise closing(Code.TRY_AGAIN_LATER, "SLOW_CONSUMER", "What was sent was not taken.") from None

    async def _close(self, closing: Closing) -> None:
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(LAST_WORDS):
                await self._send({"type": "websocket.close", "code": int(closing.code), "reason": closing.reason})

    def _request(self, method: str, body: bytes = b"") -> Scope:
        return request_scope(self._scope, method, body, self._token)


def enter(opening: Opening) -> None:
    """Count a socket in. :raises Closing: where too many are open."""
    try:
        opening.enter()
    except TooMany as error:
        code = "RATE_LIMITED" if error.status_code == 429 else "TOO_MANY_STREAMS"
        raise closing(Code.TRY_AGAIN_LATER, code, str(error.detail)) from None


def request_scope(socket: Scope, method: str, body: bytes = b"", token: str | None = None) -> Scope:
    """Return the HTTP request that an operation over a socket is to Django."""
    kept = [
        (name, value)
        for name, value in socket["headers"]
        if name.decode("latin-1").lower() not in OF_HANDSHAKE and not name.lower().startswith(b"sec-websocket-")
    ]
    headers = [(name, value) for name, value in kept if token is None or name.lower() != b"authorization"]
    headers.append((b"accept", b"application/graphql-response+json"))
    if token is not None:
        headers.append((b"authorization", token.encode("latin-1")))
    if method == "POST":
        headers += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    scheme = "https" if socket.get("scheme") == "wss" else "http"
    return {**socket, "type": "http", "method": method, "headers": headers, "scheme": scheme, "query_string": b""}
