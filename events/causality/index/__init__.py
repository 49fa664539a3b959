"""The public's links in memory, so that a chain or a path needs no recursive statement.

It answers what the database would answer, or nothing at all: then the database is asked.
"""

from events.causality.index.asking import arrows_between, is_held, keys_of, walked
from events.causality.index.keeping import keeper

__all__ = ["arrows_between", "is_held", "keeper", "keys_of", "walked"]
