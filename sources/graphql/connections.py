"""Lists that are asked page by page, under one row, under many, or from the root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from strawberry.types.arguments import StrawberryArgument

from sources import search
from sources.filters import VisibleFilterSet
from sources.graphql.declared import TYPES, Arguments, Attribute, Declared, argument
from sources.graphql.filters import asked, filter_input, filtered, order_enum
from sources.graphql.nodes import Node
from sources.graphql.reading import Reading
from sources.pages import Order, Page, asked_size, count_each, page, pages_each
from sources.refusals import refuse

POSITIONS = ("first", "after", "last", "before")
SEARCH = argument(
    "search", str, "Only what has all these words; of the last one the beginning is enough. Then by RELEVANCE."
)


class Edge:
    """A row on a page and its position."""

    def __init__(self, found: Page, row: Any) -> None:
        self.node = row
        self._page = found

    @property
    def cursor(self) -> str:
        return self._page.cursor(self.node)


class Connection:
    """A page of a list, and how long the list is; each is loaded when it is first asked."""

    def __init__(self, load: Callable[[], Page], count: Callable[[], int]) -> None:
        self._load = load
        self._count = count

    @cached_property
    def page(self) -> Page:
        return self._load()

    @cached_property
    def edges(self) -> list[Edge]:
        return [Edge(self.page, row) for row in self.page.rows]

    @property
    def total_count(self) -> int:
        return self._count()

    @property
    def start_cursor(self) -> str | None:
        return self.edges[0].cursor if self.edges else None

    @property
    def end_cursor(self) -> str | None:
        return self.edges[-1].cursor if self.edges else None

    @property
    def page_info(self) -> Connection:
        return self

    @property
    def has_next_page(self) -> bool:
        return self.page.has_next

    @property
    def has_previous_page(self) -> bool:
        return self.page.has_previous


class PageInfo(Node):
    """Where a page lies in its list."""

    has_next_page = Attribute(bool, help_text="Whether more comes after it.")
    has_previous_page = Attribute(bool, help_text="Whether something comes before it.")
    start_cursor = Attribute(str, is_nullable=True, help_text="Position of the first row of the page.")
    end_cursor = Attribute(str, is_nullable=True, help_text="Position of the last row of the page.")


def connection_type(kind: str) -> type[Node]:
    """Return the type of a page of a type, made when it is first asked for."""
    name = f"{kind}Connection"
    if name not in TYPES:
        edge = {
            "cursor": Attribute(str, help_text="Its position, to go on from."),
            "node": Attribute(kind, help_text="The row itself."),
        }
        type(f"{kind}Edge", (Node,), {**edge, "__doc__": f"One {kind} of a page."})
        fields = {
            "edges": Attribute(f"{kind}Edge", is_list=True, help_text="Its rows, each with its position."),
            "page_info": Attribute("PageInfo", help_text="Where it lies in the list."),
            "total_count": Attribute(int, help_text="How many the list has in all; counted only when asked."),
        }
        type(name, (Node,), {**fields, "__doc__": f"A page of a list of {kind}."})
    found: type[Node] = TYPES[name]
    return found


class Paged(Declared):
    """A list that is asked page by page. What it can be asked is told by the type's FilterSet."""

    def __init__(self, kind: str, **options: Any) -> None:
        self.of = kind
        super().__init__(f"{kind}Connection", **options)

    def learn(self) -> None:
        connection_type(self.of)

    @property
    def searched(self) -> search.Searched | None:
        """What can be searched of its rows, if anything can."""
        return next((one for one in search.searched_kinds() if one.of.model is self.target.model), None)

    @property
    def target(self) -> type[Node]:
        found: type[Node] = TYPES[self.of]
        return found

    @property
    def filters(self) -> type[VisibleFilterSet]:
        assert self.target.filters is not None
        return self.target.filters

    @property
    def arguments(self) -> tuple[StrawberryArgument, ...]:
        """Read when the schema is built: then all types are there, and all that they can be asked."""
        return (
            filter_argument(self.of),
            argument("order", order_enum(f"{self.of}Order", self.orders), "In which order."),
            argument("first", int, "How many from the start, at most 100; 20 when nothing is told."),
            argument("after", str, "Only what comes after this cursor."),
            argument("last", int, "How many from the end, at most 100."),
            argument("before", str, "Only what comes before this cursor."),
        )

    def rows(self, reading: Reading, arguments: Arguments) -> QuerySet[Any]:
        """Return all rows that were asked for."""
        assert self.target.model is not None
        every = reading.rows(self.target.model)
        return filtered(self.filters, every, arguments.get("filter"), reading.viewer)

    @property
    def orders(self) -> dict[str, Order]:
        """The orders by name, the default one first; RELEVANCE only where something was searched for."""
        return self.filters.orders | ({search.RELEVANCE: search.ROWS} if self.searched else {})

    def order(self, arguments: Arguments) -> Order:
        chosen = arguments.get("order")
        if chosen is None:
            return search.ROWS if arguments.get("search") else next(iter(self.orders.values()))
        if chosen.value == search.RELEVANCE and arguments.get("search") is None:
            raise refuse("BAD_USER_INPUT", "RELEVANCE orders what a search has found: ask with search.", "order")
        return self.orders[chosen.value]


