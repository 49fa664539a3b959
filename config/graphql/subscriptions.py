"""Subscriptions: rehearsed when they are asked for, then run once for each change, as any operation behind the gate."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import GraphQLError, OperationType
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType as Kind

from config.graphql.answers import body_of, written
from config.graphql.context import Context
from config.graphql.documents import read_document
from config.graphql.execution import Schema
from config.graphql.limits import limits
from config.graphql.requests import GraphQLRequest
from sources import feed
from sources.choices import FeedAction
from sources.feed import Chosen, Position, Seen
from sources.graphql.changes import Beside, Told, begin
from sources.graphql.declared import Arguments
from sources.records import ORDER
from sources.snapshots import snapshot
from sources.visibility import Viewer

#: Changes that are told in one go: a page of them is at most so many times the cost of one operation.
AT_ONCE = 20


@dataclass(frozen=True)
class Sent:
    """What some changes were answered with, each with the place to go on from behind it."""

    payloads: tuple[tuple[Position, bytes], ...]
    next: Position
    has_more: bool

    @property
    def is_empty(self) -> bool:
        return not self.payloads

    @property
    def body(self) -> bytes:
        """The answers as server-sent events, whose ids are places to go on from."""
        return b"".join(
            b"id: %s\nevent: next\ndata: %s\n\n" % (str(place).encode(), payload) for place, payload in self.payloads
        )


@dataclass(frozen=True)
class Subscribed:
    """A subscription at a place in the feed. Equal ones ask the same document with the same variables."""

    viewer: Viewer
    place: Position
    chosen: Chosen
    #: What was asked, as text.
    text: str
    asked: GraphQLRequest = field(compare=False)
    schema: Schema = field(compare=False)
    is_known: bool = False
    wait: int = 0
    streams: bool = True

    @property
    def since(self) -> int:
        return self.place.number

    def after(self, place: Position) -> Subscribed:
        return replace(self, place=place)

    def written(self) -> Sent:
        """Return what comes next, all of it read from one state of the store."""
        with snapshot():
            found = feed.stretch(self.viewer, self.place, self.chosen, AT_ONCE)
            context = Context(None, self.viewer, self.is_known)
            told = Beside(context.reading, found.changes).all
            payloads = tuple((one.seen.position, self._payload(one, context)) for one in told)
        return Sent(payloads, found.end, found.has_more)

    def _payload(self, told: Any, context: Context) -> bytes:
        return written(body_of(run(self.schema, self.asked, told, context)))


class Rehearsal(Told):
    """Stands for the first change: it learns what is asked of it, and tells of a record that is gone."""

    def __init__(self, context: Context) -> None:
        gone = Seen(0, datetime.datetime.now(datetime.UTC), FeedAction.DELETE, ORDER[0], "")
        super().__init__(gone, Beside(context.reading, []))
        self._viewer = context.viewer
        self.begun: tuple[Position, Chosen] | None = None

    def for_arguments(self, arguments: Arguments) -> Told:
        self.begun = begin(self._viewer, arguments)
        return self


def is_subscription(schema: Schema, asked: GraphQLRequest) -> bool:
    """Tell whether a request asks for a subscription; one that cannot be read asks for nothing."""
    try:
        operation = read_document(schema._schema, asked.query or "", limits()).operation(asked.operation_name)
    except GraphQLError:
        return False
    return operation is not None and operation.operation is OperationType.SUBSCRIPTION


def subscribed(
    schema: Schema, asked: GraphQLRequest, context: Context, last_event: str | None
) -> Subscribed | ExecutionResult:
    """Return a subscription that may begin, or what is wrong with it.

    ``last_event`` is the place a stream goes on from that broke off; it counts more than ``since``.

    :raises Refusal: BAD_USER_INPUT for a last event that is none of ours, AHEAD_OF_FEED for one of another store.
    """
    rehearsal = Rehearsal(context)
    result = run(schema, asked, rehearsal, context)
    if result.errors:
        return ExecutionResult(data=None, errors=[_of_request(error) for error in result.errors])
    assert rehearsal.begun is not None  # a valid subscription asks for just one field, and cannot skip it
    place, chosen = rehearsal.begun
    if last_event is not None:
        place = feed.read_position(last_event)
        feed.refuse_ahead(place.number, feed.heads()[context.viewer])
    text = json.dumps([asked.query, asked.operation_name, asked.variables], sort_keys=True)
    return Subscribed(context.viewer, place, chosen, text, asked, schema, context.is_known)


def _of_request(error: GraphQLError) -> GraphQLError:
    """Return an error without the path of a field: nothing was run that could have one."""
    return GraphQLError(error.message, error.nodes, error.source, error.positions, extensions=error.extensions)


def run(schema: Schema, asked: GraphQLRequest, told: Told, context: Context) -> ExecutionResult:
    return schema.execute_sync(
        asked.query,
        variable_values=asked.variables,
        operation_name=asked.operation_name,
        context_value=context,
        root_value=told,
        allowed_operation_types={Kind.SUBSCRIPTION},
    )
