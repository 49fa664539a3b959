"""Where the words of an excerpt stand in a text."""

from __future__ import annotations

import re


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Return every stretch of a text that has the words, whatever white space is between them."""
    parts = words.split()
    if not parts:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, parts)))
    return [match.span() for match in pattern.finditer(text)]
