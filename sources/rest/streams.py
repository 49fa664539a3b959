"""Answers of any length in constant memory, read from one state of the store."""

from __future__ import annotations

import logging
import zlib
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import ExitStack
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from rest_framework.request import Request

logger = logging.getLogger(__name__)
#: Bytes that are sent at once, about.
PIECE = 64 * 1024


class Stream:
    """Bytes that are made as they are sent.

    What they are read within, a snapshot, is left when they end, when making them fails, and when nobody wants more.
    """

    def __init__(self, pieces: Iterator[bytes], within: ExitStack) -> None:
        self._pieces = pieces
        self._within = within

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except StopIteration:
            self.close()
            raise
        except Exception:
            # The status is sent already: the client can only find that the end is missing.
            logger.exception("An answer broke off")
            self.close()
            raise

    def close(self) -> None:
        """Leave the snapshot; to close twice is no mistake."""
        self._within.close()


def streamed(
    request: Request, texts: Iterable[str], within: ExitStack, headers: dict[str, str]
) -> StreamingHttpResponse:
    """Return an answer of texts, compressed where the client takes gzip, which ``within`` is closed after.

    A HEAD request is answered its headers alone.
    """
    pieces = packed(texts)
    if accepts_gzip(request.headers.get("Accept-Encoding", "")):
        pieces = gzipped(pieces)
        headers = {**headers, "Content-Encoding": "gzip"}
    if request.method == "HEAD":
        within.close()
        return StreamingHttpResponse((), headers=headers)  # unlike other answers it claims no length
    stream: Any = Stream(pieces, within)
    if isinstance(request._request, ASGIRequest):
        stream = _asynchronously(stream)
    return StreamingHttpResponse(stream, headers=headers)


async def _asynchronously(stream: Stream) -> AsyncIterator[bytes]:
    """Yield a stream to an asynchronous server: made in the one thread that has the request's connection."""
    try:
        while piece := await sync_to_async(lambda: next(stream, b""))():
            yield piece
    finally:
        await sync_to_async(stream.close)()


def packed(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield texts as UTF-8, some of them together."""
    waiting = bytearray()
    for text in texts:
        waiting += text.encode()
        if len(waiting) >= PIECE:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


def gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield bytes as one gzip file, the same for the same bytes."""
    squeeze = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    for piece in pieces:
        if squeezed := squeeze.compress(piece):
            yield squeezed
    yield squeeze.flush()


def accepts_gzip(accepted: str) -> bool:
    """Return whether an Accept-Encoding header takes gzip (RFC 9110, 12.5.3)."""
    for one in accepted.lower().split(","):
        coding, _, weight = (part.strip() for part in one.partition(";"))
        if coding in ("gzip", "x-gzip"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
