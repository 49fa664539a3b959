"""The feed of changes: what a reader of either view needs to keep a copy equal to what it may see."""

from sources.feed.changes import DEFAULT_SIZE, LARGEST_SIZE, Page, Seen, changes, heads, refuse_ahead
from sources.feed.entries import is_public_when_new, keep

__all__ = [
    "DEFAULT_SIZE",
    "LARGEST_SIZE",
    "Page",
    "Seen",
    "changes",
    "heads",
    "is_public_when_new",
    "keep",
    "refuse_ahead",
]
