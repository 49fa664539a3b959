"""Who has a name already that is being entered for another actor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actors.models import Actor
from sources import search
from sources.visibility import Viewer

MOST = 8


@dataclass(frozen=True)
class Namesake:
    """Another actor, and the names of it that are the same, as it writes them."""

    actor: Actor
    names: list[str]

    @property
    def reasons(self) -> list[str]:
        return [f"is called {', '.join(f'“{name}”' for name in self.names)}"]


def namesakes_of(names: Iterable[str], viewer: Viewer, *, of: int | None = None) -> list[Namesake]:
    """Return the other actors that a viewer sees and that have one of some names, folded as search folds.

    ``of`` is the primary key of the actor whose names they are, once it is stored. Two statements.
    """
    given = [name for name in names if name.strip()]
    documents = search.namesakes("actor", given, viewer).exclude(record=of).order_by("slug")
    texts = dict(documents.values_list("record", "texts")[:MOST])
    if not texts:
        return []
    wanted = set(map(search.fold, given))
    actors = Actor.objects.visible_to(viewer).filter(pk__in=texts).order_by("name", "slug")
    return [Namesake(actor, _shared(texts[actor.pk], wanted)) for actor in actors]


def _shared(texts: list[list[str]], wanted: set[str]) -> list[str]:
    same = (text for field, text in texts if field in ("name", "names.text") and search.fold(text) in wanted)
    return list(dict.fromkeys(same))
