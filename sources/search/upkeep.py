"""Whether what is searched is what the store holds, and writing all of it anew."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator
from itertools import batched
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from sources import journal
from sources.models import SearchDocument, SearchState
from sources.search import engines
from sources.search.documents import BATCH, COLUMNS, Document, documents_of, index
from sources.search.kinds import Searched, searched_kinds
from sources.search.words import VERSION

#: From this migration on the documents belong to the database.
MIGRATION = ("sources", "0010_search_documents")


def stamp() -> str:
    """Return what tells by which rules documents are written: how text is folded, and which texts are searched."""
    rules = [VERSION, unicodedata.unidata_version, [(one.kind, one.names, one.texts) for one in searched_kinds()]]
    return hashlib.sha256(json.dumps(rules).encode()).hexdigest()


def is_current(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Return whether all documents were written by the rules of today."""
    return SearchState.objects.using(using).filter(stamp=stamp()).exists()


def rebuild(tell: Callable[[str, int, int], None] | None = None) -> int:
    """Write every document anew in one transaction, while other writers wait, and return how many there are.

    ``tell`` is called with kind, records done and records in all.
    """
    with transaction.atomic():
        journal.lock()
        SearchDocument.objects.all().delete()
        for searched in searched_kinds():
            _rebuild(searched, tell)
        SearchState.objects.update_or_create(id=1, defaults={"stamp": stamp()})
        return SearchDocument.objects.count()


def _rebuild(searched: Searched, tell: Callable[[str, int, int], None] | None) -> None:
    pks = list(searched.of.objects.order_by("pk").values_list("pk", flat=True))
    done = 0
    for some in batched(pks, BATCH):
        index(searched, some)
        done += len(some)
        if tell:
            tell(searched.kind, done, len(pks))


def discrepancies() -> Iterator[str]:
    """Yield, for each document that is missing, wrong or left over, a line that names its record."""
    if not is_current():
        yield "The documents were written by other rules than today's."
    for searched in searched_kinds():
        stored = SearchDocument.objects.filter(kind=searched.kind)
        pks = set(searched.of.objects.values_list("pk", flat=True)) | set(stored.values_list("record", flat=True))
        for some in batched(sorted(pks), BATCH):
            there = {row[1]: _comparable(row) for row in stored.filter(record__in=some).values_list(*COLUMNS)}
            due = {row.record: row for row in documents_of(searched, some)}
            for pk in sorted(there.keys() | due.keys()):
                if there.get(pk) != due.get(pk):
                    yield f"{searched.kind} {(due.get(pk) or there[pk]).slug}: {_wrong(there.get(pk), due.get(pk))}"


def _comparable(row: Any) -> Document:
    return Document._make((*row[:-1], json.dumps(row[-1], ensure_ascii=False)))


def _wrong(there: Document | None, due: Document | None) -> str:
    if there is None:
        return "is not in the index."
    return "is in the index and should not be." if due is None else "stands in the index as it was before."


def is_due(connection: BaseDatabaseWrapper) -> bool:
    """Return whether a database should have the indexes, as its migrations say."""
    return MIGRATION in MigrationRecorder(connection).applied_migrations()


def follow_migrate(using: str) -> None:
    """Put back, after a migration, what a table that SQLite remakes loses, and rebuild what other rules wrote."""
    connection = connections[using]
    if not is_due(connection):
        return
    engines.install(connection)
    if using == DEFAULT_DB_ALIAS and not is_current(using) and _is_whole(connection):
        rebuild()


def _is_whole(connection: BaseDatabaseWrapper) -> bool:
    """Return whether nothing is left to migrate, so that every table is as the code knows it."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
