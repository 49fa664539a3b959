"""Who may see what is not published."""

import enum
from typing import Any

DRAFTS_PERMISSION = "sources.view_drafts"
PUBLISH_PERMISSION = "sources.publish"


class Viewer(enum.Enum):
    """One of the two views of the store; everything computed is computed from rows the viewer may see."""

    PUBLIC = "PUBLIC"
    DRAFTS = "DRAFTS"


def viewer_of(user: Any) -> Viewer:
    """Return the view a user has: drafts need the permission ``sources.view_drafts``."""
    if user is not None and user.is_active and user.has_perm(DRAFTS_PERMISSION):
        return Viewer.DRAFTS
    return Viewer.PUBLIC
