"""Times as people write them, in English: from “5 Sep 2021” to “last week”, counted from the date of a source."""

from sources.dates.english.reading import Reading, read_english

__all__ = ["Reading", "read_english"]
