"""The levels of a plan as one flat statement.

For each level there are two common table expressions. ``b`` has the rows that the queryset tells, with the columns
that are theirs; ``w`` has the columns that were selected, with the records of foreign keys joined in. The statement
is the union of all ``w``: a row has the number of its level, its place in the order, and then *slots*, columns of one
type each, which every level uses as it needs. A level that is read under another filters by the keys in its ``w``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Expression

from config.graphql.planning.levels import OWN, OWNER, Join, Level, Sort, seen
from sources.graphql.reading import Reading

LEVEL = 0
#: Before the slots stand the number of the level and the place in its order.
BEFORE_SLOTS = 2


@dataclass(frozen=True)
class Column:
    """A column of ``w``, its expression in SQL and its type."""

    name: str
    sql: str
    kind: str


@dataclass(frozen=True, eq=False)
class Counting:
    """A level whose only row is how many rows a queryset has; of each owner where they have owners."""

    number: int
    rows: QuerySet[Any]
    is_owned: bool


class Statement:
    """One statement for some levels, each after the one it is read under."""

    def __init__(
        self, levels: Sequence[Level | Counting], used: Mapping[int, Set[str]], reading: Reading, connection: Any
    ) -> None:
        """``used`` names the columns of each level that its projection looks at."""
        self._connection = connection
        self._reading = reading
        self._quote = connection.ops.quote_name
        self._tables: list[str] = []
        self._params: list[Any] = []
        #: For each level, its columns by their slots.
        self.layouts: dict[int, dict[str, int]] = {}
        self._slots: list[str] = []
        columns = [self._counted(one) if isinstance(one, Counting) else self._selected(one) for one in levels]
        for level, some in zip(levels, columns, strict=True):
            self.layouts[level.number] = self._laid_out([one for one in some if one.name in used[level.number]])
        branches = [self._branch(level, some) for level, some in zip(levels, columns, strict=True)]
        self.width = len(self._slots)
        self.sql, self.params = f"WITH {', '.join(self._tables)} {' UNION ALL '.join(branches)}", tuple(self._params)
        if connection.vendor == "postgresql":
            self.sql, self.params = written_out(self.sql, self.params, connection)

    def _compiler(self, query: Any) -> Any:
        return query.get_compiler(connection=self._connection)

    def _selected(self, level: Level) -> list[Column]:
        own = list(dict.fromkeys(self._own_columns(level)))
        names = [*own, *([OWNER] if level.is_owned else []), *(sort.name for sort in level.sorts)]
        names += [level.rank[0]] if level.rank else []
        names = list(dict.fromkeys(names)) or ["pk"]
        rows = level.rows.values_list(*names)
        compiler = self._compiler(rows.query)
        sql, params = compiler.as_sql()
        kinds = {name: expression.output_field for name, (expression, _, _) in zip(names, compiler.select, strict=True)}
        self._table(f"b{level.number}", names, sql, params)
        columns = self._columns(level, kinds)
        self._joined(level, columns)
        return columns

    def _own_columns(self, level: Level) -> list[str]:
        cells = [cell.column for cell in level.cells if cell.alias == OWN]
        return cells + [join.of[1] for join in level.joins if join.of[0] == OWN]

    def _columns(self, level: Level, kinds: dict[str, Any]) -> list[Column]:
        columns = [
            Column(f"c{number}", f"{cell.alias}.{self._quote(cell.column)}", self._kind(cell.field))
            for number, cell in enumerate(level.cells)
        ]
        if level.is_owned:
            columns.append(Column("owner", f"{OWN}.{self._quote(OWNER)}", self._kind(kinds[OWNER])))
        for number, sort in enumerate(level.sorts):
            columns.append(Column(f"k{number}", f"{OWN}.{self._quote(sort.name)}", self._kind(kinds[sort.name])))
        return columns

    def _joined(self, level: Level, columns: Sequence[Column]) -> None:
        selected = ", ".join(f"{column.sql} AS {column.name}" for column in columns) or "1"
        sql = f"SELECT {selected} FROM b{level.number} {OWN}"  # noqa: S608  # quoted names of the models
        params: list[Any] = []
        for join in level.joins:
            text, some = self._join(join)
            sql, params = f"{sql} {text}", [*params, *some]
        if level.rank:
            sql = f"{sql} WHERE {OWN}.{self._quote(level.rank[0])} <= {level.rank[1]}"
        self._table(f"w{level.number}", [column.name for column in columns], sql, params, is_kept=level.is_parent)

    def _join(self, join: Join) -> tuple[str, Sequence[Any]]:
        table, key = self._quote(join.model._meta.db_table), self._quote(join.model._meta.pk.column)
        condition, params = seen(join.model, join.alias, self._reading, self._compiler)
        of = f"{join.of[0]}.{self._quote(join.of[1])}"
        on = f"{join.alias}.{key} = {of}" + (f" AND {condition}" if condition else "")
        return f"LEFT JOIN {table} {join.alias} ON ({on})", params

    def _counted(self, level: Counting) -> list[Column]:
        sql, params = self._compiler(level.rows.query).as_sql()
        if level.is_owned:
            self._table(f"w{level.number}", ["owner", "c0"], sql, params)
            return [Column("c0", "", self._whole), Column("owner", "", self._whole)]
        self._table(f"w{level.number}", ["c0"], f"SELECT COUNT(*) FROM ({sql}) counted", params)  # noqa: S608  # compiled by Django, with its parameters
        return [Column("c0", "", self._whole)]

    @property
    def _whole(self) -> str:
        return "bigint"

    def _table(
        self, name: str, columns: Sequence[str], sql: str, params: Sequence[Any], *, is_kept: bool = False
    ) -> None:
        quoted = ", ".join(map(self._quote, columns or ["none"]))
        self._tables.append(f"{name}({quoted}) AS {'MATERIALIZED ' if is_kept else ''}({sql})")
        self._params.extend(params)

    def _kind(self, field: Any) -> str:
        """Return the type that columns of a field share a slot by."""
        kind = field.db_type(self._connection) or "text"
        return "text" if kind.startswith(("varchar", "char")) else kind.partition("(")[0]

    def _laid_out(self, columns: Sequence[Column]) -> dict[str, int]:
        """Give each column of a level a slot of its type, a new one where the others are taken."""
        taken: dict[str, int] = {}
        for column in columns:
            free = (at for at, kind in enumerate(self._slots) if kind == column.kind and at not in taken.values())
            at = next(free, len(self._slots))
            if at == len(self._slots):
                self._slots.append(column.kind)
            taken[column.name] = at
        return taken

    def _branch(self, level: Level | Counting, columns: Sequence[Column]) -> str:
        filling = {at: name for name, at in self.layouts[level.number].items()}
        slots = [filling.get(at) or self._nothing(kind) for at, kind in enumerate(self._slots)]
        place = _place(level.sorts) if isinstance(level, Level) else "1"
        return f"SELECT {', '.join([str(level.number), place, *slots])} FROM w{level.number}"  # noqa: S608  # numbers, and names of ours

    def _nothing(self, kind: str) -> str:
        return f"NULL::{kind}" if self._connection.vendor == "postgresql" else "NULL"


def written_out(sql: str, params: Sequence[Any], connection: Any) -> tuple[str, tuple[Any, ...]]:
    """Return a statement that names its constants, and keeps as parameters only what is filled in when it is run.

    PostgreSQL then knows them when it prepares it: whether ``status = 'PUBLISHED'``, on which there are indexes.
    """
    left = iter(params)
    open_ones = []

    def written(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return found[0]
        param = next(left)
        if isinstance(param, Expression):
            open_ones.append(param)
            return found[0]
        literal: str = connection.ops.compose_sql("%s", [param])
        return literal.replace("%", "%%")

    return re.sub("%[s%]", written, sql), tuple(open_ones)


def _place(sorts: Sequence[Sort]) -> str:
    """Return the number of a row in the order of its level."""
    keys = ", ".join(f"k{number}{' DESC' if sort.descends else ''}" for number, sort in enumerate(sorts))
    return f"ROW_NUMBER() OVER (ORDER BY {keys})" if keys else "1"
