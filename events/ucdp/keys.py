"""Slugs that follow from what a row says, so that every row that says it again finds the same record."""

from __future__ import annotations

import hashlib
import re

from django.utils.text import slugify

#: How many characters of a name a slug holds.
MOST_WORDS = 60


def one_line(text: str) -> str:
    """Return a text without line breaks, doubled blanks, and blanks at its ends."""
    return " ".join(text.split())


def words(text: str) -> str:
    """Return the part of a slug that a reader recognises; blank where a text has no Latin letters or digits."""
    return re.sub(r"[-_]+", "-", slugify(text))[:MOST_WORDS].strip("-")


def slug_of(prefix: str, name: str, *identity: str) -> str:
    """Return a slug that is readable by its name and the same for one identity only."""
    digest = hashlib.sha256("\x1f".join(identity or (name,)).encode()).hexdigest()[:12]
    return "-".join(part for part in (prefix, words(name), digest) if part)


def shortened(text: str, most: int) -> str:
    """Return a text that has at most ``most`` characters, an ellipsis where more was cut off."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
