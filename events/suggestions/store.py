"""The names that the store knows, as far as a text may have them."""

from __future__ import annotations

from django.db.models.functions import Length

from events.suggestions.names import SMALL, Known
from sources.search.engines import has_words_of
from sources.search.finding import seen
from sources.search.kinds import searched
from sources.search.words import words_in
from sources.visibility import Viewer

KINDS = ("actor", "place")
#: Bounds of what is looked at: words of a text, and records that have one of them.
MOST_WORDS, MOST_RECORDS = 400, 5000


def known_in(text: str, viewer: Viewer) -> list[Known]:
    """Return the actors and places of which a text has a word, as far as a viewer may see them, in one statement.

    Only words that begin with a capital, or are of a script without, are looked for: names have one. Of very many
    records those with short names come first, up to 5,000.
    """
    words = list(
        dict.fromkeys(word.text for word in words_in(text) if _may_name(text[word.start]) and word.text not in SMALL)
    )
    if not words:
        return []
    documents = seen(viewer).filter(has_words_of([[word] for word in words[:MOST_WORDS]]), kind__in=KINDS)
    rows = documents.order_by(Length("names"), "slug").values_list("kind", "record", "texts")
    return [_known(*row) for row in rows[:MOST_RECORDS]]


def _may_name(first: str) -> bool:
    return first.isalnum() and not first.islower()


def _known(kind: str, record: int, texts: list[tuple[str, str]]) -> Known:
    declared = searched(kind)
    fields = declared.names if declared else ()
    names = [text for field, text in texts if field in fields]
    said = [text for field, text in texts if field not in fields]
    return Known(kind, record, names[0], tuple(names), " ".join(said))
