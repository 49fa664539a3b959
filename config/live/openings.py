"""What Django tells the event loop of a request whose connection may be kept open."""

from __future__ import annotations

import asyncio
from typing import Any

from config.clients import client_address
from config.live.exchanges import Answer, Scope
from config.live.gate import Gate
from config.live.pages import Question
from config.live.threads import Threads
from sources.rest.changes import LIVE
from sources.visibility import Viewer


class Opening:
    """One request, as the view sees it: it lets a reader in, or only tells as whom one asks.

    Without a gate it asks once more whether a reader may still see what it was let in for; nothing is counted then.
    """

    def __init__(self, gate: Gate | None) -> None:
        self._gate = gate
        self._is_inside = False
        self.asks_again = gate is None
        self.asks_who = False
        self.address = ""
        self.viewer: Viewer | None = None
        self.asked: Any = None
        #: What Django is doing about it.
        self.answering: asyncio.Future[Answer] | None = None

    def open(self, request: Any, asked: Question) -> None:
        """Count a reader in. :raises TooMany:"""
        self.know(request, asked.viewer)
        self.enter()
        self.asked = asked

    def know(self, request: Any, viewer: Viewer) -> None:
        """Note who asks, from where."""
        self.viewer = viewer
        self.address = client_address(getattr(request, "_request", request))

    def enter(self) -> None:
        """Count one more from where it asks. :raises TooMany:"""
        if self._gate is not None:
            self._gate.enter(self.address)
            self._is_inside = True

    def leave(self) -> None:
        """Count it out, if it was counted."""
        if self._gate is not None and self._is_inside:
            self._is_inside = False
            self._gate.leave(self.address)

    async def answer(self, threads: Threads, scope: Scope, body: bytes = b"") -> Answer:
        """Let Django answer. One who goes away meanwhile is counted out when that is done."""
        self.answering = asyncio.ensure_future(threads.answer(scope, body, **{LIVE: self}))
        try:
            return await asyncio.shield(self.answering)
        except asyncio.CancelledError:
            self.answering.add_done_callback(self._forget)
            raise

    def _forget(self, done: asyncio.Future[Answer]) -> None:
        if not done.cancelled():
            done.exception()
        self.leave()


def introduction(gate: Gate) -> Opening:
    """Return an opening that only asks who one is, which counts as a request."""
    found = Opening(gate)
    found.asks_who = True
    return found
