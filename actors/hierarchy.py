"""What an actor is part of, as each viewer sees it."""

from actors.choices import RelationKind
from actors.models import Actor, Relation
from sources.choices import Status
from sources.trees import Hierarchy
from sources.visibility import Viewer


def _part_of(status: str) -> Hierarchy:
    kind = RelationKind.PART_OF.value
    return Hierarchy(Actor, Relation._meta.db_table, "subject_id", "object_id", f"kind = '{kind}' AND {status}")


#: Drafts count, so that publishing them can never close a cycle.
PART_OF = _part_of(f"status <> '{Status.RETRACTED.value}'")
PUBLISHED_PART_OF = _part_of(f"status = '{Status.PUBLISHED.value}'")


def part_of(viewer: Viewer) -> Hierarchy:
    """Return the PART_OF relations between actors that a viewer may see."""
    return PART_OF if viewer is Viewer.DRAFTS else PUBLISHED_PART_OF
