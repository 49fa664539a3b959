"""HTTP over one connection in few lines: a client must cost much less than the server that it drives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answered:
    """What came back: the names of headers are small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of the error that was answered, blank for none; of an answer that has no code its status."""
        try:
            told = json.loads(self.body)
        except ValueError:
            told = {}
        errors = told.get("errors") or ([told] if self.status >= 400 else [])
        if not errors:
            return ""
        return f"{self.status} {errors[0].get('code') or errors[0].get('extensions', {}).get('code', '')}".strip()


class Connection:
    """One connection that is kept open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def opened(cls, address: str) -> Self:
        """Connect to a server, ``http://host:port``."""
        parts = urlsplit(address)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port))

    async def ask(self, request: bytes) -> Answered:
        """Send a request and return its answer. :raises OSError: when the connection breaks off."""
        status, headers = await self._begun(request)
        if "content-length" in headers:
            return Answered(status, headers, await self._reader.readexactly(int(headers["content-length"])))
        return Answered(status, headers, b"".join([piece async for piece in self._pieces()]))

    async def events(self, request: bytes, opened: asyncio.Event) -> AsyncIterator[Any]:
        """Ask for a stream of events and yield what each holds; note when the server has begun to answer.

        :raises OSError: when it is refused.
        """
        status, _ = await self._begun(request)
        if status != 200:
            raise OSError(f"A stream was refused: {status}.")
        opened.set()
        kept = b""
        async for piece in self._pieces():
            *whole, kept = (kept + piece).split(b"\n")
            for line in whole:
                if line.startswith(b"data: {"):
                    yield json.loads(line[6:])

    @property
    def is_closed(self) -> bool:
        """Whether the server has closed it, as it does where nothing was asked over it for half a minute."""
        return self._reader.at_eof()

    def close(self) -> None:
        self._writer.close()

    async def _begun(self, request: bytes) -> tuple[int, dict[str, str]]:
        try:
            self._writer.write(request)
            first, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except asyncio.IncompleteReadError as error:
            raise ConnectionResetError("The server closed the connection.") from error
        pairs = (line.partition(":") for line in lines if line)
        return int(first.split(" ")[1]), {name.lower(): value.strip() for name, _, value in pairs}

    async def _pieces(self) -> AsyncIterator[bytes]:
        """Yield the chunks of an answer of unknown length (RFC 9112, 7.1)."""
        while size := int(await self._reader.readline() or b"0", 16):
            yield await self._reader.readexactly(size)
            await self._reader.readline()
        await self._reader.readline()


def request(method: str, path: str, body: str = "", **headers: str) -> bytes:
    """Return a request as it is sent; the names of headers have underscores for hyphens."""
    sent = body.encode()
    told = {"Host": "127.0.0.1", "Content-Type": "application/json", "Content-Length": str(len(sent)), **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + sent
