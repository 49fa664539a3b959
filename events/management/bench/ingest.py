"""How fast event records are loaded, beside the least that writing their rows can cost."""

from __future__ import annotations

import json
import os
import pickle
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from events.management.bench.made import write_bundle
from events.management.bench.scratch import Scratch, manage
from sources import ingest, protection
from sources.ingest.lines import split

Figures = dict[str, list[float]]
BLOCK = 1000


def measure(url: str, sizes: list[int], runs: int, tell: Callable[[str], None]) -> None:
    """Load bundles of several sizes, ``runs`` times each and in turn, and tell what came of it."""
    with tempfile.TemporaryDirectory() as folder, Scratch(url, Path(folder)).opened() as scratch:
        files = {size: Path(folder) / f"{size}.jsonl" for size in sizes}
        for size, file in files.items():
            write_bundle(file, size)
        found: dict[int, list[dict[str, float]]] = {size: [] for size in sizes}
        for run in range(runs):
            for size, file in files.items():
                found[size].append(_run(scratch, file))
                tell(f"run {run + 1}, {size:,} events: {_line(size, [found[size][-1]])}")
        tell("")
        for size, some in found.items():
            tell(f"{size:,} events: {_line(size, some)}")


def _line(size: int, runs: list[dict[str, float]]) -> str:
    def rates(name: str) -> str:
        found = sorted(size / one[name] for one in runs)
        return f"{found[0]:,.0f}–{found[-1]:,.0f}/s" if len(found) > 1 else f"{found[0]:,.0f}/s"

    ratios = sorted(one["load"] / one["bare"] for one in runs)
    return (
        f"load {rates('load')} (of which read and checked at {rates('read')}), bare rows {rates('bare')}, "
        f"ratio {ratios[0]:.2f}–{ratios[-1]:.2f}, the same again {rates('again')}, "
        f"peak memory {max(one['memory'] for one in runs):,.0f} MB"
    )


def _run(scratch: Scratch, file: Path) -> dict[str, float]:
    name = scratch.copy()
    try:
        found = _child(scratch.address(name), "loaded", str(file))
        again = _child(scratch.address(name), "loaded", str(file))
        bare = _child(scratch.address(name), "bare", str(file))
        return {**found, "again": again["load"], "bare": bare["bare"]}
    finally:
        scratch.drop(name)


def _child(url: str, what: str, file: str) -> dict[str, float]:
    """Measure in a process of its own; its peak of memory is the operating system's figure, in MB."""
    process = manage(url, "bench", what, file)
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise OSError(f"bench {what} failed.")
    return {**json.loads(told), "memory": used.ru_maxrss / 1024}


def load(file: str) -> dict[str, float]:
    """Load a bundle as ``manage.py load`` does and return the seconds it took."""
    start = time.perf_counter()
    read: list[float] = []

    def lines() -> Iterator[bytes]:
        with Path(file).open("rb") as stream:
            yield from split(stream)
        read.append(time.perf_counter() - start)

    ingest.load(lines())
    return {"load": time.perf_counter() - start, "read": read[0]}


def bare() -> dict[str, float]:
    """Take every row out of the store, write it again without a thought, and return the seconds that took."""
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if _is_ours(model)]
    with tempfile.TemporaryDirectory() as folder:
        kept = [(name, Path(folder) / name) for name in tables]
        out, back = (_copy_out, _copy_in) if connection.vendor == "postgresql" else (_take_out, _put_in)
        with connection.cursor() as cursor:
            for name, path in kept:
                out(cursor, name, path)
        _empty(tables)
        start = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            for name, path in kept:
                back(cursor, name, path)
        return {"bare": time.perf_counter() - start}


def _is_ours(model: Any) -> bool:
    return model._meta.app_label in ("sources", "actors", "events")


def _empty(tables: list[str]) -> None:
    protection.unprotect(connection)
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in tables))
        else:
            for name in tables:
                cursor.execute(f'DELETE FROM "{name}"')
    protection.protect(connection)


def _copy_out(cursor: Any, table: str, path: Path) -> None:
    with path.open("wb") as file, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        file.writelines(copy)


def _copy_in(cursor: Any, table: str, path: Path) -> None:
    with path.open("rb") as file, cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
        while block := file.read(1 << 18):
            copy.write(block)


def _take_out(cursor: Any, table: str, path: Path) -> None:
    cursor.execute(f'SELECT * FROM "{table}"')
    with path.open("wb") as file:
        while rows := cursor.fetchmany(BLOCK):
            pickle.dump(rows, file)


def _put_in(cursor: Any, table: str, path: Path) -> None:
    with path.open("rb") as file:
        while True:
            try:
                rows = pickle.load(file)  # noqa: S301  # our own file
            except EOFError:
                return
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
