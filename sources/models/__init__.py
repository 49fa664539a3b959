from sources.models.citations import Citation
from sources.models.journal import JournalHead, JournalRow
from sources.models.publishers import Publisher, Rating
from sources.models.records import ExternalId, Owned, Publishable, Record, new_slug
from sources.models.sources import Media, Source
from sources.models.time import Time, When, time_constraints

__all__ = [
    "Citation",
    "ExternalId",
    "JournalHead",
    "JournalRow",
    "Media",
    "Owned",
    "Publishable",
    "Publisher",
    "Rating",
    "Record",
    "Source",
    "Time",
    "When",
    "new_slug",
    "time_constraints",
]
