"""Databases that are made for measuring and dropped afterwards: never the one the server uses."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings


def manage(url: str, *arguments: str) -> subprocess.Popen[str]:
    """Start ``manage.py`` on a database."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    environment = {**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own


def address_of(url: str, name: str) -> str:
    """Return the address of a database of a server of PostgreSQL."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


class Scratch:
    """One migrated database, from which empty ones are copied; ``copy`` returns the address of a new one."""

    def __init__(self, url: str, folder: Path) -> None:
        self._postgresql = url if url.startswith("postgres") else ""
        self._folder = folder
        self._made: list[str] = []

    @contextmanager
    def opened(self) -> Iterator[Scratch]:
        try:
            self._base = self._new()
            process = manage(self.address(self._base), "migrate", "--verbosity", "0")
            if process.wait():
                raise OSError("The scratch database cannot be migrated.")
            yield self
        finally:
            for name in list(self._made):
                self.drop(name)

    def copy(self) -> str:
        """Return the name of a new empty database."""
        return self._new(self._base)

    def address(self, name: str) -> str:
        if not self._postgresql:
            return f"sqlite:///{self._folder / name}"
        return address_of(self._postgresql, name)

    def _new(self, base: str = "") -> str:
        name = f"sequitur_bench_{secrets.token_hex(6)}"
        self._made.append(name)
        if self._postgresql:
            self._execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{base}"' if base else ""))
        elif base:
            shutil.copy(self._folder / base, self._folder / name)
        return name

    def drop(self, name: str) -> None:
        self._made.remove(name)
        if self._postgresql:
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            return
        for file in self._folder.glob(f"{name}*"):
            file.unlink()

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._postgresql, autocommit=True) as connection:
            connection.execute(statement.encode())
