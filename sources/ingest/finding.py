"""Finding primary keys by slugs: a statement for many, and what was found lately is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import batched
from typing import Any, NamedTuple

from django.db.models import Case, F, Q, Value, When

from sources.actions.putting import is_hidden
from sources.models import Mergeable
from sources.querysets import visible
from sources.records import Kept, kind_named
from sources.visibility import Viewer

#: How many slugs of each kind are kept.
MOST_KEPT = 20_000
BATCH = 1000


class Found(NamedTuple):
    """A saved record, as far as another one needs to know it."""

    pk: int
    status: str
    #: The slug of what it was merged into, blank where it was not.
    survivor: str


class Finder:
    """Finds the records that slugs name, as one viewer may see them; what the writing put itself is seen."""

    def __init__(self, viewer: Viewer, is_own: Callable[[str, int], bool]) -> None:
        self._viewer = viewer
        self._is_own = is_own
        self._kept: dict[str, dict[str, Found]] = defaultdict(dict)

    def look_up(self, kind: str, slugs: Iterable[str]) -> None:
        """Make sure that :meth:`get` knows some slugs."""
        kept = self._kept[kind]
        missing = [slug for slug in slugs if slug not in kept]
        if len(kept) + len(missing) > MOST_KEPT:
            self._kept[kind] = kept = {}
            missing = list(slugs)
        kept.update(self.saved(kind, missing))

    def saved(self, kind: str, slugs: Iterable[str]) -> dict[str, Found]:
        """Return what is stored under some slugs, hidden or not."""
        model = kind_named(kind).model
        status = F("status") if kind_named(kind).has_status else Value("")
        survivor = self._survivor(kind) if issubclass(model, Mergeable) else Value("")
        found: dict[str, Found] = {}
        for some in batched(slugs, BATCH):
            rows = kind_named(kind).objects.filter(slug__in=some).values_list("slug", "pk", status, survivor)
            found.update({slug: Found(pk, state, merged or "") for slug, pk, state, merged in rows})
        return found

    def _survivor(self, kind: str) -> Any:
        """Return the expression of what a record was merged into, where the viewer may see that."""
        seen = visible(self._viewer, "merged_into__") if kind_named(kind).has_status else Q()
        return Case(When(seen, then=F("merged_into__slug")), default=Value("")) if seen else F("merged_into__slug")

    def get(self, kind: str, slug: str) -> int | None:
        """Return the primary key of a record that was looked up; None where it is absent or hidden."""
        found = self._kept[kind].get(slug)
        if found is None or (is_hidden(self._viewer, found) and not self._is_own(kind, found.pk)):
            return found.pk if found is not None and isinstance(slug, Kept) else None
        return found.pk

    def merged(self, kind: str, slug: str) -> Found | None:
        """Return a record that was looked up and was merged into another one."""
        found = self._kept[kind].get(slug)
        return found if found is not None and found.survivor else None

    def forget(self) -> None:
        """Look everything up anew: something was changed."""
        self._kept.clear()
