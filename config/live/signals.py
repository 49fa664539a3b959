"""Learning that the server stops when it is told to: it waits for open connections to end, and they wait for it."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from typing import Any


def when_told_to_stop(call: Callable[[], None]) -> None:
    """Let the event loop call something once this process is told to stop, beside what else it does then."""
    if threading.current_thread() is not threading.main_thread():
        return  # signals are the main thread's; without it open connections end when the server ends them
    loop = asyncio.get_running_loop()
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, _also(signal.getsignal(told), lambda: loop.call_soon_threadsafe(call)))


def _also(before: Any, call: Callable[[], Any]) -> Callable[..., None]:
    def handle(number: int, frame: Any) -> None:
        call()
        if callable(before):
            before(number, frame)

    return handle
