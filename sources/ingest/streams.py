"""Reading lines out of compressed streams, never more of them in memory than a line."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sources.refusals import refuse

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP, ZSTD, IDENTITY = ENCODINGS = ("gzip", "zstd", "identity")
MAGIC = {b"\x1f\x8b": GZIP, b"\x28\xb5\x2f\xfd": ZSTD}
BLOCK = 1 << 16
BROKEN = (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError)


def encoding_of(stream: io.BufferedReader[Any]) -> str:
    """Tell from its first bytes how a stream is compressed."""
    start = stream.peek(4)
    return next((name for magic, name in MAGIC.items() if start.startswith(magic)), IDENTITY)


def decoded(stream: Any, encoding: str, most: int | None = None) -> io.BufferedReader[Any]:
    """Return a stream of what another one holds, at most ``most`` bytes of it.

    Reading it raises a Refusal: BAD_USER_INPUT where the compression is broken or breaks off, BODY_TOO_LARGE.
    """
    return io.BufferedReader(_Decoded(_opened(stream, encoding), encoding, most), BLOCK)


def _opened(stream: Any, encoding: str) -> Any:
    if encoding == GZIP:
        return gzip.GzipFile(fileobj=stream, mode="rb")
    return zstd.ZstdFile(stream, mode="rb") if encoding == ZSTD else stream


class _Decoded(io.RawIOBase):
    """Counts what comes out of a stream, and says in our words what is wrong with it."""

    def __init__(self, stream: Any, encoding: str, most: int | None) -> None:
        self._stream = stream
        self._encoding = encoding
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _in_our_words(self._encoding):
            data = self._stream.read(min(len(buffer), BLOCK))
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise refuse("BODY_TOO_LARGE", "This is more than is read at once; send it in parts.")
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def _in_our_words(encoding: str) -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise refuse("BAD_USER_INPUT", f"The {encoding} data is broken, or breaks off.") from error
