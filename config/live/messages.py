"""What is said over a socket: the protocol graphql-transport-ws.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

PROTOCOL = "graphql-transport-ws"
CLIENT_SAYS = ("connection_init", "ping", "pong", "subscribe", "complete")
WITH_ID = ("subscribe", "complete")


class Code(IntEnum):
    """Why a socket is closed."""

    RESTARTING = 1012
    TRY_AGAIN_LATER = 1013
    TOO_LONG = 1009
    BAD_MESSAGE = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    BAD_PROTOCOL = 4406
    NO_INIT = 4408
    TAKEN = 4409
    SECOND_INIT = 4429
    FAILED = 4500


class Closing(Exception):
    """The socket is closed, with a code and a reason of at most 123 bytes."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def closing(why: Code, code: str, text: str) -> Closing:
    """Return a closing whose reason begins with one of the codes in docs/errors.md."""
    return Closing(why, f"{code}: {text}"[:120])


@dataclass(frozen=True)
class Message:
    """What a client said."""

    type: str
    id: str = ""
    payload: dict[str, Any] | None = field(default=None)


def read(received: dict[str, Any], most: int) -> Message:
    """Return a message of at most so many bytes. :raises Closing:"""
    text = received.get("text")
    if text is None:
        raise Closing(Code.BAD_MESSAGE, "Messages are text.")
    if len(text) > most or len(text.encode(errors="replace")) > most:
        raise Closing(Code.TOO_LONG, f"A message may have {most:,} bytes.")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise Closing(Code.BAD_MESSAGE, "A message is a JSON object.") from None
    if not isinstance(said, dict) or said.get("type") not in CLIENT_SAYS:
        raise Closing(Code.BAD_MESSAGE, f"A message has a type: {', '.join(CLIENT_SAYS)}.")
    payload, name = said.get("payload"), said.get("id", "")
    if payload is not None and not isinstance(payload, dict):
        raise Closing(Code.BAD_MESSAGE, "A payload is an object.")
    if said["type"] in WITH_ID and not (isinstance(name, str) and name):
        raise Closing(Code.BAD_MESSAGE, f"{said['type']} has an id.")
    if said["type"] == "subscribe" and payload is None:
        raise Closing(Code.BAD_MESSAGE, "subscribe has a payload.")
    return Message(said["type"], name if isinstance(name, str) else "", payload)


def written(kind: str, **rest: Any) -> str:
    return json.dumps({"type": kind, **rest}, ensure_ascii=False, separators=(",", ":"))


def written_next(name: str, payload: bytes) -> str:
    """Return an answer around a payload that is JSON already."""
    return f'{{"id":{json.dumps(name)},"type":"next","payload":{payload.decode()}}}'
