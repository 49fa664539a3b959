"""Where the words that were asked for stand in a record's texts, as parts that a page can show as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sources.search.queries import Query
from sources.search.words import Word, words_in

#: Texts shown of one record, characters of one of them, and parts that match in it.
MOST_TEXTS = 5
LONGEST = 240
MOST_MATCHES = 10
#: Characters shown before the first match of a long text.
BEFORE = 60

#: From where to where in a text.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a text, as written, and whether it is what was asked for."""

    text: str
    is_match: bool


@dataclass(frozen=True, slots=True)
class Highlight:
    """A text in which something was found, whole or cut (then with an ellipsis), in parts."""

    field: str
    parts: list[Part]


def highlights(texts: Sequence[Sequence[str]], query: Query) -> list[Highlight]:
    """Return the first five texts in which a query's words stand. ``texts`` are pairs of field and text."""
    found: list[Highlight] = []
    first_of = {text: field for field, text in reversed(texts)}  # a name may be among the names once more
    for field, text in ((field, text) for text, field in reversed(first_of.items())):
        spans = list(_spans(words_in(text), query))
        if spans:
            found.append(Highlight(field, list(_parts(text, spans))))
        if len(found) == MOST_TEXTS:
            break
    return found


def _spans(words: Iterable[Word], query: Query) -> Iterator[Span]:
    """Yield where the words of a query stand, each character once."""
    reached = 0
    for word in words:
        for one in (word, *word.parts):
            length = query.found_in(one)
            if length and one.start >= reached:
                reached = one.end_of(length)
                yield one.start, reached
                break


def _parts(text: str, spans: Sequence[Span]) -> Iterator[Part]:
    start, end = _window(text, spans[0])
    at = start
    lead = "…" if start else ""
    for first, last in [span for span in spans if span[1] <= end][:MOST_MATCHES]:
        between = lead + text[at:first]
        if between:
            yield Part(between, False)
        yield Part(text[first:last], True)
        at, lead = last, ""
    rest = text[at:end] + ("…" if end < len(text) else "")
    if rest:
        yield Part(rest, False)


def _window(text: str, first: Span) -> Span:
    """Return which part of a text is shown: the whole of a short one, else from a word a little before the match."""
    if len(text) <= LONGEST:
        return 0, len(text)
    start = max(0, first[0] - BEFORE)
    if start:
        start = next((at + 1 for at in range(start, first[0]) if text[at].isspace()), first[0])
    end = max(start + LONGEST, first[1])
    if end < len(text):
        end = next((at for at in range(end, first[1], -1) if text[at].isspace()), end)
    return start, min(end, len(text))
