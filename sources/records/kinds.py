"""The kinds of record of this app."""

from sources import models
from sources.records.fields import Column, ExternalIds, Field
from sources.records.references import Reference
from sources.records.registry import Kind, register
from sources.records.rows import Rows
from sources.records.times import Time


def columns(*names: str) -> list[Field]:
    return [Column(name) for name in names]


def tail() -> list[Field]:
    """Return the fields with which every record ends."""
    return [ExternalIds(), Column("note", public=False)]


def merged_into(kind: str) -> Field:
    """Return the field of a record that may turn out to be another one of its kind."""
    return Reference("merged_into", kind, cascades=False)


def publication() -> list[Field]:
    """Return the fields of a record with a status; they come first."""
    return columns("status", "retraction_reason")


def citation_fields(*, source: bool = True) -> list[Field]:
    """Return the fields of a citation."""
    rest = columns("quote", "locator", "start_offset", "end_offset", "language")
    return [Reference("source", "source"), *rest] if source else rest


PUBLISHER = Kind(
    "publisher",
    "publishers",
    models.Publisher,
    [
        *columns("name", "kind", "country", "homepage"),
        Rows("ratings", models.Rating, "publisher", [*columns("code"), Time("when"), *columns("rationale")]),
        merged_into("publisher"),
        *tail(),
    ],
)
SOURCE = Kind(
    "source",
    "sources",
    models.Source,
    [
        *publication(),
        *columns("title", "url"),
        Reference("publisher", "publisher"),
        *columns("authors", "kind", "language"),
        Time("published"),
        *columns("retrieved_at", "archive_url", "licence", "captured_sha256"),
        Reference("derived_from", "source", cascades=False),
        merged_into("source"),
        *tail(),
    ],
)
MEDIA = Kind(
    "media",
    "media",
    models.Media,
    [
        *publication(),
        *columns("kind", "url", "alt_text", "caption", "credit", "licence"),
        Reference("source", "source", cascades=False),
        *tail(),
    ],
)


def register_kinds() -> None:
    register(PUBLISHER, SOURCE, MEDIA)
