"""The pages of lists, of the root and under each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import Count, F, QuerySet
from django.db.models.expressions import Window
from django.db.models.functions import DenseRank

from config.graphql.planning.connections import Edges, Listing, PageWriter
from config.graphql.planning.fields import Fields
from config.graphql.planning.levels import OWN, OWNER, Level, Row, sorts, under
from config.graphql.planning.projection import an_object
from config.graphql.planning.questions import Given, listed
from config.graphql.planning.selection import Picked, Typename
from sources.graphql.connections import Connected, Listed, Paged
from sources.graphql.declared import Declared
from sources.graphql.reading import Reading
from sources.pages import RANK, between, keyed, sorting


class Pages(Fields):
    """Answers lists page by page, for questions whose values are slots."""

    WAYS: ClassVar[dict[type[Declared], str]] = {**Fields.WAYS, Connected: "_connected"}

    def __init__(self, given: Mapping[Picked, Given], reading: Reading, connection: Any) -> None:
        super().__init__(reading, connection)
        self._given = given

    def _listed(self, picked: Picked, declared: Listed) -> Callable[[list[Any]], Any]:
        given = self._given[picked]
        every = listed(declared, given, self._reading)
        listing = Listing(picked, given)
        writer = PageWriter(listing)
        page = self._page(declared, every, listing, given) if listing.has_page else None
        count = self._count(0, every.order_by().values_list("pk"), is_owned=False) if listing.is_counted else None

        def made(results: list[Any]) -> Any:
            return writer(results[page] if page is not None else [], results[count][0] if count is not None else 0)

        return made

    def _page(self, declared: Listed, every: QuerySet[Any], listing: Listing, given: Given) -> int:
        level = self._paged(every, given)
        self._bodies[level.number] = self._edges(level, declared, listing)
        return level.number

    def _connected(self, row: Row, one: Picked, declared: Connected) -> str:
        """A page under each row. Its rows are numbered under each owner, and read as far as the page goes."""
        given = self._given[one]
        every = listed(declared, given, self._reading)
        listing = Listing(one, given)
        page, count = "[]", "0"
        if listing.has_page:
            level = self._pages(declared, every, row, listing)
            page = f"{self._read_under(row.level, level)}.get({row.key}) or []"
        if listing.is_counted:
            owned = under(every.order_by(), declared.owner, row)
            counted = owned.values_list(OWNER).annotate(Count("pk", distinct=True))
            number = self._count(row.level.stage, counted, is_owned=True)
            count = f"({self._read_under(row.level, number)}.get({row.key}) or [0])[0]"
        return f"{self._names.of(PageWriter(listing), 'page')}({page}, {count})"

    def _pages(self, declared: Connected, every: QuerySet[Any], row: Row, listing: Listing) -> int:
        span = listing.span
        rows, keys = keyed(every, listing.order)
        rows = under(rows, declared.owner, row).filter(between(keys, span))
        rank = Window(DenseRank(), partition_by=[F(OWNER)], order_by=sorting(keys, span))
        level = self._level(
            row.level.stage,
            rows.annotate(**{RANK: rank}).order_by(),
            sorts=sorts(keys, span),
            is_owned=True,
            rank=(RANK, span.size + 1),
        )
        self._bodies[level.number] = self._edges(level, declared, listing)
        return level.number

    def _edges(self, level: Level, declared: Paged, listing: Listing) -> str:
        """Return the expression of what a page keeps of a row: its key, its position, and its edges."""
        assert declared.target.model is not None
        row = Row(level, OWN, declared.target.model)
        position = self._position(level) if listing.has_cursors else "None"
        edges = [self._edge(row, declared.of, one, position, listing) for one in listing.edges]
        return f"({', '.join([row.key, position, *edges])},)"

    def _edge(self, row: Row, kind: str, edges: Edges, position: str, listing: Listing) -> str:
        parts = []
        for one in edges.picked.only:
            if isinstance(one, Typename):
                parts.append((one.key, repr(f"{kind}Edge")))
            elif one.name == "cursor":
                parts.append((one.key, f"{self._names.of(listing.cursor, 'cursor')}({position})"))
            else:
                parts.append((one.key, self._object(row, kind, one.only)))
        return an_object(parts)
