"""Everything that changes records, the same by every road."""

from sources.actions.keeping import delete, save_record
from sources.actions.publication import publish, rests_on, retract, return_to_draft, submit, unpublished_behind
from sources.actions.putting import Incoming, put_records

__all__ = [
    "Incoming",
    "delete",
    "publish",
    "put_records",
    "rests_on",
    "retract",
    "return_to_draft",
    "save_record",
    "submit",
    "unpublished_behind",
]
