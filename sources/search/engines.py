"""The full-text indexes of the two databases, over words that we folded ourselves.

SQLite has two FTS5 tables beside the documents, kept by triggers; PostgreSQL has two GIN indexes on them. Both answer
which documents have all the words, and which names share three letters in a row with a word that was mistyped. What
these say is checked and put into order by the same expressions on both.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import ProgrammingError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Field, Func, Q, TextField, Value
from django.db.models.expressions import RawSQL

from sources.search.queries import Query

TABLE = "sources_searchdocument"
WORDS, TRIGRAMS = f"{TABLE}_words", f"{TABLE}_trigrams"

#: The tokeniser ``ascii`` cuts at spaces and leaves every other letter alone: our words are neither cut nor folded.
_TABLES = {
    WORDS: "words, tokenize='ascii', prefix='1 2 3', detail=none, columnsize=0",
    TRIGRAMS: "names, tokenize='trigram', detail=none, columnsize=0",
}
_ADD = (
    f"INSERT INTO {WORDS}(rowid, words) VALUES (NEW.id, NEW.words);"  # noqa: S608  # names of ours
    f" INSERT INTO {TRIGRAMS}(rowid, names) VALUES (NEW.id, NEW.names);"
)
_TAKE = (
    f"INSERT INTO {WORDS}({WORDS}, rowid, words) VALUES ('delete', OLD.id, OLD.words);"  # noqa: S608  # names of ours
    f" INSERT INTO {TRIGRAMS}({TRIGRAMS}, rowid, names) VALUES ('delete', OLD.id, OLD.names);"
)
_TRIGGERS = {
    f"{TABLE}_added": f"AFTER INSERT ON {TABLE} BEGIN {_ADD} END",
    f"{TABLE}_taken": f"AFTER DELETE ON {TABLE} BEGIN {_TAKE} END",
    f"{TABLE}_changed": f"AFTER UPDATE ON {TABLE} BEGIN {_TAKE} {_ADD} END",
}
#: Lexemes are taken as they are, without the parser of any text search configuration.
_VECTOR = "array_to_tsvector(string_to_array({words}, ' '))"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the indexes in where they are missing, and fill them; what is there stays."""
    if connection.vendor == "sqlite":
        _install_tables(connection)
    else:
        _install_indexes(connection)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take the indexes out."""
    with connection.cursor() as cursor:
        for name in _TRIGGERS if connection.vendor == "sqlite" else ():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        for name in (WORDS, TRIGRAMS):
            cursor.execute(f"DROP {'TABLE' if connection.vendor == 'sqlite' else 'INDEX'} IF EXISTS {name}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the indexes and triggers that a database lacks."""
    if connection.vendor == "sqlite":
        wanted, query = [*_TABLES, *_TRIGGERS], "SELECT name FROM sqlite_master"
    else:
        wanted, query = [WORDS, TRIGRAMS], "SELECT relname FROM pg_class WHERE relkind = 'i'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {name for (name,) in cursor.fetchall()}
    return [name for name in wanted if name not in found]


def _install_tables(connection: BaseDatabaseWrapper) -> None:
    if not missing(connection):
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name, columns in _TABLES.items():
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {name}"
                f" USING fts5({columns}, content='{TABLE}', content_rowid='id')"
            )
            cursor.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")  # noqa: S608  # a name of ours
        for name, body in _TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {body}")


def _install_indexes(connection: BaseDatabaseWrapper) -> None:
    """Index the words, and the names where the extension pg_trgm may be had; without it suggestions are slower."""
    with connection.cursor() as cursor:
        vector = _VECTOR.format(words="words")
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {WORDS} ON {TABLE} USING gin (({vector}))")
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {TRIGRAMS} ON {TABLE} USING gin (names gin_trgm_ops)")
    except ProgrammingError:  # who migrates may not create it; a check tells of it
        return


class _Vector(Func):
    """The words of a document as PostgreSQL indexes them."""

    template = _VECTOR.format(words="%(expressions)s")
    output_field = TextField()


class _HasWords(Func):
    """Whether a vector has what a tsquery asks for."""

    template = "%(expressions)s::tsquery"
    arg_joiner = " @@ "
    output_field = BooleanField()


class _HasOneOf(Func):
    """Whether a text holds one of some patterns."""

    template = "%(expressions)s)"
    arg_joiner = " LIKE ANY ("
    output_field = BooleanField()


def has_words(query: Query) -> Q:
    """Return the predicate of documents with all words of a query."""
    whole = dict.fromkeys(query.whole)
    if connection.vendor == "sqlite":
        return _found_in(WORDS, " ".join([*(f'"{word}"' for word in whole), f'"{query.beginning}"*']))
    asked = " & ".join([*(f"'{word}'" for word in whole), f"'{query.beginning}':*"])
    return Q(_HasWords(_Vector(F("words")), Value(asked, TextField())))


def has_words_of(groups: Sequence[Sequence[str]]) -> Q:
    """Return the predicate of documents with all the words of one of some groups, each folded."""
    if connection.vendor == "sqlite":
        asked = (" AND ".join(f'"{word}"' for word in group) for group in groups)
        return _found_in(WORDS, " OR ".join(f"({one})" for one in asked))
    asked = (" & ".join(f"'{word}'" for word in group) for group in groups)
    return Q(_HasWords(_Vector(F("words")), Value(" | ".join(f"({one})" for one in asked), TextField())))


def counted(words: Sequence[str], most: int) -> dict[str, int]:
    """Return how many documents have each of some words, at most so many: one statement, which looks no further."""
    if connection.vendor == "sqlite":
        rows, asked = f"FROM {WORDS} WHERE {WORDS} MATCH %s", [f'"{word}"' for word in words]
    else:
        vector = _VECTOR.format(words="words")
        rows, asked = f"FROM {TABLE} WHERE {vector} @@ %s::tsquery", [f"'{word}'" for word in words]
    one = f"SELECT COUNT(*) FROM (SELECT 1 {rows} LIMIT {most})"  # noqa: S608  # names of ours, and a number
    counts = (f"({one} found_{place})" for place in range(len(words)))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", asked)
        return dict(zip(words, cursor.fetchone(), strict=True))


def has_trigrams(trigrams: Sequence[str]) -> Q:
    """Return the predicate of documents whose names have one of some runs of three characters."""
    if connection.vendor == "sqlite":
        return _found_in(TRIGRAMS, " OR ".join(f'"{one}"' for one in trigrams))
    return Q(_HasOneOf(F("names"), Value([f"%{one}%" for one in trigrams], Field())))


def _found_in(table: str, asked: str) -> Q:
    # A lookup of primary keys, which SQLite begins with; any other expression it would compute for every document.
    return Q(pk__in=RawSQL(f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [asked]))  # noqa: S608, S611  # the table is ours
