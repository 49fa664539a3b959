"""Pages of a list as an answer has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from config.graphql.planning.questions import Given
from config.graphql.planning.selection import Picked, Typename
from sources.pages import Order, Page, Span, cursor_of, page_of

#: A row of a page: its primary key, its position in the order, and one edge for each key that answers edges.
KEY, POSITION, EDGES = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Edges:
    """A key that answers the edges of a page, and which of those it is."""

    picked: Picked
    number: int


class Listing:
    """What is selected of a page."""

    def __init__(self, picked: Picked, given: Given) -> None:
        assert given.order is not None
        assert given.span is not None
        self.order: Order = given.order
        self.span: Span = given.span
        self.kind = next(iter(picked.below))
        self.selected = picked.only
        fields = [one for one in picked.only if isinstance(one, Picked)]
        self.edges = [Edges(one, number) for number, one in enumerate(one for one in fields if one.name == "edges")]
        self.infos = [one for one in fields if one.name == "pageInfo"]
        self.has_page = bool(self.edges or self.infos)
        self.is_counted = any(one.name == "totalCount" for one in fields)
        self.has_cursors = any(_has_cursor(one) for one in [*(edges.picked for edges in self.edges), *self.infos])

    def cursor(self, position: Sequence[Any]) -> str:
        """Return the text that names a position."""
        return cursor_of(self.order.name, position)


def _has_cursor(one: Picked) -> bool:
    return any(part.name in ("cursor", "startCursor", "endCursor") for part in one.only if isinstance(part, Picked))


class PageWriter:
    """Writes what is selected of a page from its rows, one of them more than it shows where there are more."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._parts = [(one.key, self._part(one)) for one in listing.selected]

    def __call__(self, found: Sequence[Any], count: int) -> dict[str, Any]:
        rows = list({row[KEY]: row for row in found}.values())  # a row that is joined to its owner twice is one
        page = page_of(self._listing.order, rows, self._listing.span)
        return {key: part(page, count) for key, part in self._parts}

    def _part(self, one: Picked | Typename) -> Callable[[Page, int], Any]:
        if isinstance(one, Typename):
            return lambda page, count: self._listing.kind
        if one.name == "totalCount":
            return lambda page, count: count
        if one.name == "pageInfo":
            parts = [(part.key, self._info(part)) for part in one.only]
            return lambda page, count: {key: part(page) for key, part in parts}
        at = EDGES + next(edges.number for edges in self._listing.edges if edges.picked is one)
        return lambda page, count: [row[at] for row in page.rows]

    def _info(self, one: Picked | Typename) -> Callable[[Page], Any]:
        if isinstance(one, Typename):
            return lambda page: "PageInfo"
        return {
            "hasNextPage": lambda page: page.has_next,
            "hasPreviousPage": lambda page: page.has_previous,
            "startCursor": lambda page: self._listing.cursor(page.rows[0][POSITION]) if page.rows else None,
            "endCursor": lambda page: self._listing.cursor(page.rows[-1][POSITION]) if page.rows else None,
        }[one.name]
