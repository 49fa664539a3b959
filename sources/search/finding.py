"""Which records a query finds, and in what order: best match first, the same on both databases."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from sources.choices import SearchMatch
from sources.models import SearchDocument
from sources.pages import Order
from sources.search.engines import has_words
from sources.search.highlights import Highlight, highlights
from sources.search.queries import Query
from sources.visibility import Viewer

#: Of a list that is narrowed by a search; the rows carry their rank.
RELEVANCE = "RELEVANCE"
RANK = "search_rank"
HITS = Order(RELEVANCE, ((RANK, False), ("precedence", False), ("slug", False)))
ROWS = Order(RELEVANCE, ((RANK, False), ("slug", False)))
#: What a list without a name is called by: so much of its first text.
TITLE = 100


@dataclass(frozen=True)
class Hit:
    """One document that a query found."""

    document: Any
    query: Query

    @property
    def kind(self) -> str:
        return str(self.document.kind)

    @property
    def slug(self) -> str:
        return str(self.document.slug)

    @property
    def match(self) -> SearchMatch:
        matches: list[SearchMatch] = list(SearchMatch)
        rank: int = getattr(self.document, RANK)
        return matches[rank]

    @property
    def title(self) -> str:
        """The record's first name; of one without names the beginning of its first text."""
        _, text = self.document.texts[0]
        return text if len(text) <= TITLE else f"{text[:TITLE].rstrip()}…"

    @cached_property
    def highlights(self) -> list[Highlight]:
        return highlights(self.document.texts, self.query)


def found(query: Query, viewer: Viewer, kinds: Collection[str] = ()) -> QuerySet[Any]:
    """Return the documents with all words of a query, with their rank, among what a viewer may see.

    Their texts are loaded when they are first asked for, for the whole page.
    """
    documents: QuerySet[Any] = seen(viewer).filter(has_words(query)).annotate(**{RANK: _rank(query)})
    documents = documents.filter(kind__in=kinds) if kinds else documents
    return documents.fetch_mode(models.FETCH_PEERS).defer("names", "words", "texts")


def seen(viewer: Viewer) -> QuerySet[Any]:
    """Return the documents of what a viewer may see."""
    return SearchDocument.objects.all() if viewer is Viewer.DRAFTS else SearchDocument.objects.filter(is_public=True)


def documents_with(kind: str, query: Query, viewer: Viewer) -> QuerySet[Any]:
    """Return the documents of one kind with all words of a query, among what a viewer may see."""
    return seen(viewer).filter(has_words(query), kind=kind)


def matches(kind: str, query: Query, viewer: Viewer) -> Q:
    """Return the predicate of the records of one kind that a query finds."""
    return Q(pk__in=documents_with(kind, query, viewer).values("record"))


def ranked(rows: QuerySet[Any], kind: str, query: Query) -> QuerySet[Any]:
    """Return rows of one kind with their rank, for the order ``ROWS``."""
    documents = SearchDocument.objects.filter(kind=kind, record=OuterRef("pk"))
    rank = Subquery(documents.values(rank=_rank(query)), output_field=IntegerField())
    with_rank: QuerySet[Any] = rows.annotate(**{RANK: rank})
    return with_rank


def _rank(query: Query) -> Case:
    """Return how well a document matches, 0 the best: the places of ``SearchMatch``, decided by its names."""
    every_word = Q(_names_hold(f" {query.beginning}"))
    for word in dict.fromkeys(query.whole):
        every_word &= Q(_names_hold(f" {word} "))
    return Case(
        When(has_name(query.phrase), then=Value(0)),
        When(_names_hold(f"\n {query.phrase}"), then=Value(1)),
        When(every_word, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def has_name(folded: str) -> GreaterThan[Any]:
    """Return the condition of documents that have a folded text as one of their names."""
    return _names_hold(f"\n {folded} \n")


def _names_hold(text: str) -> GreaterThan[Any]:
    return GreaterThan(StrIndex(F("names"), Value(text)), 0)
