"""The feed of changes: what a reader of either view needs to keep a copy equal to what it may see."""

from sources.feed.changes import DEFAULT_SIZE, LARGEST_SIZE, Page, Seen, changes, heads, refuse_ahead
from sources.feed.entries import is_public_when_new, keep
from sources.feed.positions import Position, read_position
from sources.feed.stretches import Chosen, Stretch, count_after, stretch

__all__ = [
    "DEFAULT_SIZE",
    "LARGEST_SIZE",
    "Chosen",
    "Page",
    "Position",
    "Seen",
    "Stretch",
    "changes",
    "count_after",
    "heads",
    "is_public_when_new",
    "keep",
    "read_position",
    "refuse_ahead",
    "stretch",
]
