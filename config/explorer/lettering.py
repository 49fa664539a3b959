"""Texts in drawings that the server makes: how wide they will be, about, and broken into lines that fit.

The browser measures them by the fonts it has; here letters are as wide as they are in common ones.
"""

from __future__ import annotations

import unicodedata

#: Sizes in pixels, and how much wider than plain ones its letters are, by what a text is.
FONTS = {"title": (15, 1.04), "small": (12, 1.04), "label": (13, 1.0)}
#: Shares of the size of a font that letters are wide.
NARROW, USUAL, CAPITAL, BROAD, FULL = 0.3, 0.55, 0.68, 0.86, 1.0
SLIM, FAT = frozenset("iIjlt.,:;'’!|()[] -"), frozenset("mwMW@%—")


def width_of(text: str, font: str) -> float:
    """Return about how many pixels a text is wide."""
    size, by = FONTS[font]
    return size * by * sum(_share(letter) for letter in text)


def _share(letter: str) -> float:
    if letter in SLIM:
        return NARROW
    if letter in FAT:
        return BROAD
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return FULL
    return CAPITAL if letter.isupper() else USUAL


def lines(text: str, font: str, width: float, most: int) -> list[str]:
    """Return at most so many lines of a text, each within a width in pixels; what does not fit ends in an ellipsis."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and width_of(longer, font) <= width:
            found[-1] = longer
        else:
            found.append(word)
    kept = [_shortened(line, font, width) for line in found[:most]]
    if len(found) > most:
        kept[-1] = _shortened(kept[-1].rstrip("…"), font, width, is_cut=True)
    return kept


def _shortened(line: str, font: str, width: float, *, is_cut: bool = False) -> str:
    if not is_cut and width_of(line, font) <= width:
        return line
    while len(line) > 1 and width_of(f"{line}…", font) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
