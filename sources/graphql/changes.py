"""The feed of changes: page by page as a query, and one by one as they come as a subscription."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import strawberry
from django.db import models

from sources import feed
from sources.choices import FeedAction
from sources.feed import Chosen, Position, Seen, Stretch
from sources.graphql.connections import connection_type
from sources.graphql.declared import TYPES, Arguments, Attribute, Computed, Declared, argument
from sources.graphql.enums import enum_type
from sources.graphql.identity import is_identified, read_id
from sources.graphql.nodes import Node, declare
from sources.graphql.query import Asked, Query
from sources.graphql.reading import Reading
from sources.graphql.scalars import DateTime
from sources.pages import asked_size
from sources.records import ORDER, kind_named
from sources.visibility import Viewer

RecordType: Any = models.TextChoices(  # type: ignore[call-overload]  # known of Enum, not of Django's choices
    "RecordType", {name.upper(): name for name in ORDER}
)
RecordType.__doc__ = "The kinds of record, in the order in which they refer to one another."
enum_type(RecordType)

TYPES_ASKED = argument("types", RecordType, "Only changes of records of these kinds.", many=True)
ABOUT = argument("about", strawberry.ID, "Only changes of the record with this id, and of those that name it.")


class Told:
    """A change as one reading tells it, with the others that are told beside it."""

    def __init__(self, seen: Seen, beside: Beside) -> None:
        self.seen = seen
        self.beside = beside

    @property
    def node(self) -> Any:
        return None if self.seen.tombstone else self.beside.record(self.seen.kind, self.seen.slug)

    def for_arguments(self, arguments: Arguments) -> Told:
        """Return what a subscription tells; which changes it asks for was looked at when it began."""
        return self


class Beside:
    """Changes that are told together: what is asked of one record is loaded for all of them."""

    def __init__(self, reading: Reading, changes: Iterable[Seen]) -> None:
        self.reading = reading
        self._seen = list(changes)
        self._records: dict[str, Mapping[str, Any]] = {}
        self.all = [Told(one, self) for one in self._seen]

    def record(self, kind: str, slug: str) -> Any:
        """Return a record as the viewer sees it; null for one of a kind that is no type of its own."""
        model = kind_named(kind).model
        if model not in _models():
            return None
        if kind not in self._records:
            wanted = [one.slug for one in self._seen if one.kind == kind and not one.tombstone]
            self._records[kind] = self.reading.records(model, wanted)
        return self._records[kind].get(slug)


def _models() -> set[Any]:
    return {one.model for one in TYPES.values() if is_identified(one)}


class Change(Node):
    """That a record changed: it is now as ``node`` tells, or gone. What it was, who changed it or why is not told."""

    number = Computed(int, lambda told: told.seen.number, help_text="Its place in the feed; numbers skip.")
    cursor = Computed(
        strawberry.ID, lambda told: str(told.seen.position), help_text="What to ask `since` for, to go on behind it."
    )
    at = Computed(DateTime, lambda told: told.seen.at, help_text="When it was written.")
    action = Computed(FeedAction, lambda told: told.seen.action, help_text="What a reader does with the record.")
    kind = Computed(RecordType, lambda told: RecordType(told.seen.kind), help_text="The kind of the record.")
    slug = Computed(strawberry.ID, lambda told: told.seen.slug, help_text="The public key of the record.")
    tombstone = Computed(bool, lambda told: told.seen.tombstone, help_text="Whether the record is gone.")
    retracted_at = Computed(
        DateTime, lambda told: told.seen.retracted_at, is_nullable=True, help_text="When it was retracted, if it was."
    )
    reason = Computed(
        str, lambda told: told.seen.reason or None, is_nullable=True, help_text="The public reason of a retraction."
    )
    node = Attribute(
        "Node",
        is_nullable=True,
        help_text="The record as it stands now. Null for a tombstone, and where the schema has no type of its kind.",
    )


class ChangesPage:
    """A page of the feed; loaded when it is first asked, as its length is."""

    def __init__(self, reading: Reading, after: Position, chosen: Chosen, size: int) -> None:
        self._reading = reading
        self._asked = (reading.viewer, after, chosen)
        self._size = size
        self._after = after

    @cached_property
    def _stretch(self) -> Stretch:
        return feed.stretch(*self._asked, self._size)

    @cached_property
    def edges(self) -> list[ChangeEdge]:
        return [ChangeEdge(told) for told in Beside(self._reading, self._stretch.changes).all]

    @property
    def total_count(self) -> int:
        return feed.count_after(*self._asked)

    @property
    def page_info(self) -> ChangesPage:
        return self

    @property
    def has_next_page(self) -> bool:
        return self._stretch.has_more

    @property
    def has_previous_page(self) -> bool:
        return self._after != Position()

    @property
    def start_cursor(self) -> str | None:
        return self.edges[0].cursor if self.edges else None

    @property
    def end_cursor(self) -> str:
        return str(self._stretch.end)


class ChangeEdge:
    """A change on a page and its position."""

    def __init__(self, told: Told) -> None:
        self.node = told
        self.cursor = str(told.seen.position)


def chosen(arguments: Arguments) -> Chosen:
    """Return which changes some arguments ask for. :raises Refusal: BAD_USER_INPUT for an id that is none of ours."""
    kinds = {str(one.value) for one in arguments.get("types") or ()}
    about = arguments.get("about")
    return Chosen(tuple(name for name in ORDER if name in kinds), _key(about) if about is not None else None)


def _key(text: str) -> tuple[str, str]:
    name, slug = read_id(text)
    model = TYPES[name].model
    return next(kind for kind in ORDER if kind_named(kind).model is model), slug


def changes(
    reading: Reading, since: str | None = None, first: int | None = None, after: str | None = None, **which: Any
) -> ChangesPage:
    """Return a page of the feed, behind both places. :raises Refusal: for a bad place, size or id."""
    size = asked_size(first, None)
    told = [feed.read_position(text, name) for name, text in (("since", since), ("after", after)) if text is not None]
    begins = max(told, key=lambda one: (one.number, one.key), default=Position())
    return ChangesPage(reading, begins, chosen(which), size)


class Coming(Declared):
    """What a subscription tells: at each event one change, which the one who runs it hands in as the root."""

    def answer(self, row: Told, reading: Reading, arguments: Arguments) -> Told:
        return row.for_arguments(arguments)


class Subscription(Node):
    """What is told as it comes."""

    changes = Coming(
        "Change",
        arguments=[
            argument(
                "since",
                strawberry.ID,
                "The cursor or number of the last change that one has: what came behind it is told first. 0 is the "
                "beginning of the feed; without it only what comes from now on is told.",
            ),
            TYPES_ASKED,
            ABOUT,
        ],
        help_text="Every change that the viewer may know of, each record as it stands then; it goes on without an end.",
    )


def begin(viewer: Viewer, arguments: Arguments) -> tuple[Position, Chosen]:
    """Return where a subscription begins, and of what it tells.

    :raises Refusal: BAD_USER_INPUT, or AHEAD_OF_FEED for a place that the feed has not come to.
    """
    head, since = feed.heads()[viewer], arguments.get("since")
    after = Position(head) if since is None else feed.read_position(since)
    feed.refuse_ahead(after.number, head)
    return after, chosen(arguments)


connection_type("Change")
declare(
    Query,
    changes=Asked(
        "ChangeConnection",
        changes,
        arguments=[
            argument("since", strawberry.ID, "Only what is behind this cursor or number; 0, or nothing, is the start."),
            argument("first", int, "How many, at most 100; 20 when nothing is told."),
            argument("after", str, "As `since`, for clients that page by cursors: only what is behind both."),
            TYPES_ASKED,
            ABOUT,
        ],
        help_text="What changed behind a place in the feed, each record once and as it stands now. Go on with `since` "
        "set to `pageInfo.endCursor`, which at the end is where the feed stands.",
    ),
)
