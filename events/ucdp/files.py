"""Opening what UCDP, HDX and others hand out: CSV, plain or packed, in UTF-8 or an older Windows encoding."""

from __future__ import annotations

import codecs
import gzip
import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO, cast

_IN_MEMORY = 64 * 1024 * 1024
_CHUNK = 1024 * 1024


class UnreadableFile(ValueError):
    """A file that cannot be opened or unpacked, with the reason."""


@contextmanager
def opened(name: str) -> Iterator[tuple[TextIO, str]]:
    """Open a file as text and tell its encoding: UTF-8, with or without a mark, or else Windows-1252.

    ``-`` is standard input. What is gzipped or zipped is unpacked, whatever it is called.

    :raises UnreadableFile: when it is not there, or is an archive of no or of several CSV files.
    """
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        try:
            _copy(name, copy)
        except (OSError, EOFError, zipfile.BadZipFile) as error:
            raise UnreadableFile(str(getattr(error, "strerror", None) or error)) from error
        encoding = "utf-8-sig" if _is_utf_8(copy) else "cp1252"
        copy.seek(0)
        # What Windows-1252 leaves undefined is shown as such and not refused.
        text = io.TextIOWrapper(copy, encoding=encoding, errors="replace", newline="")
        yield text, encoding
        text.detach()


def _copy(name: str, copy: IO[bytes]) -> None:
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as raw:
        if name == "-":
            shutil.copyfileobj(sys.stdin.buffer, raw)
        else:
            with Path(name).open("rb") as file:
                shutil.copyfileobj(file, raw)
        raw.seek(0)
        start = raw.read(4)
        raw.seek(0)
        with _unpacked(raw, start) as inner:
            shutil.copyfileobj(inner, copy)


@contextmanager
def _unpacked(raw: IO[bytes], start: bytes) -> Iterator[IO[bytes]]:
    if start[:2] == b"\x1f\x8b":
        with gzip.open(raw) as inner:
            yield cast("IO[bytes]", inner)
    elif start == b"PK\x03\x04":
        with zipfile.ZipFile(raw) as archive, archive.open(_only_csv(archive)) as inner:
            yield inner
    else:
        yield raw


def _only_csv(archive: zipfile.ZipFile) -> str:
    names = [name for name in archive.namelist() if name.lower().endswith(".csv") and not name.startswith("__MACOSX/")]
    if len(names) != 1:
        raise UnreadableFile(f"the archive holds {len(names)} CSV files; one is read")
    return names[0]


def _is_utf_8(file: IO[bytes]) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
