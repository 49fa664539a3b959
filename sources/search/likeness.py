"""What has the same name as something that is being entered, or one much like it: folded as search folds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from sources.models import SearchDocument
from sources.search.engines import counted, has_words_of
from sources.search.finding import has_name, seen
from sources.search.words import fold
from sources.visibility import Viewer

#: A word is rare that no more documents have; whatever shares one with a title is looked at.
RARE = 300
#: Of a longer title the first words are looked at.
MOST_WORDS = 40


def namesakes(kind: str, names: Iterable[str], viewer: Viewer) -> QuerySet[Any]:
    """Return the documents of one kind that have one of some names, among what a viewer may see."""
    folded = list(dict.fromkeys(filter(None, map(fold, names))))
    if not folded:
        return SearchDocument.objects.none()
    named = Q()
    for one in folded:
        named |= Q(has_name(one))
    return seen(viewer).filter(has_words_of([one.split() for one in folded]), named, kind=kind)


def sharing_words(kind: str, text: str, viewer: Viewer) -> QuerySet[Any]:
    """Return the documents of one kind that share a rare word with a text, or its two rarest words, in any field.

    One statement counts how rare its words are.
    """
    words = list(dict.fromkeys(fold(text).split()))[:MOST_WORDS]
    if not words:
        return SearchDocument.objects.none()
    numbers = counted(words, RARE + 1)
    rarest = sorted(words, key=lambda word: (numbers[word], word))
    groups = [[word] for word in rarest if 0 < numbers[word] <= RARE]
    return seen(viewer).filter(has_words_of([*groups, rarest[:2]]), kind=kind)


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 1: the runs of three characters that they share (Dice), folded.

    The order of words does not count, and their endings count little.
    """
    mine, theirs = _runs(one), _runs(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _runs(text: str) -> set[str]:
    padded = (f"  {word} " for word in fold(text).split())
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}
