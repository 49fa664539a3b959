"""Finding records in lists and autocompletes by words, from the index of the search, however many there are.

A name that is typed is folded as search folds it: case and accents do not count, and the beginning of the last word is
enough. What was retracted is not in that index; it is looked through where another index leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from sources import search
from sources.choices import Status
from sources.models import Publishable, Record
from sources.models.records import SLUG
from sources.records import kind_of
from sources.visibility import Viewer, viewer_of

#: Of a longer text the first words are looked for.
MOST_WORDS = search.MOST_WORDS
LAST_CHARACTER = "\U0010ffff"


class FindsByWords:
    """An admin whose ``search_fields`` name texts of the record, or of records that it refers to."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        fields = self.get_search_fields(request)  # type: ignore[attr-defined]  # ModelAdmin's
        if not search_term.strip() or not fields:
            return queryset, False
        found = list(_keys(queryset.model, fields, search_term.strip(), viewer_of(request.user)))
        return queryset.filter(pk__in=found[0].union(*found[1:])), False


def _keys(model: type[Any], fields: Iterable[str], term: str, viewer: Viewer) -> Iterator[QuerySet[Any]]:
    """Yield the primary keys of what a term finds: one query for the record and one for each that it refers to."""
    slug = term.lower()
    if SLUG.regex.match(slug.rstrip("-")):  # type: ignore[union-attr]  # compiled by now
        yield model._default_manager.filter(slug__gte=slug, slug__lt=slug + LAST_CHARACTER).values("pk")
    for relation, columns in _by_relation(model, fields).items():
        target = model._meta.get_field(relation).related_model if relation else model
        for rows in _found(target, columns, term, viewer):
            yield model._default_manager.filter(**{f"{relation}__in": rows}).values("pk") if relation else rows
    yield model._default_manager.none().values("pk")


def _by_relation(model: type[Any], fields: Iterable[str]) -> dict[str, list[str]]:
    """Return the columns by the reference that leads to them, blank for the record's own."""
    found: dict[str, list[str]] = {}
    for field in fields:
        first, _, rest = field.partition("__")
        column = model._meta.get_field(first)
        is_record = column.many_to_one and issubclass(column.related_model, Record)
        relation, name = (first, rest) if is_record else ("", field)
        if name != "slug":
            found.setdefault(relation, []).append(name)
    return found


def _found(model: type[Any], columns: list[str], term: str, viewer: Viewer) -> Iterator[QuerySet[Any]]:
    """Yield the primary keys of the records of one model with all words of a term: indexed ones and others."""
    kind = kind_of(model())
    searched = search.searched(kind.name)
    indexed = set(searched.fields) if searched else set()
    others = [column for column in columns if column.replace("__", ".") not in indexed]
    words = tuple(word.text for word in search.words_in(term))[:MOST_WORDS]
    if words and len(others) < len(columns):
        yield search.documents_with(kind.name, search.Query(words), viewer).values("record")
        if _is_sorted_by_status(model):
            # Asked for apart: SQLite, which may think that all have one status, would look through all of them.
            retracted = model._default_manager.filter(status=Status.RETRACTED).values("pk")
            yield _looked_through(model, columns, term).filter(pk__in=retracted).values("pk")
    if others:
        yield _others(model, others, term).values("pk")


def _is_sorted_by_status(model: type[Any]) -> bool:
    """Return whether an index leads to what was retracted; what it does not lead to is found by slug and filter."""
    whole = (index for index in model._meta.indexes if index.condition is None)
    return issubclass(model, Publishable) and any(index.fields[:1] == ["status"] for index in whole)


def _others(model: type[Any], columns: list[str], term: str) -> QuerySet[Any]:
    """Return what has a term in columns that are not indexed by words: whole where they are unique, else in part."""
    if all(model._meta.get_field(column).unique for column in columns if "__" not in column):
        exact = Q()
        for column in columns:
            exact |= Q(**{column: term})
        return model._default_manager.filter(exact)
    return _looked_through(model, columns, term)


def _looked_through(model: type[Any], columns: Iterable[str], term: str) -> QuerySet[Any]:
    rows = model._default_manager.all()
    for word in term.split()[:MOST_WORDS]:
        holds = Q()
        for column in columns:
            holds |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(holds)
    return rows


class UsedOnly(admin.RelatedFieldListFilter):
    """The records that a list can be narrowed by: those that something in it refers to, each asked of an index."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        target: type[models.Model] = field.related_model
        used = model_admin.get_queryset(request).filter(**{field.name: OuterRef("pk")})
        rows = target._default_manager.filter(Exists(used))
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(row.pk, str(row)) for row in rows.order_by(*ordering, "pk")]
