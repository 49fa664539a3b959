"""References to what was merged: they are meant for the record that it was merged into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Q

from sources.models import Mergeable
from sources.querysets import visible
from sources.records import kind_named
from sources.records.referring import repointed
from sources.visibility import Viewer

if TYPE_CHECKING:
    from sources.actions.putting import Incoming


def follow_merges(by_kind: Mapping[str, list[Incoming]], viewer: Viewer) -> dict[str, list[Incoming]]:
    """Return what is to be put with every merged record that it names replaced by the one it was merged into.

    Where the writer may not see that one, the reference stays as it is.
    """
    survivors = _survivors((one for some in by_kind.values() for one in some), viewer)
    return {kind: [followed(one, survivors) for one in some] for kind, some in by_kind.items()}


def _survivors(incoming: Iterable[Incoming], viewer: Viewer) -> dict[tuple[str, str], str]:
    named: dict[str, set[str]] = {}
    for one in incoming:
        for pointer in one.kind.pointers(one.data):
            named.setdefault(pointer.kind, set()).add(pointer.slug)
    found: dict[tuple[str, str], str] = {}
    for name, slugs in named.items():
        kind = kind_named(name)
        if issubclass(kind.model, Mergeable):
            seen = visible(viewer, "merged_into__") if kind.has_status else Q()
            merged = kind.objects.filter(seen, merged_into__isnull=False, slug__in=slugs)
            found.update({(name, old): new for old, new in merged.values_list("slug", "merged_into__slug")})
    return found


def followed(one: Incoming, survivors: Mapping[tuple[str, str], str]) -> Incoming:
    """Return a record with what it names replaced by what that was merged into."""
    data = one.data
    for pointer in one.kind.pointers(data) if survivors else ():
        new = survivors.get((pointer.kind, pointer.slug))
        if new is not None:
            data = repointed(data, [pointer.path], new)
    return one if data is one.data else replace(one, data=data)
