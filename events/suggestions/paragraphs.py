"""The paragraphs of a text, and where in it something stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")


class Paragraph(NamedTuple):
    """A line that is not blank: its number from 1, and where it stands in the text."""

    number: int
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def paragraphs_of(text: str) -> list[Paragraph]:
    """Return the paragraphs of a text."""
    lines = (line for line in _LINE.finditer(text) if line[0].strip())
    return [Paragraph(number, line.start(), line[0]) for number, line in enumerate(lines, start=1)]


def locator_of(paragraphs: Iterable[Paragraph], start: int, end: int) -> str:
    """Return where a stretch of a text stands: ``¶ 5``, or ``¶ 5–6`` where it goes over the end of a paragraph."""
    numbers = [one.number for one in paragraphs if one.start < end and start < one.end]
    if not numbers:
        return ""
    return f"¶ {numbers[0]}" if numbers[0] == numbers[-1] else f"¶ {numbers[0]}–{numbers[-1]}"
