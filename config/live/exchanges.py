"""A request and its answer as ASGI has them (https://asgi.readthedocs.io/en/latest/specs/www.html)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Coroutine[Any, Any, Message]]
Send = Callable[[Message], Coroutine[Any, Any, None]]
Headers = list[tuple[bytes, bytes]]

#: Bytes of a body that are read, or of an answer that are sent, in one piece.
WHOLE = 262_144


@dataclass
class Answer:
    """What an application answered, whole."""

    status: int = 0
    headers: Headers = field(default_factory=list)
    body: bytes = b""


class ClientGone(OSError):
    """The client went away; Django knows it as a body that cannot be read."""


async def gone(receive: Receive) -> None:
    """Return when a client goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def send_whole(send: Send, answer: Answer) -> None:
    """Send an answer in one piece."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
