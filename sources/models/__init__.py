from sources.models.answers import StoredAnswer
from sources.models.citations import Citation
from sources.models.feed import FeedEntry
from sources.models.journal import JournalHead, JournalRow
from sources.models.publishers import Publisher, Rating
from sources.models.records import (
    ExternalId,
    Mergeable,
    Owned,
    Publishable,
    Record,
    merged_is_retracted,
    new_slug,
    where_given,
)
from sources.models.remarks import Remark
from sources.models.search import SearchDocument, SearchState
from sources.models.sources import Media, Source
from sources.models.time import Time, When, time_constraints
from sources.models.tokens import Token
from sources.models.uploads import Upload

__all__ = [
    "Citation",
    "ExternalId",
    "FeedEntry",
    "JournalHead",
    "JournalRow",
    "Media",
    "Mergeable",
    "Owned",
    "Publishable",
    "Publisher",
    "Rating",
    "Record",
    "Remark",
    "SearchDocument",
    "SearchState",
    "Source",
    "StoredAnswer",
    "Time",
    "Token",
    "Upload",
    "When",
    "merged_is_retracted",
    "new_slug",
    "time_constraints",
    "where_given",
]