class Listed(Paged):
    """A list from the root."""

    def learn(self) -> None:
        super().learn()
        assert self.target.model is not None
        self.description = f"All {self.target.model._meta.verbose_name_plural}, page by page."

    @property
    def arguments(self) -> tuple[StrawberryArgument, ...]:
        asked_filter, order, *place = super().arguments
        return (asked_filter, order, *([SEARCH] if self.searched else []), *place)

    def rows(self, reading: Reading, arguments: Arguments) -> QuerySet[Any]:
        rows, text = super().rows(reading, arguments), arguments.get("search")
        if text is None or self.searched is None:
            return rows
        query, kind = search.read(text, "search"), self.searched.kind
        return search.ranked(rows.filter(search.matches(kind, query, reading.viewer)), kind, query)

    def answer(self, row: Any, reading: Reading, arguments: Arguments) -> Connection:
        rows, place = self.rows(reading, arguments), positions(arguments)
        return Connection(lambda: page(rows, self.order(arguments), **place), rows.count)


class Connected(Paged):
    """A list under a row; ``owner`` is the path of lookups from a row of the list to the row it is under."""

    def __init__(self, kind: str, owner: str, **options: Any) -> None:
        super().__init__(kind, **options)
        self.owner = owner

    def answer(self, row: Any, reading: Reading, arguments: Arguments) -> Connection:
        question = (self, repr(asked(arguments.get("filter"))))
        place = positions(arguments)

        def pages(rows: list[Any]) -> Mapping[int, Page]:
            found = self.rows(reading, arguments)
            return pages_each(found, self.owner, [one.pk for one in rows], self.order(arguments), **place)

        def counts(rows: list[Any]) -> Mapping[int, int]:
            return count_each(self.rows(reading, arguments), self.owner, [one.pk for one in rows])

        of_page = (*question, arguments.get("order"), *place.items())
        return Connection(lambda: reading.each(row, of_page, pages), lambda: reading.each(row, question, counts))


def filter_argument(kind: str) -> StrawberryArgument:
    """Return the argument that says which rows of a type."""
    return argument("filter", filter_input(TYPES[kind].filters, f"{kind}Filter"), "Which of them.")


def positions(arguments: Arguments) -> dict[str, Any]:
    """Return which page is asked for.

    :raises Refusal: for a size that no page has, also where nothing but the length of the list is asked.
    """
    asked_size(arguments.get("first"), arguments.get("last"))
    return {name: arguments.get(name) for name in POSITIONS}
