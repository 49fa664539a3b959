"""How fast the search answers, beside the least that asking the full-text index can cost."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import batched, islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from events.management.bench.made import records
from events.management.bench.scratch import Scratch, manage
from sources import pages, search
from sources.models import SearchDocument
from sources.search import documents
from sources.search.engines import has_words
from sources.tables import write_rows
from sources.visibility import Viewer

#: What is asked for: a word of every record, one of few, the beginning of a word, three words, one of nothing.
QUESTIONS = ("clash", "77", "mor", "group 77 town", "fightign")


def measure(url: str, size: int, runs: int, tell: Callable[[str], None]) -> None:
    """Fill an empty store with what is searched of so many events, ask each question, and tell how long it took."""
    with tempfile.TemporaryDirectory() as folder, Scratch(url, Path(folder)).opened() as scratch:
        process = manage(scratch.address(scratch.copy()), "bench", "searched", str(size), str(runs))
        assert process.stdout is not None
        told = process.stdout.read()
        if process.wait():
            raise OSError("bench searched failed.")
        for line in json.loads(told):
            tell(line)


def searched(size: int, runs: int) -> list[str]:
    """Fill the index of the database in use, and return a line for each question."""
    start = time.perf_counter()
    _fill(size)
    return [f"{size:,} events written in {time.perf_counter() - start:.0f} s", *(_line(one, runs) for one in QUESTIONS)]


def _fill(size: int) -> None:
    event = search.searched("event")
    assert event is not None
    made = (one for one in records(size, 1) if one.get("record") == "event")
    with transaction.atomic():
        for some in batched(enumerate(islice(made, size), 1), documents.BATCH):
            rows = [documents.document(event, pk, one["slug"], True, _texts(one)) for pk, one in some]
            write_rows(SearchDocument, documents.COLUMNS, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE sources_searchdocument")


def _texts(event: dict[str, Any]) -> dict[str, list[str]]:
    return {"title": [event["title"]], "summary": [event["summary"]]}


def _line(text: str, runs: int) -> str:
    query = search.read(text, "text")
    ways: dict[str, Callable[[], Any]] = {
        "bare": lambda: list(SearchDocument.objects.filter(has_words(query)).values_list("pk")[:21]),
        "page": lambda: _page(query),
        "count": lambda: search.found(query, Viewer.PUBLIC).count(),
        "suggestions": lambda: search.suggestions_for(query, search.found(query, Viewer.PUBLIC), Viewer.PUBLIC),
    }
    found = dict(_medians(ways, runs))
    told = ", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in found.items())
    return f"{text!r} ({ways['count']():,} found): {told}; page to bare {found['page'] / found['bare']:.1f}"


def _medians(ways: dict[str, Callable[[], Any]], runs: int) -> Iterator[tuple[str, float]]:
    """Yield the median of each way, run in turn."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            taken[name].append(time.perf_counter() - start)
    yield from ((name, statistics.median(some)) for name, some in taken.items())


def _page(query: search.Query) -> list[Any]:
    """Return the first page as it is answered, with titles and highlights."""
    rows = pages.page(search.found(query, Viewer.PUBLIC), search.HITS).rows
    return [(hit.title, hit.highlights) for hit in (search.Hit(row, query) for row in rows)]
