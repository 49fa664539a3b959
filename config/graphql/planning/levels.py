"""A level is one list of rows of a statement, with the records that their foreign keys lead to joined in.

Which rows and in what order is said by Django's queryset, the same that the ordinary executor reads. The level adds
which columns are wanted, and joins only what the viewer may see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import F, QuerySet
from django.db.models.expressions import Expression

from config.graphql.planning.refusing import Unplanned
from sources.graphql.reading import Reading
from sources.pages import Key, Span

#: The alias of a level's own rows.
OWN = "b"
OWNER = "level_owner"
KEY = "level_key_{}"


@dataclass(frozen=True)
class Cell:
    """A column that is selected: of which alias, and what kind of field it is."""

    alias: str
    column: str
    field: Any


@dataclass(frozen=True, eq=False)
class Join:
    """A record joined to a row by a foreign key, only where the viewer may see it."""

    alias: str
    model: type[models.Model]
    #: The alias and the column of the foreign key.
    of: tuple[str, str]


@dataclass(frozen=True)
class Sort:
    """One key that the rows of a level come by, as a column of theirs."""

    name: str
    descends: bool


@dataclass(eq=False)
class Level:
    """One list of rows. ``rows`` are all of them; those under one parent are a list of their own.

    ``sorts`` orders them and ends in something unique; ``most`` is how many of each list are wanted, by ``rank``.
    """

    number: int
    #: The stage of the plan whose statement reads it.
    stage: int
    rows: QuerySet[Any]
    sorts: Sequence[Sort] = ()
    is_owned: bool = False
    #: Whether its rows are read by their keys, each of which is its own owner.
    is_keyed: bool = False
    #: The column that numbers the rows of each owner, and the last number wanted.
    rank: tuple[str, int] | None = None
    cells: list[Cell] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    own: dict[str, Any] = field(default_factory=dict)
    #: Whether other levels are read under this one.
    is_parent: bool = False
    project: Callable[..., Any] | None = None

    def cell(self, alias: str, column: str, of: Any) -> int:
        """Return the number of a column among those selected, which it is from now on."""
        wanted = Cell(alias, column, of)
        if wanted not in self.cells:
            self.cells.append(wanted)
        return self.cells.index(wanted)


class Parents(Expression):
    """The keys of the rows of a level under which others are read."""

    def __init__(self, level: Level, cell: int) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.level = level
        self.at = cell

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"(SELECT c{self.at} FROM w{self.level.number})", ()  # noqa: S608  # numbers of ours


class Keys(Expression):
    """The keys by which the rows of a level are read; they stand among the parameters until the statement is run."""

    def __init__(self, number: int) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.number = number

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "(SELECT value FROM json_each(%s))", (self,)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "(SELECT unnest(%s::bigint[]))", (self,)


@dataclass(frozen=True, eq=False)
class Row:
    """A row of a level, or a record joined to one, whose fields can be selected."""

    level: Level
    alias: str
    model: type[models.Model]
    _joined: dict[str, Row] = field(default_factory=dict)

    def cell(self, name: str) -> int:
        """Select a field of the model, by its name or the name of its column."""
        found: Any = self.model._meta.get_field(name) if name != "pk" else self.model._meta.pk
        if not getattr(found, "concrete", False) or found.many_to_many:
            raise Unplanned(f"{self.model.__name__}.{name} is no column")
        return self.level.cell(self.alias, found.attname, found)

    @property
    def key(self) -> str:
        """The variable of the primary key, null where there is no row."""
        return f"c{self.cell('pk')}"

    def to(self, name: str) -> Row:
        """Return the record that a foreign key leads to, joined once."""
        if name not in self._joined:
            found: Any = self.model._meta.get_field(name)
            alias = f"j{len(self.level.joins) + 1}"
            self.level.joins.append(Join(alias, found.related_model, (self.alias, found.attname)))
            self._joined[name] = Row(self.level, alias, found.related_model)
        return self._joined[name]

    def along(self, path: str) -> Row:
        """Return the record that a path of foreign keys leads to."""
        row = self
        for name in path.split("."):
            row = row.to(name)
        return row


def under(rows: QuerySet[Any], owner: str, parent: Row) -> QuerySet[Any]:
    """Return the rows under those of a level, each with its owner; ``owner`` is the path of lookups to it."""
    parent.level.is_parent = True
    keys = Parents(parent.level, parent.cell("pk"))
    # The annotation and the filter share one join, so that a row of two owners comes once for each.
    return rows.annotate(**{OWNER: F(owner)}).filter(**{f"{OWNER}__in": keys})


def sorted_by(rows: QuerySet[Any], order: Sequence[str]) -> tuple[QuerySet[Any], list[Sort]]:
    """Return the rows with what they come by as columns of theirs."""
    sorts = [Sort(KEY.format(number), name.startswith("-")) for number, name in enumerate(order)]
    columns = {sort.name: F(name.removeprefix("-")) for sort, name in zip(sorts, order, strict=True)}
    return rows.annotate(**columns), sorts


def sorts(keys: Sequence[Key], span: Span) -> list[Sort]:
    """Return what the rows of a page come by."""
    return [Sort(key.name, key.descends != span.backwards) for key in keys]


def seen(model: type[models.Model], alias: str, reading: Reading, compiler_of: Callable[[Any], Any]) -> tuple[str, Any]:
    """Return the SQL condition of the rows of a model, under an alias, that the viewer may see.

    It is that of the queryset which everything else is read by.
    """
    query = reading.rows(model).order_by().query.chain()
    query.get_initial_alias()
    if sum(map(bool, query.alias_refcount.values())) > 1:
        raise Unplanned(f"which {model._meta.verbose_name_plural} may be seen is told by other tables")
    query.change_aliases({model._meta.db_table: alias})
    if not query.where:
        return "", ()
    sql, params = compiler_of(query).compile(query.where)
    return sql, params
