"""What may have been meant where a query finds little: names that look like it, among what the viewer may see.

Nothing keeps a list of words. Suggestions are read off the documents that the viewer finds, so a word that stands only
in a draft is suggested to nobody who cannot see that draft.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Length, StrIndex
from django.db.models.lookups import GreaterThan

from sources.search.engines import has_trigrams
from sources.search.finding import seen
from sources.search.kinds import searched
from sources.search.queries import Query
from sources.search.words import fold, words_in
from sources.visibility import Viewer

#: A query that finds at least so much needs no suggestion.
ENOUGH = 3
MOST = 5
#: Bounds of what is looked at: words of a query, runs of three characters, documents, words of one document.
MOST_WORDS, MOST_TRIGRAMS, MOST_DOCUMENTS, MOST_NAME_WORDS = 6, 40, 60, 60
#: How alike two words must be (Ratcliff and Obershelp, 0 to 1); shorter ones must be the same.
ALIKE, SHORTEST = 0.7, 3


def suggestions_for(query: Query, found: QuerySet[Any], viewer: Viewer, kinds: Collection[str] = ()) -> list[str]:
    """Return suggestions where fewer than three documents were found, in two statements."""
    few = len(found.order_by().values_list("pk", flat=True)[:ENOUGH]) < ENOUGH
    return suggestions(query, viewer, kinds) if few else []


def suggestions(query: Query, viewer: Viewer, kinds: Collection[str] = ()) -> list[str]:
    """Return up to five texts that are written much like a query and that find something, best first.

    One statement. Each is made of words of one record's names, as these write them.
    """
    if len(query.words) > MOST_WORDS:
        return []
    likeness = cache(_likeness)
    best: dict[str, tuple[float, str]] = {}
    for texts in _candidates(query, viewer, kinds):
        made = _meant(query, list(islice(_words(texts), MOST_NAME_WORDS)), likeness)
        if made is None:
            continue
        alike, text = made
        key = fold(text)
        if key != query.phrase and (key not in best or (-alike, text) < (-best[key][0], best[key][1])):
            best[key] = made
    ordered = sorted(best.values(), key=lambda one: (-one[0], one[1]))
    return [text for _, text in ordered[:MOST]]


def _candidates(query: Query, viewer: Viewer, kinds: Collection[str]) -> Iterator[list[str]]:
    """Yield the names of the documents whose names share the most runs of three characters with a query."""
    runs = _trigrams(query)
    if not runs:
        return
    documents: QuerySet[Any] = seen(viewer).filter(has_trigrams(runs))
    documents = documents.filter(kind__in=kinds) if kinds else documents
    shared: Any = Value(0)
    for run in runs:
        holds = GreaterThan(StrIndex(F("names"), Value(run)), 0)
        shared += Case(When(holds, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = documents.order_by(shared.desc(), Length("names"), "precedence", "slug")
    for kind, texts in rows.values_list("kind", "texts")[:MOST_DOCUMENTS]:
        declared = searched(kind)
        names = declared.names if declared else ()
        yield [text for field, text in texts if field in names]


def _trigrams(query: Query) -> list[str]:
    """Return the runs of three characters of a query's words, the beginnings and ends of words among them."""
    padded = (f" {word} " for word in query.words if len(word) >= SHORTEST)
    runs = (text[at : at + 3] for text in padded for at in range(len(text) - 2))
    return list(dict.fromkeys(runs))[:MOST_TRIGRAMS]


def _words(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the words of some names, folded and as written."""
    for name in names:
        for word in words_in(name):
            yield word.text, name[word.start : word.end]


def _meant(query: Query, words: list[tuple[str, str]], likeness: Any) -> tuple[float, str] | None:
    """Return how alike a query is to words of a document, and these; None where one of its words has no like."""
    total, chosen = 0.0, []
    for asked in query.words:
        alike, written = max(((likeness(asked, folded), text) for folded, text in words), default=(0.0, ""))
        if alike < ALIKE:
            return None
        total += alike
        chosen.append(written)
    return total / len(query.words), " ".join(chosen)


def _likeness(asked: str, word: str) -> float:
    if asked == word:
        return 1.0
    if len(asked) < SHORTEST or abs(len(asked) - len(word)) > max(2, len(asked) // 2):
        return 0.0
    matcher = SequenceMatcher(None, asked, word, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0
