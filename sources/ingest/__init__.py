"""Putting many records into the store, from lines: read, staged, then written in chunks within one writing.

- ``lines`` reads a line of JSON and what is to be done with it.
- ``shapes`` and ``columns`` turn a valid new record into its rows, without a model's instance.
- ``staging`` keeps what was read on disk, by kind, until the writers' lock is held.
- ``finding`` and ``stored`` read what the store holds already.
- ``writer`` writes and journals new records in chunks, by ``sources.tables``.
- ``loading`` puts the parts together; whatever is not a plain new record takes the way of ``sources.actions``.
- ``closing`` checks the rules at the end and refreshes what follows from what was written.
"""

from sources.ingest.front import load
from sources.ingest.report import Report

__all__ = ["Report", "load"]
