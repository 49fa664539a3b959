"""Trees and other parent relations: descendants, ancestors, and the cycles they must not have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models.expressions import Expression, Value


@dataclass(frozen=True)
class Hierarchy:
    """The edges from a child to its parent: a self-referring column, or rows of a table of relations.

    ``where`` is a constant SQL condition on the edge rows.
    """

    model: type[models.Model]
    edges: str
    child: str
    parent: str
    where: str = "TRUE"

    @classmethod
    def of(cls, model: type[models.Model], parent: str) -> Hierarchy:
        """Return the tree that a model's foreign key to itself makes."""
        column = str(model._meta.get_field(parent).column)  # type: ignore[union-attr]  # a concrete one
        return cls(model, model._meta.db_table, "id", column, f"{column} IS NOT NULL")

    @property
    def selected(self) -> str:
        return f"SELECT {self.child} AS child, {self.parent} AS parent FROM {self.edges} WHERE {self.where}"  # noqa: S608  # names of the models


class Descendants(Expression):
    """The primary keys of the rows with one of some slugs and of all that lies below them, for ``__in``.

    Slugs may be values or expressions.
    """

    def __init__(self, hierarchy: Hierarchy, slugs: Sequence[Any]) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.hierarchy = hierarchy
        self.slugs = [slug if hasattr(slug, "resolve_expression") else Value(slug) for slug in slugs]

    def get_source_expressions(self) -> list[Any]:
        return self.slugs

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        self.slugs = list(exprs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        compiled = [compiler.compile(slug) for slug in self.slugs]
        slugs = ", ".join(sql for sql, _ in compiled)
        params = tuple(param for _, some in compiled for param in some)
        table = self.hierarchy.model._meta.db_table
        sql = (
            f"(WITH RECURSIVE tree(id) AS (SELECT id FROM {table} WHERE slug IN ({slugs}) "  # noqa: S608  # compiled by Django, with their parameters
            f"UNION SELECT edge.child FROM ({self.hierarchy.selected}) edge JOIN tree ON edge.parent = tree.id) "
            "SELECT id FROM tree)"
        )
        return sql, params


def ancestors(hierarchy: Hierarchy, children: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return, for each child, all that it lies below; one statement for up to ten thousand children."""
    wanted = sorted(set(children))
    parents = defaultdict(set)
    for child, parent in _edges_above(hierarchy, wanted):
        parents[child].add(parent)
    return {child: _closure(child, parents) for child in wanted}


def _closure(child: int, parents: dict[int, set[int]]) -> frozenset[int]:
    found: set[int] = set()
    ahead = [child]
    while ahead:
        new = parents.get(ahead.pop(), set()) - found
        found |= new
        ahead.extend(new)
    return frozenset(found)


def roots(child: int, above: frozenset[int], all_above: dict[int, frozenset[int]]) -> frozenset[int]:
    """Return the topmost of a child's ancestors; the child itself where it has none."""
    return frozenset(one for one in above if not all_above.get(one)) or frozenset([child])


def find_cycle(hierarchy: Hierarchy, children: Iterable[int]) -> list[int] | None:
    """Return the primary keys along a cycle above one of the children, the first repeated at its end."""
    parents = defaultdict(list)
    for child, parent in _edges_above(hierarchy, sorted(set(children))):
        parents[child].append(parent)
    done: set[int] = set()
    for start in list(parents):
        path = _walk(start, parents, done)
        if path:
            return path
    return None


def _walk(start: int, parents: dict[int, list[int]], done: set[int]) -> list[int] | None:
    path: list[int] = []
    stack = [(start, iter(parents.get(start, ())))]
    path.append(start)
    while stack:
        node, ahead = stack[-1]
        parent = next((one for one in ahead if one not in done), None)
        if parent is None:
            done.add(node)
            stack.pop()
            path.pop()
        elif parent in path:
            return [*path[path.index(parent) :], parent]
        else:
            stack.append((parent, iter(parents.get(parent, ()))))
            path.append(parent)
    return None


def _edges_above(hierarchy: Hierarchy, children: list[int]) -> list[tuple[int, int]]:
    if not children:
        return []
    marks = ", ".join(["%s"] * len(children))
    sql = (
        f"WITH RECURSIVE edge AS NOT MATERIALIZED ({hierarchy.selected}), up(child, parent) AS ("  # noqa: S608  # names of the models, and marks of parameters
        f"SELECT child, parent FROM edge WHERE child IN ({marks}) "
        "UNION SELECT edge.child, edge.parent FROM edge JOIN up ON edge.child = up.parent) "
        "SELECT child, parent FROM up ORDER BY child, parent"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, children)
        return list(cursor.fetchall())
