"""Who a claim goes back to, and what lies above the place or the actor that it names, as one viewer sees it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import TYPE_CHECKING, Any

from actors.hierarchy import part_of
from events.models import Place
from sources.choices import Status
from sources.models import Source
from sources.trees import Hierarchy, ancestors, roots
from sources.visibility import Viewer

if TYPE_CHECKING:
    from events.accounts.verdicts import Said

PLACES = Hierarchy.of(Place, "parent")


def _repeats(seen: str) -> Hierarchy:
    table = Source._meta.db_table
    original = f"SELECT 1 FROM {table} original WHERE original.id = {table}.derived_from_id"  # noqa: S608  # names of the models
    both_seen = f"{table}.{seen} AND EXISTS ({original} AND original.{seen})"
    return Hierarchy(Source, table, "id", "derived_from_id", f"derived_from_id IS NOT NULL AND {both_seen}")


_REPEATS = {
    Viewer.PUBLIC: _repeats(f"status = '{Status.PUBLISHED.value}'"),
    Viewer.DRAFTS: _repeats(f"status <> '{Status.RETRACTED.value}'"),
}


def repeats(viewer: Viewer) -> Hierarchy:
    """Return the tree of sources that repeat others, where a viewer may see both.

    Beyond a hidden source nothing is followed: a tree's stored root would tell of what it repeats.
    """
    return _REPEATS[viewer]


class Lineage:
    """All that lies above some rows of one hierarchy, up to its roots; two statements at most."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lineage) and self._above == other._above

    __hash__ = None  # type: ignore[assignment]  # it is never a key

    def __init__(self, hierarchy: Hierarchy, children: Iterable[int]) -> None:
        near = ancestors(hierarchy, children)
        further = set().union(*near.values()) - near.keys()
        self._above = {**near, **ancestors(hierarchy, further)}

    def above(self, child: int) -> frozenset[int]:
        return self._above[child]

    def roots(self, child: int) -> frozenset[int]:
        """Return the topmost of what lies above a child; the child itself where nothing does."""
        return roots(child, self._above[child], self._above)


class Origins:
    """Where claims come from, and what lies above what they name; five statements at most."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origins) and self._read == other._read

    __hash__ = None  # type: ignore[assignment]  # it is never a key

    def __init__(self, said: Collection[Said], viewer: Viewer) -> None:
        speakers = {one.speaker_id for one in said if one.speaker_id}
        named = {one.actor_id for one in said if one.actor_id}
        in_own_voice = {one.source_id for one in said if not one.speaker_id and one.repeats_id}
        self._actors = Lineage(part_of(viewer), speakers | named)
        self._sources = Lineage(repeats(viewer), in_own_voice)
        self._places = ancestors(PLACES, {one.place_id for one in said if one.place_id})

    @property
    def _read(self) -> tuple[Any, ...]:
        return self._actors, self._sources, self._places

    def of(self, said: Said) -> frozenset[Hashable]:
        """Return what a claim's speaker is finally part of; the root of its source where no speaker is named."""
        if said.speaker_id:
            return frozenset(("actor", root) for root in self._actors.roots(said.speaker_id))
        if not said.repeats_id:
            return frozenset([("source", said.source_id)])
        return frozenset(("source", root) for root in self._sources.roots(said.source_id))

    def above_actor(self, actor: int) -> frozenset[int]:
        return self._actors.above(actor)

    def above_place(self, place: int) -> frozenset[int]:
        return self._places[place]
