"""What is asked of the search, as words."""

from __future__ import annotations

from dataclasses import dataclass

from sources.refusals import refuse
from sources.search.words import Word, words_in

LONGEST = 200
MOST_WORDS = 12


@dataclass(frozen=True)
class Query:
    """The folded words that a record must all have, in the order asked; of the last one the beginning is enough."""

    words: tuple[str, ...]

    @property
    def phrase(self) -> str:
        return " ".join(self.words)

    @property
    def whole(self) -> tuple[str, ...]:
        """The words that must be there as they are."""
        return self.words[:-1]

    @property
    def beginning(self) -> str:
        """What a word must begin with."""
        return self.words[-1]

    def found_in(self, word: Word) -> int:
        """Return how many of a word's first characters were asked for, 0 for none."""
        if word.text in self.whole:
            return len(word.text)
        return len(self.beginning) if word.text.startswith(self.beginning) else 0


def read(text: str, name: str) -> Query:
    """Return what a text asks for. Nothing in it is an operator; ``name`` is the argument it came by.

    :raises Refusal: BAD_USER_INPUT for more than 200 characters or twelve words, and for a text without any word.
    """
    if len(text) > LONGEST:
        raise refuse("BAD_USER_INPUT", f"At most {LONGEST} characters are searched for; found {len(text)}.", name)
    words = tuple(word.text for word in words_in(text))
    if not words:
        raise refuse("BAD_USER_INPUT", "There is no word in it to search for: a letter or a digit is needed.", name)
    if len(words) > MOST_WORDS:
        raise refuse("BAD_USER_INPUT", f"At most {MOST_WORDS} words are searched for; found {len(words)}.", name)
    return Query(words)
