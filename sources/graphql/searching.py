"""Search over the records of all kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sources import search
from sources.choices import SearchKind, SearchMatch
from sources.graphql.connections import Connection, Edge
from sources.graphql.declared import Arguments, Attribute, Declared, argument, required
from sources.graphql.nodes import Node, declare
from sources.graphql.query import Asked, Query
from sources.graphql.reading import Reading
from sources.pages import Page, asked_size, page
from sources.search.highlights import MOST_MATCHES, MOST_TEXTS
from sources.search.suggestions import MOST as MOST_SUGGESTIONS


class HitRecord(Declared):
    """The record that was found, loaded with those of its kind on the page."""

    def answer(self, row: search.Hit, reading: Reading, arguments: Arguments) -> Any:
        return reading.each(row.document, "searched", lambda documents: _records(documents, reading))


def _records(documents: list[Any], reading: Reading) -> dict[int, Any]:
    """Return the record of each document, in one statement for each kind."""
    by_kind: dict[str, dict[int, int]] = defaultdict(dict)
    for document in documents:
        by_kind[document.kind][document.record] = document.pk
    found: dict[int, Any] = {}
    for one in search.searched_kinds():
        document_of = by_kind.get(one.kind, {})
        rows = reading.rows(one.of.model).filter(pk__in=document_of) if document_of else ()
        found.update((document_of[row.pk], row) for row in rows)
    return found


class HighlightPart(Node):
    """A run of a text as it is written: plain text, to be shown as text."""

    text = Attribute(str, help_text="The characters.")
    is_match = Attribute(bool, help_text="Whether they are what was searched for.")


class Highlight(Node):
    """A text in which something was found; a long one is cut around the first match, with an ellipsis."""

    field = Attribute(str, help_text="The field of the record, as REST names it: summary, names.text.")
    parts = Attribute(
        "HighlightPart",
        is_list=True,
        metadata={"at_most": 2 * MOST_MATCHES + 1},
        help_text="The text in parts, in order.",
    )


class SearchHit(Node):
    """One record that was found."""

    kind = Attribute(SearchKind, help_text="What kind of record it is.")
    slug = Attribute(str, help_text="Its public key.")
    title = Attribute(str, help_text="Its first name; of a record without names the beginning of its first text.")
    match = Attribute(SearchMatch, help_text="How well it matches; the best come first.")
    record = HitRecord("Node", help_text="The record itself.")
    highlights = Attribute(
        "Highlight",
        is_list=True,
        metadata={"at_most": MOST_TEXTS},
        help_text="The first five of its texts in which something was found, names first.",
    )


class SearchEdge(Node):
    """One hit of a page."""

    cursor = Attribute(str, help_text="Its position, to go on from.")
    node = Attribute("SearchHit", help_text="The hit itself.")


class SearchConnection(Node):
    """A page of what was found: by match, then kind (in the order of SearchKind), then slug."""

    edges = Attribute("SearchEdge", is_list=True, help_text="Its hits, each with its position.")
    page_info = Attribute("PageInfo", help_text="Where it lies in the list.")
    total_count = Attribute(int, help_text="How many there are in all; counted only when asked.")
    suggestions = Attribute(
        str,
        is_list=True,
        metadata={"at_most": MOST_SUGGESTIONS},
        help_text="Where fewer than three were found: what may have been meant, best first. Each finds something.",
    )


class HitEdge(Edge):
    """A hit on a page and its position."""

    def __init__(self, found: Page, row: Any, query: search.Query) -> None:
        super().__init__(found, row)
        self.node = search.Hit(row, query)

    @property
    def cursor(self) -> str:
        return self._page.cursor(self.node.document)


class Hits(Connection):
    """A page of hits, how many there are, and what may have been meant."""

    def __init__(self, text: str, viewer: Any, kinds: Sequence[str], first: int | None, after: str | None) -> None:
        self.query = search.read(text, "text")
        asked_size(first, None)
        rows = search.found(self.query, viewer, kinds)
        super().__init__(lambda: page(rows, search.HITS, first=first, after=after), rows.count)
        self._suggest = lambda: search.suggestions_for(self.query, rows, viewer, kinds)

    @cached_property
    def edges(self) -> list[Edge]:
        return [HitEdge(self.page, row, self.query) for row in self.page.rows]

    @property
    def suggestions(self) -> list[str]:
        return self._suggest()


def hits(
    reading: Reading, text: str, within: list[SearchKind] | None = None, first: int | None = None,
    after: str | None = None,
) -> Hits:  # fmt: skip
    """Return what has all words of a text, best match first. :raises Refusal:"""
    return Hits(text, reading.viewer, [kind.value for kind in within or ()], first, after)


declare(
    Query,
    search=Asked(
        "SearchConnection",
        hits,
        help_text="Records of all kinds that have all words of a text, in any of their names and texts; "
        "of the last word the beginning is enough.",
        arguments=[
            required("text", str, f"What to look for: up to {search.MOST_WORDS} words, {search.LONGEST} characters."),
            argument("within", SearchKind, "Only records of these kinds.", many=True, alias="in"),
            argument("first", int, "How many, at most 100; 20 when nothing is told."),
            argument("after", str, "Only what comes after this cursor."),
        ],
    ),
)
