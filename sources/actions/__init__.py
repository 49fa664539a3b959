"""Everything that changes records, the same by every road."""

from sources.actions.keeping import delete, save_record
from sources.actions.losses import Loss, left_out
from sources.actions.merging import Moved, merge, register_merge
from sources.actions.publication import publish, rests_on, retract, return_to_draft, submit, unpublished_behind
from sources.actions.putting import Incoming, put_records
from sources.actions.revising import patched, replaced

__all__ = [
    "Incoming",
    "Loss",
    "Moved",
    "delete",
    "left_out",
    "merge",
    "patched",
    "publish",
    "put_records",
    "register_merge",
    "replaced",
    "rests_on",
    "retract",
    "return_to_draft",
    "save_record",
    "submit",
    "unpublished_behind",
]
