"""Search over the records of all kinds.

- ``words`` folds text and cuts it into words; nothing else does, on either database.
- ``kinds`` tells which texts are searched; each app registers its own kinds.
- ``documents`` keeps one document for each record, with every writing.
- ``engines`` knows the full-text indexes of SQLite and PostgreSQL.
- ``queries``, ``finding``, ``highlights`` and ``suggestions`` answer what is asked.
- ``likeness`` finds what has the same name as something, or one much like it.
- ``upkeep`` rebuilds the documents and tells whether they are right.
"""

from sources.search.documents import Document
from sources.search.finding import HITS, RANK, RELEVANCE, ROWS, Hit, documents_with, found, matches, ranked
from sources.search.highlights import Highlight, Part
from sources.search.kinds import Searched, register, searched, searched_kinds
from sources.search.likeness import likeness, namesakes, sharing_words
from sources.search.queries import LONGEST, MOST_WORDS, Query, read
from sources.search.suggestions import suggestions, suggestions_for
from sources.search.upkeep import discrepancies, follow_migrate, is_current, is_due, rebuild
from sources.search.words import fold, words_in

__all__ = [
    "HITS",
    "LONGEST",
    "MOST_WORDS",
    "RANK",
    "RELEVANCE",
    "ROWS",
    "Document",
    "Highlight",
    "Hit",
    "Part",
    "Query",
    "Searched",
    "discrepancies",
    "documents_with",
    "fold",
    "follow_migrate",
    "found",
    "is_current",
    "is_due",
    "likeness",
    "matches",
    "namesakes",
    "ranked",
    "read",
    "rebuild",
    "register",
    "searched",
    "searched_kinds",
    "sharing_words",
    "suggestions",
    "suggestions_for",
    "words_in",
]
