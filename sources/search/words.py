"""The one way in which text is folded and cut into words, for what is stored and for what is asked.

Both databases are given the words alone, so neither's own idea of a word counts. Folding takes away what people leave
out or write in several ways: case, accents, Arabic vowel signs and joiners, the several forms of one Arabic letter, and
the digits of other scripts. Vowel signs that are part of the spelling, as in Devanagari and Thai, stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

#: Raise this when the rules below change, so that stores are told to rebuild their index.
VERSION = 1
#: A longer run of letters is cut: it is no word that anybody types.
LONGEST_WORD = 64

#: Letters that have no decomposition, as they are commonly written without them; and forms of one Arabic letter.
_ALIKE = str.maketrans(
    {
        "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ħ": "h", "ŋ": "ng",
        "ك": "ک", "ي": "ی", "ى": "ی", "ة": "ہ", "ه": "ہ", "ھ": "ہ", "ە": "ہ", "ٱ": "ا",
    }
)  # fmt: skip
_APOSTROPHES = "'’‘`´′׳״"
#: Signs of transliteration that some write and others leave out: hamza and ayn, and the Arabic letter stretcher.
_UNWRITTEN = "ʾʿʼʻʹʺـ"
#: Scripts that are written without spaces: each character is a word.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x9FFF),  # Han
    (0x20000, 0x3FFFF),  # Han, further planes
)
#: In a text where each folded character is told by its sort: U.S.A., words (with apostrophes), numbers, single ones.
_WORD = re.compile(r"(?<![a'])a(?:\.a)+(?![a'])|a+(?:'a+)*|0+|cm*")


class Word(NamedTuple):
    """One folded word, and where each of its characters stands in the text; ``end`` is behind its last one.

    ``parts`` are words that it holds, of l'État the État: who looks for a part finds it too.
    """

    text: str
    starts: Sequence[int]
    end: int
    parts: tuple[Word, ...] = ()

    @property
    def start(self) -> int:
        return self.starts[0]

    def end_of(self, length: int) -> int:
        """Return where, in the text, so many of its first characters end."""
        last = self.starts[length - 1]
        return next((start for start in self.starts[length:] if start > last), self.end)


def words_in(text: str) -> Iterator[Word]:
    """Yield the words of a text in their order."""
    spelt = _ascii(text) if text.isascii() else _spelt(text)
    for found in _WORD.finditer(spelt.sorts):
        word = _word(spelt, *found.span())
        if word is not None:
            yield word


def fold(text: str) -> str:
    """Return the words of a text with single spaces between."""
    return " ".join(word.text for word in words_in(text))


class _Spelt(NamedTuple):
    """A folded text, the sort of each of its characters, and where each stands in the text, whose length is last."""

    folded: str
    sorts: str
    places: Sequence[int]


def _ascii(text: str) -> _Spelt:
    """Fold what most texts are made of alone, without a look at each character."""
    return _Spelt(text.lower(), text.translate(_ASCII), range(len(text) + 1))


def _spelt(text: str) -> _Spelt:
    folded, sorts, places = [], [], []
    for place, character in enumerate(text):
        for one, sort in _folded(character):
            folded.append(one)
            sorts.append(sort)
            places.append(place)
    return _Spelt("".join(folded), "".join(sorts), [*places, len(text)])


@lru_cache(maxsize=8192)
def _folded(character: str) -> tuple[tuple[str, str], ...]:
    """Return what stands for a character: each with its sort, of which ``_WORD`` is written."""
    if character in _APOSTROPHES:
        return ((character, "'"),)
    spelt = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return tuple((one, _sort(one)) for one in _plain(spelt.translate(_ALIKE)))


def _plain(spelt: str) -> Iterator[str]:
    for one in spelt:
        digit = unicodedata.digit(one, None) if unicodedata.category(one) == "Nd" else None
        if digit is not None:
            yield str(digit)
        elif not _is_left_out(one):
            yield one


def _is_left_out(one: str) -> bool:
    if one in _UNWRITTEN or unicodedata.category(one) == "Cf":
        return True
    # Of the signs that combine, these classes belong to the spelling: vowels (0), kana voicing (8), virama (9).
    return unicodedata.category(one) in ("Mn", "Me") and unicodedata.combining(one) not in (0, 8, 9)


def _sort(one: str) -> str:
    if one.isascii() and one.isdigit():
        return "0"
    if one == ".":
        return "."
    category = unicodedata.category(one)[0]
    if any(first <= ord(one) <= last for first, last in _UNSPACED) and category in "LMN":
        return "m" if category == "M" else "c"
    return "a" if category in "LMN" else " "


_ASCII = {code: "".join(sort for _, sort in _folded(chr(code))) for code in range(128)}


def _word(spelt: _Spelt, start: int, end: int) -> Word | None:
    sorts = spelt.sorts[start:end]
    if "'" not in sorts:
        return _joined(spelt, start, end)
    cuts = [start, *(start + at + 1 for at, sort in enumerate(sorts) if sort == "'")]
    parts = list(zip(cuts, [*(cut - 1 for cut in cuts[1:]), end], strict=True))
    if spelt.folded[slice(*parts[-1])] == "s":  # the Taliban's
        parts.pop()
        end = parts[-1][1]
    whole = _joined(spelt, start, end)
    if whole is None or len(parts) == 1:
        return whole
    inner = tuple(word for first, last in parts if (word := _joined(spelt, first, last)))
    return Word(whole.text, whole.starts, whole.end, inner)


def _joined(spelt: _Spelt, start: int, end: int) -> Word | None:
    """Return a part of a text as one word, without the marks in it."""
    sorts = spelt.sorts[start:end]
    if "'" not in sorts and "." not in sorts:
        end = min(end, start + LONGEST_WORD)
        text, starts = spelt.folded[start:end], spelt.places[start:end]
    else:
        kept = [start + at for at, sort in enumerate(sorts) if sort not in "'."][:LONGEST_WORD]
        end = kept[-1] + 1 if kept else start
        text, starts = "".join(spelt.folded[at] for at in kept), [spelt.places[at] for at in kept]
    if not text:
        return None
    behind = spelt.places[end]
    if behind == starts[-1]:  # one character may fold to several
        behind = next(place for place in spelt.places[end:] if place > starts[-1])
    return Word(text, starts, behind)
