"""Known names in a text: by any name that a record goes by, and perhaps by what is said of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sources.search.words import Word, words_in

#: Small words that a name may have or not: government of Afghanistan, government in Afghanistan.
SMALL = frozenset(["a", "an", "and", "at", "for", "from", "in", "of", "on", "the", "to", "with"])
_PARTED = re.compile(r"[.!?;:,()\[\]“”\"\r\n]")
#: So many words in a row that a text shares with a description may mean the same.
_SHARED = 3
_LONGEST = 12


@dataclass(frozen=True)
class Known:
    """A record that has names: its kind and key, what to show, every name as written, and what is said of it."""

    kind: str
    key: int
    label: str
    names: tuple[str, ...]
    description: str = ""


@dataclass(frozen=True)
class Name:
    """A stretch of a text that names a record. One that is not sure only shares words with its description."""

    start: int
    end: int
    known: Known
    is_sure: bool = True


Key = tuple[str, ...]


def names_in(text: str, known: Iterable[Known]) -> list[Name]:
    """Return the names of a text in order, of those that overlap the longest; what is sure first at each place."""
    known = list(known)
    words = [word for word in words_in(text) if word.text not in SMALL]
    sure = list(_named(text, words, _by_name(known)))
    named = {(one.known.kind, one.known.key) for one in sure}
    others = [one for one in known if (one.kind, one.key) not in named]
    return sorted([*sure, *_described(text, others)], key=lambda one: (one.start, not one.is_sure, one.known.label))


def _by_name(known: Iterable[Known]) -> dict[Key, list[tuple[Known, str]]]:
    found: dict[Key, list[tuple[Known, str]]] = defaultdict(list)
    for one in known:
        for name in dict.fromkeys(one.names):
            key = tuple(word.text for word in words_in(name) if word.text not in SMALL)
            if key and len(key) <= _LONGEST:
                found[key].append((one, name))
    return found


def _named(text: str, words: Sequence[Word], by_name: dict[Key, list[tuple[Known, str]]]) -> Iterator[Name]:
    lengths = sorted({len(key) for key in by_name}, reverse=True)
    place = 0
    while place < len(words):
        for length in lengths:
            run = words[place : place + length]
            found = list(_at(text, run, by_name)) if len(run) == length else []
            if found:
                yield from found
                place += length
                break
        else:
            place += 1


def _at(text: str, run: Sequence[Word], by_name: dict[Key, list[tuple[Known, str]]]) -> Iterator[Name]:
    records = by_name.get(tuple(word.text for word in run), ())
    if not records or not _is_one_piece(text, run):
        return
    start, end = run[0].start, run[-1].end
    for known in dict.fromkeys(known for known, name in records if _is_written_alike(text[start:end], name)):
        yield Name(start, end, known)


def _is_one_piece(text: str, run: Sequence[Word]) -> bool:
    return not any(_PARTED.search(text, one.end, other.start) for one, other in pairwise(run))


def _is_written_alike(words: str, name: str) -> bool:
    """Return whether words may be a name: “us” is not the U.S., and “may” not May."""
    letters = [one for one in name if one.isalpha()]
    if len(letters) < 5 and all(one.isupper() for one in letters):
        return words.upper() == words
    return not name[:1].isupper() or any(one.isupper() for one in words) or words.lower() == words.upper()


def _described(text: str, known: Iterable[Known]) -> Iterator[Name]:
    """Yield where a text has three words in a row that a record's description has, no less than two of them telling."""
    words = list(words_in(text))
    runs: dict[Key, tuple[int, int]] = {}
    for place in range(len(words) - _SHARED + 1):
        run = words[place : place + _SHARED]
        telling = [word for word in run if word.text not in SMALL]
        is_name = any(text[word.start].isupper() for word in telling)
        if len(telling) >= 2 and is_name and _is_one_piece(text, run):
            runs.setdefault(tuple(word.text for word in run), (run[0].start, run[-1].end))
    for one in known:
        said = [word.text for word in words_in(one.description)]
        shared = (tuple(said[place : place + _SHARED]) for place in range(len(said) - _SHARED + 1))
        found = next((runs[key] for key in shared if key in runs), None)
        if found:
            yield Name(*found, one, is_sure=False)
