"""The predicates that several lists share.

Each maker takes lookup paths and returns a predicate of a value and a viewer; what lies across a to-many relation is
asked with a subquery, so that no row comes twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, F, Func, Model, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Collate, Concat
from django.db.models.lookups import Exact, IContains, IExact, IStartsWith

from sources.dates import MAX_DAY, MIN_DAY
from sources.filters.asked import Where
from sources.models import ExternalId
from sources.querysets import visible
from sources.trees import Descendants, Hierarchy
from sources.visibility import Viewer


def is_any(path: str) -> Where:
    """Whether what lies at ``path`` is one of the values."""
    return lambda some, viewer: Q((f"{path}__in", some))


def equals(path: str) -> Where:
    return lambda value, viewer: Q((path, value))


def at_least(path: str) -> Where:
    return lambda value, viewer: Q((f"{path}__gte", value))


def is_blank(*paths: str) -> Where:
    """Whether there is nothing at any of the paths; the value is True or False."""
    nothing = Q(*((f"{path}__isnull", True) for path in paths))
    return lambda value, viewer: Q(Exact(nothing, value))


def visibly_any(path: str) -> Where:
    """Whether the record at ``path``, which may be hidden from the viewer, has one of the slugs."""
    return lambda slugs, viewer: Q((f"{path}__slug__in", slugs)) & visible(viewer, f"{path}__")


def below(path: str, hierarchy: Hierarchy) -> Where:
    """Whether ``path`` leads to one of the slugs or to what lies below it."""
    return lambda slugs, viewer: Q((f"{path}__in", Descendants(hierarchy, slugs)))


def visible_tree(model: type[Model], parent: str, viewer: Viewer) -> Hierarchy:
    """Return a tree of records with a status as a viewer sees it: a hidden one parts it."""
    tree = Hierarchy.of(model, parent)
    seen = visible_condition(viewer)
    return Hierarchy(
        model,
        tree.edges,
        tree.child,
        tree.parent,
        f"{tree.where} AND {seen} AND {tree.parent} IN (SELECT id FROM {tree.edges} WHERE {seen})",  # noqa: S608  # names of the models, and constants
    )


def visible_condition(viewer: Viewer) -> str:
    """Return ``visible`` as constant SQL, for trees."""
    return "status <> 'RETRACTED'" if viewer is Viewer.DRAFTS else "status = 'PUBLISHED'"


def visibly_below(path: str, parent: str, model: type[Model]) -> Where:
    """Whether the record at ``path`` is visible and has one of the slugs or lies below it, along visible ones."""

    def where(slugs: Any, viewer: Viewer) -> Q:
        tree = visible_tree(model, parent, viewer)
        return Q((f"{path}__in", Descendants(tree, slugs))) & visible(viewer, f"{path}__")

    return where


def contains(*texts: str | Func) -> Where:
    """Whether one of the texts holds the words. The case of the letters a to z does not count, on both engines."""

    def where(words: Any, viewer: Viewer) -> Q:
        found = Q()
        for text in texts:
            expression = F(text) if isinstance(text, str) else text
            found |= Q(IContains(_plain(expression), _plain(_text(words))))
        return found

    return where


def is_language(path: str) -> Where:
    """Whether a BCP 47 tag is the value or a narrower tag: en-GB for en (RFC 4647, basic filtering)."""

    def where(tag: Any, viewer: Viewer) -> Q:
        narrower = Concat(_text(tag), Value("-"))
        return Q(IExact(F(path), _text(tag))) | Q(IStartsWith(F(path), narrower))

    return where


def has(rows: QuerySet[Any], foreign_key: str) -> Q:
    """Whether one of the rows, which may be many, leads to the record by ``foreign_key``."""
    return Q(Exists(rows.filter(**{foreign_key: OuterRef("pk")})))


def has_one_of(rows: QuerySet[Any], foreign_key: str) -> Q:
    """The same of rows that are few, as those of one slug: SQLite then begins with them and not with the records."""
    return Q(pk__in=rows.order_by().values(foreign_key))


def whether(rows: Callable[[Viewer], QuerySet[Any]], foreign_key: str) -> Where:
    """Whether one of the rows that the viewer sees leads to the record; the value is True or False."""
    return lambda value, viewer: Q(Exact(Exists(rows(viewer).filter(**{foreign_key: OuterRef("pk")})), value))


def possibly_within(time: str, start: Any, end: Any, *, prefix: str = "") -> Q:
    """Whether a time's bounds overlap the days from ``start`` to ``end``; what is undated does not."""
    return Q((f"{prefix}{time}_earliest_start__lte", end), (f"{prefix}{time}_latest_end__gte", start))


def certainly_within(time: str, start: Any, end: Any, *, prefix: str = "") -> Q:
    """Whether all bounds of a time lie in the days from ``start`` to ``end``; an open bound lies in no window."""
    return Q((f"{prefix}{time}_earliest_start__gte", start), (f"{prefix}{time}_latest_end__lte", end))


#: The first and the last day a window can have; an open bound lies outside.
FIRST_DAY = MIN_DAY + 1
LAST_DAY = MAX_DAY - 1


def has_external_key(kind: str) -> Where:
    """Whether a record of a kind has the key ``(scheme, identifier)``."""

    def where(key: Any, viewer: Viewer) -> Q:
        scheme, identifier = key
        found = ExternalId.objects.filter(kind=kind, scheme=scheme, identifier=identifier)
        return Q(slug__in=found.values("slug"))

    return where


class JoinedTexts(Func):
    """The texts of a JSON list, one a line."""

    arity = 1
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(SELECT group_concat(value, char(10)) FROM json_each(%(expressions)s))"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        listed = "CASE jsonb_typeof(%(expressions)s) WHEN 'array' THEN %(expressions)s ELSE '[]' END"
        template = f"(SELECT string_agg(value, chr(10)) FROM jsonb_array_elements_text({listed}))"  # noqa: S608  # a slot of Django's
        return super().as_sql(compiler, connection, template=template, **context)


def _text(value: Any) -> Any:
    return value if hasattr(value, "resolve_expression") else Value(value, TextField())


def _plain(expression: Any) -> Any:
    """Return a text that both engines put into upper case alike: only a to z."""
    return Collate(expression, "BINARY")
