"""Global ids: one opaque key for a record of any type (https://relay.dev/graphql/objectidentification.htm)."""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import strawberry

from sources.graphql.declared import TYPES, Computed, required
from sources.graphql.nodes import Node, declare
from sources.graphql.query import Asked, Query
from sources.graphql.reading import Reading, is_slug
from sources.refusals import exceeds, refuse

MOST_NODES = 100


class GlobalId(Computed):
    """The type and the slug of a record, as one opaque key."""

    def __init__(self) -> None:
        super().__init__(strawberry.ID, self._of, needs=["slug"], help_text="Opaque key among records of all types.")

    def _of(self, row: Any) -> str:
        return global_id(self.node.__name__, row.slug)

    def learn(self) -> None:
        self.function = self._of


def global_id(name: str, slug: str) -> str:
    return base64.b64encode(f"{name}:{slug}".encode()).decode()


def read_id(text: str) -> tuple[str, str]:
    """Return the type and the slug that a global id names. :raises Refusal: BAD_USER_INPUT when it is none of ours."""
    try:
        name, _, slug = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeError, ValueError):
        name, slug = "", ""
    if not is_identified(TYPES.get(name)) or not is_slug(slug) or global_id(name, slug) != text:
        raise refuse("BAD_USER_INPUT", "This is no id of ours; take it from the id of a record.", "id")
    return name, slug


def is_identified(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Node) and Identified in kind.interfaces


@strawberry.interface(name="Node", description="What has a global id: every record.")
class Identified:
    id: strawberry.ID = strawberry.field(description="Opaque key among records of all types.")

    @classmethod
    def resolve_type(cls, row: Any, info: Any, abstract_type: Any) -> str:
        """Return the name of the type that answers a row."""
        return next(name for name, kind in TYPES.items() if is_identified(kind) and kind.model is type(row))


def node(reading: Reading, id: str) -> Any:  # noqa: A002  # as Relay calls it
    """Return the record with a global id; null where there is none or it is hidden."""
    return nodes(reading, [id])[0]


def nodes(reading: Reading, ids: list[str]) -> list[Any]:
    """Return the records with some global ids, in their order, one statement for each type. :raises Refusal:"""
    if len(ids) > MOST_NODES:
        message = f"At most {MOST_NODES} ids, found {len(ids)}."
        raise exceeds("PAGE_TOO_LARGE", message, "ids", limit=MOST_NODES, found=len(ids))
    keys = [read_id(one) for one in ids]
    found = {name: reading.records(TYPES[name].model, slugs) for name, slugs in _by_type(keys).items()}
    return [found[name].get(slug) for name, slug in keys]


def _by_type(keys: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    grouped: dict[str, set[str]] = defaultdict(set)
    for name, slug in keys:
        grouped[name].add(slug)
    return grouped


TYPES["Node"] = Identified
declare(
    Query,
    node=Asked(
        "Node",
        node,
        is_nullable=True,
        arguments=[required("id", strawberry.ID, "The id of a record.")],
        help_text="The record with a global id; null where there is none or it is hidden.",
    ),
    nodes=Asked(
        "Node",
        nodes,
        is_list=True,
        holds_null=True,
        arguments=[required("ids", list[strawberry.ID], "The ids of at most 100 records.")],
        metadata={"counted_by": "ids"},
        help_text="The records with some global ids, in their order; null for what is not there or hidden.",
    ),
)
