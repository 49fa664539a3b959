"""What becomes of an actor when it turns out to be another one."""

from __future__ import annotations

from django.db.models import Q

from actors.choices import NameKind, RelationKind
from actors.models import Actor, Relation
from actors.records import ACTOR
from sources import actions
from sources.choices import Status
from sources.journal import Writing
from sources.records import Json
from sources.records.references import MOST_ROWS


def keep_name(mine: dict[str, Json], theirs: dict[str, Json]) -> dict[str, Json]:
    """Return an actor that also goes by the name of the one merged into it."""
    names = mine.get("names", [])
    known = {mine["name"], *(name["text"] for name in names)}
    if theirs["name"] in known or len(names) >= MOST_ROWS:
        return mine
    return mine | {"names": [*names, {"text": theirs["name"], "kind": NameKind.ALIAS.value}]}


def settle_likeness(writing: Writing, actor: Actor, into: Actor) -> None:
    """Put an end to relations that say the two may be the same: now they are."""
    between = Q(subject=actor, object=into) | Q(subject=into, object=actor)
    for relation in Relation.objects.live().filter(between, kind=RelationKind.POSSIBLY_SAME_AS):
        if relation.status == Status.PUBLISHED:
            actions.retract(writing, relation, f"The two are one: {into.slug}.")
        elif relation.published_at is None:
            actions.delete(writing, relation)


def register_merges() -> None:
    actions.register_merge(ACTOR.name, adopt=keep_name, settle=settle_likeness)
