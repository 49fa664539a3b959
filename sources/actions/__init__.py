"""Everything that changes records, the same by every road."""

from sources.actions.bulk import extend, revise
from sources.actions.keeping import delete, save_record, save_valid
from sources.actions.losses import Loss, left_out
from sources.actions.merging import Moved, merge, register_merge
from sources.actions.publication import publish, rests_on, retract, return_to_draft, submit, unpublished_behind
from sources.actions.putting import Incoming, put_records
from sources.actions.remarks import REMARK_PERMISSION, remark, remarks_on, settle
from sources.actions.restoring import older_state, restore, was_deleted
from sources.actions.revising import patched, replaced
from sources.actions.tokens import check_token, end_of, make_token, note_use, revoke_tokens, usual_expiry
from sources.actions.uploads import drop_upload, keep_upload

__all__ = [
    "REMARK_PERMISSION",
    "Incoming",
    "Loss",
    "Moved",
    "check_token",
    "delete",
    "drop_upload",
    "end_of",
    "extend",
    "keep_upload",
    "left_out",
    "make_token",
    "merge",
    "note_use",
    "older_state",
    "patched",
    "publish",
    "put_records",
    "register_merge",
    "remark",
    "remarks_on",
    "replaced",
    "restore",
    "rests_on",
    "retract",
    "return_to_draft",
    "revise",
    "revoke_tokens",
    "save_record",
    "save_valid",
    "settle",
    "submit",
    "unpublished_behind",
    "usual_expiry",
    "was_deleted",
]
